"""Two graphs side by side: what is matched, and what is marked as added, removed or changed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograd import Tensor, relu, sigmoid, tanh
from nn import MLP
from viz import diff, draw
from viz.graph.graph import Value


def program(activation=tanh, factor=None, w=0.5, names=("x", "w", "b")):
    x, weight, b = Tensor(2.0, name=names[0]), Tensor(w, name=names[1]), Tensor(1.0, name=names[2])
    z = x * weight + b
    if factor is not None:
        z = z * factor
    return activation(z)


def marks(drawing):
    """What is marked in each half: the name, label or value of each node with its mark."""
    found = {"a": {}, "b": {}}
    for node in drawing.graph.nodes:
        if node.mark:
            what = node.name or node.value[0] if isinstance(node, Value) else node.label
            found[node.id[0]][what] = (node.mark, node.said)
    return found["a"], found["b"]


def test_equal_programs_have_no_difference():
    drawing = diff(program(), program())
    assert marks(drawing) == ({}, {})
    assert drawing.graph.title == drawing.graph.note == "Difference: none"
    assert not any(edge.mark for edge in drawing.graph.edges)


def test_changed_values_say_what_they_were_and_become():
    before, after = marks(diff(program(), program(w=0.75)))
    assert before == {
        "w": ("changed", "becomes value 0.75"), "1": ("changed", "becomes value 1.5"), "2": ("changed", "becomes value 2.5"),
        "0.964": ("changed", "becomes value 0.9866"),
    }  # fmt: skip
    assert after["w"] == ("changed", "was value 0.5")
    assert set(after) == {"w", "1.5", "2.5", "0.9866"}


def test_another_operation_in_the_same_place_is_a_change():
    before, after = marks(diff(program(tanh), program(sigmoid)))
    assert before["tanh"] == ("changed", "becomes σ")
    assert after["σ"] == ("changed", "was tanh")
    assert {mark for mark, _ in (*before.values(), *after.values())} == {"changed"}


def test_an_inserted_operation_is_added_with_its_value_and_edges():
    drawing = diff(program(), program(factor=3.0))
    before, after = marks(drawing)
    assert {key: mark for key, (mark, _) in after.items()} == {"×": "added", "3": "added", "6": "added", "1": "changed"}
    assert {mark for mark, _ in before.values()} == {"changed"}  # the result
    assert drawing.graph.title == "Difference: 1 changed, 3 added"
    assert [edge.mark for edge in drawing.graph.edges].count("added") == 4
    assert [edge.mark for edge in drawing.graph.edges].count("removed") == 1  # the way that was short


def test_a_removed_operation_is_the_same_the_other_way_round():
    drawing = diff(program(factor=3.0), program())
    before, after = marks(drawing)
    assert {key: mark for key, (mark, _) in before.items()} == {"×": "removed", "3": "removed", "6": "removed", "1": "changed"}
    assert {mark for mark, _ in after.values()} == {"changed"}


def test_names_may_change():
    drawing = diff(program(), program(names=(None, None, None)))
    assert marks(drawing) == ({}, {})


def test_swapped_inputs_show_in_the_edges():
    x, y = Tensor(2.0, name="x"), Tensor(2.0, name="y")
    drawing = diff(tanh(x) * y, tanh(y) * x)
    assert marks(drawing) == ({}, {})
    assert drawing.graph.title == "Difference: 4 edges"


def test_shapes_are_compared_before_values():
    before, after = marks(diff(tanh(Tensor(np.ones(3), name="x")), tanh(Tensor(np.zeros((2, 2)), name="x"))))
    assert before["x"] == ("changed", "becomes shape 2 × 2")
    assert after["x"] == ("changed", "was shape 3")


def test_gradients_are_compared_only_if_both_are_known():
    x, y = Tensor(2.0, name="x"), Tensor(2.0, name="x")
    first, second = x * x, y * y
    first.backward()
    assert marks(diff(first, second)) == ({}, {})
    (second * 1.0).backward()
    y.grad = 5.0
    assert marks(diff(first, second))[0] == {"x": ("changed", "becomes grad 5")}


def test_a_drawing_from_before_is_compared_with_now():
    x = Tensor(2.0, name="x")
    before = draw(x * x)
    x.data = 3.0
    assert marks(diff(before, x * x))[1]["x"] == ("changed", "was value 2")


def test_large_graphs_are_folded_first():
    def loss(width):
        model = MLP(2, [width, 1], activation="tanh", seed=0)
        return sum(((model([float(i), 1.0]) - 1.0) ** 2 for i in range(20)), Tensor(0.0))

    drawing = diff(loss(4), loss(5))
    assert len(drawing.graph.nodes) <= 300
    assert "drawn as one" in drawing.graph.note
    assert "<svg" in drawing.svg


@pytest.mark.parametrize("rankdir", ["TB", "LR"])
def test_the_halves_have_frames_titles_and_ids_of_their_own(rankdir):
    drawing = diff(program(), program(relu), titles=("yesterday", "<b>today</b>"), rankdir=rankdir)
    assert {c.id: c.label for c in drawing.graph.clusters} == {"a_": "yesterday", "b_": "<b>today</b>"}
    ids = [node.id for node in drawing.graph.nodes] + [edge.id for edge in drawing.graph.edges]
    assert len(ids) == len(set(ids))
    assert {edge.tail[:2] + edge.head[:2] for edge in drawing.graph.edges} == {"a_a_", "b_b_"}
    assert "&lt;b&gt;today" in drawing.svg
    assert drawing.mermaid.count("subgraph") == 2
    assert "yesterday" in drawing.tex


def test_what_was_before_stands_above_what_came_after():
    x = Tensor(2.0, name="x")
    heights = [
        float(y) for y in re.findall(r'<text[^>]* y="([-0-9.]+)"[^>]*>(?:before|after)</text>', diff(x * 2.0, x * 3.0).svg)
    ]
    assert len(heights) == 2
    assert heights[0] < heights[1]


def test_what_is_no_graph_is_refused():
    with pytest.raises(TypeError, match="draw takes Tensors, got float"):
        diff(Tensor(1.0), 2.0)
