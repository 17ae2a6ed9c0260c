"""50,000 film reviews, good (1) or bad (0), as lists of word numbers. Maas et al., 2011, ACL."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from nn.datasets import reviews
from nn.datasets.published import BUCKET, Split, arrays, read

SHA256 = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
WORDS_MD5 = "bfafd718b763782e994055a2d397834f"


def load_data(
    path: str = "imdb.npz", num_words: int | None = None, skip_top: int = 0, maxlen: int | None = None, seed: int = 113,
    start_char: int | None = 1, oov_char: int | None = 2, index_from: int | None = 3, **older: Any,
) -> Split:  # fmt: skip
    """((x_train, y_train), (x_test, y_test)): 25,000 lists of word numbers and labels, as many to test on.

    path="imdb.npz": the name of the file. num_words=None: rarer words become oov_char=2, or are left out if that is None.
    skip_top=0: so do as many of the most frequent ones. maxlen=None: longer reviews are left out. seed=113: of the order.
    start_char=1: begins each review. index_from=3: is added to the numbers of words. older: nb_words, an older name of
    num_words. From TAPEGRAD_DATA, Keras' cache or the network; there is no stand-in, for scikit-learn brings no texts.
    Raises ConnectionError if the file is nowhere, ValueError for a damaged one.
    """
    with arrays(read("imdb", path, SHA256, f"{BUCKET}imdb.npz")) as found:
        train = reviews.shuffle(found["x_train"], found["y_train"], seed)
        test = reviews.shuffle(found["x_test"], found["y_test"], seed)
    parts = [(reviews.begin_texts(x, start_char, index_from), y) for x, y in (train, test)]
    (x, y), (x_test, y_test) = [reviews.leave_out_long("imdb", texts, labels, maxlen) for texts, labels in parts]
    both = reviews.mark_rare(x + x_test, num_words or older.get("nb_words"), skip_top, oov_char)
    made = reviews.make_ragged(both[: len(x)]), reviews.make_ragged(both[len(x) :])
    return (made[0], np.asarray(y)), (made[1], np.asarray(y_test))


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """The number of each word, before index_from is added.

    path="imdb_word_index.json": the name of the file.
    """
    found: dict[str, int] = json.loads(read("imdb", path, WORDS_MD5, f"{BUCKET}imdb_word_index.json"))
    return found
