"""The same numbers as Keras and PyTorch: activations, losses with their gradients, and optimizer steps.

golden/make.py says how the numbers were made.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import Dense, Input, Sequential, activations, losses, optimizers, regularizers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "golden.json").read_text())
X = np.array(GOLDEN["x"])
WEIGHTS = [np.array(w) for w in GOLDEN["weights"]]
# double precision: rounding only; single: a few of its last bits, through two layers and ten steps
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 2e-5, "atol": 5e-6}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def close(ours, golden, dtype):
    golden = np.array(golden)
    assert np.shape(ours) == golden.shape
    np.testing.assert_allclose(ours, golden, **TOLERANCE[dtype])


def network(output: str, dtype: str) -> Sequential:
    model = Sequential([Dense(5, "tanh", input_shape=(4,), dtype=dtype), Dense(3, output, dtype=dtype)])
    model.set_weights(WEIGHTS)
    return model


def title(case):
    settings = ", ".join(f"{key}={value}" for key, value in case["settings"].items())
    weighted = ", weighted" if case.get("sample_weight") else ""
    return f"{case.get('loss') or case['optimizer']}({settings}) {case.get('activation', '')}{weighted}"


@DTYPES
@pytest.mark.parametrize("name", GOLDEN["activations"]["cases"])
def test_activation_and_its_gradient(name, dtype):
    case = GOLDEN["activations"]["cases"][name]
    x = Tensor(np.array(GOLDEN["activations"]["x"], dtype))
    y = activations.get(name)(x)
    autograd.sum(y * np.array(GOLDEN["activations"]["seed"], dtype)).backward()
    assert y.dtype == x.grad.dtype == dtype
    close(y.numpy(), case["y"], dtype)
    close(x.grad, case["gradient"], dtype)


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["losses"], ids=title)
def test_loss_and_its_gradients(case, dtype):
    model = network(case["activation"], dtype)
    weight = None if case["sample_weight"] is None else np.array(case["sample_weight"])
    output = model(X.astype(dtype))
    loss = getattr(losses, case["loss"])(**case["settings"])(np.array(case["y"]), output, weight)
    loss.backward()
    close(output.numpy(), case["output"], dtype)
    close(loss.item(), case["value"], dtype)
    for p, gradient in zip(model.parameters(), case["gradients"], strict=True):
        assert p.grad.dtype == dtype
        close(p.grad, gradient, dtype)


@pytest.mark.parametrize("case", [c for c in GOLDEN["losses"] if "reduction" not in c["settings"]], ids=title)
def test_loss_through_evaluate_and_one_step_of_fit(case):
    model = network(case["activation"], "float64")
    model.compile(optimizers.SGD(0.5), getattr(losses, case["loss"])(**case["settings"]))
    weight = None if case["sample_weight"] is None else np.array(case["sample_weight"])
    y = np.array(case["y"])
    close(model.evaluate(X, y, sample_weight=weight, verbose=0), case["value"], "float64")
    history = model.fit(X, y, sample_weight=weight, batch_size=6, verbose=0)
    close(history.history["loss"][0], case["value"], "float64")
    for before, after, gradient in zip(WEIGHTS, model.get_weights(), case["gradients"], strict=True):
        close(after, before - 0.5 * np.array(gradient), "float64")


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["optimizers"], ids=title)
def test_optimizer_steps(case, dtype):
    model = network("softmax", dtype)
    optimizer = getattr(optimizers, case["optimizer"])(**case["settings"])
    model.compile(optimizer, "categorical_crossentropy")
    for step in range(1, 11):
        model.train_on_batch(X, np.array(GOLDEN["one_hot"]))
        if str(step) in case["after"]:
            for ours, golden in zip(model.get_weights(), case["after"][str(step)], strict=True):
                close(ours, golden, dtype)
    assert optimizer.iterations == 10


def test_a_whole_training_reports_the_same():
    """Batches in order, the last one smaller, weights, penalties, metrics, a split, and a second compile."""
    golden = GOLDEN["program"]
    x, labels, weight = (np.array(golden[name]) for name in ("x", "labels", "sample_weight"))
    model = Sequential(
        [
            Input((4,)),
            Dense(5, activation="relu", kernel_regularizer="l2", dtype="float64"),
            Dense(3, activation="softmax", bias_regularizer=regularizers.L1(0.05), dtype="float64"),
        ]
    )
    model.set_weights(WEIGHTS)
    loss = "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"], weighted_metrics=[loss])
    common = {"batch_size": 8, "shuffle": False, "verbose": 0}
    first = model.fit(x, labels, epochs=3, validation_split=0.21, sample_weight=weight, **common)
    evaluated = model.evaluate(x, labels, batch_size=7, sample_weight=weight, verbose=0, return_dict=True)
    model.compile(optimizers.RMSprop(0.01, momentum=0.9, clipnorm=0.5), loss, metrics=["accuracy"])
    second = model.fit(
        x, labels, epochs=4, initial_epoch=1, validation_data=(x[:5], labels[:5]), validation_freq=2,
        class_weight=dict(enumerate(golden["class_weight"])), **common,
    )  # fmt: skip
    # Keras casts Adam's and RMSprop's rates to single precision on the way
    for part, ours in {"first": first.history, "second": second.history, "evaluated": evaluated}.items():
        assert set(ours) == set(golden[part])
        for name in ours:
            np.testing.assert_allclose(ours[name], golden[part][name], rtol=1e-6, err_msg=name)
    assert second.epoch == golden["epochs"]
    np.testing.assert_allclose(model.predict(x), golden["predicted"], rtol=1e-5)
    for ours, theirs in zip(model.get_weights(), golden["weights"], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_the_numbers_are_known_to_come_from_keras_and_torch():
    assert set(GOLDEN["made_with"]) == {"python", "numpy", "keras", "tensorflow", "torch"}
