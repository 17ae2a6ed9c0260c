"""Modules in a drawing: frames around what they did, boxes when the whole does not fit."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, mean, scope
from nn import MLP, Dense, Neuron, Sequential
from viz import draw


def parse(text):
    """The number that a drawing shows with a true minus."""
    return float(text.replace("−", "-"))


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
    whole = draw(loss, detail="scalar", limit=10_000)
    size = len(whole.graph.nodes)
    drawing = draw(loss, detail="scalar", limit=40)
    assert [(b.label, b.count) for b in drawing.graph.blocks] == [("neuron", 3), ("neuron 0", 1)]
    extent = "144 values, 119 operations"
    assert drawing.graph.note == f'{extent}, collapsed to 2 boxes for 20 modules (detail="scalar", limit={size} shows them all)'
    assert "collapsed to 2 boxes" in drawing.dot
    assert not draw(loss, detail="scalar", limit=size).graph.blocks
    assert "limit=" not in draw(loss, detail="module").graph.note


def test_the_folding_is_only_as_coarse_as_needed():
    loss = mlp_loss(samples=5)
    notes = [draw(loss, detail="scalar", limit=limit).graph.note for limit in (264, 263, 262, 39)]
    whole = ', to be read part by part: detail="tensor" or "module" draws fewer'
    assert [note[len("144 values, 119 operations") :].partition(" (")[0] for note in notes] == [
        whole, whole, ", long sums folded", ", collapsed to 2 boxes for 20 modules",
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [12, 20, 30, 50, 100, 200, 262])
@pytest.mark.parametrize("detail", ["auto", "scalar", "tensor", "module"])
def test_the_limit_holds_whatever_was_asked_for(limit, detail):
    graph = draw(mlp_loss(samples=5), limit=limit, detail=detail).graph
    assert len(graph.nodes) <= limit
    assert {edge.tail for edge in graph.edges} | {edge.head for edge in graph.edges} == {node.id for node in graph.nodes}


def test_equal_calls_are_one_frame_and_their_values_one_array():
    graph = draw(mlp_loss(samples=5), detail="scalar", limit=40).graph
    assert frames(graph) == ["mlp ×5", "mlp ×5 / layer 1", "mlp ×5 / layer 2"]
    hidden, outputs = (v for v in graph.values if v.cluster in ("c1", "c2"))
    assert (hidden.count, outputs.count) == (15, 5)
    assert hidden.value == draw(mlp_loss(samples=1), detail="tensor").graph.values[5].value  # the same sample each time


def test_calls_that_differ_are_not_merged():
    x = Tensor(0.5, name="x")
    wide, narrow = Neuron(1, activation="tanh", seed=0), Neuron(1, activation="relu", seed=0)
    y = wide(wide(wide(wide(x)))) + narrow(x) + wide(x)
    blocks = [(b.label, b.count, b.facts[-1]) for b in draw(y, detail="module").graph.blocks]
    assert blocks == [("neuron", 4, "in a row"), ("neuron", 1, "2 parameters"), ("neuron", 1, "2 parameters")]


def test_equal_modules_in_a_row_are_one_box():
    model = Sequential(
        [Dense(3, activation="relu", input_shape=(3,)), *(Dense(3, activation="relu") for _ in range(5)), Dense(1)]
    )
    graph = draw(mean(model(np.ones((2, 3)))), detail="module").graph
    assert [(b.label, b.count, b.facts) for b in graph.blocks] == [
        ("dense", 6, ("18 operations", "72 parameters", "in a row")), ("dense_6", 1, ("2 operations", "4 parameters")),
    ]  # fmt: skip
    assert "dense  <FONT" in draw(mean(model(np.ones((2, 3)))), detail="module").dot.replace("<B>", "").replace("</B>", "")
    assert [v.shape for v in graph.values] == [(2, 3), (2, 3), (2, 1), ()]


def test_three_in_a_row_keep_their_names():
    model = Sequential([Dense(3, input_shape=(3,)), Dense(3), Dense(3)])
    graph = draw(mean(model(np.ones((2, 3)))), detail="module").graph
    assert [b.label for b in graph.blocks] == ["dense", "dense_1", "dense_2"]


def test_tensor_detail_draws_numbers_computed_alike_as_arrays():
    loss = mlp_loss()
    loss.backward()
    graph = draw(loss, detail="tensor").graph
    assert [(v.kind, v.name, v.count) for v in graph.values] == [
        ("parameter", "w", 6), ("input", "x", 2), ("result", "", 6), ("parameter", "b", 3), ("result", "", 3),
        ("result", "", 3), ("parameter", "w", 3), ("result", "", 3), ("parameter", "b", 1), ("result", "", 1),
        ("constant", "", 1), ("result", "", 1), ("constant", "", 1), ("output", "loss", 1),
    ]  # fmt: skip
    assert [o.label for o in graph.operations] == ["×", "Σ", "tanh", "×", "Σ", "−", "^"]
    assert frames(graph)[:3] == ["mlp", "mlp / layer 1", "mlp / layer 1 / neuron ×3"]
    weights = [v for v in draw(loss).graph.values if v.name in ("w0", "w1")][:6]
    numbers = [parse(v.value[0]) for v in weights]
    assert [parse(x) for x in graph.values[0].value] == pytest.approx([min(numbers), sum(numbers) / 6, max(numbers)], rel=5e-3)
    gradients = [parse(v.grad[0]) for v in weights]
    assert parse(graph.values[0].grad[1]) == pytest.approx(sum(gradients) / 6, rel=5e-3)


def test_long_sums_are_one_node_with_every_term():
    terms = [Tensor(float(i), name=f"t{i}") for i in range(8)]
    total = terms[0]
    for t in terms[1:]:
        total = total + t
    total.backward()
    graph = draw(total).graph
    assert [o.label for o in graph.operations] == ["Σ"]
    assert [(e.tail, e.derivative) for e in graph.edges if e.head == graph.operations[0].id] == [
        (v.id, "1") for v in graph.values[:8]
    ]
    assert graph.operations[0].hint.startswith("sum of 8 terms")
    assert graph.values[-1].value == ("28",)
    assert len(draw(total, detail="scalar").graph.operations) == 7


def test_a_partial_sum_that_is_used_elsewhere_stays():
    terms = [Tensor(float(i), name=f"t{i}") for i in range(17)]
    half = sum(terms[1:8], terms[0])
    total = sum(terms[8:], half) * half
    labels = [o.label for o in draw(total).graph.operations]
    assert labels == ["Σ", "Σ", "×"]
    assert [v.value for v in draw(total).graph.values if v.kind == "result"] == [("28",), ("136",)]


def test_depth_counts_open_levels():
    loss = mlp_loss()
    boxes = [[b.label for b in draw(loss, depth=depth).graph.blocks] for depth in (0, 1, 2, 3)]
    assert boxes == [["mlp"], ["layer 1", "layer 2"], ["neuron 0", "neuron 1", "neuron 2", "neuron 0"], []]
    assert frames(draw(loss, depth=1).graph) == ["mlp"]


@pytest.mark.parametrize("collapse", ["layer 2", ["layer 2"], lambda m: getattr(m, "name", "") == "layer 2"])
def test_collapse_closes_the_modules_of_a_name(collapse):
    graph = draw(mlp_loss(), collapse=collapse).graph
    assert [b.label for b in graph.blocks] == ["layer 2"]
    assert frames(graph) == [
        "mlp", "mlp / layer 1", "mlp / layer 1 / neuron 0", "mlp / layer 1 / neuron 1", "mlp / layer 1 / neuron 2",
    ]  # fmt: skip


@pytest.mark.parametrize("collapse", [Neuron, "Neuron", (Neuron, "nothing")])
def test_collapse_closes_the_modules_of_a_class(collapse):
    assert len(draw(mlp_loss(), collapse=collapse).graph.blocks) == 4


def test_wrong_depth_and_collapse_are_refused():
    with pytest.raises(TypeError, match=r"collapse takes names such as .* or a function of a module, got 3"):
        draw(mlp_loss(), collapse=[3])
    for depth in (-1, 1.5, "2", True):
        with pytest.raises(ValueError, match="levels of modules are open"):
            draw(mlp_loss(), depth=depth)


def test_what_has_no_modules_is_cut_into_stretches():
    x = Tensor(1.0, name="x")
    y = x
    for _ in range(200):
        y = y * x
    graph = draw(y).graph
    assert len(graph.blocks) == 12
    assert (
        graph.note
        == '201 values, 200 operations, cut into 12 stretches of the tape (detail="scalar", limit=401 shows them all)'
    )
    assert graph.blocks[0].facts == ("16 operations", "16 ×")
    assert graph.blocks[0].label == "operations 1 to 16"
    assert graph.blocks[-1].label.endswith("to 200")
    assert [v.kind for v in graph.values] == ["parameter", *["result"] * 11, "output"]
    assert sum(edge.tail == "v0" for edge in graph.edges) == 12  # x enters every stretch
    assert len(draw(y, detail="scalar", limit=401).graph.nodes) == 401


@pytest.mark.parametrize(
    "program",
    [
        lambda: [Tensor(float(i)) for i in range(2000)],
        lambda: [Tensor(float(i)) * 2.0 for i in range(2000)],
        lambda: [np.stack([Tensor(float(i)) for i in range(2000)]).sum()],
        lambda: [np.stack([Tensor(float(i)) for i in range(1000)])[i] * np.ones(i + 1) for i in range(500)],
    ],
)
def test_any_size_gets_a_picture(program):
    drawing = draw(*program())
    assert len(drawing.graph.nodes) <= 300
    assert "<svg" in drawing.svg


def test_module_detail_without_modules_is_refused():
    with pytest.raises(ValueError, match=r"no nn.Module was called"):
        draw(Tensor(1.0) * 2.0, detail="module")


def test_a_very_long_chain_is_drawn_without_recursion():
    y = Tensor(1.0)
    for _ in range(100_000):
        y = y + 1.0
    drawing = draw(y)
    assert len(drawing.graph.nodes) < 30
    assert "100,001 values" not in drawing.graph.note
    assert drawing.graph.note.startswith("200,001 values, 100,000 operations")


def test_frames_stand_behind_what_enters_them():
    dot = draw(mlp_loss()).dot
    hidden = [line for line in dot.splitlines() if "invis" in line]
    assert hidden
    assert all("weight=0" in line or "v" in line.partition("->")[2] for line in hidden)
    assert "rank=source" in dot
    assert "invis" not in draw(Tensor(1.0) * 2.0).dot
