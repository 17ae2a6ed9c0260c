"""Noise in training: blurred inputs, blurred signals, and dropout that keeps mean and variance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd import fresh
from nn.checks import number
from nn.layers.regularization.dropout import drawn, noise_sizes
from nn.modules.module import Module, Shape
from nn.seeds import generator


class Noise(Module):
    """The base of layers that draw in training and hand x through otherwise: `x -> x's shape`."""

    supports_masking = True

    def __init__(self, seed: int | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.rng = None if seed is None else generator(seed)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def _normal(self, x: Any, mean: float, stddev: float) -> Any:
        """Normally distributed numbers in x's shape, drawn anew at each replay of a compiled program."""
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        draw = (self.rng or generator()).standard_normal
        return fresh(lambda: np.asarray(mean + stddev * draw(np.shape(x), np.float32), dtype), like=x)


class GaussianNoise(Noise):
    """x + noise of mean 0 and this standard deviation, in training: `x -> x's shape`."""

    def __init__(self, stddev: float, seed: int | None = None, **settings: Any) -> None:
        super().__init__(seed, **settings)
        self.stddev = number("GaussianNoise", "stddev", stddev, low=0)

    def call(self, x: Any, training: bool = False) -> Any:
        return x + self._normal(x, 0.0, self.stddev) if training and self.stddev else x

    def __repr__(self) -> str:
        return f"GaussianNoise({self.stddev})"


class GaussianDropout(Noise):
    """x · noise of mean 1 and variance rate / (1 − rate), as dropout has it, in training: `x -> x's shape`.

    Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, 2014, JMLR 15.
    """

    def __init__(self, rate: float, seed: int | None = None, **settings: Any) -> None:
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


LOWEST = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717  # what SELU gives far below 0


class AlphaDropout(Noise):
    """Dropout for networks of SELU: a forgotten number becomes SELU's lowest value, and mean 0, variance 1 stay.

    Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515.
    """

    def __init__(
        self, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: int | None = None, **settings: Any
    ) -> None:
        super().__init__(seed, **settings)
        self.rate = number(type(self).__name__, "rate", rate, low=0, high=1)
        if self.rate == 1.0:
            raise ValueError(f"{self.name}: a rate of 1 forgets everything, choose one below")
        self.noise_shape = noise_sizes("AlphaDropout", noise_shape)

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        shape = drawn(self.name, self.noise_shape, np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)
        draw = (self.rng or generator()).random
        kept = fresh(lambda: np.asarray(draw(shape, np.float32) >= self.rate, dtype), like=x)
        a = ((1.0 - self.rate) * (1.0 + self.rate * LOWEST**2)) ** -0.5
        return a * (x * kept + LOWEST * (1.0 - kept)) - a * LOWEST * self.rate

    def __repr__(self) -> str:
        return f"AlphaDropout({self.rate})"
