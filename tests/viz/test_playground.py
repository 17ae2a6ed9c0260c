"""The playground's Python side: what the page is told, what it carries, and what is refused."""

from __future__ import annotations

import gc
import json
import re
import weakref

import numpy as np
import pytest

from autograd import TABLE, Tensor
from nn import MLP, Dense, Neuron, NeuronLayer, Sequential, datasets, losses, regularizers
from viz import playground
from viz.formats.look import COLORS
from viz.network.colors import COLORS as NETWORK
from viz.player.rules import table
from viz.playground.kernels import loops
from viz.playground.page import source
from viz.plots.canvas import COLORS as PLOTS

X, Y = datasets.moons(40, seed=0)


def create(**settings):
    return playground(MLP(2, [4, 1], activation="tanh", seed=0), X, Y, **settings)


def test_it_shows_itself_in_a_frame_and_as_a_line_of_text():
    page = create(height=500)
    bundle = page._repr_mimebundle_()
    assert bundle["text/plain"] == "<Playground: mlp: 2 → 4 → 1, 17 weights, 40 samples>"
    assert bundle["text/html"].count("<iframe") == 1
    assert 'height="500"' in bundle["text/html"]
    assert "write playground(model, x, y).save(&#x27;playground.html&#x27;) and open that" in bundle["text/html"]
    assert set(page._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}


def test_it_saves_itself_as_one_page_that_asks_for_nothing(tmp_path):
    text = create().save(tmp_path / "playground.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"""(src|href)=["'](?!#)""", text.partition('<script id="payload"')[0])
    assert "scripts are not allowed here" in re.search("<noscript>.*</noscript>", text)[0]
    with pytest.raises(ValueError, match=r"\.html.*network\(model\) is a picture"):
        create().save(tmp_path / "playground.png")


def test_the_pages_rules_are_those_of_the_op_table():
    page = create()
    used = [TABLE[name] for name in sorted({value[0] for value in tapes(page) if len(value) > 2})]
    assert {"add", "mul", "tanh", "relu", "square"} <= {op.name for op in used}
    assert table(used) in page.html
    assert loops(used) in page.html


def tapes(page):
    for tape in (page.data["recording"], *page.data["activations"].values(), *page.data["penalties"].values()):
        yield from tape["values"]


def test_its_colors_are_those_of_the_plots_and_drawings():
    style = source("playground.css")
    for i, color in enumerate(PLOTS):
        assert f"--class-{i}: light-dark({color}, " in style
    for name, use in (("value", "value"), ("grad", "gradient")):
        light, dark = COLORS[use]
        assert f"--{name}: light-dark({light}, {dark})" in style
    for name, pair in NETWORK.items():
        assert f"--{name}: light-dark({pair[0]}, {pair[1]})" in style


def test_the_loops_call_a_rule_for_each_input_that_has_one():
    text = loops([TABLE["where"]])
    assert text.count("RULES[") == 3  # forward, and both choices
    assert "shares: [null, " in text  # a condition has no derivative
    assert "c_[i * cby], x_[i * xby], y_[i * yby], s" in text


@pytest.mark.parametrize(
    ("model", "loss"),
    [
        (MLP(2, [3, 1], seed=0), "mean_squared_error"),
        (MLP(2, [3, 1], output_activation="sigmoid", seed=0), "binary_crossentropy"),
        (Sequential([Dense(2, "softmax", input_shape=(2,))]), "sparse_categorical_crossentropy"),
        (Neuron(2, "sigmoid", seed=0), "binary_crossentropy"),
        (NeuronLayer(2, 1, "tanh", seed=0), "mean_squared_error"),
    ],
)
def test_the_loss_goes_with_the_last_layer(model, loss):
    assert playground(model, X, Y).data["loss"] == loss


def test_the_loss_the_model_was_compiled_with_comes_first_and_one_given_before_it():
    model = MLP(2, [3, 1], seed=0)
    model.compile("sgd", "mae")
    assert playground(model, X, Y).data["loss"] == "mean_absolute_error"
    assert playground(model, X, Y, loss=losses.Huber(delta=0.5)).data["loss"] == "huber_loss"


def test_samples_to_test_with_are_a_pair_or_a_share():
    pair = create(test=(X[:5], Y[:5])).data
    assert (len(pair["train"]["x"]), len(pair["test"]["x"])) == (40, 5)
    share = create(test=0.25, seed=3).data
    assert (len(share["train"]["x"]), len(share["test"]["x"])) == (30, 10)
    again = create(test=0.25, seed=3).data
    assert share["test"] == again["test"]
    assert share["test"] != create(test=0.25, seed=4).data["test"]
    assert create().data["test"] is None


@pytest.mark.parametrize(
    ("model", "y", "kind"),
    [
        (MLP(2, [3, 1], seed=0), Y, {"kind": "classes", "classes": [0.0, 1.0], "threshold": 0.5, "several": False}),
        (MLP(2, [3, 1], seed=0), 2 * Y - 1, {"kind": "classes", "classes": [-1.0, 1.0], "threshold": 0.0, "several": False}),
        (MLP(2, [3, 1], seed=0), X[:, 0], {"kind": "numbers", "several": False}),
        (Sequential([Dense(3, "softmax", input_shape=(2,))]), Y, {"kind": "classes", "classes": [0, 1, 2], "several": True}),
        (
            Sequential([Dense(2, "softmax", input_shape=(2,))]),
            np.eye(2)[Y],
            {"kind": "classes", "classes": [0, 1], "several": True},
        ),
    ],
)
def test_labels_are_classes_or_numbers(model, y, kind):
    assert playground(model, X, y).data["task"] == kind


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [(None, ("", 0.0)), (regularizers.L1(0.02), ("L1", 0.02)), ("l2", ("L2", 0.01)), (regularizers.L1L2(0.1, 0.1), ("", 0.0))],
)
def test_the_models_own_penalty_is_there_from_the_start(regularizer, expected):
    layers = [Dense(3, "tanh", kernel_regularizer=regularizer, input_shape=(2,)), Dense(1, kernel_regularizer=regularizer)]
    settings = playground(Sequential(layers), X, Y).data["settings"]
    assert (settings["penalty"], settings["strength"]) == expected


def test_the_model_is_left_as_it_is_and_not_kept_alive():
    model = MLP(2, [3, 1], seed=0)
    before = model.get_weights()
    page = playground(model, X, Y)
    assert "<!DOCTYPE html>" in page.html
    assert model.get_weights() == before
    assert all(t.grad is None for t in model.parameters())
    known = weakref.ref(model)
    del model
    gc.collect()
    assert known() is None


def test_the_data_is_plain_and_cannot_end_its_element():
    page = playground(MLP(2, [2, 1], seed=0, name="</script><script>"), X, Y)
    assert "</script><script>" not in page.html.replace("</script>\n<script>", "")
    text = re.search(r'<script id="payload" type="application/json">(.*?)</script>', page.html, re.DOTALL)[1]
    assert json.loads(text)["sizes"] == [2, 2, 1]


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"x": X[:, :1]}, ValueError, r"takes 2 numbers a sample, \(n, 2\), got x of shape \(40, 1\)"),
        ({"x": X[:0], "y": Y[:0]}, ValueError, "1 to 2,000 samples, got 0"),
        ({"y": Y[:3]}, ValueError, "40 samples and 3 labels"),
        ({"y": np.zeros((40, 2))}, ValueError, r"gives 1 numbers a sample, got y of shape \(40, 2\)"),
        ({"x": np.full((40, 2), np.nan)}, ValueError, "must be finite"),
        ({"y": ["a"] * 40}, TypeError, "must be numbers"),
        ({"test": "some"}, TypeError, "must be a pair"),
        ({"test": 1.5}, ValueError, "share of the samples between 0 and 1"),
        ({"loss": "nothing"}, ValueError, "unknown loss"),
        ({"loss": "cosine_similarity"}, ValueError, "cosine_similarity"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be a number above 0"),
        ({"batch_size": 0}, ValueError, "batch_size must be a whole number from 1 on"),
        ({"seed": -1}, ValueError, "seed must be a whole number"),
        ({"height": 10}, ValueError, "height must be a whole number from 300 on"),
        ({"theme": "blue"}, ValueError, "theme='blue'"),
        ({"model": MLP(2, [40, 30, 1], seed=0)}, ValueError, "more than the 1,000"),
        ({"model": MLP(2, [2, 1], activation=np.sinc, seed=0)}, ValueError, "sinc is none"),
        ({"model": Sequential([Dense(2, "softmax", input_shape=(2,))]), "loss": "mse"}, ValueError, "a softmax goes with"),
        ({"model": Sequential([Dense(2, "softmax", input_shape=(2,))]), "y": Y + 5}, ValueError, "labels of 2 classes"),
    ],
)
def test_what_the_page_cannot_show_is_refused_with_the_reason(settings, error, message):
    given = {"model": MLP(2, [2, 1], seed=0), "x": X, "y": Y, **settings}
    with pytest.raises(error, match=message):
        playground(given.pop("model"), given.pop("x"), given.pop("y"), **given)


def test_tensors_and_single_columns_are_data_too():
    one = playground(MLP(1, [2, 1], seed=0), Tensor(np.linspace(0, 1, 5)), np.linspace(0, 1, 5).tolist())
    assert one.data["train"]["x"] == [[0.0], [0.25], [0.5], [0.75], [1.0]]


def test_no_name_is_declared_twice_in_the_page():
    """A second `const` of one name stops the whole script, which only a browser would show."""
    network = MLP(2, [2, 1], seed=0)
    page = playground(network, np.ones((4, 2)), np.ones((4, 1))).html
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    declared = re.findall(r"^(?:const|let|class|function)\s+([\w$]+)", "\n".join(scripts), re.MULTILINE)
    assert len(declared) > 50
    assert sorted(declared) == sorted(set(declared))
