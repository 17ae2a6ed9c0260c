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
class ExponentialDecay(LearningRateSchedule):
    r"""$$ \eta_t = \eta_0\, r^{t/n} $$ with n = decay_steps, r = decay_rate; `staircase` rounds t/n down.

    >>> ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)(20)
    0.025
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "ExponentialDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate * math.pow(self.decay_rate, progress(step, self.decay_steps, self.staircase))


@dataclass(frozen=True)
class StepDecay(LearningRateSchedule):
    r"""$$ \eta_t = \eta_0\, \gamma^{\lfloor t/n \rfloor} $$ with n = step_size: PyTorch's StepLR."""

    initial_learning_rate: float
    step_size: float
    gamma: float = 0.1
    name: str = "StepDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate * math.pow(self.gamma, progress(step, self.step_size, staircase=True))


@dataclass(frozen=True)
class InverseTimeDecay(LearningRateSchedule):
    r"""$$ \eta_t = \frac{\eta_0}{1 + r\,t/n} $$ with n = decay_steps, r = decay_rate; `staircase` rounds t/n down."""

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "InverseTimeDecay"

    def __call__(self, step: float) -> float:
        return self.initial_learning_rate / (1.0 + self.decay_rate * progress(step, self.decay_steps, self.staircase))


@dataclass(frozen=True)
class PolynomialDecay(LearningRateSchedule):
    r"""$$ \eta_t = (\eta_0 - \eta_n)\,(1 - t/n)^p + \eta_n $$ until n = decay_steps, then η_n = end_learning_rate.

    With `cycle` n grows to the next multiple of decay_steps instead, so that the rate jumps up and falls again.
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
