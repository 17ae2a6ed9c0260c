"""Drawings of derivatives: the backward pass as a graph like any other, in a frame of its own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd import Tensor, grad, mean, scope, tanh, value_and_grad
from nn import Dense, Sequential
from viz import draw


def f(x):
    return tanh(x * x)


def inside(graph, name):
    """The operations in the frames of this name."""
    frames = {c.id for c in graph.clusters if c.label == name}
    return [o.label for o in graph.operations if o.cluster in frames]


def test_a_gradient_is_drawn_with_its_backward_pass_in_a_frame():
    x = Tensor(0.7, name="x")
    graph = draw(grad(f)(x)).graph
    assert [c.label for c in graph.clusters] == ["backward"]
    assert [o.label for o in graph.operations if o.cluster is None] == ["×", "tanh"]
    assert inside(graph, "backward") == ["×", "−", "×", "×", "×", "+"]
    slope = 2 * 0.7 * (1 - math.tanh(0.49) ** 2)
    assert float(graph.values[-1].value[0]) == pytest.approx(slope, rel=1e-3)
    assert graph.values[-1].kind == "output"


def test_the_argument_is_drawn_once_and_not_its_alias():
    x = Tensor(0.7, name="x")
    graph = draw(grad(f)(x)).graph
    assert [v.name for v in graph.values if v.kind == "parameter"] == ["x"]
    assert "alias" not in "".join(o.hint for o in graph.operations)
    assert sum(edge.tail == "v0" for edge in graph.edges) == 4  # twice forward, twice in the rule of ×


def test_a_second_derivative_has_two_backward_passes():
    x = Tensor(0.7, name="x")
    second = grad(grad(f))(x)
    graph = draw(second).graph
    assert [c.label for c in graph.clusters] == ["backward", "backward"]
    t = math.tanh(0.49)
    assert float(graph.values[-1].value[0]) == pytest.approx(2 * (1 - t**2) - 8 * 0.49 * t * (1 - t**2), rel=1e-3)
    assert "<svg" in draw(second).svg


def test_a_gradient_through_modules_keeps_their_frames():
    model = Sequential([Dense(3, activation="tanh", input_shape=(2,)), Dense(1)])
    x = Tensor(np.ones((4, 2)), name="X")
    drawing = draw(grad(lambda x: mean(model(x) ** 2))(x))
    assert [c.label for c in drawing.graph.clusters] == ["sequential", "dense", "dense_1", "backward"]
    assert len(inside(drawing.graph, "backward")) >= 8
    boxes = draw(grad(lambda x: mean(model(x) ** 2))(x), detail="module").graph.blocks
    assert [b.label for b in boxes] == ["dense", "dense_1", "backward"]


def test_value_and_gradient_share_a_drawing():
    value, slope = value_and_grad(f)(Tensor(0.7, name="x"))
    graph = draw(value, slope).graph
    assert [v.kind for v in graph.values].count("output") == 2


def test_a_backward_pass_stands_in_the_frame_of_its_call():
    with scope("training"):
        slope = grad(f)(Tensor(0.7, name="x"))
    graph = draw(slope).graph
    by_id = {c.id: c for c in graph.clusters}
    (backward,) = (c for c in graph.clusters if c.label == "backward")
    assert by_id[backward.parent].label == "training"


def test_gradients_are_marked_by_what_they_are_gradients_of():
    graph = draw(grad(f)(Tensor(0.7, name="x"))).graph
    square = next(v for v in graph.values if v.value == ("0.49",))
    marked = {v.derivative: v for v in graph.values if v.derivative}
    assert list(marked) == [f"∂{square.place}", "∂x"]
    slope = 1 - math.tanh(0.49) ** 2
    assert float(marked[f"∂{square.place}"].value[0]) == pytest.approx(slope, rel=1e-3)
    assert marked["∂x"].kind == "output"
    assert marked["∂x"].hint.startswith(f"output ∂x {marked['∂x'].place}\n")


def test_the_mark_stands_in_every_format():
    drawing = draw(grad(f)(Tensor(0.7, name="x")))
    place = drawing.graph.values[-1].place
    assert ">∂x<" in drawing.svg
    assert f"∂x {place}" in str(drawing)
    assert "∂x #35;" in drawing.mermaid
    assert r"$\partial$x" in drawing.tex or r"\partial" in drawing.tex


def test_a_gradient_of_a_gradient_is_marked_twice_and_parameters_by_their_names():
    second = draw(grad(grad(f))(Tensor(0.7, name="x"))).graph
    assert any(v.derivative.startswith("∂∂") for v in second.values)
    assert second.values[-1].derivative == "∂x"
    model = Sequential([Dense(3, activation="tanh", input_shape=(2,)), Dense(1)])
    x = Tensor(np.ones((4, 2)), name="X")
    assert draw(grad(lambda x: mean(model(x) ** 2))(x)).graph.values[-1].derivative == "∂X"


def test_without_a_backward_pass_nothing_is_marked():
    x = Tensor(0.7, name="x")
    y = f(x)
    y.backward()
    assert {v.derivative for v in draw(y).graph.values} == {""}
