"""What all schedules share: settings that are looked over, and a rate for each step."""

from __future__ import annotations

import math

POSITIVE = ("decay_steps", "first_decay_steps", "step_size", "total_steps", "m_mul", "div_factor", "final_div_factor")
NOT_NEGATIVE = ("initial_learning_rate", "end_learning_rate", "max_learning_rate", "decay_rate", "warmup_steps")


class LearningRateSchedule:
    """A learning rate as a function of the step, counted from 0: give it to an optimizer as `learning_rate`.

    A subclass writes `__call__(step) -> float`; its settings are the fields of a dataclass.
    """

    def __post_init__(self) -> None:
        wrong = [(name, "positive") for name in POSITIVE if not getattr(self, name, 1.0) > 0]
        wrong += [(name, "0 or more") for name in NOT_NEGATIVE if not getattr(self, name, 0.0) >= 0]
        for name, what in wrong:
            raise ValueError(f"{type(self).__name__}: {name} must be {what}, got {getattr(self, name)!r}")

    def __call__(self, step: float) -> float:
        """The learning rate of this step."""
        raise TypeError(f"{type(self).__name__} needs a method __call__(self, step)")


def progress(step: float, steps: float, staircase: bool = False) -> float:
    """How many times `steps` have passed, with staircase only whole times."""
    return math.floor(step / steps) if staircase else step / steps


def cosine(start: float, end: float, share: float) -> float:
    """From start to end along half a wave, slowly at both ends; share from 0 to 1."""
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * share))
