"""Twenty blocks of five elementwise steps on 250,000 numbers: all values kept, or each block computed again on the way back.

With `--memory` the table shows what that saves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from row import Answer, Case, Row, Target

X = np.random.default_rng(9).standard_normal(250_000)


def block(sin: Callable[[Any], Any], x: Any) -> Any:
    for _ in range(5):
        x = sin(x)
    return x


def tapegrad(wrap: bool = False) -> Case:
    import autograd

    step = autograd.checkpoint(lambda x: block(np.sin, x)) if wrap else lambda x: block(np.sin, x)

    def total(x: Any) -> Any:
        for _ in range(20):
            x = step(x)
        return x.sum()

    gradient = autograd.grad(total)
    return (lambda: gradient(X)), (lambda: _answer(gradient(X)))


def pytorch(wrap: bool = False) -> Case:
    import torch
    from torch.utils.checkpoint import checkpoint

    def step(x: Any) -> Any:
        return checkpoint(lambda x: block(torch.sin, x), x, use_reentrant=False) if wrap else block(torch.sin, x)

    def gradient() -> Any:
        leaf = torch.tensor(X, requires_grad=True)
        x = leaf
        for _ in range(20):
            x = step(x)
        x.sum().backward()
        return leaf.grad.numpy()

    return gradient, (lambda: _answer(gradient()))


def _answer(gradient: Any) -> Answer:
    return {"gradient": [float(v) for v in gradient[:1000]]}


ROW = Row(
    work="20 blocks of 5 x sin on 250,000 numbers, forward + backward",
    engines={
        "tapegrad": tapegrad,
        "tapegrad (checkpoint)": lambda: tapegrad(wrap=True),
        "PyTorch": pytorch,
        "PyTorch (checkpoint)": lambda: pytorch(wrap=True),
    },
    targets=(Target("tapegrad (checkpoint)", "tapegrad", 1.5), Target("tapegrad (checkpoint)", "PyTorch (checkpoint)", 1.5)),
)
