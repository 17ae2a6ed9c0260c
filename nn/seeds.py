"""Where random numbers come from: one generator for all, reseeded by `set_random_seed`, or a seed given on the spot."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np


@cache
def common() -> np.random.Generator:
    """The generator for all who were given none; made when the first one asks, for NumPy takes its time to load it."""
    return np.random.default_rng()


def set_random_seed(seed: int) -> None:
    """Make everything random that follows repeatable: weights, shuffling, dropout, `random` and `np.random`.

    seed: a whole number of 0 or more; the same one repeats the same numbers.

    >>> set_random_seed(1); a = generator().random(); set_random_seed(1); bool(a == generator().random())
    True
    """
    check_seed("set_random_seed", seed)
    common().bit_generator.state = np.random.default_rng(seed).bit_generator.state
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - programs that draw their data from np.random are to repeat too


@contextmanager
def use_seed(seed: int | None) -> Iterator[None]:
    """Draw from a generator of one's own inside the block; afterwards the common one goes on where it was.

    seed=None: draw from the common one, and move it on.

    >>> set_random_seed(1)
    >>> with use_seed(5): a = generator().random()
    >>> with use_seed(5): b = generator().random()
    >>> set_random_seed(1); bool(a == b)
    True
    """
    if seed is None:
        yield
        return
    numbers = common().bit_generator
    before = numbers.state
    numbers.state = np.random.default_rng(seed).bit_generator.state
    try:
        yield
    finally:
        numbers.state = before


def generator(seed: Any = None) -> np.random.Generator:
    """The generator for a seed, that of a SeedGenerator, or the common one; TypeError or ValueError for what is no seed."""
    seed = getattr(seed, "rng", seed)
    if isinstance(seed, np.random.Generator):
        return seed
    if seed is None:
        return common()
    check_seed("random numbers", seed)
    return np.random.default_rng(seed)


def check_seed(owner: str, seed: Any) -> None:
    """TypeError unless a seed is a whole number, ValueError if it is below 0."""
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool):
        raise TypeError(f"{owner}: seed must be a whole number of 0 or more, got {seed!r}")
    if seed < 0:
        raise ValueError(f"{owner}: seed must be a whole number of 0 or more, got {seed!r}")
