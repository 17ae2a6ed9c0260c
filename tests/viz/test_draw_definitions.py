"""The inside of fused operations: softmax, normalization, attention and LSTM drawn as what they are made of."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from nn import Dense, LayerNormalization, Sequential
from viz import draw

RANDOM = np.random.default_rng(0)


def leaf(*shape, name=None):
    return Tensor(RANDOM.standard_normal(shape), name=name)


FUSED = {
    "softmax": lambda: ag.softmax(leaf(3)),
    "log_softmax": lambda: ag.log_softmax(leaf(2, 3)),
    "cross_entropy": lambda: ag.cross_entropy(leaf(2, 3), np.eye(3)[:2]),
    "standardize": lambda: ag.standardize(leaf(2, 3)),
    "normalize": lambda: ag.normalize(leaf(4, 3), leaf(3), leaf(3), epsilon=1e-3),
    "attention": lambda: ag.attention(leaf(1, 2, 4), leaf(1, 3, 4), leaf(1, 3, 2), heads=2),
    "lstm": lambda: ag.lstm(leaf(2, 1, 3), np.zeros((1, 2)), np.zeros((1, 2)), leaf(3, 8), leaf(2, 8), leaf(8)),
}


@pytest.mark.parametrize("name", FUSED)
def test_an_operation_opens_into_a_frame_that_gives_the_same_numbers(name):
    z = FUSED[name]()
    loss = (z * z).sum()
    closed, opened = draw(loss, limit=1000).graph, draw(loss, detail="definition", limit=1000).graph
    label = ag.TABLE[name].label
    assert label in [o.label for o in closed.operations]
    assert label not in [o.label for o in opened.operations]
    assert [c.label for c in opened.clusters] == [name]
    assert len(opened.operations) > len(closed.operations)
    assert opened.values[-1].value == closed.values[-1].value
    assert {v.name for v in opened.values} == {v.name for v in closed.values}


def test_gradients_inside_are_those_of_the_definition_and_leaves_keep_theirs():
    x = Tensor(np.array([1.0, 2.0, 3.0]), name="x")
    loss = (ag.softmax(x) * np.array([1.0, 0.0, 0.0])).sum()
    loss.backward()
    before = np.array(x.grad)
    graph = draw(loss, detail="definition").graph
    assert np.array_equal(x.grad, before)
    powers = [v for v in graph.values if v.entries == (("2.72", "7.39", "20.1"),)]
    total = 30.19287485
    back = np.exp(1) / total**2  # ∂ loss / ∂ Σ eˣ, without its sign
    assert any(v.grad_entries == ((f"{1 / total:.3g}", "0", "0"),) for v in powers)
    assert any([float(t.replace("−", "-")) for t in v.grad_entries[0]] == pytest.approx([-back] * 3, rel=1e-2) for v in powers)


def test_what_surrounds_stays_in_its_modules():
    model = Sequential([Dense(3, input_shape=(2,)), LayerNormalization(), Dense(2, activation="softmax")])
    graph = draw(model(np.array([[1.0, 2.0]])), detail="definition").graph
    around = {c.id: c for c in graph.clusters}
    paths = {c.label: around[c.parent].label if c.parent else "" for c in graph.clusters}
    assert paths["standardize"] == "layer_normalization"
    assert paths["softmax"] == "dense_1"
    assert [c.label for c in graph.clusters].count("sequential") == 1


def test_what_is_not_fused_is_drawn_as_ever():
    x = Tensor(2.0, name="x")
    y = x * x
    assert draw(y, detail="definition").graph == draw(y).graph
