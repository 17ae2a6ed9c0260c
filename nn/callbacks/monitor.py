"""Monitor: a watched result, and whether a new one is better than the best so far."""

from __future__ import annotations

import math
from typing import Any

from nn import metrics
from nn.callbacks.callback import Logs
from nn.checks import number


class Monitor:
    """Watches the result `name`; mode "min" wants it small, "max" large, and "auto" knows losses and metrics.

    Raises ValueError for a mode that is unknown, or that cannot be told from the name.

    >>> monitor = Monitor("EarlyStopping", "val_accuracy")
    >>> monitor.better(0.9, than=0.8)
    True
    """

    def __init__(self, owner: str, name: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"{owner}: mode must be auto, min or max, got {mode!r}")
        plain = name.removeprefix("val_")
        if mode == "auto":
            known = "min" if plain == "loss" else metrics.better(plain)
            if known is None:
                raise ValueError(f"{owner}: is a larger or a smaller {name!r} better? Say mode='max' or mode='min'")
            mode = known
        self.owner, self.name, self.min_delta = owner, name, abs(number(owner, "min_delta", min_delta))
        self.sign = 1.0 if mode == "min" else -1.0
        self.worst = self.sign * math.inf

    def better(self, value: float, than: float) -> bool:
        """Whether value improves on another by more than min_delta; NaN never does."""
        return self.sign * value < self.sign * than - self.min_delta

    def read(self, epoch: int, logs: Logs | None, params: dict[str, Any]) -> float | None:
        """The watched result of this epoch; None in an epoch without validation.

        Raises ValueError if fit does not report it at all.
        """
        if self.name in (logs or {}):
            assert logs is not None
            return logs[self.name]
        if self.name.startswith("val_") and (epoch + 1) % params.get("validation_freq", 1):
            return None
        advice = "; give fit validation_data or a validation_split" if self.name.startswith("val_") else ""
        raise ValueError(f"{self.owner} watches {self.name!r}, but fit reports {', '.join(logs or {})}{advice}")
