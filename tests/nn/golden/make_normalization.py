"""Makes normalization.json: the normalization layers as Keras and PyTorch compute them, in double precision.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_normalization.py

make.py says what `peers` holds. Keras is the authority; where PyTorch has the same layer it must agree.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
import torch
from making import signatures_of_layers, write

torch.set_default_dtype(torch.float64)

CASES = [  # layer, settings, input shape
    ("BatchNormalization", {}, (5, 3)),
    ("BatchNormalization", {"momentum": 0.8, "epsilon": 1e-5}, (2, 3, 2, 4)),
    ("BatchNormalization", {"axis": 1, "momentum": 0.9}, (2, 3, 4)),
    ("BatchNormalization", {"center": False}, (4, 2)),
    ("BatchNormalization", {"scale": False}, (4, 2)),
    ("BatchNormalization", {"center": False, "scale": False}, (4, 2)),
    ("BatchNormalization", {"momentum": 0.5}, (1, 3)),
    ("BatchNormalization", {"mask": True}, (2, 4, 3)),
    ("LayerNormalization", {}, (3, 5)),
    ("LayerNormalization", {"epsilon": 1e-5}, (2, 3, 4)),
    ("LayerNormalization", {"axis": [1, 2]}, (2, 3, 4)),
    ("LayerNormalization", {"axis": 1}, (2, 3, 4)),
    ("LayerNormalization", {"axis": [1, 3], "center": False}, (2, 2, 3, 2)),
    ("LayerNormalization", {"scale": False}, (1, 4)),
    ("GroupNormalization", {"groups": 2}, (2, 3, 2, 4)),
    ("GroupNormalization", {"groups": 1, "epsilon": 1e-5}, (2, 3, 4)),
    ("GroupNormalization", {"groups": -1}, (2, 3, 4)),
    ("GroupNormalization", {"groups": 3, "axis": 1}, (2, 6, 2, 2)),
    ("GroupNormalization", {"groups": 2, "scale": False}, (3, 4)),
    ("RMSNormalization", {}, (3, 5)),
    ("RMSNormalization", {"epsilon": 1e-2}, (2, 3, 4)),
]
BATCHES = 3


def numbers(shape, seed: float) -> np.ndarray:
    """Numbers that anyone can make again: test_golden_normalization.py does."""
    return 1.7 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.4


def torch_layer(name, settings, shape):
    """The same layer by PyTorch on channels-first input, or None where it has none."""
    functional, eps = torch.nn.functional, settings.get("epsilon", 1e-6 if name == "RMSNormalization" else 1e-3)
    last = settings.get("axis", -1) == -1
    if not last or {"center", "scale", "mask"} & set(settings):
        return None

    def call(x, gamma, beta=None):
        front = torch.movedim(x, -1, 1)
        if name == "BatchNormalization":
            z = functional.batch_norm(front, None, None, gamma, beta, training=True, eps=eps)
        elif name == "GroupNormalization":
            groups = settings["groups"] if settings["groups"] > 0 else shape[-1]
            z = functional.group_norm(front, groups, gamma, beta, eps)
        elif name == "LayerNormalization":
            return functional.layer_norm(x, shape[-1:], gamma, beta, eps)
        else:
            return functional.rms_norm(x, shape[-1:], gamma, eps)
        return torch.movedim(z, 1, -1)

    return call


def case(number, name, settings, shape):
    masked = settings.get("mask", False)
    layer = getattr(keras.layers, name)(**{key: value for key, value in settings.items() if key != "mask"})
    layer.build((None, *shape[1:]))
    sizes = [tuple(w.shape) for w in layer.weights]
    names = [w.name for w in layer.weights]
    weights = [numbers(n, 50 + i) for i, n in enumerate(sizes)]
    if "moving_variance" in names:
        weights[-1] = np.abs(weights[-1]) + 0.1
    layer.set_weights(weights)
    steps = []
    for step in range(BATCHES if name == "BatchNormalization" else 1):
        x, seed = tf.constant(numbers(shape, number + step)), numbers(shape, number + step + 20)
        extra = {"mask": tf.constant(np.sin(np.arange(np.prod(shape[:-1]))).reshape(shape[:-1]) > -0.5)} if masked else {}
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=True, **extra) if name == "BatchNormalization" else layer(x)
        gradients = tape.gradient(y, [x, *[v.value for v in layer.trainable_variables]], seed)
        gradients = [g.numpy() for g in gradients]
        peer = torch_layer(name, settings, shape)
        if peer is not None and np.prod(shape[:-1]) > 1:
            inputs = [torch.tensor(v, requires_grad=True) for v in (x.numpy(), *weights[: len(layer.trainable_variables)])]
            z = peer(*inputs)
            z.backward(torch.tensor(seed))
            for a, b in zip([y.numpy(), *gradients], [z.detach().numpy(), *[v.grad.numpy() for v in inputs]], strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11, err_msg=f"{name} {settings}")
        steps.append({"y": y.numpy(), "gradients": gradients, "weights": layer.get_weights()})
    found = {"layer": name, "settings": settings, "shape": shape, "number": number, "weight_names": names, "steps": steps}
    if name == "BatchNormalization":
        found["inference"] = layer(numbers(shape, number), training=False).numpy()
    return found


if __name__ == "__main__":
    golden = {
        "made_with": {"keras": keras.__version__, "torch": torch.__version__, "numpy": np.__version__},
        "signatures": signatures_of_layers(name for name, *_ in CASES),
        "cases": [case(i, *each) for i, each in enumerate(CASES)],
    }
    write("normalization.json", golden)
