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
from nn import Dense, Sequential, activations, losses, optimizers

GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("golden.json").read_text())
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


def test_the_numbers_are_known_to_come_from_keras_and_torch():
    assert set(GOLDEN["made_with"]) == {"python", "numpy", "keras", "tensorflow", "torch"}
