"""Every Module has an architecture and a table: what ran on one input, folded by module, with shapes and counts."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor
from nn import GPT, Dense, Module, Sequential
from viz import architecture, summary


class Twice(Module):
    """Own layers, an own weight, and one of the layers called two times."""

    def __init__(self) -> None:
        super().__init__()
        self.first = Dense(4, input_shape=(3,))
        self.last = Dense(1, input_shape=(4,))
        self.scale = Tensor(2.0)

    def call(self, x):
        hidden = self.first(x)
        return self.last(hidden) * self.scale + self.last(np.tanh(hidden))


def gpt():
    return GPT(vocab_size=50, block_size=16, n_layer=3, n_head=2, n_embd=32)


TOKENS = np.arange(16)[None]


def name_it(drawing):
    graph = drawing.graph
    labels = {node.id: node.label for node in graph.nodes}
    return {(labels[e.tail], labels[e.head]) for e in graph.edges}


def facts(drawing):
    return {block.label: block.facts for block in drawing.graph.blocks}


def test_gpt_is_drawn_with_what_feeds_what_shapes_and_counts():
    drawing = architecture(gpt(), TOKENS)
    assert name_it(drawing) == {
        ("input", "[ ]"), ("wte", "[ ]"), ("wpe", "[ ]"), ("[ ]", "+"), ("+", "h.0"), ("h.0", "h.1"), ("h.1", "h.2"),
        ("h.2", "ln_f"), ("ln_f", "lm_head"),
    }  # fmt: skip
    found = facts(drawing)
    assert found["wte"] == ("50 × 32", "1,600 parameters")
    assert found["h.1"] == ("Block", "n × 16 × 32", "12,704 parameters")
    assert found["lm_head"] == ("Dense", "n × 16 × 50", "1,600 parameters")
    assert found["input"] == ("n × 16",)
    assert [b.label for b in drawing.graph.blocks if b.kind == "output"] == ["lm_head"]
    assert drawing.graph.note == "gpt: 5 layers, 41,888 parameters"


def test_deeper_models_open_into_frames():
    graph = architecture(gpt(), TOKENS, depth=2).graph
    assert [c.label for c in graph.clusters] == ["h.0 (Block)", "h.1 (Block)", "h.2 (Block)"]
    inside = [b.label for b in graph.blocks if b.cluster == "c0"]
    assert inside == ["ln_1", "attn", "ln_2", "c_fc", "c_proj"]
    assert len(architecture(gpt(), TOKENS, depth=3).graph.clusters) == 6


def test_an_own_module_is_drawn_and_a_layer_called_twice_is_there_once():
    drawing = architecture(Twice(), np.ones((5, 3)))
    assert name_it(drawing) == {
        ("input", "first"), ("first", "last"), ("first", "tanh"), ("tanh", "last"), ("last", "×"), ("scale", "×"),
        ("last", "+"), ("×", "+"),
    }  # fmt: skip
    assert facts(drawing) == {
        "input": ("n × 3",), "first": ("Dense", "n × 4", "16 parameters"), "scale": ("one number", "1 parameter"),
        "last": ("Dense", "n × 1", "5 parameters", "called 2 times"),
    }  # fmt: skip
    assert "<svg" in drawing.svg


def test_several_inputs_are_given_as_a_tuple():
    class Sum(Module):
        def __init__(self) -> None:
            super().__init__()
            self.dense = Dense(2, input_shape=(3,))

        def call(self, x, y):
            return self.dense(x) + y

    drawing = architecture(Sum(), (np.ones((4, 3)), np.ones((4, 2))))
    assert name_it(drawing) == {("input 0", "dense"), ("dense", "+"), ("input 1", "+")}


def test_a_stack_of_blocks_is_one_box():
    class Deep(Module):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = [Dense(3, activation="relu", input_shape=(3,)) for _ in range(6)]

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return x

    blocks = architecture(Deep(), np.ones((2, 3))).graph.blocks
    assert [(b.label, b.count) for b in blocks] == [("input", 1), ("blocks", 5), ("blocks.5", 1)]  # the last is the output


def test_looking_changes_no_weight_and_no_gradient():
    model = Twice()
    before = [np.array(w.numpy()) for w in model.weights]
    architecture(model, np.ones((5, 3)))
    assert all(np.array_equal(w.numpy(), b) and w.grad is None for w, b in zip(model.weights, before))


def test_without_an_input_the_weights_of_the_model_itself_are_there_and_it_says_what_is_missing():
    drawing = architecture(gpt())
    assert facts(drawing)["wpe"] == ("16 × 32", "512 parameters")
    assert facts(drawing)["h.0"] == ("Block", "6 modules", "12,704 parameters")
    assert "not built" not in str(drawing)
    assert "architecture(model, x)" in drawing.graph.note


def test_what_computes_nothing_is_refused():
    class Constant(Module):
        def call(self, x):
            return 3.0

    with pytest.raises(ValueError, match="without an operation on the tape"):
        architecture(Constant(), np.ones(3))


def cells(table):
    return {row[0]: row[1:] for row in table.rows[1:]}


def test_the_table_counts_embeddings_and_its_shares_add_up():
    table = summary(gpt())
    assert cells(table)["wte (weight)"] == ("(50, 32)", "1,600", "3.8%", "6.4 kB")
    assert sum(table.shares) == pytest.approx(1.0)
    assert "not built" not in str(table)


def test_the_table_knows_the_shapes_that_an_input_shows():
    assert cells(summary(gpt(), TOKENS))["h.2 (Block)"][0] == "(None, 16, 32)"
    assert cells(summary(Twice(), np.ones((5, 3))))["first (Dense)"][:2] == ("(None, 4)", "16")


def test_a_models_own_table_counts_its_own_weights(capsys):
    Twice().summary()
    assert "scale (weight)" in capsys.readouterr().out


def test_a_model_of_known_shapes_is_drawn_as_it_was():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    assert str(architecture(model)) == str(architecture(model, np.ones((4, 2))))
