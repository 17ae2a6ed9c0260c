"""Random numbers in Keras' manner: a shape, a distribution, a type, and a seed or a `SeedGenerator`.

Without a seed the numbers come from the one generator that `nn.set_random_seed` starts anew. The numbers of a seed are
repeatable, but they are not those of Keras, whose generators differ from backend to backend, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.absent import answer
from nn.config import floatx
from nn.ops.array import as_array, plain
from nn.seeds import generator

__all__ = [
    "SeedGenerator", "beta", "binomial", "categorical", "dropout", "gamma", "normal", "randint", "shuffle",
    "truncated_normal", "uniform",
]  # fmt: skip


class SeedGenerator:
    """A source of seeds: each use of it as `seed=` gives other numbers, the same ones again in every run.

    seed=None: a whole number; None draws one. name=None: for messages. settings: accepted and ignored.

    >>> seeds = SeedGenerator(7); first = uniform((2,), seed=seeds); second = uniform((2,), seed=seeds)
    >>> bool((first == second).any()), bool((uniform((2,), seed=SeedGenerator(7)) == first).all())
    (False, True)
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **settings: Any) -> None:
        self.seed = int(generator().integers(2**31)) if seed is None else int(seed)
        self.name = name or "seed_generator"
        self.rng = np.random.default_rng(self.seed)

    def next(self, ordered: bool = True) -> Any:
        """Another seed, as two whole numbers. ordered: accepted and ignored."""
        return as_array(self.rng.integers(0, 2**32, 2, dtype="uint32"))

    def get_config(self) -> dict[str, Any]:
        """What it was made with."""
        return {"seed": self.seed}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """One as described by `get_config`."""
        return cls(**config)


def sizes(shape: Any) -> tuple[int, ...]:
    """A shape of whole numbers, from what a program gives: a tuple, an array, or one size."""
    return tuple(int(n) for n in np.atleast_1d(plain(shape)))


def as_type(numbers: Any, dtype: Any) -> Any:
    """Numbers of the type that was asked for."""
    return as_array(numbers).astype(dtype or floatx())


def normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Normal numbers.

    shape: of the result. mean=0.0, stddev=1.0: of the distribution. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> normal((2, 3), seed=0).shape
    (2, 3)
    """
    return as_type(generator(seed).normal(mean, stddev, sizes(shape)), dtype)


def uniform(shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Uniform numbers from minval up to maxval, without it; whole ones if dtype says so.

    shape: of the result. minval=0.0, maxval=1.0: the bounds. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> bool((uniform((100,), 2.0, 3.0, seed=0) >= 2.0).all())
    True
    """
    if dtype is not None and np.dtype(dtype).kind in "iu":
        return randint(shape, minval, maxval, dtype, seed)
    return as_type(generator(seed).uniform(minval, maxval, sizes(shape)), dtype)


def randint(shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Whole numbers from minval up to maxval, without it.

    shape: of the result. minval, maxval: the bounds. dtype="int32": of the numbers.
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> sorted(set(randint((100,), 0, 3, seed=0).tolist()))
    [0, 1, 2]
    """
    return as_type(generator(seed).integers(int(minval), int(maxval), sizes(shape)), dtype)


def truncated_normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Normal numbers, those beyond two standard deviations drawn again.

    shape: of the result. mean=0.0, stddev=1.0: before the cut. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> bool((abs(truncated_normal((1000,), seed=0)) <= 2.0).all())
    True
    """
    rng = generator(seed)
    x = rng.standard_normal(sizes(shape))
    while (far := np.abs(x) > 2.0).any():
        x[far] = rng.standard_normal(int(far.sum()))
    return as_type(mean + stddev * x, dtype)


def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Classes drawn by their scores: (n, classes) -> (n, num_samples).

    logits: scores, whose softmax gives the probabilities. num_samples: how many draws a row. dtype="int32": of the numbers.
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> categorical([[0.0, 1000.0]], 3, seed=0).tolist()
    [[1, 1, 1]]
    """
    scores = plain(logits).astype(float)
    noise = generator(seed).gumbel(size=(scores.shape[0], num_samples, scores.shape[1]))
    return as_type((scores[:, None, :] + noise).argmax(axis=-1), dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """x with its parts along an axis in random order.

    x: an array or a Tensor. axis=0: whose parts change places.
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> sorted(shuffle([3, 1, 2], seed=0).tolist())
    [1, 2, 3]
    """
    x = x if hasattr(x, "shape") else as_array(x)
    return np.take(x, generator(seed).permutation(x.shape[axis]), axis=axis)


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """inputs with this share of them set to 0, and the others scaled up to keep the mean.

    inputs: numbers of any shape. rate: from 0 up to 1. noise_shape=None: 1 where an axis is dropped together.
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> sorted(set(dropout(np.ones(100), 0.5, seed=0).tolist()))
    [0.0, 2.0]
    """
    inputs = inputs if hasattr(inputs, "shape") else as_array(inputs)
    shape = [n if m is None else m for n, m in zip(inputs.shape, noise_shape or inputs.shape)]
    keep = generator(seed).random(shape) >= rate
    return inputs * (keep / (1.0 - rate)).astype(inputs.dtype)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Numbers of the gamma distribution.

    shape: of the result. alpha: its form. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> bool((gamma((100,), 2.0, seed=0) > 0).all())
    True
    """
    return as_type(generator(seed).gamma(plain(alpha), size=sizes(shape)), dtype)


def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Numbers of the beta distribution, from 0 to 1.

    shape: of the result. alpha, beta: its form. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> bool((beta((100,), 2.0, 2.0, seed=0) < 1).all())
    True
    """
    return as_type(generator(seed).beta(plain(alpha), plain(beta), sizes(shape)), dtype)


def binomial(shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None) -> Any:
    """How many of `counts` tries succeed.

    shape: of the result. counts: the tries. probabilities: of success. dtype=None: of the numbers, None for floatx().
    seed=None: a whole number, a SeedGenerator, or None for the common generator.

    >>> binomial((2,), 5, 1.0, seed=0).tolist()
    [5.0, 5.0]
    """
    return as_type(generator(seed).binomial(plain(counts).astype(int), plain(probabilities), sizes(shape)), dtype)


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
