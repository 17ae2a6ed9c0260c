"""What is drawn: values, gradients, operations, local derivatives, names, kinds; always the same text."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from placeless import placeless

from autograd import Tensor, matmul, mean, tanh
from viz import draw

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def classic():
    """a·b + c with its names, before backward."""
    a, b, c = Tensor(2.0, name="a"), Tensor(-3.0, name="b"), Tensor(10.0, name="c")
    result = a * b + c
    result.name = "L"
    return result, (a, b, c)


def derivatives(drawing):
    """The local derivatives of each operation, by its label, in the order of its inputs."""
    labels = {o.id: o.label for o in drawing.graph.operations}
    found = {}
    for edge in drawing.graph.edges:
        if edge.head in labels:
            found.setdefault(labels[edge.head], []).append(edge.derivative)
    return found


def values(drawing):
    return {v.name: v for v in drawing.graph.values}


def test_the_dot_text_of_a_b_plus_c_is_the_golden_one():
    result, _ = classic()
    result.backward()
    assert placeless(draw(result).dot) == (GOLDEN / "a_b_plus_c.dot").read_text(encoding="utf-8")


def test_gradients_have_no_rows_before_backward_and_numbers_after():
    result, _ = classic()
    assert {v.grad for v in draw(result).graph.values} == {None}
    assert ">grad<" not in draw(result).dot
    result.backward()
    after = draw(result)
    assert ">grad<" in after.dot
    assert "—" not in after.dot
    assert {name: v.grad for name, v in values(after).items()} == {
        "a": ("−3",), "b": ("2",), "c": ("1",), "": ("1",), "L": ("1",),
    }  # fmt: skip
    assert {name: v.value for name, v in values(after).items()} == {
        "a": ("2",), "b": ("−3",), "c": ("10",), "": ("−6",), "L": ("4",),
    }  # fmt: skip


def test_where_some_gradients_are_known_the_others_are_marked_as_missing():
    a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    c = a * b
    c.backward()
    grads = {v.name: v.grad for v in draw(c + Tensor(1.0, name="d")).graph.values}
    assert grads == {"a": ("3",), "b": ("2",), "": ("—",), "d": ("—",)}


def test_a_drawing_keeps_the_numbers_of_its_moment():
    result, _ = classic()
    before = draw(result)
    text = before.dot
    result.backward()
    assert before.dot == text != draw(result).dot


def test_a_times_a_has_two_edges():
    a = Tensor(3.0, name="a")
    drawing = draw(a * a)
    assert [(e.tail, e.head, e.derivative) for e in drawing.graph.edges] == [
        ("v0", "o1", "3"), ("v0", "o1", "3"), ("o1", "v1", ""),
    ]  # fmt: skip
    assert drawing.dot.count("v0 -> o1") == 2


def test_local_derivatives_stand_on_the_edges_in_the_order_of_the_inputs():
    x, y = Tensor(2.0), Tensor(8.0)
    assert derivatives(draw(x * y)) == {"×": ["8", "2"]}
    assert derivatives(draw(x - y)) == {"−": ["1", "−1"]}
    assert derivatives(draw(y / x)) == {"÷": ["0.5", "−2"]}
    assert derivatives(draw(tanh(Tensor(0.5)))) == {"tanh": [f"{1 - math.tanh(0.5) ** 2:.4g}"]}


def test_a_local_derivative_is_not_the_gradient():
    x = Tensor(2.0, name="x")
    y = (x * 3.0) * 5.0
    y.backward()
    drawing = draw(y)
    assert derivatives(drawing) == {"×": ["3", "", "5", ""]}
    assert values(drawing)["x"].grad == ("15",)


def test_the_same_value_used_by_two_operations_is_drawn_once():
    x = Tensor(2.0, name="x")
    drawing = draw(x * x + tanh(x))
    assert [v.name for v in drawing.graph.values].count("x") == 1
    assert sum(edge.tail == "v0" for edge in drawing.graph.edges) == 3


def test_constants_parameters_inputs_and_outputs_differ_in_shape_or_line():
    x, w = Tensor(3.0, requires_grad=False, name="x"), Tensor(4.0, name="w")
    drawing = draw((w * x) ** 2)
    kinds = [(v.name, v.kind, v.grad) for v in drawing.graph.values]
    assert kinds == [
        ("w", "parameter", None), ("x", "input", None), ("", "result", None), ("", "constant", None), ("", "output", None),
    ]  # fmt: skip
    looks = {}
    for line in drawing.dot.splitlines():
        for kind in ("parameter", "input", "constant", "output", "result"):
            if f'class="value {kind}"' in line:
                looks[kind] = line[line.index("class=") :]
    assert "shape=box" in looks["parameter"]
    assert 'style="rounded,filled"' in looks["parameter"]
    assert 'style="dashed,filled"' in looks["input"]
    assert "shape=ellipse" in looks["constant"]
    assert "peripheries=2" in looks["output"]
    assert not any("peripheries" in look for kind, look in looks.items() if kind != "output")


def test_names_of_a_dict_win_over_the_tensors_own():
    w = [Tensor(1.0), Tensor(2.0)]
    x = Tensor(3.0, name="own")
    loss = w[0] * x + w[1]
    names = {"_": loss, "_12": loss, "unrelated": 7, "x": x, "w": w, "loss": loss, "later": loss}
    assert {v.name for v in draw(loss, names=names).graph.values} == {"x", "w[0]", "w[1]", "loss", ""}
    assert "own" in values(draw(loss))


def test_two_runs_give_the_same_text():
    first, _ = classic()
    for _ in range(17):
        Tensor(1.0) * 2.0  # work in between moves the tape's positions
    second, _ = classic()
    assert draw(first).dot != draw(second).dot
    assert placeless(draw(first).dot) == placeless(draw(second).dot)
    assert draw(first).graph.title == draw(second).graph.title


def test_a_write_to_a_leaf_changes_no_ids():
    first, _ = classic()
    text = draw(first).dot
    second, (a, _, _) = classic()
    a.data = 2.0
    ids = [line.split()[0] for line in text.splitlines() if line.startswith("\tv")]
    assert [line.split()[0] for line in draw(second).dot.splitlines() if line.startswith("\tv")] == ids


def test_two_processes_give_the_same_text():
    program = (
        "from nn import MLP\nfrom viz import draw\n"
        "loss = (MLP(2, [3, 1], activation='tanh', seed=0)([1.0, -2.0]) - 1.0) ** 2\n"
        "loss.backward()\nprint(draw(loss, names=locals()).dot)\nprint(draw(loss, detail='module').dot)"
    )
    texts = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, timeout=60, check=True)
        texts.add(done.stdout)
    assert len(texts) == 1
    assert b"cluster_c0" in texts.pop()


def test_arrays_show_their_shape_and_min_mean_max():
    w = Tensor(np.array([[1.0, 2.0], [3.0, 6.0]]), name="W")
    loss = mean(matmul(w, np.array([1.0, 1.0])))
    loss.backward()
    drawing = draw(loss)
    shown = values(drawing)["W"]
    assert shown.shape == (2, 2)
    assert shown.value == ("1", "3", "6")
    assert shown.grad == ("0.5", "0.5", "0.5")
    assert "2 × 2" in drawing.dot
    assert {d for ds in derivatives(drawing).values() for d in ds} == {""}


def test_extreme_arrays_are_summed_up_too():
    shown = [
        draw(Tensor(np.array(data), requires_grad=False)).graph.values[0].value
        for data in ([], [5.0], [math.nan, 1.0], [-math.inf, math.inf], [True, False])
    ]
    assert shown == [(), ("5",), ("NaN", "NaN", "NaN"), ("−∞", "NaN", "∞"), ("0", "0.5", "1")]


def test_numbers_are_formatted_as_asked():
    drawing = draw(Tensor(2.0) * Tensor(1 / 3), format_number=lambda x: f"{x:.1f}")
    assert [v.value for v in drawing.graph.values] == [("2.0",), ("0.3",), ("0.7",)]
    assert derivatives(drawing) == {"×": ["0.3", "2.0"]}


def test_an_empty_answer_of_the_formatter_still_draws():
    assert draw(Tensor(2.0) * 3.0, format_number=lambda x: "").svg.startswith("<svg")


def test_a_leaf_written_to_since_gives_no_derivative_but_a_note():
    result, (a, _, _) = classic()
    a.data = 100.0
    drawing = draw(result)
    assert derivatives(drawing) == {"×": ["", ""], "+": ["1", "1"]}
    assert drawing.graph.note == "written to after this was computed, so the local derivatives are left out: a"
    assert "written to after" in drawing.dot


def test_a_write_into_an_array_is_noticed_too():
    w = Tensor(np.ones(3), name="W")
    loss = mean(w * 2.0)
    w.data[0] = 5.0
    assert draw(loss).graph.note.endswith(": W")


def test_an_array_used_twice_is_drawn_once():
    data = np.array([1.0, 2.0])
    x = Tensor(np.ones(2), name="x")
    graph = draw((x * data + data) * np.array([1.0, 3.0])).graph
    inputs = [v for v in graph.values if v.kind == "input"]
    assert [v.value for v in inputs] == [("1", "1.5", "2"), ("1", "2", "3")]
    assert sum(edge.tail == inputs[0].id for edge in graph.edges) == 2


def test_several_results_share_one_drawing():
    x = Tensor(2.0, name="x")
    drawing = draw(x * 2.0, x * 3.0)
    assert [v.kind for v in drawing.graph.values] == ["parameter", "constant", "output", "constant", "output"]


def test_a_single_leaf_can_be_drawn():
    assert [(v.name, v.kind) for v in draw(Tensor(2.0, name="x")).graph.values] == [("x", "parameter")]


def test_hints_name_the_operation_its_settings_and_its_formulas():
    x = Tensor(np.ones((2, 3)), name="x")
    drawing = draw(np.sum(x * 2.0, axis=0))
    hints = drawing.graph.hints
    assert hints["o2"] == "mul\nz = x · y\nx̄ += z̄ y\nȳ += z̄ x"
    assert hints["o3"].startswith("sum\naxis = 0")
    assert hints["v0"] == "parameter x\nshape 2 × 3\nvalue 1, 1, 1; 1, 1, 1"
    assert hints["e0"] == "x̄ += z̄ y"
    assert hints["e1"] == ""  # nothing flows back to a constant


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: draw(), "at least one Tensor"),
        (lambda: draw(3.0), "draw takes Tensors, got float"),
        (lambda: draw([Tensor(1.0)]), r"got list: unpack it, draw\(\*tensors\)"),
        (lambda: draw(Tensor(1.0), names=["x"]), "names is a dict"),
    ],
)
def test_what_is_not_a_tensor_is_refused(wrong, message):
    with pytest.raises(TypeError, match=message):
        wrong()


@pytest.mark.parametrize(
    "settings", [{"detail": "everything"}, {"rankdir": "up"}, {"engine": "neato"}], ids=lambda settings: next(iter(settings))
)
def test_unknown_settings_are_refused_with_the_known_ones(settings):
    (name, value), *_ = settings.items()
    with pytest.raises(ValueError, match=f"{name}='{value}' is not one of '"):
        draw(Tensor(1.0), **settings)


def test_the_text_form_lists_every_value():
    result, _ = classic()
    result.backward()
    lines = str(draw(result)).splitlines()
    place = f"#{result.inputs[0].position}"
    assert lines[0] == "Computation graph of L: 5 values, 2 operations"
    assert [line.split() for line in lines[4:]] == [
        ["a", "parameter", "2", "−3"],
        ["b", "parameter", "−3", "2"],
        [place, "×(a,", "b)", "−6", "1", "−3,", "2"],
        ["c", "parameter", "10", "1"],
        ["L", f"+({place},", "c)", "4", "1", "1,", "1"],
    ]
