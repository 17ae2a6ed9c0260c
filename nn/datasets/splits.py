"""What to learn from and what to test on, in an order that stays the same in every version of NumPy."""

from __future__ import annotations

import numpy as np

from nn.checks import number, whole


def split_places(n: int, test_split: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers 0 to n - 1 in random order, in two parts: to learn from, and the share to test on.

    The order is that of raw random bits, which NumPy promises to be the same in every version.
    Raises ValueError for a share below 0 or from 1 on.

    >>> [part.tolist() for part in split_places(5, 0.4, seed=0)]
    [[3, 2, 1], [0, 4]]
    """
    test_split = number("a data set", "test_split", test_split, low=0, below=1)
    seed = whole("a data set", "seed", seed, low=0)
    places = np.argsort(np.random.PCG64(seed).random_raw(n), kind="stable")
    first = n - round(n * test_split)
    return places[:first], places[first:]
