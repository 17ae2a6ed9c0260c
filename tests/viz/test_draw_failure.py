"""A computation that raised is drawn up to what failed, in red and with the message; the error itself is raised as ever."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograd import Tensor, concatenate, tanh
from nn import Dense, Module, Sequential
from viz import watch_failure


def failure(program, error=ValueError):
    """Run a program that fails, watched."""
    with pytest.raises(error), watch_failure() as failed:
        program()
    return failed


def failing(graph):
    """What failed, and what went in."""
    (node,) = (o for o in graph.operations if o.mark == "failed")
    shown = {v.id: v for v in graph.values}
    return node, [shown[e.tail] for e in graph.edges if e.head == node.id]


def test_the_failing_operation_is_red_and_bears_the_message():
    x, w = Tensor(np.ones((4, 3)), name="x"), Tensor(np.ones((2, 5)), name="w")
    failed = failure(lambda: tanh(x * 2.0) @ w)
    drawing = failed.draw()
    node, inputs = failing(drawing.graph)
    assert node.label == "@"
    assert node.said.startswith("ValueError: matmul of shapes (4, 3) and (2, 5)")
    assert [(v.name, v.shape) for v in inputs] == [("", (4, 3)), ("w", (2, 5))]
    assert [o.label for o in drawing.graph.operations] == ["×", "tanh", "@"]
    assert "output" not in {v.kind for v in drawing.graph.values}  # nothing came out
    assert 'class="operation failed"' in drawing.dot
    assert "✕ ValueError: matmul of" in drawing.svg
    assert "@ failed: ValueError" in drawing.graph.title


def test_the_error_is_raised_as_it_is():
    with pytest.raises(ZeroDivisionError) as caught, watch_failure() as failed:
        raise ZeroDivisionError
    assert failed.error is caught.value


@pytest.mark.parametrize(
    ("program", "label", "shapes"),
    [
        (lambda x: x + np.ones((5, 2)), "+", [(4, 3), (5, 2)]),
        (lambda x: np.ones((5, 2)) - x, "−", [(5, 2), (4, 3)]),
        (lambda x: x @ x, "@", [(4, 3), (4, 3)]),
        (lambda x: x.reshape(5), "reshape", [(4, 3)]),
        (lambda x: concatenate([x, x[:1, :2]]), "concat", [(4, 3), (1, 2)]),
    ],
)
def test_every_way_to_run_an_operation_is_found(program, label, shapes):
    node, inputs = failing(failure(lambda: program(Tensor(np.ones((4, 3)), name="x"))).draw().graph)
    assert node.label == label
    assert [v.shape for v in inputs] == shapes


class Net(Module):
    def __init__(self):
        super().__init__()
        self.first = Dense(3, activation="tanh", input_shape=(2,))
        self.weight = Tensor(np.ones((4, 2)))

    def call(self, x):
        return self.first(x) @ self.weight


def test_a_failure_inside_a_module_stands_in_its_frame():
    graph = failure(lambda: Net()(np.ones((5, 2)))).draw().graph
    node, _ = failing(graph)
    frames = {c.id: c for c in graph.clusters}
    assert frames[node.cluster].label == "net"
    assert [c.label for c in graph.clusters] == ["net", "dense"]


def test_a_module_that_refuses_its_input_is_what_failed():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    graph = failure(lambda: model(np.ones((5, 7)))).draw().graph
    node, inputs = failing(graph)
    assert node.label == "dense"
    assert "Dense expects 2 features" in node.said
    assert [v.shape for v in inputs] == [(5, 7)]
    assert {c.id: c.label for c in graph.clusters}[node.cluster] == "sequential"


def test_a_failure_between_operations_is_the_functions():
    def check(y):
        raise KeyError("<b>missing</b>")

    drawing = failure(lambda: check(tanh(Tensor(0.5, name="x"))), KeyError).draw()
    node, inputs = failing(drawing.graph)
    assert (node.label, node.said) == ("check", "KeyError: '<b>missing</b>'")
    assert [v.value for v in inputs] == [("0.4621",)]
    assert "<b>" not in drawing.svg


def test_a_failure_without_tensors_is_drawn_alone():
    graph = failure(lambda: 1 / 0, ZeroDivisionError).draw().graph
    assert [node.mark for node in graph.nodes] == ["failed"]


def test_the_same_value_twice_has_two_edges():
    graph = failure(lambda: (lambda x: x @ x)(Tensor(np.ones((4, 3)), name="x"))).draw().graph
    assert [(e.tail, e.mark) for e in graph.edges] == [("v0", "failed")] * 2


def test_a_large_computation_is_folded():
    def program():
        y = Tensor(np.ones(3))
        for _ in range(1000):
            y = y * 1.01
        return y + np.ones(2)

    graph = failure(program).draw().graph
    assert len(graph.nodes) < 40
    assert failing(graph)[0].label == "+"


def test_the_text_form_names_what_failed():
    text = str(failure(lambda: Tensor(np.ones(2), name="x") + np.ones(3)).draw())
    assert re.search(r"^\+    x, #\d+ +✕ ValueError: add of shapes \(2,\) and \(3,\)", text, re.M)


def test_nothing_failed():
    with watch_failure() as failed:
        tanh(Tensor(0.5))
    assert repr(failed) == "<watch_failure: nothing failed>"
    with pytest.raises(RuntimeError, match="nothing failed in this block"):
        failed.draw()
