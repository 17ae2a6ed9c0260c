"""Makes recurrence.json: what Keras computes for recurrent layers, in double precision; PyTorch where it has the same.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_recurrence.py

(make.py says how to make that environment.)
"""

from __future__ import annotations

import platform

import keras
import numpy as np
import tensorflow as tf
import torch
from making import signatures_of_layers, write

torch.set_default_dtype(torch.float64)

rng = np.random.default_rng(11)
N, STEPS, FEATURES, UNITS = 3, 4, 2, 3


def numbers(*shape: int) -> np.ndarray:
    return rng.uniform(-1.5, 1.5, shape).round(3)


X = numbers(N, STEPS, FEATURES)
MASK = np.array([[False, True, True, False], [True, False, True, True], [False, False, False, False]])
STATES = [numbers(N, UNITS) for _ in range(4)]
SEEDS = {"sequence": numbers(N, STEPS, 2 * UNITS), "last": numbers(N, 2 * UNITS)}
GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}
WEIGHTS = {
    name: [numbers(FEATURES, gates * UNITS), numbers(UNITS, gates * UNITS), numbers(2 * gates * UNITS)]
    for name, gates in GATES.items()
}
IDS = np.array([[2, 1, 0, 0], [0, 3, 1, 0], [1, 1, 2, 3]])
TABLE = numbers(4, FEATURES)
NAMES = ("SimpleRNN", "LSTM", "GRU")
SEQUENCE = {"return_sequences": True, "return_state": True}
CASES = [
    *[(name, {}, {}) for name in NAMES],
    *[(name, SEQUENCE, {}) for name in NAMES],
    *[(name, {**SEQUENCE, "go_backwards": True}, {"mask": True}) for name in NAMES],
    *[(name, SEQUENCE, {"mask": True, "initial_state": True}) for name in NAMES],
    *[(name, {"return_state": True}, {"mask": True, "initial_state": True}) for name in NAMES],
    ("GRU", {"reset_after": False}, {}),
    ("GRU", {**SEQUENCE, "reset_after": False}, {"mask": True, "initial_state": True}),
    ("GRU", {"reset_after": False, "use_bias": False}, {}),
    *[(name, {**SEQUENCE, "use_bias": False}, {"initial_state": True}) for name in NAMES],
    *[(name, {"activation": "relu", "return_sequences": True}, {"mask": True}) for name in NAMES],
    *[(name, {"activation": "sigmoid", "recurrent_activation": "tanh"}, {"initial_state": True}) for name in NAMES[1:]],
]
MERGED = [
    *[("LSTM", mode, {}, {}) for mode in ("sum", "mul", "ave", None)],
    *[(name, "concat", {"return_sequences": True}, {}) for name in NAMES],
    *[(name, "concat", SEQUENCE, {"mask": True, "initial_state": True}) for name in NAMES],
    ("GRU", "ave", {"return_state": True}, {"mask": True}),
    ("GRU", None, SEQUENCE, {}),
]


def weights_of(name: str, settings: dict) -> list[np.ndarray]:
    kernel, recurrent, bias = WEIGHTS[name]
    if not settings.get("use_bias", True):
        return [kernel, recurrent]
    columns = GATES[name] * UNITS
    two = name == "GRU" and settings.get("reset_after", True)
    return [kernel, recurrent, bias.reshape(2, columns) if two else bias[:columns]]


def seed_for(shape) -> np.ndarray:
    return SEEDS["sequence" if len(shape) == 3 else "last"][..., : shape[-1]]


def list_it(outputs) -> list:
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def measure(run, arrays: dict[str, tf.Tensor], layer) -> dict:
    """The outputs, and the gradients of their sum with SEEDS as weights."""
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        outputs = list_it(run(arrays))
        loss = sum(tf.reduce_sum(y * seed_for(y.shape)) for y in outputs)
    variables = [v.value for v in layer.trainable_variables]
    gradients = tape.gradient(loss, [*arrays.values(), *variables], unconnected_gradients="zero")
    return {
        "outputs": [y.numpy() for y in outputs],
        "inputs": {name: g.numpy() for name, g in zip(arrays, gradients)},
        "gradients": [tf.convert_to_tensor(g).numpy() for g in gradients[len(arrays) :]],
    }


def give(call: dict, states: int) -> dict[str, tf.Tensor]:
    arrays = {"x": tf.constant(X)}
    if call.get("initial_state"):
        arrays |= {f"state_{i}": tf.constant(STATES[i]) for i in range(states)}
    return arrays


def run_of(layer, call: dict):
    mask = tf.constant(MASK) if call.get("mask") else None

    def run(arrays):
        states = [value for name, value in arrays.items() if name != "x"]
        return layer(arrays["x"], initial_state=states or None, mask=mask)

    return run


def plain():
    found = []
    for name, settings, call in CASES:
        layer = getattr(keras.layers, name)(UNITS, **settings)
        layer.build(X.shape)
        layer.set_weights(weights_of(name, settings))
        case = measure(run_of(layer, call), give(call, 2 if name == "LSTM" else 1), layer)
        if settings in ({}, SEQUENCE) and not call:
            compare_with_torch(name, case, layer)
        found.append({"layer": name, "settings": settings, "call": call, **case})
    return found


def merge():
    found = []
    for name, mode, settings, call in MERGED:
        layer = keras.layers.Bidirectional(getattr(keras.layers, name)(UNITS, **settings), merge_mode=mode)
        layer.build(X.shape)
        first = weights_of(name, settings)
        layer.set_weights([*first, *[-w[..., ::-1] for w in first]])
        case = measure(run_of(layer, call), give(call, 4 if name == "LSTM" else 2), layer)
        found.append({"layer": name, "merge_mode": mode, "settings": settings, "call": call, **case})
    return found


def compare_with_torch(name: str, case: dict, layer) -> None:
    """PyTorch's module of the same meaning gives the same outputs and gradients of x and the kernels."""
    order = {"SimpleRNN": [0], "LSTM": [0, 1, 2, 3], "GRU": [1, 0, 2]}[name]  # PyTorch's GRU has the gates r z g

    def rows(weight):
        return torch.tensor(np.concatenate([np.split(weight, GATES[name], -1)[i] for i in order], -1).T.copy())

    module = {"SimpleRNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}[name](FEATURES, UNITS, batch_first=True)
    kernel, recurrent, bias = layer.get_weights()
    inner, outer = (bias[0], bias[1]) if name == "GRU" else (bias, np.zeros_like(bias))
    with torch.no_grad():
        for parameter, weight in zip(module.parameters(), (kernel, recurrent, inner, outer), strict=True):
            parameter.copy_(rows(weight))
    x = torch.tensor(X, requires_grad=True)
    sequence, last = module(x)
    states = [s[0] for s in (last if name == "LSTM" else (last,))]
    outputs = [sequence, *states] if len(case["outputs"]) > 1 else [sequence[:, -1]]
    sum((y * torch.tensor(seed_for(y.shape).copy())).sum() for y in outputs).backward()
    theirs = [*outputs, x.grad, module.weight_ih_l0.grad, module.weight_hh_l0.grad]
    ours = [*case["outputs"], case["inputs"]["x"], *(rows(g) for g in case["gradients"][:2])]
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b.detach().numpy(), rtol=1e-9, atol=1e-12, err_msg=name)


def stateful():
    """Two calls of a stateful layer, a reset, and a third."""
    layer = keras.layers.LSTM(UNITS, stateful=True, return_sequences=True)
    layer.build(X.shape)
    layer.set_weights(weights_of("LSTM", {}))
    outputs = [layer(X).numpy(), layer(X).numpy()]
    layer.reset_state()
    return [*outputs, layer(X).numpy()]


def embed_words():
    """Embedding with mask_zero under an LSTM and a Bidirectional GRU, where Keras hands on the mask by itself."""
    ids = keras.Input((STEPS,), dtype="int32")
    embedding = keras.layers.Embedding(len(TABLE), FEATURES, mask_zero=True)
    h = keras.layers.LSTM(UNITS, return_sequences=True)(embedding(ids))
    model = keras.Model(ids, keras.layers.Bidirectional(keras.layers.GRU(UNITS))(h))
    gru = [numbers(UNITS, 3 * UNITS), *weights_of("GRU", {})[1:]]
    model.set_weights([TABLE, *weights_of("LSTM", {}), *gru, *[-w for w in gru]])
    case = measure(lambda arrays: model(IDS), {}, model)
    case["gradients"][0] = np.asarray(case["gradients"][0])
    return {"ids": IDS, "weights": model.get_weights(), **case}


def distribute():
    layer = keras.layers.TimeDistributed(keras.layers.Dense(2 * UNITS, activation="tanh"))
    layer.build(X.shape)
    weights = [numbers(FEATURES, 2 * UNITS), numbers(2 * UNITS)]
    layer.set_weights(weights)
    return {"weights": weights, **measure(lambda arrays: layer(arrays["x"]), {"x": tf.constant(X)}, layer)}


if __name__ == "__main__":
    versions = {"python": platform.python_version(), "numpy": np.__version__, "keras": keras.__version__}
    golden = {
        "made_with": {**versions, "tensorflow": tf.__version__, "torch": torch.__version__.partition("+")[0]},
        "x": X, "mask": MASK, "states": STATES, "seeds": SEEDS, "weights": WEIGHTS,
        "layers": plain(),
        "bidirectional": merge(),
        "stateful": stateful(),
        "embedded": embed_words(),
        "time_distributed": distribute(),
        "defaults": signatures_of_layers((*GATES, "Bidirectional", "TimeDistributed", "Embedding", "Masking")),
    }  # fmt: skip
    write("recurrence.json", golden)
