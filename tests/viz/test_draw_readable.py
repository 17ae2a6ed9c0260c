"""Drawings that stay readable in the middle: small arrays entry by entry, no noise, arrays or modules instead of a crowd."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import numpy as np
import pytest

from autograd import Tensor, tanh
from nn import MLP, Dense
from viz import draw
from viz.formats.layout.places import places

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing, id):
    groups = ElementTree.fromstring(drawing.svg).iter(f"{SVG}g")
    group = next(g for g in groups if g.get("id", "").endswith(f"-{id}"))
    return ["".join(t.itertext()).strip() for t in group.iter(f"{SVG}text")]


def mlp_loss(shape=(4, 4, 1)):
    model = MLP(2, list(shape), activation="tanh", seed=1)
    loss = (model([Tensor(1.0, name="x0", requires_grad=False), Tensor(-2.0, name="x1", requires_grad=False)]) - 1) ** 2
    loss.backward()
    return loss


def test_an_array_of_up_to_twelve_numbers_shows_each_of_them():
    x = Tensor(np.arange(6.0).reshape(2, 3), name="x")
    y = (x * x).sum()
    y.backward()
    drawing = draw(y)
    shown = texts(drawing, "v0")
    assert [t for t in shown if t not in ("x", "2 × 3", "")][:4] == ["value", "0", "1", "2"]
    assert "min" not in shown
    assert drawing.graph.values[0].grad_entries == (("0", "2", "4"), ("6", "8", "10"))
    assert "gradient 0, 2, 4; 6, 8, 10" in drawing.graph.hints["v0"]
    assert "0, 1, 2; 3, 4, 5" in str(drawing)


def test_a_larger_array_is_summed_up():
    shown = texts(draw(Tensor(np.arange(13.0), name="x") * 1.0), "v0")
    assert shown[-7:] == ["min", "mean", "max", "value", "0", "6", "12"]


def test_single_numbers_drawn_as_one_show_what_they_are():
    graph = draw(mlp_loss((3, 1)), detail="tensor").graph
    weights = [v for v in graph.values if v.kind == "parameter"]
    assert [len(sum(v.entries, ())) for v in weights] == [6, 0, 3, 0]  # the biases are equal, and one number


def test_rounding_noise_is_no_data():
    x = Tensor(np.array([0.1 + 0.2, 0.5]), name="x")
    y = (x - np.array([0.3, 0.0])) * 1.0
    drawing = draw(y)
    assert drawing.graph.values[-1].entries == (("≈0", "0.5"),)
    assert "e−17" not in drawing.svg
    assert r"\approx" in drawing.tex


def test_what_was_given_is_shown_as_given():
    drawing = draw(Tensor(np.array([1.0, 3e-17]), name="x") * 1.0)
    assert drawing.graph.values[0].entries == (("1", "3e−17"),)


@pytest.mark.parametrize("n", [30, 29])
def test_beyond_sixty_values_auto_draws_what_is_computed_alike_as_one(n):
    x = [Tensor(float(i)) for i in range(n)]
    total = sum((tanh(xi) for xi in x[1:]), tanh(x[0]))
    values = 3 * n - 1
    assert values > 60
    graph = draw(total).graph
    assert len(graph.values) < 10
    assert f"{values} values, {2 * n - 1} operations, " in graph.note
    assert 'detail="scalar"' in graph.note
    assert len(draw(total, detail="scalar").graph.values) == values


def test_up_to_sixty_values_are_drawn_one_by_one():
    x = Tensor(1.0)
    for _ in range(59):
        x = tanh(x)
    graph = draw(x).graph
    assert len(graph.values) == 60
    assert graph.note == ""


def test_a_network_in_the_middle_is_drawn_by_layers():
    graph = draw(mlp_loss()).graph
    assert len(graph.nodes) < 40
    assert [c.label for c in graph.clusters if "neuron" in c.label] == ["neuron ×4", "neuron ×4", "neuron 0"]


@pytest.mark.parametrize("shape", [(3, 1), (4, 1), (4, 4, 1), (5, 2)])
def test_neurons_and_weights_stand_in_their_order(shape):
    model = MLP(2, list(shape), activation="tanh", seed=0)
    out = model([Tensor(1.0, name="x0"), Tensor(2.0, name="x1")])
    drawing = draw(*(out if isinstance(out, list) else [out]), detail="scalar")
    where = places(drawing._render("json"))
    parents: dict = {}
    for c in drawing.graph.clusters:
        if c.label.startswith("neuron"):
            parents.setdefault(c.parent, []).append((-where.frames[c.id][3], c.label))
    assert len(parents) == len(shape)
    for found in parents.values():
        assert [label for _, label in sorted(found)] == [f"neuron {i}" for i in range(len(found))]
    weights: dict = {}
    for v in drawing.graph.values:
        if v.kind == "parameter" and v.name != "b":
            weights.setdefault(v.cluster, []).append((-where.nodes[v.id][1], v.name))
    for found in weights.values():
        assert [name for _, name in sorted(found)] == [f"w{i}" for i in range(len(found))]


def test_parameters_of_a_neuron_stand_in_one_column():
    drawing = draw(mlp_loss((2, 1)), detail="scalar")
    where = places(drawing._render("json"))
    columns: dict = {}
    for v in drawing.graph.values:
        if v.kind == "parameter":
            columns.setdefault(v.cluster, set()).add(round(where.nodes[v.id][0]))
    assert [len(found) for found in columns.values()] == [1, 1, 1]


def size(png):
    return struct.unpack(">II", png[16:24])


def test_a_png_has_at_most_4096_pixels_a_side():
    large = draw(mlp_loss(), detail="scalar")
    assert max(size(large.png())) in range(4000, 4110)
    assert max(size(large.png(dpi=96))) > 4110  # asked for in so many words
    small = draw(Tensor(1.0) * 2.0)
    assert size(small.png()) == size(small.png(dpi=192))


def test_a_drawing_follows_its_readers_theme_by_itself():
    assert "prefers-color-scheme:dark" in draw(Tensor(1.0) * 2.0).svg
    assert "prefers-color-scheme" not in draw(Tensor(1.0) * 2.0, theme="light").svg


def test_a_layer_used_three_times_is_drawn_as_such():
    once, thrice = Dense(2, input_shape=(2,), name="once"), Dense(2, input_shape=(2,), name="thrice")
    x = Tensor(np.ones((1, 2)))
    graph = draw((thrice(x) + thrice(once(x)) * thrice(x + 1.0)).sum(), detail="module").graph
    said = {(b.label, "one layer, called 3 times" in b.facts) for b in graph.blocks}
    assert said == {("once", False), ("thrice", True)}
    assert [b.label for b in graph.blocks].count("thrice") == 3
