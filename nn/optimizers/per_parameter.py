"""The base of optimizers whose step for a weight depends on the whole parameter, such as on its length."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from nn.optimizers.optimizer import Optimizer


class PerParameter(Optimizer):
    """An Optimizer that moves one parameter after another: a subclass writes `update_one`."""

    def _move(self, gradient: np.ndarray) -> None:
        """One iteration over the parameters."""
        assert self.vector is not None
        if self.clip.rule:
            self.clip(gradient, self.vector.places)
        self.begin()
        for p, place in zip(self.vector.parameters, self.vector.places):
            self._decay(place)
            w, g, *state = [
                part[place].reshape(p.shape)
                for part in (self.vector.values, gradient, *[self.state[name] for name in self.slots])
            ]
            self.update_one(p, w, g, *state)

    def update_one(self, p: Tensor, w: np.ndarray, g: np.ndarray, *state: np.ndarray) -> None:
        """Change a parameter's numbers w, and its state, in place by its gradient g; all have its shape."""
        raise TypeError(f"{type(self).__name__} needs a method update_one")


def root_mean_square(x: np.ndarray) -> float:
    """The root of the mean square: the length of an array for each of its numbers."""
    return float(np.sqrt(np.mean(np.square(x))))


def length(x: Any) -> float:
    """The Euclidean length of all numbers."""
    return float(np.sqrt(np.sum(np.square(x))))
