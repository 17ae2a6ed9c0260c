"""Makes kinds.json: what Keras' cells, convolutional memories, attentions, volumes and adaptive poolings give.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_kinds.py

make.py says what `peers` holds. Inputs, weights and the seeds of gradients come from `numbers`, so only results are kept: the
output, the gradients of the inputs and weights, and the losses of ten steps of gradient descent.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")

FIRST = {"data_format": "channels_first"}
CASES = [  # layer, settings, shapes of the inputs; lists and cells by name
    ("Conv3D", {"filters": 2, "kernel_size": 2, "padding": "same", "strides": [1, 2, 1]}, [(1, 3, 4, 3, 2)]),
    ("Conv3D", {"filters": 2, "kernel_size": [2, 1, 2], "groups": 2, "use_bias": False}, [(1, 3, 2, 3, 2)]),
    ("Conv3DTranspose", {"filters": 2, "kernel_size": 2, "strides": 2}, [(1, 2, 1, 2, 2)]),
    ("MaxPooling3D", {}, [(1, 2, 4, 3, 2)]),
    ("AveragePooling3D", {"pool_size": 2, "padding": "same", "strides": 1}, [(1, 2, 3, 2, 1)]),
    ("GlobalAveragePooling3D", {}, [(2, 2, 3, 2, 2)]),
    ("GlobalMaxPooling3D", {"keepdims": True}, [(2, 2, 3, 2, 2)]),
    ("ZeroPadding3D", {}, [(1, 1, 2, 1, 1)]),
    ("Cropping3D", {"cropping": [[1, 0], [0, 1], [0, 0]]}, [(1, 2, 2, 2, 1)]),
    ("UpSampling3D", {"size": [1, 2, 1]}, [(1, 2, 1, 2, 1)]),
    ("AdaptiveAveragePooling1D", {"output_size": 3}, [(2, 7, 2)]),
    ("AdaptiveAveragePooling2D", {"output_size": [2, 3]}, [(1, 5, 4, 2)]),
    ("AdaptiveAveragePooling3D", {"output_size": 2}, [(1, 3, 2, 4, 1)]),
    ("AdaptiveMaxPooling1D", {"output_size": 3}, [(2, 7, 2)]),
    ("AdaptiveMaxPooling2D", {"output_size": [2, 3]}, [(1, 5, 4, 2)]),
    ("AdaptiveMaxPooling3D", {"output_size": 2}, [(1, 3, 2, 4, 1)]),
    ("UpSampling2D", {"interpolation": "bicubic"}, [(1, 3, 4, 1)]),
    ("UpSampling2D", {"interpolation": "lanczos3"}, [(1, 4, 3, 1)]),
    ("UpSampling2D", {"interpolation": "lanczos5", "size": [2, 3]}, [(1, 5, 3, 1)]),
    ("ConvLSTM1D", {"filters": 2, "kernel_size": 2, "padding": "same", "return_sequences": True}, [(2, 3, 4, 2)]),
    ("ConvLSTM2D", {"filters": 2, "kernel_size": 2, "strides": 2}, [(1, 3, 4, 3, 1)]),
    ("ConvLSTM2D", {"filters": 1, "kernel_size": 3, "padding": "same", "go_backwards": True}, [(1, 2, 3, 3, 1)]),
    ("ConvLSTM3D", {"filters": 1, "kernel_size": 2}, [(1, 2, 2, 3, 2, 1)]),
    ("RNN", {"cell": [["SimpleRNNCell", {"units": 3}]]}, [(2, 4, 2)]),
    ("RNN", {"cell": [["LSTMCell", {"units": 2}]], "return_sequences": True, "go_backwards": True}, [(2, 3, 2)]),
    ("RNN", {"cell": [["GRUCell", {"units": 2, "reset_after": False}]]}, [(2, 3, 2)]),
    ("RNN", {"cell": [["GRUCell", {"units": 2}], ["LSTMCell", {"units": 3}]], "return_sequences": True}, [(2, 3, 2)]),
    ("Attention", {}, [(2, 3, 4), (2, 2, 4)]),
    ("Attention", {"use_scale": True, "score_mode": "concat"}, [(2, 3, 4), (2, 2, 5), (2, 2, 4)]),
    ("AdditiveAttention", {}, [(2, 3, 4), (2, 2, 4)]),
    ("GroupQueryAttention", {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2}, [(2, 3, 4), (2, 2, 4)]),
    ("GroupQueryAttention", {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1, "use_gate": True,
     "sliding_window": 2},
     [(1, 4, 3), (1, 4, 3)]),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "attention_axes": [2]}, [(1, 2, 3, 4), (1, 2, 2, 4)]),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "value_dim": 3}, [(1, 2, 3, 4), (1, 2, 2, 4)]),
    ("MultiHeadAttention", {"num_heads": 1, "key_dim": 2, "output_shape": [2, 3], "use_gate": True}, [(2, 3, 4), (2, 2, 4)]),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "sliding_window": 2}, [(1, 4, 3), (1, 4, 3)]),
    ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 3], "bias_axes": "d", "activation": "tanh"},
     [(2, 3, 4)]),
    ("EinsumDense", {"equation": "...x,xyz->...yz", "output_shape": [2, 3], "bias_axes": "yz"}, [(2, 3, 4)]),
    ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "d"}, [(2, 3, 4)]),
    ("EinsumDense", {"equation": "ab...,bc->ac...", "output_shape": [5], "bias_axes": "c"}, [(2, 3, 4)]),
    ("UnitNormalization", {}, [(2, 3, 4)]),
    ("UnitNormalization", {"axis": [1, 2]}, [(2, 3, 4)]),
    ("Softmax", {"axis": [1, 2]}, [(2, 3, 2)]),
    ("LayerNormalization", {"rms_scaling": True}, [(2, 3, 4)]),
    ("SpectralNormalization", {"layer": ["Dense", {"units": 3}]}, [(3, 4)]),
    ("STFTSpectrogram", {"frame_length": 8, "frame_step": 3}, [(1, 20, 2)]),
    ("STFTSpectrogram", {"mode": "stft", "frame_length": 6, "window": "hamming", "padding": "same", "scaling": "spectrum"},
     [(1, 11, 1)]),
    ("STFTSpectrogram", {"mode": "psd", "frame_length": 8, "expand_dims": True, "periodic": True}, [(1, 16, 2)]),
    ("STFTSpectrogram", {"mode": "angle", "frame_length": 8, "window": None}, [(1, 16, 1)]),
    ("STFTSpectrogram", {"mode": "imag", "frame_length": 5, "fft_length": 8, "scaling": None, "window": "blackman"},
     [(1, 9, 1)]),
]  # fmt: skip
MASKED = [  # with masks of this seed for each input
    ("Attention", {"use_scale": True}, [(2, 3, 4), (2, 4, 4)]),
    ("AdditiveAttention", {}, [(2, 3, 4), (2, 4, 4)]),
    ("RNN", {"cell": [["LSTMCell", {"units": 2}]], "return_sequences": True}, [(2, 4, 2)]),
    ("RNN", {"cell": [["GRUCell", {"units": 2}]], "zero_output_for_mask": True, "return_sequences": True}, [(2, 4, 2)]),
    ("ConvLSTM1D", {"filters": 1, "kernel_size": 2}, [(2, 4, 3, 1)]),
]  # fmt: skip
SINGLE = ("MaxPooling3D", "AdaptiveMaxPooling3D", "AdaptiveAveragePooling3D", "AveragePooling3D")  # of TensorFlow's kernels
LISTS = ("Attention", "AdditiveAttention")


def numbers(shape, seed: float) -> np.ndarray:
    return np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape))


def mask(shape, seed: int) -> np.ndarray:
    return numbers(shape[:2], seed + 20) > -0.3


def create(module, name, settings):
    settings = {key: tuple(value) if isinstance(value, list) and key != "cell" else value for key, value in settings.items()}
    if "cell" in settings:
        cells = [getattr(module, kind)(**own) for kind, own in settings["cell"]]
        settings["cell"] = cells if len(cells) > 1 else cells[0]
    if "layer" in settings:
        kind, own = settings["layer"]
        settings["layer"] = getattr(module, kind)(**own)
    return getattr(module, name)(**settings)


def case(name, settings, shapes, masked=False):
    dtype = "float32" if name in SINGLE or "interpolation" in settings else "float64"
    inputs = [tf.constant(numbers(shape, i), dtype) for i, shape in enumerate(shapes)]
    layer = create(keras.layers, name, {**settings, "dtype": dtype})
    given = {"training": True} if name == "SpectralNormalization" else {}
    if masked:
        masks = [mask(shape, i) for i, shape in enumerate(shapes)]
        given["mask"] = masks if name in LISTS else masks[0]

    def call():
        return layer(inputs, **given) if name in LISTS else layer(*inputs, **given)

    call()
    if name != "STFTSpectrogram":
        layer.set_weights([0.7 * numbers(w.shape, 5 + i) for i, w in enumerate(layer.get_weights())])
    start = layer.get_weights()
    with tf.GradientTape() as tape:
        for x in inputs:
            tape.watch(x)
        y = call()
        total = tf.reduce_sum(y * numbers(y.shape, 9).astype(dtype))
    weights = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(total, [*inputs, *weights])
    gradients = [None if g is None else np.array(tf.convert_to_tensor(g)) for g in gradients]
    layer.set_weights(start)
    losses = []
    for _ in range(10 if weights else 0):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((call() - 0.3) ** 2)
        losses.append(float(loss))
        for w, g in zip(layer.trainable_weights, tape.gradient(loss, [w.value for w in layer.trainable_weights])):
            if g is not None:
                w.assign(w - 0.05 * g)
    return {
        "layer": name, "settings": settings, "shapes": shapes, "masked": masked, "y": y.numpy(), "gradients": gradients,
        "losses": losses, "weights": [list(w.shape) for w in layer.weights],
    }  # fmt: skip


def plain(value):
    return np.round(value, 12).tolist() if isinstance(value, np.ndarray) else str(value)


if __name__ == "__main__":
    golden = {
        "made_with": {"keras": keras.__version__, "numpy": np.__version__},
        "cases": [case(*each) for each in CASES] + [case(*each, masked=True) for each in MASKED],
    }
    path = Path(__file__).with_name("kinds.json")
    path.write_text(json.dumps(golden, default=plain, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")
