"""Drawings as a person sees them: labels, lines, nodes and frames keep apart, and neurons stand in their order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from geometry import find_faults, picture

from autograd import Tensor, grad, tanh
from nn import MLP, Dense, Neuron, Sequential
from viz import draw


def mlp_loss(shape, named=True, inputs=2):
    model = MLP(inputs, list(shape), activation="tanh", seed=1)
    x = [Tensor(1.0 + i, name=f"x{i}", requires_grad=False) if named else 1.0 + i for i in range(inputs)]
    out = model(x)
    out = out if isinstance(out, list) else [out]
    loss = sum(((z - 1) ** 2 for z in out[1:]), (out[0] - 1) ** 2)
    loss.backward()
    return loss


def neurons(n):
    out = [Neuron(2, activation="tanh", seed=i)([1.5, -1.0]) for i in range(n)]
    loss = sum(out[1:], out[0])
    loss.backward()
    return loss


def long_chain(n, weights=False):
    y = Tensor(0.5, name="x")
    for i in range(n // 3 if weights else n):
        y = tanh(y * Tensor(0.5, name=f"w{i}") + Tensor(0.1, name=f"b{i}")) if weights else tanh(y) if i % 2 else y * 1.1
    y.backward()
    return y


def dense_loss():
    model = Sequential([Dense(3, activation="tanh", input_shape=(2,)), Dense(2), Dense(1)])
    loss = (model(np.ones((4, 2))) ** 2).mean()
    loss.backward()
    return loss


GRAPHS = {
    "MLP 2-4-4-1": lambda: draw(mlp_loss((2, 4, 4, 1)), detail="scalar"),
    "MLP 2-8-1": lambda: draw(mlp_loss((8, 1)), detail="scalar"),
    "MLP 2-5-2": lambda: draw(mlp_loss((5, 2)), detail="scalar"),
    "MLP 2-4-4-1 by layers": lambda: draw(mlp_loss((4, 4, 1))),
    "plain numbers as inputs": lambda: draw(mlp_loss((4, 4, 1), named=False), detail="scalar"),
    "from top to bottom": lambda: draw(mlp_loss((4, 1)), detail="scalar", rankdir="TB"),
    "one neuron": lambda: draw(neurons(1)),
    "a list of neurons": lambda: draw(neurons(3)),
    "a long chain": lambda: draw(long_chain(60), detail="scalar"),
    "a long chain with weights": lambda: draw(long_chain(60, weights=True), detail="scalar"),
    "dense layers": lambda: draw(dense_loss()),
    "a backward pass": lambda: draw(grad(lambda x: tanh(x * x))(Tensor(0.7, name="x"))),
}


@pytest.fixture(scope="module", params=list(GRAPHS))
def drawing(request):
    return GRAPHS[request.param]()


def test_labels_touch_nothing_and_edges_neither_merge_nor_pass_through_nodes(drawing):
    assert list(find_faults(drawing)) == []


def test_neurons_and_their_weights_stand_in_the_order_of_the_tape(drawing):
    shown, graph = picture(drawing), drawing.graph
    across = 0 if drawing.rankdir == "TB" else 1
    beside: dict = {}
    for cluster in graph.clusters:
        if cluster.label.startswith("neuron"):
            beside.setdefault(cluster.parent, []).append(shown.frames[cluster.id][across])
    weights: dict = {}
    for v in graph.values:
        if v.kind == "parameter" and v.cluster is not None:
            weights.setdefault(v.cluster, []).append(shown.nodes[v.id][across])
    for found in [*beside.values(), *(places for frame, places in weights.items() if len(graph.clusters) > 1)]:
        assert found == sorted(found)


@pytest.mark.parametrize("weights", [False, True])
def test_a_long_chain_is_folded_into_rows_that_are_read_one_after_the_other(weights):
    drawing = draw(long_chain(60, weights), detail="scalar")
    shown = picture(drawing)
    assert max(b[2] for b in shown.nodes.values()) - min(b[0] for b in shown.nodes.values()) < 1100
    made = [e.head for e in drawing.graph.edges if e.head.startswith("v")]
    starts = [shown.nodes[id][0] for id in made]
    rows = sum(b < a for a, b in pairwise(starts)) + 1
    assert rows > 6
    for a, b in pairwise(made):  # each value right of the one before, or below it in a new row
        assert shown.nodes[b][0] > shown.nodes[a][2] or shown.nodes[b][1] > shown.nodes[a][3]


def test_what_is_short_stands_in_one_row():
    for drawing in (draw(long_chain(6), detail="scalar"), draw(neurons(1))):
        assert not any("-" in id for id in picture(drawing).frames)
        ends = {e.id: (e.tail, e.head) for e in drawing.graph.edges}
        shown = picture(drawing)
        assert all(shown.nodes[tail][2] < shown.nodes[head][2] for tail, head in ends.values())


def test_a_frame_that_goes_on_in_the_next_row_says_so():
    model = Sequential([Dense(2, activation="tanh", input_shape=(2,)), *(Dense(2, activation="tanh") for _ in range(9))])
    drawing = draw(model(np.ones((1, 2))).sum(), detail="tensor")
    shown = picture(drawing)
    parts = [id for id in shown.frames if id.split("-")[0] == "c0"]
    assert len(parts) > 1
    assert drawing.svg.count("… sequential") == len(parts) - 1
    assert drawing.tex.count("rounded corners=4]") == len(shown.frames)
