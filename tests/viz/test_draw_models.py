"""Models and compiled tapes as graphs: layers, shapes, parameter counts; levels and what runs in them."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tape, Tensor, tanh
from nn import MLP, Activation, Concatenate, Dense, Dropout, Flatten, Input, Model, Module, Sequential
from viz import architecture, draw


def boxes(drawing):
    return {b.label: b.facts for b in drawing.graph.blocks}


def links(drawing):
    """Edges by the labels of their ends."""
    labels = {node.id: node.label for node in (*drawing.graph.blocks, *drawing.graph.operations)}
    return {(labels[e.tail], labels[e.head]) for e in drawing.graph.edges}


def test_a_sequential_is_a_row_of_layers_with_shapes_and_counts():
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(128, activation="relu"), Dropout(0.2), Dense(10)])
    drawing = architecture(model)
    assert boxes(drawing) == {
        "input_layer": ("n × 28 × 28",), "flatten": ("Flatten", "n × 784"),
        "dense": ("Dense", "n × 128", "100,480 parameters"), "dropout": ("Dropout", "n × 128"),
        "dense_1": ("Dense", "n × 10", "1,290 parameters"),
    }  # fmt: skip
    assert links(drawing) == {
        ("input_layer", "flatten"), ("flatten", "dense"), ("dense", "dropout"), ("dropout", "dense_1"),
    }  # fmt: skip
    assert [b.kind for b in drawing.graph.blocks] == ["input", "module", "module", "module", "output"]
    assert drawing.graph.note == "sequential: 4 layers, 101,770 parameters"
    assert "100,480 parameters" in drawing.svg


def functional():
    a, b = Input((4,), name="a"), Input((3,), name="b")
    h = Concatenate()([Dense(8, activation="relu", name="wide")(a), b])
    inner = Sequential([Dense(8, input_shape=(11,)), Dense(8)], name="inner")
    h = np.tanh(inner(h)) + Dense(8, name="skip")(h)
    return Model(inputs=[a, b], outputs={"kind": Dense(3, name="kind")(h), "size": Dense(1, name="size")(h)})


def test_a_functional_model_shows_what_feeds_what():
    drawing = architecture(functional())
    assert links(drawing) == {
        ("a", "wide"), ("wide", "concatenate"), ("b", "concatenate"), ("concatenate", "inner"), ("inner", "tanh"),
        ("tanh", "+"), ("concatenate", "skip"), ("skip", "+"), ("+", "kind"), ("+", "size"),
    }  # fmt: skip
    kinds = {b.label: b.kind for b in drawing.graph.blocks}
    assert (kinds["a"], kinds["inner"], kinds["kind"], kinds["size"]) == ("input", "module", "output", "output")
    assert boxes(drawing)["inner"] == ("Sequential", "n × 8", "2 denses", "168 parameters")
    assert boxes(drawing)["concatenate"] == ("Concatenate", "n × 11")


def test_depth_opens_models_inside():
    drawing = architecture(functional(), depth=2)
    assert [c.label for c in drawing.graph.clusters] == ["inner (Sequential)"]
    assert {("concatenate", "dense"), ("dense", "dense_1"), ("dense_1", "tanh")} <= links(drawing)
    assert "inner" not in boxes(drawing)


def test_a_layer_called_twice_is_there_once():
    a, b = Input((4,), name="a"), Input((4,), name="b")
    shared = Dense(2, name="shared")
    drawing = architecture(Model([a, b], shared(a) - shared(b)))
    assert links(drawing) == {("a", "shared"), ("b", "shared"), ("shared", "−")}
    assert set(boxes(drawing)) == {"a", "b", "shared"}


def test_frozen_weights_are_counted_apart():
    model = Sequential([Dense(3, input_shape=(2,), name="first"), Dense(1, name="last")])
    model.layers[0].trainable = False
    drawing = architecture(model)
    assert boxes(drawing)["first"][-1] == "9 parameters, 0 trained"
    assert drawing.graph.note.endswith("13 parameters, 9 of them not trained")


def test_equal_layers_in_a_row_are_one_box():
    model = Sequential([Dense(8, input_shape=(8,)), *(Dense(8) for _ in range(20)), Dense(2)])
    drawing = architecture(model)
    counts = [(b.label, b.count, b.facts[-1]) for b in drawing.graph.blocks[1:]]
    assert counts == [("dense", 21, "each, in a row"), ("dense_21", 1, "18 parameters")]
    assert drawing.graph.note.startswith("sequential: 22 layers")


def test_a_model_without_shapes_still_shows_its_layers():
    assert boxes(architecture(Sequential([Dense(3), Dense(1)]))) == {
        "dense": ("Dense", "not built yet"), "dense_1": ("Dense", "not built yet"),
    }  # fmt: skip
    drawing = architecture(MLP(2, [16, 16, 1]))
    assert boxes(drawing)["layer 1"] == ("NeuronLayer", "16 neurons", "48 parameters")
    assert links(drawing) == {("layer 1", "layer 2"), ("layer 2", "layer 3")}


def test_a_single_layer_and_a_module_of_ones_own():
    class Net(Module):
        def __init__(self):
            super().__init__()
            self.left, self.right = Dense(2, input_shape=(3,), name="left"), Dense(2, input_shape=(3,), name="right")

    assert list(boxes(architecture(Dense(2, name="alone")))) == ["alone"]
    drawing = architecture(Net())
    assert list(boxes(drawing)) == ["left", "right"]
    assert not drawing.graph.edges  # which feeds which is in its code alone


def test_a_very_deep_model_is_cut_into_stretches():
    model = Sequential([Dense(1, name=f"layer {i}") if i % 2 else Flatten(name=f"flat {i}") for i in range(700)])
    drawing = architecture(model, limit=50)
    assert len(drawing.graph.blocks) <= 50
    assert "cut into 25 stretches" in drawing.graph.note


def test_names_stay_text():
    drawing = architecture(Sequential([Dense(1, input_shape=(2,), name="<script>alert(1)</script>")]))
    assert "<script" not in drawing.svg + drawing.mermaid
    assert "&lt;script&gt;" in drawing.svg


@pytest.mark.parametrize("wrong", [lambda: architecture(Tensor(1.0)), lambda: architecture(3)])
def test_what_is_no_module_is_refused(wrong):
    with pytest.raises(TypeError, match="architecture draws nn Modules, got"):
        wrong()


def test_a_depth_that_is_none_is_refused():
    with pytest.raises(ValueError, match="depth=0 is how many levels of models are open"):
        architecture(Dense(1), depth=0)


def test_the_text_form_lists_the_layers():
    lines = str(architecture(Sequential([Dense(3, input_shape=(2,)), Dense(1)]))).splitlines()
    assert lines[0] == "Architecture of sequential: 2 layers, 13 parameters"
    assert [line.split() for line in lines[5:]] == [
        ["input_layer", "n", "×", "2"], ["dense", "input_layer", "Dense,", "n", "×", "3,", "9", "parameters"],
        ["dense_1", "dense", "Dense,", "n", "×", "1,", "4", "parameters"],
    ]  # fmt: skip


# -- programs --------------------------------------------------------------------------------------------------


def test_a_program_of_numbers_is_drawn_level_by_level():
    model = MLP(2, [16, 16, 1], activation="tanh", seed=0)
    x = [[Tensor(float(i)), Tensor(1.0)] for i in range(20)]
    loss = sum(((model(sample) - 1.0) ** 2 for sample in x), Tensor(0.0, requires_grad=False))
    program = Tape.gather(loss).compile(inputs=[t for sample in x for t in sample], parameters=model.parameters())
    drawing = draw(program)
    levels = {}
    for level, _, n in program.rows():
        levels[level] = levels.get(level, 0) + n
    assert [b.label for b in drawing.graph.blocks if b.kind == "module"] == [f"level {level}" for level in levels]
    assert drawing.graph.blocks[2].facts == ("(16×2) @ (2×20) + b of 1,280",)
    assert boxes(drawing)["parameters"] == ("337 numbers",)
    assert links(drawing) >= {("inputs", "level 1"), ("parameters", "level 1"), ("level 1", "level 2")}
    assert drawing.graph.title == f"Program: {len(program):,} operations in {len(program.rows())} calls"
    assert "level 3" in drawing.svg


def test_a_long_program_of_arrays_is_shortened():
    x = Tensor(np.ones(3), name="x")
    y = x
    for i in range(400):
        y = tanh(y) if i % 2 else y * 1.01
    y = y.sum()
    drawing = draw(Tape.gather(y).compile(inputs=[x], output=y), limit=40)
    assert len(drawing.graph.nodes) <= 40
    assert "stretches" in drawing.graph.note
    assert {e.head for e in drawing.graph.edges} | {e.tail for e in drawing.graph.edges} == {n.id for n in drawing.graph.nodes}


def test_a_program_alone_is_drawn():
    x = Tensor(2.0)
    program = Tape.gather(y := x * x).compile(inputs=[x], output=y)
    with pytest.raises(TypeError, match="draw takes Tensors, got Program"):
        draw(program, y)


def test_a_layer_that_is_called_again_says_how_often_and_shows_what_it_hands_to_itself():
    inputs, layer, bend = Input((3,)), Dense(3, name="again"), Activation("relu", name="bend")
    once = architecture(Model(inputs, layer(inputs)))
    thrice = architecture(Model(inputs, layer(layer(layer(inputs)))))
    assert "called" not in str(once)
    assert "called 3 times" in str(thrice)
    ids = {block.label: block.id for block in thrice.graph.blocks}
    assert [(e.tail, e.head) for e in thrice.graph.edges] == [
        (next(block.id for block in thrice.graph.blocks if block.kind == "input"), ids["again"]), (ids["again"], ids["again"]),
    ]  # fmt: skip
    between = architecture(Model(inputs, layer(bend(layer(bend(layer(inputs)))))))
    assert "called 3 times" in str(between)
    assert "called 2 times" in str(between)
    assert between.svg.count("called") >= 2


def test_draw_of_a_model_names_architecture():
    with pytest.raises(TypeError, match=r"draw takes Tensors, got Sequential: use architecture\(model\), or draw what a call"):
        draw(Sequential([Dense(1, input_shape=(2,))]))
