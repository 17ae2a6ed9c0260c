"""Noise in training: blurred inputs, blurred signals, and dropout that keeps mean and variance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import number
from nn.layers.regularization.dropout import noise_shape_for, noise_sizes
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Noise(Module):
    """The base of layers that draw random numbers in training and pass x on otherwise: `x -> x's shape`.

    seed=None: where the random numbers start; None takes them from `set_random_seed`.
    """

    supports_masking = True

    def __init__(self, seed: int | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.rng = None if seed is None else generator(seed)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def _normal(self, x: Any, mean: float, stddev: float) -> Any:
        """Normally distributed numbers in x's shape, drawn anew at each replay of a compiled program."""
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        draw = (self.rng or generator()).standard_normal
        return autograd.fresh(lambda: np.asarray(mean + stddev * draw(np.shape(x), np.float32), dtype), like=x)


class GaussianNoise(Noise):
    """In training x + noise, which is normally distributed with mean 0: `x -> x's shape`.

    stddev: the standard deviation of the noise, from 0 on.

    Raises TypeError or ValueError for a stddev below 0.

    >>> x = np.zeros(1000)
    >>> float(GaussianNoise(0.5, seed=0)(x, training=True).std().round(1)), float(GaussianNoise(0.5)(x).std())
    (0.5, 0.0)
    """

    only_computes = True

    def __init__(self, stddev: float, seed: int | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(seed, **settings)
        self.stddev = number("GaussianNoise", "stddev", stddev, low=0)

    def call(self, x: Any, training: bool = False) -> Any:
        return x + self._normal(x, 0.0, self.stddev) if training and self.stddev else x

    def __repr__(self) -> str:
        return f"GaussianNoise({self.stddev})"


class GaussianDropout(Noise):
    """In training x · noise of mean 1 and variance rate / (1 − rate), as Dropout's noise has: `x -> x's shape`.

    rate: the rate of a Dropout with noise of the same variance, from 0 to below 1.

    Raises TypeError or ValueError for another rate.
    Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, 2014, JMLR 15.

    >>> x = np.ones(1000)
    >>> float(GaussianDropout(0.5, seed=0)(x, training=True).std().round(1)), float(GaussianDropout(0.5)(x).std())
    (1.0, 0.0)
    """

    only_computes = True

    def __init__(self, rate: float, seed: int | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(seed, **settings)
        self.rate = number(type(self).__name__, "rate", rate, low=0, high=1)
        if self.rate == 1.0:
            raise ValueError(f"{self.name}: a rate of 1 means infinite noise, choose one below")

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        return x * self._normal(x, 1.0, math.sqrt(self.rate / (1.0 - self.rate)))

    def __repr__(self) -> str:
        return f"GaussianDropout({self.rate})"


LOWEST = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717  # SELU's limit far below 0


class AlphaDropout(Noise):
    """Dropout for networks of SELU, in which a forgotten number becomes SELU's lowest value: `x -> x's shape`.

    rate: the probability that a number is forgotten, from 0 to below 1.
    noise_shape=None: how many random choices are made along each axis: 1 where all its numbers share one, None for one each.

    All numbers are scaled and shifted afterwards, so that mean 0 and variance 1 stay. Raises TypeError or ValueError for
    another rate, or a noise_shape that does not fit. Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515.

    >>> np.unique(AlphaDropout(0.5, seed=0)(np.zeros(100), training=True).round(2)).tolist()
    [-0.78, 0.78]
    """

    only_computes = True

    def __init__(
        self, rate: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, **settings)
        self.rate = number(type(self).__name__, "rate", rate, low=0, high=1)
        if self.rate == 1.0:
            raise ValueError(f"{self.name}: a rate of 1 forgets everything, choose one below")
        self.noise_shape = noise_sizes("AlphaDropout", noise_shape)

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        shape = noise_shape_for(self.name, self.noise_shape, np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        draw = (self.rng or generator()).random
        kept = autograd.fresh(lambda: np.asarray(draw(shape, np.float32) >= self.rate, dtype), like=x)
        a = ((1.0 - self.rate) * (1.0 + self.rate * LOWEST**2)) ** -0.5
        return a * (x * kept + LOWEST * (1.0 - kept)) - a * LOWEST * self.rate

    def __repr__(self) -> str:
        return f"AlphaDropout({self.rate})"
