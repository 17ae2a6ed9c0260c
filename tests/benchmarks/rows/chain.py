"""100 operations on single numbers in a chain, forward and backward: the bare cost of an operation.

One link is a product, a sum, a relu and a product with a constant; 25 links. micrograd as published has no tanh,
so relu it is. All engines keep their three leaves, forget the leaves' gradients, run and play backward.
"""

from __future__ import annotations

import gc
from typing import Any

from recorder import Value
from row import Answer, Case, Row, Setup, Target

LINKS = 25
LEAVES = (0.7, 1.5, 0.3)  # x, w, b: the chain settles near 0.6, so every relu stays open


def chain(x: Any, w: Any, b: Any) -> Any:
    for _ in range(LINKS):
        x = (x * w + b).relu() * 0.5
    return x


def tapegrad() -> Case:
    from autograd import Tensor

    return _case([Tensor(value) for value in LEAVES], None, lambda tensor: tensor.data)


def micrograd() -> Case:
    from micrograd.engine import Value

    return _case([Value(value) for value in LEAVES], 0, lambda value: value.data)


def pytorch() -> Case:
    import torch

    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in LEAVES]
    return _case(leaves, None, lambda tensor: tensor.item())


def floor() -> Case:
    tape: list[Value] = []
    return _case([Value(value, tape) for value in LEAVES], 0.0, lambda value: value.data)


def _case(leaves: list[Any], no_gradient: float | None, number: Any) -> Case:
    def work() -> Any:
        for leaf in leaves:
            leaf.grad = no_gradient
        result = chain(*leaves)
        result.backward()
        return result

    def answer() -> Answer:
        result = work()
        return {"result": [number(result)], "gradient": [float(leaf.grad) for leaf in leaves]}

    return work, answer


def without_gc(setup: Setup) -> Setup:
    """The same engine with the garbage collector off; the harness sweeps between rounds."""

    def quiet() -> Case:
        gc.disable()
        return setup()

    return quiet


ROW = Row(
    work="100-op scalar chain, forward + backward",
    engines={
        "tapegrad": tapegrad,
        "micrograd": micrograd,
        "PyTorch eager": pytorch,
        "tapegrad (gc off)": without_gc(tapegrad),
        "micrograd (gc off)": without_gc(micrograd),
        "smallest recorder": floor,
    },
    targets=(
        Target("tapegrad", "micrograd", 0.30),
        Target("tapegrad", "PyTorch eager", 0.10),
        Target("tapegrad (gc off)", "micrograd (gc off)", 0.30),
        Target("tapegrad", "smallest recorder", 1.5),
    ),
)
