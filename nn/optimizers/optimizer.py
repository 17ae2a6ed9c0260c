"""What all optimizers share: the vector they work on, and the walk over it in pieces that fit the cache."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd import Tensor
from nn.parameters import ParameterVector

BLOCK = 16384  # numbers of one piece: a handful of float32 pieces stay in a core's second-level cache


class Optimizer:
    """Moves parameters against their gradients: `Optimizer(learning_rate)`, then `step(parameters)` after backward.

    A subclass names its running vectors in `slots` and writes `update`.
    """

    slots: tuple[str, ...] = ()

    def __init__(self, learning_rate: float = 0.01) -> None:
        if not learning_rate >= 0:
            raise ValueError(f"{type(self).__name__}: the learning rate cannot be negative, got {learning_rate}")
        self.learning_rate = learning_rate
        self.iterations = 0
        self.vector: ParameterVector | None = None
        self.state: dict[str, np.ndarray] = {}

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Lay the parameters into one vector and start the running vectors at 0."""
        self.vector = ParameterVector(parameters)
        self.state = {name: np.zeros_like(self.vector.values) for name in self.slots}
        self._scratch = [np.empty(min(BLOCK, self.vector.values.size), self.vector.values.dtype) for _ in range(2)]

    def step(self, parameters: Sequence[Tensor]) -> None:
        """Move the parameters once, by the gradients they hold."""
        if self.vector is None or any(p is not q for p, q in zip(parameters, self.vector.parameters)) or (
            len(parameters) != len(self.vector.parameters)
        ):
            self.build(parameters)
        assert self.vector is not None
        self.iterations += 1
        self.vector.read()
        gradient = self.vector.gradient()
        for start in range(0, gradient.size, BLOCK):
            piece = slice(start, start + BLOCK)
            n = gradient[piece].size
            self.update(
                self.vector.values[piece],
                gradient[piece],
                *[self.state[name][piece] for name in self.slots],
                scratch=[part[:n] for part in self._scratch],
            )
        self.vector.write()

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        """Change w, and the state, in place; `scratch` is free space of the same size."""
        raise TypeError(f"{type(self).__name__} needs a method update")
