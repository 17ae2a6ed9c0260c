"""What all optimizers share: the vector they work on, and the walk over it in pieces that fit the cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from operator import is_
from typing import Any, NoReturn

import numpy as np

from autograd import Tensor
from nn.checks import is_number, number, whole
from nn.configuration.forms import serialize_keras_object
from nn.configuration.kept import Configured
from nn.help import describe
from nn.optimizers.applying import Applying
from nn.optimizers.arguments import after_parameters, refuse, trainable
from nn.optimizers.averaging import Averaging
from nn.optimizers.clipping import Clipping
from nn.optimizers.decaying import Decaying
from nn.optimizers.pieces import Pieces
from nn.optimizers.schedules.schedule import LearningRateSchedule
from nn.optimizers.state import Stateful
from nn.optimizers.vector import ParameterVector
from nn.results import Count, Setting

LearningRate = float | Callable[..., float]  # a number, a schedule, or a function without arguments


class Optimizer(Stateful, Decaying, Applying, Configured):
    r"""The base of all optimizers: it moves parameters against their gradients, by `step(parameters)` after `loss.backward()`.

    learning_rate=0.01: η, a number, a schedule (of the steps so far), or a function without arguments.
    weight_decay=None: λ, 0 or more; each step first shrinks the weights, $w \leftarrow w - \eta \lambda w$;
        Loshchilov & Hutter, 2017, arXiv:1711.05101.
    clipnorm=None: the longest gradient that a parameter may have, see `Clipping`; give at most one of the three limits.
    clipvalue=None: the largest number that a gradient may hold.
    global_clipnorm=None: the longest that all gradients together may be.
    use_ema=False: train as ever, and at the end put in the weights' average over the steps, see `Averaging`.
    ema_momentum=0.99: μ of that average, from 0 to 1.
    ema_overwrite_frequency=None: put the average in every so many steps; None, only at the end of `fit`.
    gradient_accumulation_steps=None: k; weights move at every k-th step only, by the mean of the k gradients; None is 1.
    loss_scale_factor=None: accepted and ignored: gradients in single or double precision need no scaling.
    name=None: for messages; None is the class' name in small letters.

    Raises TypeError for what is no number and for an argument that does not exist (`decay` of old Keras programs gives a
    warning), ValueError for a number out of range.

    A subclass names its running vectors in `slots` and writes `update`, where `self.rate` is the step's learning rate
    and `self.iterations` its number, from 1; `begin` is called once before a step's pieces.

    >>> class Signs(Optimizer):
    ...     def update(self, w, g, *state, scratch):
    ...         w -= self.rate * np.sign(g)
    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> Signs(0.5).step([w]); w.numpy()
    array([ 2.5, -1.5])
    """

    slots: tuple[str, ...] = ()
    parameters: list[Tensor] | None = None  # what `step()` moves, if it was made with them: Adam(model.parameters(), 0.01)
    gradient_hook: Callable[[np.ndarray], Any] | None = None  # gets the vector of all gradients, to change it in place

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        describe(cls)
        if "__init__" in vars(cls):
            cls.__init__ = after_parameters(cls.__init__)  # type: ignore[method-assign]

    def __init__(
        self, learning_rate: LearningRate = 0.01, weight_decay: float | None = None, clipnorm: float | None = None,
        clipvalue: float | None = None, global_clipnorm: float | None = None, use_ema: bool = False,
        ema_momentum: float = 0.99, ema_overwrite_frequency: int | None = None,
        gradient_accumulation_steps: int | None = None, loss_scale_factor: float | None = None, name: str | None = None,
        **unknown: NoReturn,
    ) -> None:  # fmt: skip
        refuse(type(self).__name__, unknown)
        self.name = name or type(self).__name__.lower()
        self._learning_rate: float | Callable[..., float] = 0.0
        self.learning_rate = learning_rate
        owner = type(self).__name__
        self.weight_decay = None if weight_decay is None else number(owner, "weight_decay", weight_decay, low=0)
        self.clip = Clipping(clipnorm, clipvalue, global_clipnorm)
        averaging = Averaging(ema_momentum, ema_overwrite_frequency)
        self.averaging = averaging if use_ema else None
        self.gradient_accumulation_steps = gradient_accumulation_steps  # None: weights move at every step
        if gradient_accumulation_steps is not None:
            self.gradient_accumulation_steps = whole(owner, "gradient_accumulation_steps", gradient_accumulation_steps, low=2)
        if loss_scale_factor is not None:
            number(owner, "loss_scale_factor", loss_scale_factor, above=0)
        self.steps, self.rate = 0, 0.0  # calls of `step`, of which several may make one iteration, and the last one's rate
        self.vector: ParameterVector | None = None
        self.state: dict[str, np.ndarray] = {}
        self._pieces = Pieces()

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the next step; assigning a number or a schedule changes it."""
        return Setting(self._rate(), partial(setattr, self, "learning_rate"))

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        name = type(self).__name__
        if isinstance(rate, type) or not (callable(rate) or is_number(rate)):
            raise TypeError(f"{name}: a learning rate is a number or a schedule such as CosineDecay(0.1, 1000), got {rate!r}")
        if callable(rate):
            self._learning_rate = rate
            return
        if callable(self._learning_rate):
            raise TypeError(f"{name} follows {self._learning_rate!r}: assign another schedule, or make it with a number")
        self._learning_rate = number(name, "learning_rate", rate, low=0)

    def _rate(self) -> float:
        if isinstance(self._learning_rate, LearningRateSchedule):
            return float(self._learning_rate(self.steps))
        return float(self._learning_rate()) if callable(self._learning_rate) else self._learning_rate

    @property
    def iterations(self) -> int:
        """How often the weights were moved."""
        return Count(self._moves())

    def _moves(self) -> int:
        return self.steps // (self.gradient_accumulation_steps or 1)

    def get_config(self) -> dict[str, Any]:
        """The arguments to make it anew, as plain data, with the learning rate as it is now."""
        rate = serialize_keras_object(self._learning_rate)
        config, now = super().get_config(), {"learning_rate": rate, "name": self.name}
        return {**config, **{name: value for name, value in now.items() if name in config}}

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Lay the parameters into one vector and start the running vectors at 0."""
        trainable(type(self).__name__, parameters)
        self.vector = ParameterVector(parameters)
        values = self.vector.values
        self.state = {name: np.zeros_like(values) for name in self.slots}
        self.steps = 0
        self._gathered = np.zeros_like(values) if self.gradient_accumulation_steps else None
        self._decays = self.decays_of(self.vector)
        if self.averaging is not None:
            self.averaging.mean = np.zeros_like(values)

    def step(self, parameters: Sequence[Tensor] | None = None) -> None:
        """Move the parameters once, by the gradients they hold.

        parameters: default None, those that the optimizer was made with, as in Adam(model.parameters(), 0.01).
        When other parameters come than before, it starts anew. Raises FloatingPointError, and moves nothing, for a
        gradient or a learning rate that is infinite or NaN; ValueError if it trains a wholly different model already, for what
        cannot be trained, and for a gradient of another shape.
        """
        self._advance(self.meet(self._own(parameters)).gradient())

    def step_in_place(self) -> None:
        """The same, by the gradients that a compiled program has written into `vector.gradients`; `grad` shows them."""
        assert self.vector is not None
        self.vector.read()
        self.vector.show(copied=bool(self.clip.rule or self.gradient_hook or self._gathered is not None))
        self._advance(self.vector.grads)

    def _advance(self, gradient: np.ndarray) -> None:
        """Move the parameters once, by this vector. Its sum of squares tells in one pass whether it is finite, or overflows."""
        assert self.vector is not None
        if self.gradient_hook is not None:
            self.gradient_hook(gradient)
        if not math.isfinite(np.dot(gradient, gradient)) and not np.isfinite(gradient).all():
            raise FloatingPointError("a gradient is infinite or NaN, so no step was made")
        before, self.rate = self._moves(), self._rate()
        if not math.isfinite(self.rate):
            raise FloatingPointError(f"the learning rate became {self.rate}, so no step was made")
        self.steps += 1
        if self._gathered is None:
            self._move(gradient)
        else:
            self._gathered += gradient
            if self._moves() > before:
                np.divide(self._gathered, self.gradient_accumulation_steps or 1, out=gradient)
                self._gathered[:] = 0.0
                self._move(gradient)
        if self.averaging is not None:
            self.averaging.follow(self.vector.values, before)
        self.vector.write()

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters that it was made with, or moved last."""
        known = self.parameters if self.parameters is not None else self.vector.parameters if self.vector else []
        for p in known:
            p.grad = None

    def _own(self, parameters: Sequence[Tensor] | None) -> Sequence[Tensor]:
        """These parameters, or those that it was made with; TypeError if there are none."""
        found = self.parameters if parameters is None else parameters
        if found is None:
            raise TypeError(f"{type(self).__name__}.step() moves nothing: give step(model.parameters()), or make it with them")
        return found

    def _move(self, gradient: np.ndarray) -> None:
        """One iteration over the vector, piece by piece."""
        assert self.vector is not None
        if self.clip.rule:
            self.clip(gradient, self.vector.places)
        self.begin()
        whole = [self.vector.values, gradient, *[self.state[name] for name in self.slots]]
        for place, arrays, scratch in self._pieces.cut(whole):
            self._decay(place)
            self.update(*arrays, scratch=scratch)

    def meet(self, parameters: Sequence[Tensor]) -> ParameterVector:
        """The vector, after making it hold these parameters; ValueError if it trains a wholly different model already."""
        known = self.vector.parameters if self.vector else []
        if self.vector is None or len(known) != len(parameters) or not all(map(is_, parameters, known)):
            if known and not {id(p) for p in parameters} & {id(p) for p in known}:
                name = type(self).__name__
                raise ValueError(f"this {name} trains another model already: make a new one for this, {name}(...)")
            self.build(parameters)
        elif not self.vector.holds():
            self.vector = ParameterVector(parameters)  # another optimizer laid them elsewhere meanwhile
        return self.vector  # type: ignore[return-value]

    def begin(self) -> None:
        """What an iteration does once, before `update` is called for each piece."""

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        """Change w, and the state, in place; `scratch` is free space of the same size."""
        raise TypeError(f"{type(self).__name__} needs a method update")

    def finalize_variable_values(self, parameters: Sequence[Tensor]) -> None:
        """At the end of a training with use_ema: the averages take the weights' place."""
        if self.averaging is not None and self.steps:
            self.averaging.overwrite(self.meet(parameters).values)
            self.vector.write()  # type: ignore[union-attr]
