"""The same numbers as Keras for models of several inputs and outputs: order of layers, losses, gradients, steps, logs.

golden/make_functional.py says how the numbers were made.
"""

from __future__ import annotations

import inspect
import json
import operator
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import Adam, Add, Concatenate, Dense, Input, Model, regularizers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "functional.json").read_text())
A, B, LABELS, SIZES, WEIGHTS_Z, WEIGHTS_Y = (
    np.array(GOLDEN[name]) for name in ("a", "b", "labels", "sizes", "weights_z", "weights_y")
)
LOSSES = {"z": "sparse_categorical_crossentropy", "y": "mse"}
X, Y = [A, B], [LABELS, SIZES]
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 5e-5, "atol": 5e-6}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def close(ours, golden, dtype="float64"):
    np.testing.assert_allclose(ours, np.array(golden), **TOLERANCE[dtype])


def create(outputs=lambda z, y: [z, y], dtype="float64", **settings):
    a, b = Input((4,), name="a"), Input((3,), name="b")
    shared = Dense(3, activation="tanh", name="shared", dtype=dtype)
    ha = shared(Dense(3, activation="relu", name="ha", kernel_regularizer=regularizers.L2(2**-7), dtype=dtype)(a))
    joint = Concatenate(name="joint")([ha, shared(b)])
    z = Dense(3, activation="softmax", name="z", dtype=dtype)(joint)
    y = Dense(1, name="y", dtype=dtype)(Add(name="sum")([ha, b]))
    model = Model([a, b], outputs(z, y))
    for i, name in enumerate(("ha", "shared", "z", "y")):
        own = np.random.default_rng(100 + i)
        for layer in [layer for layer in model.layers if layer.name == name]:
            layer.set_weights([(own.standard_normal(w.shape) * 0.5).astype(dtype) for w in layer.get_weights()])
    model.compile(Adam(0.01), **settings)
    return model


@DTYPES
def test_ten_steps_of_two_tasks(dtype):
    golden = GOLDEN["steps"]
    model = create(dtype=dtype, loss=LOSSES, loss_weights={"z": 1.0, "y": 0.25}, metrics={"z": ["accuracy"], "y": ["mae"]})
    assert [layer.name for layer in model.layers] == golden["layers"]
    for ours, theirs in zip(model.get_weights(), golden["start"], strict=True):
        close(ours, theirs, dtype)
    for ours, theirs in zip(model([A.astype(dtype), B.astype(dtype)]), golden["output"], strict=True):
        close(ours.numpy(), theirs, dtype)
    reported = []
    for step in range(10):
        reported.append(model.train_on_batch(X, Y, sample_weight=[WEIGHTS_Z, WEIGHTS_Y], return_dict=True))
        if not step:
            for p, gradient in zip(model.parameters(), golden["gradients"], strict=True):
                close(p.grad, gradient, dtype)
    assert reported[0]["loss"] == pytest.approx(golden["loss"], rel=TOLERANCE[dtype]["rtol"])
    for ours, theirs in zip(reported, golden["reported"], strict=True):
        assert set(ours) == set(theirs)
        # Keras adds up what it reports in single precision
        assert ours == pytest.approx(theirs, rel=2e-6 if dtype == "float64" else 5e-5)
    for ours, theirs in zip(model.get_weights(), golden["weights"], strict=True):
        close(ours, theirs, dtype)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(golden["evaluated"], rel=2e-6 if dtype == "float64" else 5e-5)


def by_list(**more):
    return create(loss=list(LOSSES.values()), loss_weights=[0.5, 2.0], metrics=[["accuracy"], "mae"], **more)


PROGRAMS = {
    "dicts": lambda: (
        create(loss=LOSSES, metrics={"z": ["accuracy"], "y": ["mae", "mse"]}),
        {"a": A, "b": B},
        {"z": LABELS, "y": SIZES},
        {},
    ),
    "lists": lambda: (by_list(), X, Y, {"validation_split": 0.25}),
    "one loss": lambda: (create(loss="mse"), X, [np.eye(3)[LABELS], SIZES], {}),
    "one output": lambda: (create(lambda z, y: z, loss=LOSSES["z"], metrics=["accuracy"]), X, LABELS, {}),
    "dict outputs": lambda: (
        create(
            lambda z, y: {"second": z, "first": y},
            loss={"first": "mae", "second": LOSSES["z"]},
            weighted_metrics={"first": ["mse"]},
        ),
        X,
        {"second": LABELS, "first": SIZES},
        {"sample_weight": {"second": WEIGHTS_Z, "first": WEIGHTS_Y}},
    ),
    "one untrained": lambda: (create(loss=[None, "mse"]), X, Y, {}),
    "weighted": lambda: (
        by_list(weighted_metrics=[["accuracy"], ["mae"]]), X, Y, {"sample_weight": [WEIGHTS_Z, WEIGHTS_Y]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_fit_and_evaluate_report_the_same(name):
    golden = GOLDEN["programs"][name]
    model, x, y, settings = PROGRAMS[name]()
    history = model.fit(x, y, batch_size=5, epochs=2, shuffle=False, verbose=0, **settings).history
    assert set(history) == set(golden["history"])
    for entry, values in golden["history"].items():
        assert history[entry] == pytest.approx(values, rel=2e-6, abs=1e-7), entry
    assert model.evaluate(x, y, batch_size=5, verbose=0) == pytest.approx(golden["evaluated"], rel=2e-6)
    squares = [float(np.sum(w * w)) for w in model.get_weights()]
    np.testing.assert_allclose(squares, golden["weights"], rtol=1e-9)


@pytest.mark.parametrize("case", GOLDEN["orders"], ids=str)
def test_layers_come_in_keras_order(case):
    ends = [Input((2,), name=f"i{i}") for i in range(case["inputs"])]
    inputs, kept = list(ends), [Dense(2, name=f"s{i}") for i in range(2)]
    for step, (kind, i, j) in enumerate(case["program"]):
        if kind == 3:
            ends.append(Add(name=f"a{step}")([ends[i], ends[j]]))
        else:
            ends.append((kept[j % 2] if kind == 2 else Dense(2, name=f"d{step}"))(ends[i]))
    assert [layer.name for layer in Model(inputs, [ends[k] for k in case["outputs"]]).layers] == case["layers"]


# what is called without x there is called with data here; predictions need no bar
DIFFERENT = {(f"Model.{name}", "y") for name in ("train_on_batch", "test_on_batch")}


@pytest.mark.parametrize("path", GOLDEN["signatures"])
def test_arguments_are_keras(path):
    golden = GOLDEN["signatures"][path]
    parameters = [p for p in inspect.signature(operator.attrgetter(path)(nn)).parameters.values() if p.name != "self"]
    named = [p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    for place, p in enumerate(named):
        if p.name in golden:
            default = "required" if p.default is p.empty else p.default
            assert default == golden[p.name] or (path, p.name) in DIFFERENT, p.name
            if p.kind is p.POSITIONAL_OR_KEYWORD:
                assert list(golden).index(p.name) == place, p.name
    if path.startswith("Model."):
        assert set(golden) - {p.name for p in named} <= {"auto_scale_loss"}
