"""Progbar: a line that says how far a loop of one's own has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np


class Progbar:
    """A bar with the means of what is measured, written anew at each `update`.

    target: how many steps there are, None if that is not known. width=20: of the bar. verbose=1: 0 for silence, 1 for a line
    that is written over, 2 for one at the end. interval=0.05: the least seconds between two writings. stateful_metrics=None,
    stateless_metrics=None: names whose values are shown as they are, or averaged. unit_name="step": what is counted.

    >>> bar = Progbar(2, verbose=2); bar.update(1, [("loss", 1.0)]); bar.update(2, [("loss", 3.0)])
    2/2 - 0s - loss: 2.0000
    """

    def __init__(
        self, target: int | None, width: int = 20, verbose: int = 1, interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None, stateless_metrics: Iterable[str] | None = None, unit_name: str = "step",
    ) -> None:  # fmt: skip
        self.target, self.width, self.verbose, self.interval = target, width, verbose, interval
        self.stateful, self.unit_name = set(stateful_metrics or ()), unit_name
        self.sums: dict[str, tuple[float, int]] = {}
        self.seen, self.start, self.written = 0, time.monotonic(), -np.inf

    def update(self, current: int, values: Iterable[tuple[str, Any]] | None = None, finalize: bool | None = None) -> None:
        """Say that `current` steps are done; values: (name, number) of the steps since the last time."""
        steps = max(current - self.seen, 1)
        for name, value in values or ():
            total, count = (0.0, 0) if name in self.stateful else self.sums.get(name, (0.0, 0))
            weight = 1 if name in self.stateful else steps
            self.sums[name] = total + float(np.mean(value)) * weight, count + weight
        self.seen = current
        done = finalize if finalize is not None else self.target is not None and current >= self.target
        now = time.monotonic()
        if (self.verbose == 1 and (done or now - self.written >= self.interval)) or (self.verbose == 2 and done):
            self.written = now
            sys.stdout.write(("\r" if self.verbose == 1 else "") + self._line(now) + ("\n" if done else ""))
            sys.stdout.flush()

    def add(self, n: int, values: Iterable[tuple[str, Any]] | None = None) -> None:
        """Say that n more steps are done."""
        self.update(self.seen + n, values)

    def _line(self, now: float) -> str:
        of = f"{self.seen}/{self.target}" if self.target is not None else f"{self.seen}"
        share = min(1.0, self.seen / self.target) if self.target else 0.0
        bar = "█" * int(share * self.width)
        shown = [of, *([bar.ljust(self.width, "░")] if self.verbose == 1 and self.target else []), f"- {now - self.start:.0f}s"]
        return " ".join([*shown, *(f"- {name}: {total / count:.4f}" for name, (total, count) in self.sums.items())])
