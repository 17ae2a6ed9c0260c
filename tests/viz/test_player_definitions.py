"""Fused operations opened into their definitions: the same numbers and gradients, only in more steps."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Tensor, attention, cross_entropy, log_softmax, normalize, softmax, tanh
from nn import LSTM
from viz import play

RNG = np.random.default_rng(0)


def leaf(*shape):
    return Tensor(RNG.normal(size=shape), name="x")


CASES = {
    "softmax": lambda x: (softmax(x) ** 2).sum(),
    "log_softmax": lambda x: (log_softmax(x) ** 2).sum(),
    "cross_entropy": lambda x: cross_entropy(x, np.eye(3)[:2]).sum(),
    "sparse_cross_entropy": lambda x: TABLE["sparse_cross_entropy"](x, np.array([0, 2])).sum(),
    "standardize": lambda x: (TABLE["standardize"](x, epsilon=1e-5, center=1.0) ** 3).sum(),
    "normalize": lambda x: (normalize(x, Tensor(np.ones(3)), Tensor(np.zeros(3))) ** 3).sum(),
    "var": lambda x: x.var() * 2.0,
}


def fuse(name):
    return lambda values: name in {v.get("op") for v in values}


@pytest.mark.parametrize("name", CASES)
def test_a_fused_operation_is_opened_into_what_defines_it(name):
    x = leaf(2, 3)
    loss = CASES[name](x)
    closed = play(loss).data["values"]
    opened = play(loss, detail="definition").data["values"]
    assert fuse(name)(closed)
    assert not fuse(name)(opened)
    assert len(opened) > len(closed)
    assert opened[-1]["value"] == pytest.approx(closed[-1]["value"], rel=1e-9)
    (before,), (after,) = ([v["grad"]["entries"] for v in values if v["name"] == "x"] for values in (closed, opened))
    assert after == pytest.approx(before, rel=1e-7, abs=1e-10)
    assert name in {c.label for c in play(loss, detail="definition").graph.clusters}  # a frame says what these steps are


def test_attention_and_lstm_are_opened_too():
    q = leaf(1, 3, 2)
    layer = LSTM(2)
    for name, loss in (("attention", (attention(q, q, q, heads=1) ** 2).sum()), ("lstm", (layer(q) ** 2).sum())):
        player = play(loss, detail="definition")
        values = player.data["values"]
        assert not fuse(name)(values)
        assert {"attention": "matmul", "lstm": "tanh"}[name] in {v.get("op") for v in values}
        loss.backward()
        (shown,) = [v["grad"]["entries"] for v in values if v["name"] == "x"]
        assert shown == pytest.approx(np.ravel(q.grad).tolist(), rel=1e-6, abs=1e-9)
        q.grad = None


def test_names_modules_and_what_is_not_fused_stay():
    x = Tensor(0.5, name="x")
    hidden = tanh(x)
    hidden.name = "h"
    loss = (hidden - 1.0) ** 2
    player = play(loss, names={"residual": loss.inputs[0]}, detail="definition")
    assert [v["name"] for v in player.data["values"]] == ["x", "h", "", "residual", "", ""]
    assert x.grad is None
    q = leaf(1, 3, 2)
    layer = LSTM(2)
    owned = {v["name"] for v in play((layer(q) ** 2).sum(), detail="definition").data["values"] if v["kind"] == "parameter"}
    assert owned == {w.name for w in layer.weights}
