"""What the rows that time a training step share: batches take turns, and the answer is how a few steps moved the weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from row import Answer, Case


def in_turns(step: Callable[[Any, Any], Any], x: list[Any], y: list[Any]) -> Callable[[], Any]:
    """`step(x, y)` on another batch at each call, the second one first."""
    turn = 0

    def work() -> Any:
        nonlocal turn
        turn = (turn + 1) % len(x)
        return step(x[turn], y[turn])

    return work


def training(
    step: Callable[[Any, Any], Any],
    weights: Callable[[], list[Any]],
    starts: list[np.ndarray],
    x: list[Any],
    y: list[Any],
    *,
    rate: float,
    checked: int = 3,
) -> Case:
    """`step(x, y)` trains on one batch and gives its loss; `weights()` reads the weights in the order of `starts`.

    The answer: the losses of the first `checked` steps, and what these changed in the weights, in learning rates.
    """
    work = in_turns(step, x, y)

    def answer() -> Answer:
        losses = [float(work()) for _ in range(checked)]
        moved = [(np.asarray(now) - start) / rate for now, start in zip(weights(), starts, strict=True)]
        return {"losses": losses, "update": [float(v) for array in moved for v in array.ravel()]}

    return work, answer


def start_pytorch(parameters: Iterable[Any], starts: list[np.ndarray]) -> None:
    """Give PyTorch's parameters the weights `starts`, (*sizes, in, out), in their order."""
    import torch

    with torch.no_grad():
        for parameter, start in zip(parameters, starts, strict=True):
            parameter.copy_(torch.tensor(np.ascontiguousarray(for_pytorch(start))))


def pytorch_batches(x: list[np.ndarray], y: list[np.ndarray]) -> tuple[list[Any], list[Any]]:
    """Batches of images, channels last, and of labels as PyTorch takes them, channels first."""
    import torch

    return [torch.tensor(np.ascontiguousarray(np.moveaxis(part, -1, 1))) for part in x], [torch.tensor(part) for part in y]


def pytorch_step(network: Callable[[Any], Any], optimizer: Any) -> Callable[[Any, Any], Any]:
    """A training step as PyTorch's users write it, with the cross entropy of `network(x)`; it gives the loss."""
    from torch.nn.functional import cross_entropy

    def step(x: Any, y: Any) -> Any:
        optimizer.zero_grad()
        loss = cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def for_pytorch(w: np.ndarray) -> np.ndarray:
    """A weight (*sizes, in, out) as PyTorch keeps it: (out, in, *sizes)."""
    return w.transpose(w.ndim - 1, w.ndim - 2, *range(w.ndim - 2)) if w.ndim > 1 else w


def from_pytorch(w: np.ndarray) -> np.ndarray:
    """The inverse of `for_pytorch`: (out, in, *sizes) -> (*sizes, in, out)."""
    return w.transpose(*range(2, w.ndim), 1, 0) if w.ndim > 1 else w
