"""Makes layer_settings.json: Keras' numbers for settings of layers that few programs use, each alone and together.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_layer_settings.py

make.py says what `peers` holds. Everything is in double precision. A case holds what comes out, what comes
out of a second call, all gradients, the losses and the last weights of ten steps, and the configuration.

The case of two axes that lie apart has no biases: with them Keras differs from the sums written out by hand, without them not.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from making import write

CLIPPING = {"rmin": 0.6, "rmax": 1.5, "dmax": 0.3}
ATTENTION = "MultiHeadAttention"
CASES = [  # layer, settings, shapes of the inputs, arguments of the call; a list of sizes there stands for a mask of this shape
    ("LayerNormalization", {"rms_scaling": True}, [(2, 3, 4)], {}),
    ("LayerNormalization", {"rms_scaling": True, "axis": [1, 2], "epsilon": 0.1}, [(2, 3, 4)], {}),
    ("LayerNormalization", {"rms_scaling": True, "center": False}, [(3, 4)], {}),
    ("BatchNormalization", {"renorm": True}, [(5, 3)], {"training": True}),
    ("BatchNormalization", {"renorm": True}, [(5, 3)], {"training": False}),
    ("BatchNormalization", {"renorm": True, "renorm_clipping": CLIPPING}, [(4, 3)], {"training": True}),
    ("BatchNormalization", {"renorm": True, "renorm_clipping": {"rmax": 1.1}, "renorm_momentum": 0.6, "momentum": 0.8},
     [(2, 3, 4)], {"training": True}),
    ("BatchNormalization", {"renorm": True, "axis": 1, "scale": False}, [(2, 3, 2, 2)], {"training": True}),
    ("BatchNormalization", {"renorm": True, "center": False, "renorm_momentum": 0.5}, [(2, 4, 3)],
     {"training": True, "mask": [2, 4]}),
    (ATTENTION, {"num_heads": 2, "key_dim": 4, "attention_axes": [1]}, [(2, 3, 2, 4), (2, 4, 2, 4)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "attention_axes": [2]}, [(2, 3, 4, 2), (2, 3, 5, 3)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1}, [(2, 3, 2, 4), (2, 1, 5, 4)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "attention_axes": [1, 3], "use_bias": False},
     [(1, 2, 3, 4, 2), (1, 3, 3, 1, 2)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "attention_axes": [2]}, [(2, 3, 4, 2), (2, 3, 5, 2)],
     {"attention_mask": [2, 3, 4, 5]}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "attention_axes": [1, 2]}, [(2, 3, 2, 2), (2, 1, 3, 2)],
     {"attention_mask": [2, 3, 2, 1, 3]}),
    (ATTENTION, {"num_heads": 3, "key_dim": 1, "use_gate": True}, [(2, 5, 4), (2, 4, 3)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 4, "value_dim": 3, "use_gate": True, "use_bias": False},
     [(2, 5, 4), (2, 4, 4)], {"use_causal_mask": True}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "output_shape": [2, 3]}, [(2, 5, 4), (2, 4, 4)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "output_shape": [2, 1, 3], "use_bias": False}, [(2, 5, 4), (2, 4, 4)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "sliding_window": 1}, [(2, 5, 4), (2, 5, 4)], {}),
    (ATTENTION, {"num_heads": 2, "key_dim": 4, "sliding_window": 3}, [(2, 5, 4), (2, 4, 4)], {"attention_mask": [2, 5, 4]}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "sliding_window": 2}, [(2, 5, 4), (2, 5, 4)], {"use_causal_mask": True}),
    (ATTENTION, {"num_heads": 2, "key_dim": 1, "attention_axes": [2], "use_gate": True, "output_shape": 3},
     [(2, 3, 4, 2), (2, 3, 5, 2)], {}),
    ("Softmax", {}, [(2, 3, 4)], {"mask": [2, 3, 4]}),
    ("Softmax", {"axis": 1}, [(2, 3, 4)], {"mask": [2, 3, 4]}),
    ("Softmax", {"axis": [1, 2]}, [(2, 3, 4)], {"mask": [2, 3, 4]}),
    ("Softmax", {"axis": [-1, -2]}, [(2, 3, 2, 2)], {"mask": [2, 3, 2, 2]}),
    ("Embedding", {"input_dim": 4, "output_dim": 3}, [], {}),
    ("Embedding", {"input_dim": 4, "output_dim": 3, "mask_zero": True, "embeddings_constraint": "unit_norm"}, [], {}),
]  # fmt: skip


def numbers(shape, seed: float) -> np.ndarray:
    return np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape))


def mask(shape) -> np.ndarray:
    """Marks, of which each last axis has one at least."""
    marks = numbers(shape, 20) > -0.3
    marks[..., 0] = True
    return marks


def case(name, settings, shapes, call):
    layer = getattr(keras.layers, name)(**settings)
    given = {key: mask(value) if isinstance(value, list) else value for key, value in call.items()}
    inputs = [tf.constant(numbers(shape, i)) for i, shape in enumerate(shapes)]
    if name == "Embedding":
        layer.build()
        inputs = [np.array([[0, 3, 1], [2, 2, 3]])]
    layer(*inputs, **given)
    start = [0.7 * numbers(w.shape, 5 + i) for i, w in enumerate(layer.get_weights())]
    if name == "BatchNormalization":  # its last weights are running numbers, deviations above 0
        start = [np.abs(w) + 0.5 if "std" in v.name or "variance" in v.name else w for w, v in zip(start, layer.weights)]
    layer.set_weights(start)
    with tf.GradientTape() as tape:
        for x in inputs:
            tape.watch(x) if tf.is_tensor(x) else None
        first = layer(*inputs, **given)
        total = tf.reduce_sum(first * numbers(first.shape, 9))
    seen = [x for x in inputs if tf.is_tensor(x)]
    gradients = tape.gradient(total, [*seen, *[w.value for w in layer.trainable_weights]])
    gradients = [tf.convert_to_tensor(g) for g in gradients]
    second = layer(*inputs, **given)
    losses, learned = [], layer.trainable_weights
    for _ in range(10):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(*inputs, **given) - 0.3) ** 2)
        losses.append(float(loss))
        for w, g in zip(learned, tape.gradient(loss, [w.value for w in learned]) if learned else []):
            w.assign(w - 0.05 * tf.convert_to_tensor(g))
    extra = {}
    if name == ATTENTION:
        extra["scores"] = layer(*inputs, **given, return_attention_scores=True)[1]
    config = {key: value for key, value in layer.get_config().items() if key not in ("dtype", "name")}
    return {
        "layer": name, "settings": settings, "shapes": shapes, "call": call, "weights": [list(w.shape) for w in layer.weights],
        "first": first, "second": second, "gradients": gradients, "losses": losses, "learned": layer.get_weights(),
        "config": config, **extra,
    }  # fmt: skip


if __name__ == "__main__":
    write("layer_settings.json", {"made_with": {"keras": keras.__version__}, "cases": [case(*each) for each in CASES]})
