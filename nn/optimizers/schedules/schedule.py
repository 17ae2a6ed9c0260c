"""What all schedules share: settings that are looked over, and a rate for each step."""

from __future__ import annotations

import math
from typing import Any

from nn.checks import number, truth
from nn.configuration.kept import Configured

POSITIVE: dict[str, Any] = {"above": 0}
NOT_NEGATIVE: dict[str, Any] = {"low": 0}
RANGES: dict[str, dict[str, Any]] = {  # of the numbers among the settings
    **dict.fromkeys(("decay_steps", "first_decay_steps", "step_size", "total_steps"), POSITIVE),
    **dict.fromkeys(("m_mul", "div_factor", "final_div_factor"), POSITIVE),
    **dict.fromkeys(("initial_learning_rate", "end_learning_rate", "max_learning_rate", "warmup_target"), NOT_NEGATIVE),
    **dict.fromkeys(("decay_rate", "warmup_steps", "gamma"), NOT_NEGATIVE),
    "alpha": {},
    "power": {},
    "pct_start": {"low": 0, "high": 1},
    "t_mul": {"low": 1},  # below it the runs would end before long
}
TRUTHS = ("staircase", "cycle", "three_phase")  # the settings that are True or False


class LearningRateSchedule(Configured):
    """The base of learning rates that change: a function of the step, counted from 0, given to an optimizer as `learning_rate`.

    A subclass writes `__call__(step) -> float`; its settings are the fields of a dataclass, whose ranges are checked.

    >>> from nn.optimizers import SGD
    >>> class Halves(LearningRateSchedule):
    ...     def __call__(self, step):
    ...         return 0.5 ** step
    >>> SGD(Halves()).learning_rate
    1.0
    """

    def __init__(self) -> None:
        """Without settings."""

    def __post_init__(self) -> None:
        for name, given in vars(self).items():
            if name in RANGES and (given is not None or name != "warmup_target"):
                number(type(self).__name__, name, given, **RANGES[name])
            elif name in TRUTHS:
                truth(type(self).__name__, name, given)

    def __call__(self, step: float) -> float:
        """The learning rate of this step."""
        raise TypeError(f"{type(self).__name__} needs a method __call__(self, step)")


def progress(step: float, steps: float, staircase: bool = False) -> float:
    """How many times `steps` have passed, with staircase only whole times."""
    return math.floor(step / steps) if staircase else step / steps


def cosine(start: float, end: float, share: float) -> float:
    """From start to end along half a wave, slowly at both ends; share from 0 to 1."""
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * share))
