"""Learning rates that fall: by steps, exponentially, like 1/t, along a power."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.checks import number
from nn.optimizers.schedules.schedule import LearningRateSchedule, progress


@dataclass(frozen=True)
class RateDecay(LearningRateSchedule):
    """The base of learning rates that fall from η₀ by a rate r in every n steps."""

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "RateDecay"

    def _progress(self, step: float) -> float:
        """How many times n steps have passed, with staircase only whole times."""
        return progress(step, self.decay_steps, self.staircase)


@dataclass(frozen=True)
class ExponentialDecay(RateDecay):
    r"""$$ \eta_t = \eta_0\, r^{t/n} $$

    initial_learning_rate: η₀. decay_steps: n. decay_rate: r, which the rate is multiplied by in n steps.
    staircase: round t/n down, so that the rate falls in stairs (default False). name: for messages.
    Raises TypeError or ValueError for a setting out of its range.

    >>> ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)(20)
    0.025
    """

    name: str = "ExponentialDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate * math.pow(self.decay_rate, self._progress(step))


@dataclass(frozen=True)
class StepDecay(LearningRateSchedule):
    r"""$$ \eta_t = \eta_0\, \gamma^{\lfloor t/n \rfloor} $$ PyTorch's StepLR.

    initial_learning_rate: η₀. step_size: n. gamma: γ, which the rate is multiplied by every n steps (default 0.1).
    name: for messages. Raises TypeError or ValueError for a setting out of its range.

    >>> schedule = StepDecay(1.0, step_size=10, gamma=0.5)
    >>> schedule(9), schedule(10), schedule(20)
    (1.0, 0.5, 0.25)
    """

    initial_learning_rate: float
    step_size: float
    gamma: float = 0.1
    name: str = "StepDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate * math.pow(self.gamma, progress(step, self.step_size, staircase=True))


@dataclass(frozen=True)
class InverseTimeDecay(RateDecay):
    r"""$$ \eta_t = \frac{\eta_0}{1 + r\,t/n} $$

    initial_learning_rate: η₀. decay_steps: n. decay_rate: r.
    staircase: round t/n down, so that the rate falls in stairs (default False). name: for messages.
    Raises TypeError or ValueError for a setting out of its range.

    >>> InverseTimeDecay(0.1, decay_steps=10, decay_rate=1.0)(10)
    0.05
    """

    name: str = "InverseTimeDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate / (1.0 + self.decay_rate * self._progress(step))


@dataclass(frozen=True)
class PolynomialDecay(LearningRateSchedule):
    r"""$$ \eta_t = (\eta_0 - \eta_n)\,(1 - t/n)^p + \eta_n $$ until n = decay_steps, then η_n.

    initial_learning_rate: η₀. decay_steps: n. end_learning_rate: η_n (default 0.0001). power: p (default 1.0, a straight line).
    cycle: let n grow to the next multiple of decay_steps, so that the rate jumps up and falls again (default False).
    name: for messages. Raises TypeError or ValueError for a setting out of its range.

    >>> PolynomialDecay(0.5, decay_steps=10, end_learning_rate=0.0)(5)
    0.25
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: str = "PolynomialDecay"

    def __call__(self, step: float) -> float:
        steps = self.decay_steps * max(1, math.ceil(step / self.decay_steps)) if self.cycle else self.decay_steps
        left = 1.0 - min(step, steps) / steps
        return (self.initial_learning_rate - self.end_learning_rate) * math.pow(left, self.power) + self.end_learning_rate


@dataclass(frozen=True)
class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to and including step boundaries[0], then values[1] up to boundaries[1], and so on.

    boundaries: steps, rising. values: learning rates, one more than boundaries. name: for messages.
    Raises TypeError for what is no list of numbers, ValueError for boundaries that fall or another number of values.

    >>> schedule = PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])
    >>> schedule(100), schedule(101), schedule(1000)
    (0.1, 0.01, 0.001)
    """

    boundaries: Sequence[float]
    values: Sequence[float]
    name: str = "PiecewiseConstant"

    def __post_init__(self) -> None:
        for name, given in (("boundaries", self.boundaries), ("values", self.values)):
            if not isinstance(given, (list, tuple, np.ndarray)):
                raise TypeError(f"PiecewiseConstantDecay: {name} is a list of numbers, got {given!r}")
            for each in given:
                number("PiecewiseConstantDecay", name, each, low=None if name == "boundaries" else 0)
        if len(self.values) != len(self.boundaries) + 1 or list(self.boundaries) != sorted(self.boundaries):
            raise ValueError(
                "PiecewiseConstantDecay: boundaries must rise, and there is one value more than boundaries; "
                f"got boundaries {list(self.boundaries)} and values {list(self.values)}"
            )

    def __call__(self, step: float) -> float:
        return self.values[bisect_left(self.boundaries, step)]
