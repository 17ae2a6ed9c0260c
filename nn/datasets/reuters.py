"""11,228 newswires of 46 topics as lists of word numbers. Reuters-21578, Lewis, 1997."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from nn.datasets import reviews
from nn.datasets.published import BUCKET, Split, arrays, read

SHA256 = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
WORDS_MD5 = "4d44cc38712099c9e383dc6e5f11a921"
LABELS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass "
    "crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi "
    "iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)


def load_data(
    path: str = "reuters.npz", num_words: int | None = None, skip_top: int = 0, maxlen: int | None = None,
    test_split: float = 0.2, seed: int = 113, start_char: int | None = 1, oov_char: int | None = 2, index_from: int | None = 3,
    **older: Any,
) -> Split:  # fmt: skip
    """((x_train, y_train), (x_test, y_test)): 8,982 lists of word numbers and labels, 2,246 to test on.

    path="reuters.npz": the name of the file. num_words=None: rarer words become oov_char=2, or are left out if that is None.
    skip_top=0: so do as many of the most frequent ones. maxlen=None: longer texts are left out. test_split=0.2: the share to
    test on. seed=113: of the order. start_char=1: begins each text. index_from=3: is added to the numbers of words. older:
    nb_words, an older name of num_words. From TAPEGRAD_DATA, Keras' cache or the network; there is no stand-in, for
    scikit-learn brings no texts. Raises ConnectionError if the file is nowhere, ValueError for a damaged one.
    """
    with arrays(read("reuters", path, SHA256, f"{BUCKET}reuters.npz")) as found:
        x, y = reviews.shuffle(found["x"], found["y"], seed)
    texts, labels = reviews.leave_out_long("reuters", reviews.begin_texts(x, start_char, index_from), y, maxlen)
    texts = reviews.mark_rare(texts, num_words or older.get("nb_words"), skip_top, oov_char)
    first = int(len(texts) * (1 - test_split))
    made, labels = reviews.make_ragged(texts), np.asarray(labels)
    return (made[:first], labels[:first]), (made[first:], labels[first:])


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """The number of each word, before index_from is added.

    path="reuters_word_index.json": the name of the file.
    """
    found: dict[str, int] = json.loads(read("reuters", path, WORDS_MD5, f"{BUCKET}reuters_word_index.json"))
    return found


def get_label_names() -> tuple[str, ...]:
    """The topics in the order of their numbers.

    >>> get_label_names()[3]
    'earn'
    """
    return tuple(LABELS.split())
