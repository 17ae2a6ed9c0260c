"""Gradients kept short: one steep batch must not throw the weights far away. Pascanu, Mikolov & Bengio, 2013."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.checks import number


class Clipping:
    """One of three limits on gradients; without any they stay as they are.

    `clipvalue` bounds each number, `clipnorm` the Euclidean length of each parameter's gradient,
    `global_clipnorm` that of all gradients together.

    >>> g = np.array([3.0, 4.0])
    >>> Clipping(global_clipnorm=1.0)(g, [slice(0, 2)]); g
    array([0.6, 0.8])
    """

    def __init__(
        self, clipnorm: float | None = None, clipvalue: float | None = None, global_clipnorm: float | None = None
    ) -> None:
        rules = (("clipnorm", clipnorm), ("clipvalue", clipvalue), ("global_clipnorm", global_clipnorm))
        given = {name: value for name, value in rules if value is not None}
        if len(given) > 1:
            raise ValueError(f"an optimizer clips in one way: got {' and '.join(given)}")
        for name, value in given.items():
            number("Clipping", name, value, above=0, infinite=True)
        self.rule, self.limit = next(iter(given.items()), ("", math.inf))

    def __call__(self, gradient: np.ndarray, places: Sequence[slice]) -> None:
        """Shorten in place: gradient: (n,), places: where each parameter's numbers lie."""
        if self.rule == "clipvalue":
            np.clip(gradient, -self.limit, self.limit, out=gradient)
        elif self.rule == "global_clipnorm":
            self._shorten(gradient)
        elif self.rule == "clipnorm":
            for place in places:
                self._shorten(gradient[place])

    def _shorten(self, part: Any) -> None:
        length = float(np.linalg.norm(part.astype(float)))  # in double: squares of float32 overflow from 1e19 on
        if length > self.limit:
            part *= self.limit / length
