"""Recurrent layers give Keras' numbers (and PyTorch's); golden/make_recurrence.py says how these were made."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import Model, layers
from nn.layers.recurrent.base import Recurrent

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "recurrence.json").read_text())
X, MASK = np.array(GOLDEN["x"]), np.array(GOLDEN["mask"])
STATES = [np.array(state) for state in GOLDEN["states"]]
SEEDS = {name: np.array(seed) for name, seed in GOLDEN["seeds"].items()}
UNITS = STATES[0].shape[1]
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 2e-5, "atol": 5e-6}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


class Step(layers.LSTM):
    """An LSTM that always takes its steps one by one."""

    run = Recurrent.run


def title(case):
    said = {"mode": case.get("merge_mode", "-"), **case["settings"], **case["call"]}
    return f"{case['layer']}({', '.join(f'{key}={value}' for key, value in said.items() if value != '-')})"


def weights_of(name, settings):
    kernel, recurrent, bias = map(np.array, GOLDEN["weights"][name])
    if not settings.get("use_bias", True):
        return [kernel, recurrent]
    columns = kernel.shape[1]
    two = name == "GRU" and settings.get("reset_after", True)
    return [kernel, recurrent, bias.reshape(2, columns) if two else bias[:columns]]


def close(ours, golden, dtype):
    golden = np.array(golden)
    assert np.shape(ours) == golden.shape
    np.testing.assert_allclose(ours, golden, **TOLERANCE[dtype])


def compare(run, inputs, layer, case, dtype):
    """Outputs, and the gradients of their weighted sum for inputs and weights."""
    outputs = run(inputs)
    outputs = list(outputs) if isinstance(outputs, tuple) else [outputs]
    loss = 0.0
    for y, golden in zip(outputs, case["outputs"], strict=True):
        assert y.dtype == dtype
        close(y.numpy(), golden, dtype)
        seed = SEEDS["sequence" if y.ndim == 3 else "last"][..., : y.shape[-1]].astype(dtype)
        loss = loss + autograd.sum(y * seed)
    loss.backward()
    for name, x in inputs.items():
        close(np.zeros(x.shape) if x.grad is None else x.grad, case["inputs"][name], dtype)
    for p, golden in zip(layer.parameters(), case["gradients"], strict=True):
        assert p.grad.dtype == dtype
        close(p.grad, golden, dtype)


def give(call, states, dtype):
    inputs = {"x": Tensor(X.astype(dtype))}
    if call.get("initial_state"):
        inputs |= {f"state_{i}": Tensor(STATES[i].astype(dtype)) for i in range(states)}
    return inputs


def run_of(layer, call):
    mask = MASK if call.get("mask") else None

    def run(inputs):
        states = [value for name, value in inputs.items() if name != "x"]
        return layer(inputs["x"], initial_state=states or None, mask=mask)

    return run


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["layers"], ids=title)
def test_outputs_states_and_gradients(case, dtype):
    kinds = [getattr(layers, case["layer"]), *([Step] if case["layer"] == "LSTM" else [])]
    for kind in kinds:
        layer = kind(UNITS, **case["settings"], dtype=dtype, input_shape=X.shape[1:])
        layer.set_weights(weights_of(case["layer"], case["settings"]))
        compare(run_of(layer, case["call"]), give(case["call"], layer.states, dtype), layer, case, dtype)
        outputs = layer.compute_output_shape(X.shape)
        assert [tuple(s) for s in (outputs if layer.return_state else [outputs])] == [np.shape(y) for y in case["outputs"]]


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["bidirectional"], ids=title)
def test_both_directions(case, dtype):
    inner = getattr(layers, case["layer"])(UNITS, **case["settings"], dtype=dtype)
    layer = layers.Bidirectional(inner, merge_mode=case["merge_mode"], input_shape=X.shape[1:])
    first = weights_of(case["layer"], case["settings"])
    layer.set_weights([*first, *[-w[..., ::-1] for w in first]])
    compare(run_of(layer, case["call"]), give(case["call"], 2 * inner.states, dtype), layer, case, dtype)
    shape = layer.compute_output_shape(X.shape)
    several = inner.return_state or case["merge_mode"] is None
    assert [tuple(s) for s in (shape if several else [shape])] == [np.shape(y) for y in case["outputs"]]


def test_a_stateful_layer_goes_on_where_it_ended():
    layer = layers.LSTM(UNITS, stateful=True, return_sequences=True, dtype="float64", input_shape=X.shape[1:])
    layer.set_weights(weights_of("LSTM", {}))
    first, second, third = GOLDEN["stateful"]
    close(layer(X).numpy(), first, "float64")
    close(layer(X).numpy(), second, "float64")
    layer.reset_state()
    close(layer(X).numpy(), third, "float64")


@DTYPES
def test_a_mask_from_an_embedding(dtype):
    case = GOLDEN["embedded"]
    ids, table, *weights = (np.array(a) for a in (case["ids"], *case["weights"]))
    embedding = layers.Embedding(*table.shape, mask_zero=True, dtype=dtype)
    lstm = layers.LSTM(UNITS, return_sequences=True, dtype=dtype)
    gru = layers.Bidirectional(layers.GRU(UNITS, dtype=dtype))

    class Reader(Model):
        def __init__(self):
            super().__init__()
            self.embedding, self.lstm, self.gru = embedding, lstm, gru

        def call(self, ids):
            mask = embedding.compute_mask(ids)
            return gru(lstm(embedding(ids), mask=mask), mask=lstm.compute_mask(ids, mask))

    whole = Reader()
    whole(ids)
    whole.set_weights([table, *weights])
    compare(lambda _: whole(ids), {}, whole, case, dtype)


@DTYPES
def test_the_same_layer_on_every_step(dtype):
    case = GOLDEN["time_distributed"]
    layer = layers.TimeDistributed(layers.Dense(2 * UNITS, activation="tanh", dtype=dtype), input_shape=X.shape[1:])
    layer.set_weights([np.array(w) for w in case["weights"]])
    compare(lambda inputs: layer(inputs["x"]), {"x": Tensor(X.astype(dtype))}, layer, case, dtype)


# not supported: a TypeError says so
REFUSED = ("constraint", "lora_rank", "lora_alpha", "quantization_config", "activity_regularizer")


@pytest.mark.parametrize("name", GOLDEN["defaults"])
def test_arguments_and_defaults_are_keras(name):
    kind = getattr(layers, name)
    ours = dict(inspect.signature(kind.__init__).parameters)
    if issubclass(kind, Recurrent):
        ours = {**inspect.signature(Recurrent.__init__).parameters, **ours}
    for argument, default in GOLDEN["defaults"][name].items():
        if not any(argument.endswith(word) for word in REFUSED):
            assert argument in ours, argument
            assert ours[argument].default == (inspect.Parameter.empty if default == "required" else default), argument
