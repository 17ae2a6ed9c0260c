"""tf.random: the distributions of `nn.random`, with TensorFlow's signatures."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn import random as drawn
from nn.seeds import set_random_seed as set_seed

__all__ = ["categorical", "gamma", "normal", "set_seed", "shuffle", "truncated_normal", "uniform"]


def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None, name: Any = None) -> Any:
    """Normal numbers. shape: of the result. mean=0.0, stddev=1.0. dtype=None: their type. seed=None. name=None: changes
    nothing.

    >>> normal((2,), seed=0).shape
    (2,)
    """
    return drawn.normal(shape, mean, stddev, dtype, seed)


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """Normal numbers within two standard deviations. shape, mean=0.0, stddev=1.0, dtype=None, seed=None, name=None: as
    `normal`.

    >>> truncated_normal((2,), seed=0).shape
    (2,)
    """
    return drawn.truncated_normal(shape, mean, stddev, dtype, seed)


def uniform(
    shape: Any, minval: float = 0, maxval: float | None = None, dtype: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """Uniform numbers. shape: of the result. minval=0, maxval=None: the bounds, None for 1. dtype=None: their type; whole
    numbers if it says so. seed=None. name=None: changes nothing.

    >>> uniform((2,), seed=0).shape
    (2,)
    """
    return drawn.uniform(shape, minval, 1 if maxval is None else maxval, dtype, seed)


def categorical(logits: Any, num_samples: int, dtype: Any = None, seed: Any = None, name: Any = None) -> Any:
    """Classes drawn by their scores. logits: (n, classes). num_samples: draws a row. dtype=None: int64. seed=None. name=None.

    >>> categorical([[0.0, 1000.0]], 2, seed=0).tolist()
    [[1, 1]]
    """
    return drawn.categorical(logits, num_samples, dtype or "int64", seed)


def gamma(shape: Any, alpha: Any, beta: Any = None, dtype: Any = None, seed: Any = None, name: Any = None) -> Any:
    """Numbers of the gamma distribution, a sample for each alpha. shape: of the samples. alpha: the form. beta=None: they are
    divided by it. dtype=None: their type. seed=None. name=None: changes nothing.

    >>> gamma((2,), 3.0, seed=0).shape, gamma((4,), [1.0, 2.0], seed=0).shape
    ((2,), (4, 2))
    """
    made = drawn.gamma((*drawn.sizes(shape), *np.shape(alpha)), alpha, dtype, seed)
    return made if beta is None else (made / beta).astype(made.dtype)


def shuffle(value: Any, seed: Any = None, name: Any = None) -> Any:
    """The rows in random order. value: an array. seed=None. name=None: changes nothing.

    >>> sorted(shuffle([3, 1, 2], seed=0).tolist())
    [1, 2, 3]
    """
    return drawn.shuffle(value, seed=seed)
