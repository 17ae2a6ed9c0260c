"""Makes activations.json: Keras' activations and regularizers with gradients, and the spread of its initializers.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_activations.py

The environment is that of make.py. Keras is the authority, PyTorch the second witness; where Keras rounds a constant to
single precision (as make.py notes), PyTorch's number is kept.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
import torch
from torch.nn import functional

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
torch.set_default_dtype(torch.float64)

rng = np.random.default_rng(31)
X = np.array([[-7.5, -3.2, -1.4, -0.7], [-0.3, 0.2, 0.6, 1.3], [2.1, 3.7, 6.8, 9.0]])
SEED = rng.standard_normal(X.shape)
W = rng.standard_normal((4, 3))

ACTIVATIONS = [  # name, settings, PyTorch's function
    *((name, {}, None) for name in ("elu", "silu", "sigmoid", "tanh", "softplus", "softsign", "exponential")),
    ("leaky_relu", {"negative_slope": 0.05}, lambda x: functional.leaky_relu(x, 0.05)),
    ("elu", {"alpha": 0.6}, lambda x: functional.elu(x, 0.6)),
    ("softmax", {"axis": 0}, lambda x: torch.softmax(x, 0)),
    ("log_softmax", {"axis": 0}, lambda x: torch.log_softmax(x, 0)),
    ("gelu", {"approximate": True}, lambda x: functional.gelu(x, approximate="tanh")),
    ("relu6", {}, functional.relu6),
    ("selu", {}, functional.selu),
    ("celu", {}, functional.celu),
    ("celu", {"alpha": 0.5}, lambda x: functional.celu(x, 0.5)),  # PyTorch divides by other alphas in single precision
    ("mish", {}, functional.mish),
    ("glu", {}, functional.glu),
    ("glu", {"axis": 1}, lambda x: functional.glu(x, 1)),
    ("hard_sigmoid", {}, None),  # PyTorch's slope of 1/6 is rounded to single precision
    ("hard_silu", {}, functional.hardswish),
    ("hard_tanh", {}, functional.hardtanh),
    ("log_sigmoid", {}, functional.logsigmoid),
    ("squareplus", {}, None),
    ("squareplus", {"b": 0.5}, None),
    ("tanh_shrink", {}, functional.tanhshrink),
    ("soft_shrink", {}, functional.softshrink),
    ("soft_shrink", {"threshold": 1.0}, lambda x: functional.softshrink(x, 1.0)),
    ("hard_shrink", {}, functional.hardshrink),
    ("hard_shrink", {"threshold": 1.0}, lambda x: functional.hardshrink(x, 1.0)),
    ("threshold", {"threshold": 0.5, "default_value": -2.0}, lambda x: functional.threshold(x, 0.5, -2.0)),
    ("sparse_plus", {}, None),
    ("sparse_sigmoid", {}, None),
    ("relu", {"negative_slope": 0.25}, lambda x: functional.leaky_relu(x, 0.25)),
    ("relu", {"max_value": 2.0}, lambda x: functional.hardtanh(x, 0.0, 2.0)),
    ("relu", {"threshold": 1.0}, lambda x: functional.threshold(x, 1.0, 0.0)),
    ("relu", {"threshold": 1.0, "negative_slope": 0.25, "max_value": 3.0}, None),
]
LAYERS = [
    ("ReLU", {"max_value": 6.0, "negative_slope": 0.125, "threshold": 0.5}),
    ("LeakyReLU", {"negative_slope": 0.25}),
    ("ELU", {"alpha": 0.5}),
    ("PReLU", {"alpha_initializer": "ones"}),
    ("PReLU", {"alpha_initializer": "ones", "shared_axes": [1]}),
    ("Softmax", {"axis": 1}),
]
REGULARIZERS = [
    ("L1", {"l1": 0.25}), ("L2", {"l2": 0.5}), ("L1L2", {"l1": 0.25, "l2": 0.5}), ("OrthogonalRegularizer", {"factor": 0.5}),
    ("OrthogonalRegularizer", {"factor": 0.25, "mode": "columns"}),
]  # fmt: skip
SHAPES = [(200, 300), (3, 3, 32, 64), (5, 40, 70), (3, 3, 64, 2), (9000,)]
INITIALIZERS = [
    *((name, {}) for name in ("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal")),
    ("RandomNormal", {"mean": 1.0, "stddev": 0.5}), ("RandomUniform", {"minval": -1.0, "maxval": 3.0}),
    ("TruncatedNormal", {"mean": 1.0, "stddev": 0.5}),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_out", "distribution": "uniform"}),
    ("VarianceScaling", {"scale": 0.5, "mode": "fan_avg", "distribution": "untruncated_normal"}),
    ("Orthogonal", {"gain": 2.0}),
]  # fmt: skip


def with_gradient(function, x, seed=None):
    leaf = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(leaf)
        y = function(leaf)
    return [y.numpy(), tape.gradient(y, leaf, None if seed is None else tf.constant(seed[tuple(map(slice, y.shape))])).numpy()]


def activation_case(name, settings, peer):
    given = {key: np.float64(value) if type(value) is float else value for key, value in settings.items()}
    y, gradient = with_gradient(lambda x: getattr(keras.activations, name)(x, **given), X, SEED)
    if peer is not None:
        leaf = torch.tensor(X, requires_grad=True)
        z = peer(leaf)
        z.backward(torch.tensor(SEED[tuple(map(slice, z.shape))]))
        exact = z.detach().numpy(), leaf.grad.numpy()
        for ours, theirs in zip((y, gradient), exact, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7, err_msg=f"{name} {settings}")
        y, gradient = exact
    return {"activation": name, "settings": settings, "y": y.tolist(), "gradient": gradient.tolist()}


def layer_case(name, settings):
    layer = getattr(keras.layers, name)(**settings)
    y, gradient = with_gradient(layer, X, SEED)
    if layer.weights:
        layer.set_weights([np.linspace(0.1, 0.5, w.value.shape.num_elements()).reshape(w.shape) for w in layer.weights])
        y, gradient = with_gradient(layer, X, SEED)
    return {"layer": name, "settings": settings, "y": y.tolist(), "gradient": gradient.tolist()}


def regularizer_case(name, settings):
    regularizer = getattr(keras.regularizers, name)(**settings)
    if "factor" in settings:  # Keras keeps it in single precision
        regularizer.factor = tf.constant(settings["factor"], tf.float64)
    value, gradient = with_gradient(regularizer, W)
    return {"regularizer": name, "settings": settings, "value": float(value), "gradient": gradient.tolist()}


def initializer_case(name, settings, shape):
    w = np.asarray(getattr(keras.initializers, name)(**settings, seed=7)(shape, "float64"))
    return {"initializer": name, "settings": settings, "shape": shape, "mean": w.mean(), "std": w.std(), "largest": w.max()}


if __name__ == "__main__":
    golden = {
        "made_with": {"keras": keras.__version__, "torch": torch.__version__.partition("+")[0]},
        "x": X.tolist(),
        "seed": SEED.tolist(),
        "w": W.tolist(),
        "activations": [activation_case(*given) for given in ACTIVATIONS],
        "layers": [layer_case(*given) for given in LAYERS],
        "regularizers": [regularizer_case(*given) for given in REGULARIZERS],
        "initializers": [
            initializer_case(*given, shape)
            for given in INITIALIZERS
            for shape in SHAPES
            if len(shape) > 1 or given[0] != "Orthogonal"
        ],
    }
    path = Path(__file__).with_name("activations.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes")
