"""What the rows that time a training step share: batches take turns, and the answer is how a few steps moved the weights."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from row import Answer, Case


def training(step: Callable[[Any, Any], Any], weights: Callable[[], list[Any]], starts: list[np.ndarray],
             x: list[Any], y: list[Any], *, rate: float, checked: int = 3) -> Case:
    """`step(x, y)` trains on one batch and gives its loss; `weights()` reads the weights in the order of `starts`.

    The answer: the losses of the first `checked` steps, and what these changed in the weights, in learning rates.
    """
    turn = 0

    def work() -> Any:
        nonlocal turn
        turn = (turn + 1) % len(x)
        return step(x[turn], y[turn])

    def answer() -> Answer:
        losses = [float(work()) for _ in range(checked)]
        moved = [(np.asarray(now) - start) / rate for now, start in zip(weights(), starts, strict=True)]
        return {"losses": losses, "update": [float(v) for array in moved for v in array.ravel()]}

    return work, answer
