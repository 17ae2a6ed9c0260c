"""Dropout: in training it forgets a random part of the signal, so that no unit relies on another alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import number, whole
from nn.modules.module import Module
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Dropout(Module):
    """In training each number becomes 0 with probability `rate`; the others are divided by 1 − rate: `x -> x's shape`.

    rate: the probability, from 0 to 1.
    noise_shape=None: how many random choices are made along each axis: 1 where all its numbers share one, None for one each.
    seed=None: where the random numbers start; None takes them from `set_random_seed`.

    The mean stays, so outside training x passes unchanged. Raises TypeError or ValueError for a rate outside 0 to 1, or a
    noise_shape that does not fit. Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, 2014, JMLR 15.

    >>> Dropout(0.5)(np.ones(4))
    array([1., 1., 1., 1.])
    """

    only_computes = True
    supports_masking = True

    def __init__(
        self, rate: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.rate = number(type(self).__name__, "rate", rate, low=0, high=1)
        self.noise_shape = noise_sizes(type(self).__name__, noise_shape)
        self.rng = None if seed is None else generator(seed)

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        shape = noise_shape_for(self.name, self.noise_shape, np.shape(x))
        dtype = np.result_type(getattr(x, "dtype", float), np.float32)  # whole numbers become floats here
        scale = np.asarray(max(1.0 - self.rate, 1e-7), dtype)
        # a compiled program draws again at each replay
        return x * autograd.fresh(
            lambda: ((self.rng or generator()).random(shape, dtype=np.float32) >= self.rate) / scale, like=x
        )

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"


def noise_sizes(owner: str, noise_shape: Any) -> tuple[int | None, ...] | None:
    """A noise_shape as a tuple of sizes, None standing for the input's own."""
    if noise_shape is None:
        return None
    if not isinstance(noise_shape, (list, tuple)):
        raise TypeError(f"{owner}: noise_shape is a tuple of sizes such as (None, 1, None), got {noise_shape!r}")
    return tuple(None if n is None else whole(owner, "a size in noise_shape", n) for n in noise_shape)


def noise_shape_for(owner: str, noise_shape: tuple[int | None, ...] | None, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape in which noise is drawn for an input of this shape; ValueError if it would not fit."""
    if noise_shape is None:
        return shape
    found = tuple(n if noise is None else noise for n, noise in zip(shape, noise_shape))
    if len(noise_shape) != len(shape) or any(noise not in (1, n) for noise, n in zip(found, shape)):
        wanted = "its sizes are 1, None or the input's"
        raise ValueError(f"{owner}: noise_shape {noise_shape} does not fit an input of shape {shape}: {wanted}")
    return found
