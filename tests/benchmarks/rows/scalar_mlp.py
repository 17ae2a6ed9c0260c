"""An MLP 2-16-16-1 of single numbers on 100 samples, one neuron at a time in Python, forward and backward.

relu in the hidden layers, a linear output, the loss is the sum of squared errors; about 64,000 scalar operations.
The classic program of micrograd, unchanged but for its imports.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from recorder import Network
from row import Answer, Case, Row, Target
from rows.chain import without_gc

SAMPLES = 100
SIZES = (2, 16, 16, 1)
_random = random.Random(7)  # not NumPy: micrograd runs without it, so its process must not carry it
X = [[_random.uniform(-1, 1) for _ in range(SIZES[0])] for _ in range(SAMPLES)]
Y = [float(x[0] * x[1] > 0) for x in X]
PARAMETERS = [_random.uniform(-1, 1) for n_in, n_out in pairwise(SIZES) for _ in range((n_in + 1) * n_out)]
"""Neuron by neuron: its weights, then its bias."""


def tapegrad() -> Case:
    from nn import MLP

    return _case(MLP(SIZES[0], list(SIZES[1:]), activation="relu"))


def micrograd() -> Case:
    from micrograd.nn import MLP

    return _case(MLP(SIZES[0], list(SIZES[1:])))


def floor() -> Case:
    return _case(Network(SIZES))


def _case(model: Any) -> Case:
    for parameter, value in zip(model.parameters(), PARAMETERS, strict=True):
        parameter.data = value

    def work() -> Any:
        model.zero_grad()
        loss = sum((model(x) - y) ** 2 for x, y in zip(X, Y))
        loss.backward()
        return loss

    def answer() -> Answer:
        loss = work()
        return {"loss": [float(loss.data)], "gradient": [float(p.grad) for p in model.parameters()]}

    return work, answer


ROW = Row(
    work="scalar MLP 2-16-16-1 x 100 samples, eager",
    engines={
        "tapegrad": tapegrad,
        "micrograd": micrograd,
        "tapegrad (gc off)": without_gc(tapegrad),
        "micrograd (gc off)": without_gc(micrograd),
        "smallest recorder": floor,
    },
    targets=(
        Target("tapegrad", "micrograd", 0.12),
        Target("tapegrad (gc off)", "micrograd (gc off)", 0.5),
        Target("tapegrad", "smallest recorder", 1.5),
    ),
)
