"""Modules in a drawing: frames around what they did, boxes when the whole does not fit."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograd import Tensor, mean, scope
from nn import MLP, Dense, Neuron, Sequential
from viz import draw


def mlp_loss(samples=1):
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    x = [Tensor(1.0, name="x0"), Tensor(-2.0, name="x1")]
    loss = (model(x) - 1.0) ** 2
    for target in range(1, samples):
        loss = loss + (model(x) - float(target)) ** 2
    loss.name = "loss"
    return loss


def frames(graph):
    """The path of labels of each cluster."""
    by_id = {c.id: c for c in graph.clusters}
    return [" / ".join(reversed(list(path(by_id, c.id)))) for c in graph.clusters]


def path(by_id, cluster):
    while cluster is not None:
        yield by_id[cluster].label
        cluster = by_id[cluster].parent


def test_modules_are_nested_frames_in_the_order_of_their_calls():
    assert frames(draw(mlp_loss()).graph) == [
        "mlp", "mlp / layer 1", "mlp / layer 1 / neuron 0", "mlp / layer 1 / neuron 1", "mlp / layer 1 / neuron 2",
        "mlp / layer 2", "mlp / layer 2 / neuron 0",
    ]  # fmt: skip


def test_dot_nests_the_clusters():
    depth, deepest = 0, 0
    for line in draw(mlp_loss()).dot.splitlines()[1:]:
        depth += line.count("subgraph cluster_c") - (line.strip() == "}")
        deepest = max(deepest, depth)
    assert deepest == 3


def test_parameters_stand_in_the_frame_that_uses_them_and_inputs_outside():
    graph = draw(mlp_loss()).graph
    by_id = {c.id: c for c in graph.clusters}
    places = {(v.kind, v.name, " / ".join(reversed(list(path(by_id, v.cluster))))) for v in graph.values if v.name}
    assert ("input", "x0", "") in places
    assert ("parameter", "w0", "mlp / layer 1 / neuron 2") in places
    assert ("parameter", "b", "mlp / layer 2 / neuron 0") in places
    assert ("output", "loss", "") in places
    assert {kind for kind, name, _ in places if name[0] in "wb"} == {"parameter"}


def test_a_parameter_shared_by_two_frames_stands_around_both():
    w = Tensor(2.0, name="w")
    with scope("outer"):
        with scope("left"):
            a = w * 3.0
        with scope("right"):
            b = w * 4.0
        y = a + b
    graph = draw(y).graph
    labels = {c.id: c.label for c in graph.clusters}
    assert {v.name: labels[v.cluster] for v in graph.values if v.name} == {"w": "outer"}


def test_module_detail_draws_each_innermost_call_as_one_box():
    graph = draw(mlp_loss(), detail="module").graph
    assert [(b.label, b.facts) for b in graph.blocks] == [
        ("neuron 0", ("5 operations", "3 parameters")),
        ("neuron 1", ("5 operations", "3 parameters")),
        ("neuron 2", ("5 operations", "3 parameters")),
        ("neuron 0", ("6 operations", "4 parameters")),
    ]
    assert [o.label for o in graph.operations] == ["−", "^"]
    assert [v.name for v in graph.values if v.name] == ["x0", "x1", "loss"]
    inside = {e.tail for e in graph.edges if e.head == "m3"}
    assert len(inside) == 3  # the outputs of the three neurons
    assert sum(e.head == "m0" for e in graph.edges) == 2  # each input once


def test_collapsed_values_keep_their_numbers_and_gradients():
    loss = mlp_loss()
    loss.backward()
    whole = {v.id: v for v in draw(loss).graph.values}
    for v in draw(loss, detail="module").graph.values:
        assert (v.value, v.grad) == (whole[v.id].value, whole[v.id].grad)
        assert v.grad is None or v.grad != ("—",)


def test_layers_collapse_with_their_weights():
    model = Sequential([Dense(5, activation="relu", input_shape=(4,)), Dense(2)])
    graph = draw(mean(model(np.ones((3, 4)))), detail="module").graph
    assert [(b.label, b.facts[-1]) for b in graph.blocks] == [("dense", "25 parameters"), ("dense_1", "12 parameters")]
    assert [(v.kind, v.shape) for v in graph.values] == [
        ("input", (3, 4)), ("result", (3, 5)), ("result", (3, 2)), ("output", ()),
    ]  # fmt: skip


def test_what_a_module_does_between_its_inner_modules_stays_visible():
    inner = Neuron(1, activation="tanh", seed=0, name="inner")
    x = Tensor(2.0, name="x")
    with scope("residual"):
        y = inner(x) + x
    graph = draw(y, detail="module").graph
    assert [b.label for b in graph.blocks] == ["inner"]
    assert [(o.label, o.cluster) for o in graph.operations] == [("+", "c0")]
    assert graph.clusters[0].label == "residual"


def test_too_much_collapses_by_itself_and_says_so():
    loss = mlp_loss(samples=5)
    whole = draw(loss, limit=10_000)
    size = len(whole.graph.values) + len(whole.graph.operations)
    drawing = draw(loss, limit=size - 1)
    assert len(drawing.graph.blocks) == 20
    assert f"collapsed to 20 modules (limit={size} shows them all)" in drawing.graph.note
    assert drawing.graph.note.split(",")[0] in drawing.dot
    assert not draw(loss, limit=size).graph.blocks
    assert "limit=" not in draw(loss, detail="module").graph.note


def test_the_collapse_is_only_as_coarse_as_needed():
    loss = mlp_loss(samples=5)
    labels = {limit: {b.label for b in draw(loss, limit=limit).graph.blocks} for limit in (80, 79, 69)}
    assert labels == {80: {"neuron 0", "neuron 1", "neuron 2"}, 79: {"layer 1", "layer 2"}, 69: {"mlp"}}


def test_collapsing_respects_the_limit():
    loss = mlp_loss(samples=5)
    assert [len(draw(loss, limit=limit).graph.nodes) for limit in (50, 69, 70, 79, 80)] == [50, 50, 70, 70, 80]


def test_what_cannot_be_collapsed_is_refused_with_the_ways_out():
    x = Tensor(1.0)
    y = x
    for _ in range(200):
        y = y * x
    with pytest.raises(ValueError, match="201 values and 200 operations") as caught:
        draw(y)
    for way in ("limit=300", "middle of the computation", "fewer samples", "arrays", "detail='module'", "raise limit="):
        assert way in str(caught.value)
    assert len(draw(y, limit=401).graph.nodes) == 401


def test_modules_that_are_not_enough_are_refused_with_both_sizes():
    with pytest.raises(ValueError, match=r"40 values.*still [\d]+ nodes with its modules collapsed") as caught:
        draw(mlp_loss(), limit=5)
    assert int(re.findall(r"still (\d+)", str(caught.value))[0]) == len(draw(mlp_loss(), limit=10).graph.nodes)


def test_scalar_detail_never_collapses():
    with pytest.raises(ValueError, match="more than 20 values"):
        draw(mlp_loss(), detail="scalar", limit=20)
    assert not draw(mlp_loss(), detail="scalar").graph.blocks


def test_module_detail_without_modules_is_refused():
    with pytest.raises(ValueError, match=r"no nn.Module was called"):
        draw(Tensor(1.0) * 2.0, detail="module")


def test_a_very_long_chain_is_refused_without_recursion():
    y = Tensor(1.0)
    for _ in range(400_000):
        y = y + 1.0
    with pytest.raises(ValueError, match="more than 300,000 values"):
        draw(y)


def test_frames_stand_behind_what_enters_them():
    dot = draw(mlp_loss()).dot
    hidden = [line for line in dot.splitlines() if "invis" in line]
    assert hidden
    assert all("weight=0" in line for line in hidden)
    assert "rank=source" in dot
    assert "invis" not in draw(Tensor(1.0) * 2.0).dot
