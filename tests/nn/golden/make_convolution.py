"""Makes convolution.json: what Keras computes for convolutions and poolings, in double precision.

Run as make.py beside it. Inputs, weights and seeds of the gradients come from `numbers`, so only results are kept. Where
PyTorch has the same layer, this script checks that it agrees before anything is written.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
import torch
from making import signatures_of_layers, write

torch.set_default_dtype(torch.float64)

CASES = [  # layer, settings, shape of the input
    ("Conv1D", {"filters": 3, "kernel_size": 3}, (2, 6, 2)),
    ("Conv1D", {"filters": 2, "kernel_size": 4, "padding": "same", "strides": 3, "activation": "tanh"}, (2, 7, 1)),
    ("Conv1D", {"filters": 2, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, (1, 6, 2)),
    ("Conv1D", {"filters": 4, "kernel_size": 2, "padding": "causal", "groups": 2, "use_bias": False}, (2, 4, 4)),
    ("Conv2D", {"filters": 3, "kernel_size": 3}, (2, 5, 4, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": [3, 2], "padding": "same", "activation": "relu"}, (1, 4, 5, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 5, "padding": "same"}, (2, 3, 3, 1)),
    ("Conv2D", {"filters": 2, "kernel_size": 2, "strides": 3}, (1, 8, 7, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 3, "strides": [2, 1], "padding": "same"}, (1, 6, 5, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (1, 6, 7, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": [2, 3], "dilation_rate": [2, 1], "padding": "same"}, (1, 5, 4, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 2, "dilation_rate": 2}, (2, 4, 5, 1)),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 2}, (1, 4, 4, 4)),
    ("Conv2D", {"filters": 6, "kernel_size": [1, 3], "groups": 3, "padding": "same"}, (1, 3, 4, 3)),
    ("Conv2D", {"filters": 3, "kernel_size": 1, "use_bias": False}, (2, 3, 3, 4)),
    ("Conv2D", {"filters": 3, "kernel_size": 1, "strides": 2}, (1, 5, 4, 2)),
    ("DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2}, (2, 6, 2)),
    ("DepthwiseConv2D", {"kernel_size": 3}, (1, 5, 4, 3)),
    ("DepthwiseConv2D", {"kernel_size": 2, "depth_multiplier": 2, "strides": 2, "padding": "same"}, (1, 5, 5, 2)),
    ("DepthwiseConv2D", {"kernel_size": 2, "dilation_rate": 2, "activation": "sigmoid", "use_bias": False}, (2, 4, 4, 2)),
    ("SeparableConv1D", {"filters": 3, "kernel_size": 3, "padding": "same"}, (1, 5, 2)),
    ("SeparableConv2D", {"filters": 3, "kernel_size": 2, "depth_multiplier": 2}, (1, 4, 4, 2)),
    ("SeparableConv2D", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}, (1, 5, 4, 2)),
    ("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, (1, 4, 2)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3}, (1, 3, 2, 2)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, (1, 3, 2, 3)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (1, 3, 2, 3)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 2, "strides": 3, "padding": "same"}, (1, 2, 3, 1)),
    ("Conv2DTranspose", {"filters": 1, "kernel_size": 2, "strides": 3}, (1, 2, 3, 2)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 4, "strides": [2, 1], "padding": "same"}, (1, 2, 3, 1)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1}, (1, 2, 3, 1)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1, "padding": "same"}, (1, 2, 3, 1)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 0, "padding": "same"}, (1, 2, 3, 1)),
    ("MaxPooling1D", {}, (2, 5, 2)),
    ("MaxPooling2D", {}, (1, 5, 4, 2)),
    ("MaxPooling2D", {"pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (1, 5, 4, 2)),
    ("MaxPooling2D", {"pool_size": 2, "strides": 3}, (1, 7, 6, 1)),
    ("MaxPooling2D", {"pool_size": 3, "strides": 1}, (1, 4, 5, 1)),
    ("AveragePooling1D", {"pool_size": 3, "padding": "same", "strides": 2}, (2, 6, 1)),
    ("AveragePooling2D", {"pool_size": 2}, (1, 5, 4, 2)),
    ("AveragePooling2D", {"pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (1, 5, 4, 2)),
    ("AveragePooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}, (1, 4, 4, 1)),
    ("GlobalAveragePooling1D", {}, (2, 5, 3)),
    ("GlobalAveragePooling2D", {"keepdims": True}, (2, 3, 4, 2)),
    ("GlobalMaxPooling1D", {"keepdims": True}, (2, 5, 3)),
    ("GlobalMaxPooling2D", {}, (2, 3, 4, 2)),
    ("UpSampling1D", {"size": 3}, (2, 2, 2)),
    ("UpSampling2D", {}, (1, 2, 3, 2)),
    ("UpSampling2D", {"size": [3, 2], "interpolation": "bilinear"}, (1, 2, 3, 2)),
    ("UpSampling2D", {"size": [1, 4], "interpolation": "bilinear"}, (1, 3, 3, 1)),
    ("ZeroPadding1D", {"padding": [2, 1]}, (1, 3, 2)),
    ("ZeroPadding2D", {}, (1, 2, 2, 2)),
    ("ZeroPadding2D", {"padding": [1, 2]}, (1, 2, 2, 1)),
    ("ZeroPadding2D", {"padding": [[1, 0], [2, 3]]}, (1, 2, 2, 1)),
    ("Cropping1D", {}, (1, 4, 2)),
    ("Cropping1D", {"cropping": 2}, (1, 6, 1)),
    ("Cropping2D", {"cropping": [[1, 0], [0, 2]]}, (1, 3, 4, 2)),
]


def numbers(shape, seed: int) -> np.ndarray:
    """Numbers between −1 and 1 in no visible order, the same in the test."""
    return np.sin(np.arange(1, 1 + int(np.prod(shape))) ** 2 * (0.37 + 0.11 * seed)).reshape(shape)


def tuples(settings: dict) -> dict:
    """JSON has lists where Keras wants tuples."""

    def inner(v):
        return tuple(map(inner, v)) if isinstance(v, list) else v

    return {key: inner(value) for key, value in settings.items()}


def compute(name: str, settings: dict, x: np.ndarray) -> dict:
    """Output, and the gradients of Σ seed·output for the input and the weights."""
    layer = getattr(keras.layers, name)(**tuples(settings))
    layer.build(x.shape)
    weights = [numbers(w.shape, 2 + i) for i, w in enumerate(layer.get_weights())]
    layer.set_weights(weights)
    leaf = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(leaf)
        y = layer(leaf)
        total = tf.reduce_sum(y * numbers(y.shape, 1))
    gradients = tape.gradient(total, [leaf, *[v.value for v in layer.trainable_variables]])
    return {"weights": [w.shape for w in weights], "output": y.numpy(), "gradients": [g.numpy() for g in gradients]}


def pads(sizes, window, strides):
    totals = [max((-(-n // s) - 1) * s + w - n, 0) for n, w, s in zip(sizes, window, strides)]
    return [(t // 2, t - t // 2) for t in totals]


def witness(name: str, settings: dict, x: np.ndarray, expected: dict) -> bool:
    """Compares with PyTorch's functions where these mean the same; whether they did."""
    functional = torch.nn.functional
    axes = x.ndim - 2
    many = lambda v: tuple(v) if isinstance(v, list) else (v,) * axes  # noqa: E731
    leaf = torch.tensor(x, requires_grad=True)
    moved = torch.movedim(leaf, -1, 1)
    if name in ("Conv1D", "Conv2D"):
        weights = [torch.tensor(numbers(shape, 2 + i), requires_grad=True) for i, shape in enumerate(expected["weights"])]
        taps, strides, apart = (many(settings.get(k, 1)) for k in ("kernel_size", "strides", "dilation_rate"))
        spans = [(k - 1) * d + 1 for k, d in zip(taps, apart)]
        padding = settings.get("padding")
        borders = pads(x.shape[1:-1], spans, strides) if padding == "same" else [(spans[0] - 1 if padding else 0, 0)] * axes
        moved = functional.pad(moved, [n for pair in reversed(borders) for n in pair])
        kernel = torch.movedim(weights[0], (-1, -2), (0, 1)).contiguous()
        convolve = functional.conv1d if axes == 1 else functional.conv2d
        z = convolve(moved, kernel, *weights[1:], stride=strides, dilation=apart, groups=settings.get("groups", 1))
        z = getattr(torch, settings["activation"])(z) if "activation" in settings else z
    elif (
        name == "Conv2DTranspose"
        and "padding" not in settings
        and max(many(settings.get("strides", 1))) <= settings["kernel_size"]
    ):
        weights = [torch.tensor(numbers(shape, 2 + i), requires_grad=True) for i, shape in enumerate(expected["weights"])]
        kernel = torch.movedim(weights[0], (-1, -2), (0, 1)).contiguous()
        more = {"stride": settings.get("strides", 1), "output_padding": settings.get("output_padding", 0)}
        z = functional.conv_transpose2d(moved, kernel, *weights[1:], **more)
    elif name.startswith("MaxPooling") and settings.get("padding") != "same":
        weights = []
        pool = functional.max_pool1d if axes == 1 else functional.max_pool2d
        z = pool(moved, settings.get("pool_size", 2), settings.get("strides"))
    elif name == "AveragePooling2D" and "padding" not in settings:
        weights, z = [], functional.avg_pool2d(moved, settings["pool_size"], settings.get("strides"))
    elif settings.get("interpolation") == "bilinear":
        weights, z = [], functional.interpolate(moved, scale_factor=settings["size"], mode="bilinear")
    else:
        return False
    z = torch.movedim(z, 1, -1)
    (z * torch.tensor(numbers(z.shape, 1))).sum().backward()
    if settings.get("interpolation") == "bilinear":  # which TensorFlow computes in single precision
        np.testing.assert_allclose(expected["output"], z.detach().numpy(), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(expected["gradients"][0], leaf.grad.numpy(), rtol=1e-5, atol=1e-6)
        expected.update(output=z.detach().numpy(), gradients=[leaf.grad.numpy()])
    close(z.detach().numpy(), expected["output"], f"{name} {settings}")
    for ours, theirs in zip([leaf, *weights], expected["gradients"], strict=True):
        close(ours.grad.numpy(), theirs, f"{name} {settings}")
    return True


def close(ours, theirs, what):
    np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13, err_msg=what)


def ties() -> dict:
    """Equal numbers under a window: which one takes the gradient, here and in PyTorch."""
    x = np.array([[1, 1, 0, 2, 2], [1, 1, 2, 0, 2], [0, 3, 3, 2, 2], [3, 0, 3, 2, 2]], float)[None, :, :, None]
    found = {}
    for name, settings in {"side by side": {}, "overlapping": {"pool_size": 3, "strides": 1}}.items():
        result = compute("MaxPooling2D", settings, x)
        assert witness("MaxPooling2D", settings, x, result)
        found[name] = {"settings": settings, "gradient": result["gradients"][0]}
    return {"x": x, "cases": found}


def main() -> None:
    cases, agreed = [], 0
    for name, settings, shape in CASES:
        x = numbers(shape, 0)
        result = compute(name, settings, x)
        agreed += witness(name, settings, x, result)
        cases.append({"layer": name, "settings": settings, "shape": shape, **result})
    print(f"{len(cases)} cases, {agreed} of them agree with PyTorch")
    data = {
        "made_with": {"keras": keras.__version__, "tensorflow": tf.__version__, "torch": torch.__version__},
        "cases": cases, "ties": ties(), "signatures": signatures_of_layers(sorted(name for name, *_ in CASES)),
    }  # fmt: skip
    write("convolution.json", data)


if __name__ == "__main__":
    main()
