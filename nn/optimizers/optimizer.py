"""What all optimizers share: the vector they work on, and the walk over it in pieces that fit the cache."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograd import Tensor
from nn.optimizers.clipping import Clipping
from nn.parameters import ParameterVector

BLOCK = 65536  # numbers of one piece: the few pieces of a step stay in a core's caches


class Optimizer:
    """Moves parameters against their gradients: `Optimizer(learning_rate)`, then `step(parameters)` after backward.

    Every optimizer takes `weight_decay` (each step first shrinks the weights by learning rate × weight_decay;
    Loshchilov & Hutter, 2017, arXiv:1711.05101) and one of `clipnorm`, `clipvalue` and `global_clipnorm`.
    A subclass names its running vectors in `slots` and writes `update`.
    """

    slots: tuple[str, ...] = ()

    def __init__(
        self,
        learning_rate: float = 0.01,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ) -> None:
        if not learning_rate >= 0:
            raise ValueError(f"{type(self).__name__}: the learning rate cannot be negative, got {learning_rate}")
        if weight_decay is not None and not weight_decay >= 0:
            raise ValueError(f"{type(self).__name__}: weight_decay cannot be negative, got {weight_decay}")
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.clip = Clipping(clipnorm, clipvalue, global_clipnorm)
        self.iterations = 0
        self.vector: ParameterVector | None = None
        self.state: dict[str, np.ndarray] = {}

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Lay the parameters into one vector and start the running vectors at 0."""
        self.vector = ParameterVector(parameters)
        self.state = {name: np.zeros_like(self.vector.values) for name in self.slots}
        self.iterations = 0
        self._scratch = [np.empty(min(BLOCK, self.vector.values.size), self.vector.values.dtype) for _ in range(2)]

    def step(self, parameters: Sequence[Tensor]) -> None:
        """Move the parameters once, by the gradients they hold.

        When other parameters come than before, it starts anew. Raises FloatingPointError, and moves nothing, for a
        gradient that is infinite or NaN; ValueError if it trains a wholly different model already.
        """
        self._meet(parameters)
        assert self.vector is not None
        self.vector.read()
        gradient = self.vector.gradient()
        # the sum of squares tells at the price of one pass; float32 squares may overflow, so ask again then
        if not math.isfinite(np.dot(gradient, gradient)) and not np.isfinite(gradient).all():
            raise FloatingPointError("a gradient is infinite or NaN, so no step was made")
        self.iterations += 1
        self.clip(gradient, self.vector.places)
        for start in range(0, gradient.size, BLOCK):
            piece = slice(start, start + BLOCK)
            n = gradient[piece].size
            if self.weight_decay:
                self.vector.values[piece] *= 1.0 - self.learning_rate * self.weight_decay
            self.update(
                self.vector.values[piece],
                gradient[piece],
                *[self.state[name][piece] for name in self.slots],
                scratch=[part[:n] for part in self._scratch],
            )
        self.vector.write()

    def _meet(self, parameters: Sequence[Tensor]) -> None:
        """Make `vector` hold these parameters."""
        known = self.vector.parameters if self.vector else []
        if len(known) != len(parameters) or any(p is not q for p, q in zip(parameters, known)):
            if known and not {id(p) for p in parameters} & {id(p) for p in known}:
                name = type(self).__name__
                raise ValueError(f"this {name} trains another model already: make a new one for this, {name}(...)")
            self.build(parameters)
        elif self.vector is not None and not self.vector.holds():
            self.vector = ParameterVector(parameters)  # another optimizer laid them elsewhere meanwhile

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        """Change w, and the state, in place; `scratch` is free space of the same size."""
        raise TypeError(f"{type(self).__name__} needs a method update")
