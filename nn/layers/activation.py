"""Activations as layers of their own."""

from __future__ import annotations

from typing import Any

import autograd
from nn import activations
from nn.module import Module


class Activation(Module):
    """An activation function, by name or given: `x -> x's shape`.

    >>> Activation("relu")(-1.0)
    0.0
    """

    def __init__(self, activation: Any, name: str | None = None) -> None:
        super().__init__(name)
        self.activation = activations.get(activation)
        self.built = True

    def call(self, x: Any) -> Any:
        return self.activation(x)


class ReLU(Module):
    """max(x, 0)."""

    def call(self, x: Any) -> Any:
        return autograd.relu(x)


class LeakyReLU(Module):
    """x, or negative_slope·x below 0. Maas, Hannun & Ng, 2013."""

    def __init__(self, negative_slope: float = 0.3, name: str | None = None) -> None:
        super().__init__(name)
        self.negative_slope = negative_slope

    def call(self, x: Any) -> Any:
        return autograd.leaky_relu(x, slope=self.negative_slope)


class ELU(Module):
    """x, or alpha·(eˣ − 1) below 0. Clevert, Unterthiner & Hochreiter, 2015, arXiv:1511.07289."""

    def __init__(self, alpha: float = 1.0, name: str | None = None) -> None:
        super().__init__(name)
        self.alpha = alpha

    def call(self, x: Any) -> Any:
        return autograd.elu(x, alpha=self.alpha)


class Softmax(Module):
    """eˣ / Σ eˣ along an axis."""

    def __init__(self, axis: int = -1, name: str | None = None) -> None:
        super().__init__(name)
        self.axis = axis

    def call(self, x: Any) -> Any:
        return autograd.softmax(x, axis=self.axis)
