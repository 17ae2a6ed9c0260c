"""Weights drawn from a distribution whose spread is said."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.checks import number
from nn.configuration.kept import Configured
from nn.seeds import generator


def draw_truncated(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Standard normal numbers, those beyond two standard deviations drawn again."""
    x = rng.standard_normal(shape)
    while (far := np.abs(x) > 2.0).any():
        x[far] = rng.standard_normal(int(far.sum()))
    return x


class RandomUniform(Configured):
    """Uniform between two numbers.

    minval: the smallest number (default -0.05). maxval: the largest (default 0.05).
    seed: makes every call give the same numbers (default None).

    >>> w = RandomUniform(0.0, 1.0, seed=0)((1000,)); bool(0 <= w.min() <= w.max() < 1)
    True
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        self.minval = number("RandomUniform", "minval", minval)
        self.maxval, self.seed = number("RandomUniform", "maxval", maxval), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return generator(self.seed).uniform(self.minval, self.maxval, shape).astype(dtype)


class RandomNormal(Configured):
    """Normal with a mean and a standard deviation.

    mean: the middle (default 0.0). stddev: the standard deviation (default 0.05; 0 or more).
    seed: makes every call give the same numbers (default None).

    >>> w = RandomNormal(stddev=0.5, seed=0)((10_000,)); round(float(w.std()), 2)
    0.5
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        owner = type(self).__name__
        self.mean, self.stddev, self.seed = number(owner, "mean", mean), number(owner, "stddev", stddev, low=0), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return generator(self.seed).normal(self.mean, self.stddev, shape).astype(dtype)


class TruncatedNormal(RandomNormal):
    """Normal, numbers beyond two standard deviations drawn again.

    mean: the middle (default 0.0). stddev: the standard deviation before the cut (default 0.05).
    seed: makes every call give the same numbers (default None).

    >>> w = TruncatedNormal(stddev=0.5, seed=0)((10_000,)); bool(abs(w).max() <= 1.0)
    True
    """

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return (self.mean + self.stddev * draw_truncated(generator(self.seed), shape)).astype(dtype)


class Orthogonal(Configured):
    """Orthonormal columns, or rows where there are fewer, times gain: a product with it keeps lengths.

    gain: the factor (default 1.0). seed: makes every call give the same numbers (default None).
    Of (..., in, out) all axes but the last count as rows. Raises ValueError, when called, for fewer than two axes.
    Saxe, McClelland & Ganguli, 2013, arXiv:1312.6120.

    >>> w = Orthogonal(seed=0)((3, 2)); np.allclose(w.T @ w, np.eye(2), atol=1e-6)
    True
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain, self.seed = number("Orthogonal", "gain", gain), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes matrices: shape needs at least two axes, got {tuple(shape)}")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(generator(self.seed).standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # else q would not be spread evenly over the orthogonal matrices
        return (self.gain * (q if rows >= columns else q.T)).reshape(shape).astype(dtype)
