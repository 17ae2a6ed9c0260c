"""Where random numbers come from: one generator, replaced by `set_random_seed`, or a seed given on the spot."""

from __future__ import annotations

import random
from contextvars import ContextVar

import numpy as np

_GENERATOR: ContextVar[np.random.Generator] = ContextVar("generator", default=np.random.default_rng())  # noqa: B039


def set_random_seed(seed: int) -> None:
    """Make everything random that follows repeatable: weights, shuffling, dropout, and Python's own `random`.

    >>> set_random_seed(1); a = generator().random(); set_random_seed(1); bool(a == generator().random())
    True
    """
    random.seed(seed)
    _GENERATOR.set(np.random.default_rng(seed))


def generator(seed: int | np.random.Generator | None = None) -> np.random.Generator:
    """The generator for a seed, or the common one."""
    if isinstance(seed, np.random.Generator):
        return seed
    return _GENERATOR.get() if seed is None else np.random.default_rng(seed)
