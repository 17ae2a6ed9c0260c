"""Five layers tanh(x @ w + b) on a batch of 32, 16 wide, float32: small arrays, where the overhead shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Answer, Case, Row, Target

_random = np.random.default_rng(7)
X = _random.standard_normal((32, 16), dtype=np.float32)
W = [0.3 * _random.standard_normal((16, 16), dtype=np.float32) for _ in range(5)]
B = [0.1 * _random.standard_normal(16, dtype=np.float32) for _ in range(5)]


def in_turn(x: Any, ws: list[Any], bs: list[Any]) -> Case:
    """The layers one after the other, for an engine whose arrays know `@`, `tanh` and `backward`."""

    def work() -> Any:
        for leaf in ws + bs:
            leaf.grad = None
        h = x
        for w, b in zip(ws, bs):
            h = (h @ w + b).tanh()
        loss = h.sum()
        loss.backward()
        return loss

    def answer() -> Answer:
        return _answer(work().item(), [leaf.grad for leaf in ws + bs])

    return work, answer


def tapegrad() -> Case:
    from autograd import Tensor

    ws, bs = [Tensor(w) for w in W], [Tensor(b) for b in B]

    return in_turn(X, ws, bs)


def pytorch() -> Case:
    import torch

    x = torch.tensor(X)
    ws, bs = [torch.tensor(w, requires_grad=True) for w in W], [torch.tensor(b, requires_grad=True) for b in B]

    return in_turn(x, ws, bs)


def numpy() -> Case:
    """Written as one would by hand, with the obvious in-place steps."""

    def work() -> tuple[Any, list[np.ndarray]]:
        values = [X]
        for w, b in zip(W, B):
            a = values[-1] @ w  # (32, 16) @ (16, 16) -> (32, 16)
            a += b
            values.append(np.tanh(a, out=a))
        g: np.ndarray = np.ones_like(X)
        gws, gbs = [], []
        for w, x, z in zip(W[::-1], values[-2::-1], values[:0:-1]):
            slope = z * z
            np.subtract(1, slope, out=slope)
            g = np.multiply(g, slope, out=slope)
            gws.append(x.T @ g)
            gbs.append(g.sum(0))
            if x is not X:
                g = g @ w.T
        return values[-1].sum(), gws[::-1] + gbs[::-1]

    def answer() -> Answer:
        loss, gradients = work()
        return _answer(loss, gradients)

    return work, answer


def same_calls() -> Case:
    """The calls that our recording makes, one NumPy call for each operation and for each rule, with nothing around them."""

    def work() -> tuple[Any, list[np.ndarray]]:
        inputs, results = [X], []
        for w, b in zip(W, B):
            results.append(np.tanh(inputs[-1] @ w + b))  # (32, 16) @ (16, 16) -> (32, 16)
            inputs.append(results[-1])
        loss = np.add.reduce(results[-1], axis=None)
        g = np.float32(1.0) * np.ones_like(results[-1])
        gws, gbs = [], []
        for w, x, z in zip(W[::-1], inputs[-2::-1], results[::-1]):
            g = g * (1.0 - z * z)
            gbs.append(np.add.reduce(g, axis=0))
            gws.append(x.T @ g)
            if x is not X:
                g = g @ w.T
        return loss, gws[::-1] + gbs[::-1]

    def answer() -> Answer:
        loss, gradients = work()
        return _answer(loss, gradients)

    return work, answer


def _answer(loss: Any, gradients: list[Any]) -> Answer:
    return {"loss": [float(loss)], "gradient": [float(v) for g in gradients for v in np.asarray(g).ravel()]}


ROW = Row(
    work="5 x (32x16 @ 16x16 + b, tanh), forward + backward",
    engines={"tapegrad": tapegrad, "PyTorch eager": pytorch, "NumPy by hand": numpy, "NumPy, the same calls": same_calls},
    targets=(
        Target("tapegrad", "PyTorch eager", 0.5),
        Target("tapegrad", "NumPy by hand", 1.3),
        Target("tapegrad", "NumPy, the same calls", 1.4),
    ),
    tolerance=1e-5,
)
