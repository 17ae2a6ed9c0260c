"""What all optimizers share: the vector they work on, and the walk over it in pieces that fit the cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograd import Tensor
from nn.optimizers.averaging import Averaging
from nn.optimizers.clipping import Clipping
from nn.optimizers.schedules.schedule import LearningRateSchedule
from nn.parameters import ParameterVector

BLOCK = 65536  # numbers of one piece: the few pieces of a step stay in a core's caches


class Optimizer:
    r"""Moves parameters against their gradients: `Optimizer(learning_rate)`, then `step(parameters)` after backward.

    Every optimizer takes

    * `learning_rate`: a number, a schedule (of the steps so far), or a function without arguments;
    * `weight_decay` λ: each step first shrinks the weights, $w \leftarrow w - \eta \lambda w$
      (Loshchilov & Hutter, 2017, arXiv:1711.05101);
    * one of `clipnorm`, `clipvalue` and `global_clipnorm`, see `Clipping`;
    * `use_ema`, `ema_momentum` and `ema_overwrite_frequency`, see `Averaging`;
    * `gradient_accumulation_steps` k: weights move at every k-th step only, by the mean of the k gradients.

    A subclass names its running vectors in `slots` and writes `update`, where `self.rate` is the step's learning rate
    and `self.iterations` its number, from 1; `begin` is called once before a step's pieces.
    """

    slots: tuple[str, ...] = ()

    def __init__(
        self,
        learning_rate: Any = 0.01,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
    ) -> None:
        self.name = name or type(self).__name__.lower()
        self._learning_rate: float | Callable[..., float] = 0.0
        self.learning_rate = learning_rate
        if weight_decay is not None and not weight_decay >= 0:
            raise ValueError(f"{type(self).__name__}: weight_decay cannot be negative, got {weight_decay}")
        if gradient_accumulation_steps is not None and not gradient_accumulation_steps >= 2:
            raise ValueError(
                f"{type(self).__name__}: gradient_accumulation_steps must be 2 or more, got {gradient_accumulation_steps}; "
                "leave it out to move at every step"
            )
        self.weight_decay = weight_decay
        self.clip = Clipping(clipnorm, clipvalue, global_clipnorm)
        self.averaging = Averaging(ema_momentum, ema_overwrite_frequency) if use_ema else None
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.steps = 0  # calls of `step`, of which several may make one iteration
        self.rate = 0.0
        self.vector: ParameterVector | None = None
        self.state: dict[str, np.ndarray] = {}

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the next step; assigning a number or a schedule changes it."""
        if isinstance(self._learning_rate, LearningRateSchedule):
            return float(self._learning_rate(self.steps))
        return float(self._learning_rate()) if callable(self._learning_rate) else self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        name = type(self).__name__
        number = np.ndim(rate) == 0 and np.asarray(rate).dtype.kind in "fiu"
        if isinstance(rate, type) or not (callable(rate) or number):
            raise TypeError(f"{name}: a learning rate is a number or a schedule such as CosineDecay(0.1, 1000), got {rate!r}")
        if callable(rate):
            self._learning_rate = rate
            return
        if callable(self._learning_rate):
            raise TypeError(f"{name} follows {self._learning_rate!r}: assign another schedule, or make it with a number")
        if not rate >= 0:
            raise ValueError(f"{name}: the learning rate cannot be negative, got {rate}")
        self._learning_rate = float(rate)

    @property
    def iterations(self) -> int:
        """How often the weights were moved."""
        return self.steps // (self.gradient_accumulation_steps or 1)

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Lay the parameters into one vector and start the running vectors at 0."""
        self.vector = ParameterVector(parameters)
        values = self.vector.values
        self.state = {name: np.zeros_like(values) for name in self.slots}
        self.steps = 0
        self._gathered = np.zeros_like(values) if self.gradient_accumulation_steps else None
        self._scratch = [np.empty(min(BLOCK, values.size), values.dtype) for _ in range(2)]
        if self.averaging is not None:
            self.averaging.mean = np.zeros_like(values)

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
        before, self.rate = self.iterations, self.learning_rate
        self.steps += 1
        if self._gathered is None:
            self._move(gradient)
        else:
            self._gathered += gradient
            if self.iterations > before:
                np.divide(self._gathered, self.gradient_accumulation_steps or 1, out=gradient)
                self._gathered[:] = 0.0
                self._move(gradient)
        if self.averaging is not None:
            self.averaging.follow(self.vector.values, before)
        self.vector.write()

    def apply(self, gradients: Sequence[Any], parameters: Sequence[Tensor]) -> None:
        """Move the parameters once, by these gradients, one for each (None for none), which they then hold as `grad`.

        ValueError for another number of gradients, and whatever `step` raises.
        """
        gradients, parameters = list(gradients), list(parameters)
        if len(gradients) != len(parameters):
            name = type(self).__name__
            raise ValueError(f"{name}.apply got {len(gradients)} gradients for {len(parameters)} parameters: give one for each")
        for p, g in zip(parameters, gradients):
            p.grad = g.numpy() if isinstance(g, Tensor) else g
        self.step(parameters)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Tensor]]) -> None:
        """The same for pairs: apply_gradients(zip(gradients, parameters))."""
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [p for _, p in pairs])

    def _move(self, gradient: np.ndarray) -> None:
        """One iteration over the vector, piece by piece."""
        assert self.vector is not None
        self.clip(gradient, self.vector.places)
        self.begin()
        for start in range(0, gradient.size, BLOCK):
            piece = slice(start, start + BLOCK)
            n = gradient[piece].size
            if self.weight_decay:
                self.vector.values[piece] *= 1.0 - self.rate * self.weight_decay
            self.update(
                self.vector.values[piece],
                gradient[piece],
                *[self.state[name][piece] for name in self.slots],
                scratch=[part[:n] for part in self._scratch],
            )

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

    def begin(self) -> None:
        """What an iteration does once, before `update` is called for each piece."""

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        """Change w, and the state, in place; `scratch` is free space of the same size."""
        raise TypeError(f"{type(self).__name__} needs a method update")

    def finalize_variable_values(self, parameters: Sequence[Tensor]) -> None:
        """At the end of a training with use_ema: the averages take the weights' place."""
        if self.averaging is not None and self.steps:
            self._meet(parameters)
            assert self.vector is not None
            self.averaging.overwrite(self.vector.values)
            self.vector.write()


def share(optimizer: Optimizer, open_end: bool = True, **settings: float) -> None:
    """ValueError for a setting outside [0, 1), or with open_end=False outside [0, 1]."""
    for name, value in settings.items():
        if not (0 <= value < 1 or (value == 1 and not open_end)):
            raise ValueError(f"{type(optimizer).__name__}: {name} must lie in [0, 1{')' if open_end else ']'}, got {value}")
