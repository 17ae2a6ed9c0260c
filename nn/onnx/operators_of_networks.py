"""Operators of ONNX that networks are made of: convolution, pooling, normalization and recurrence, channels first."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import average_pool, conv, conv_transpose, lstm, max_pool, relu, sigmoid, sum_pool
from nn.onnx.operators import numbers

LSTM_GATES = (0, 2, 3, 1)  # ours, i f g o, among ONNX' i o f g
ACTIVATIONS: dict[str, Callable[..., Any]] = {"Tanh": np.tanh, "Relu": relu, "Sigmoid": sigmoid}
SIGMOID_TANH = {"GRU": ["Sigmoid", "Tanh"], "LSTM": ["Sigmoid", "Tanh", "Tanh"]}


def borders(pads: Any, axes: int) -> list[tuple[int, int]]:
    """All before, then all behind -> pairs."""
    return list(zip(pads[:axes], pads[axes:])) if pads else [(0, 0)] * axes


def same_borders(kind: str, sizes: Any, taps: Any, strides: Any, dilations: Any) -> list[int]:
    """The pads that auto_pad stands for."""
    if kind == "VALID":
        return [0] * (2 * len(taps))
    total = [max(0, (-(-n // s) - 1) * s + (k - 1) * d + 1 - n) for n, k, s, d in zip(sizes, taps, strides, dilations)]
    less, more = [t // 2 for t in total], [t - t // 2 for t in total]
    return [*less, *more] if kind == "SAME_UPPER" else [*more, *less]


def run_conv(
    x: Any, w: Any, b: Any = None, *, group: int = 1, strides: Any = None, dilations: Any = None, pads: Any = None,
    auto_pad: str = "NOTSET", kernel_shape: Any = None,
) -> Any:  # fmt: skip
    axes, taps = np.ndim(x) - 2, np.shape(w)[2:]
    strides, dilations = strides or [1] * axes, dilations or [1] * axes
    if auto_pad != "NOTSET":
        pads = same_borders(auto_pad, np.shape(x)[2:], taps, strides, dilations)
    settings = {"strides": tuple(strides), "padding": tuple(borders(pads, axes)), "dilation": tuple(dilations), "groups": group}
    return channels_first(conv(channels_last(x), kernel_last(w), *([] if b is None else [b]), **settings))


def run_conv_transpose(
    x: Any, w: Any, b: Any = None, *, group: int = 1, strides: Any = None, dilations: Any = None, pads: Any = None,
    output_padding: Any = None, kernel_shape: Any = None, auto_pad: str = "NOTSET",
) -> Any:  # fmt: skip
    if auto_pad != "NOTSET":
        raise NotImplementedError(f"auto_pad={auto_pad!r} has no form here")
    axes, taps = np.ndim(x) - 2, np.shape(w)[2:]
    strides, dilations, more = strides or [1] * axes, dilations or [1] * axes, output_padding or [0] * axes
    edges = borders(pads, axes)
    size = tuple(
        s * (n - 1) + extra + (k - 1) * d + 1 - sum(edge)
        for s, n, extra, k, d, edge in zip(strides, np.shape(x)[2:], more, taps, dilations, edges)
    )
    settings = {"strides": tuple(strides), "padding": tuple(edges), "dilation": tuple(dilations), "groups": group}
    return channels_first(conv_transpose(channels_last(x), kernel_last(w), *([] if b is None else [b]), size=size, **settings))


def channels_last(x: Any) -> Any:
    return np.moveaxis(x, 1, -1)


def channels_first(x: Any) -> Any:
    return np.moveaxis(x, -1, 1)


def kernel_last(w: Any) -> Any:
    """(filters, c, *taps) -> (*taps, c, filters)"""
    return np.transpose(w, (*range(2, np.ndim(w)), 1, 0))


def pool(function: Callable[..., Any]) -> Callable[..., Any]:
    """A pooling of windows."""

    def run(
        x: Any, *, kernel_shape: Any, strides: Any = None, pads: Any = None, dilations: Any = None, ceil_mode: int = 0,
        auto_pad: str = "NOTSET", count_include_pad: int = 0, storage_order: int = 0,
    ) -> Any:  # fmt: skip
        axes = len(kernel_shape)
        strides, sizes = strides or [1] * axes, np.shape(x)[2:]
        if any(d != 1 for d in dilations or ()):
            raise NotImplementedError("windows with gaps (dilations) have no form here")
        if auto_pad != "NOTSET":
            pads = same_borders(auto_pad, sizes, kernel_shape, strides, [1] * axes)
        edges = borders(pads, axes)
        if ceil_mode and any((n + sum(e) - k) % s for n, e, k, s in zip(sizes, edges, kernel_shape, strides)):
            raise NotImplementedError("ceil_mode where the last window lies partly outside has no form here")
        chosen = mean_with_border if count_include_pad else function
        y = chosen(channels_last(x), window=tuple(kernel_shape), strides=tuple(strides), padding=tuple(edges))
        return channels_first(y)

    return run


def mean_with_border(x: Any, window: Any, strides: Any, padding: Any) -> Any:
    return sum_pool(x, window=window, strides=strides, padding=padding) * (1.0 / math.prod(window))


def over_places(function: Callable[..., Any]) -> Callable[..., Any]:
    """Over all axes but batch and channels."""
    return lambda x: function(x, axis=tuple(range(2, np.ndim(x))), keepdims=True)


def by_channel(v: Any, rank: int) -> Any:
    return np.reshape(v, (-1, *(1,) * (rank - 2)))


def batch_normalization(
    x: Any, scale: Any, b: Any, mean: Any, var: Any, epsilon: float = 1e-5, momentum: float = 0.9, training_mode: int = 0
) -> Any:
    if training_mode:
        raise NotImplementedError("BatchNormalization in training has no form here: export the model as it is used")
    rank = np.ndim(x)
    factor = scale / np.sqrt(var + epsilon)
    return (x - by_channel(mean, rank)) * by_channel(factor, rank) + by_channel(b, rank)


def layer_normalization(x: Any, scale: Any, b: Any = None, axis: int = -1, epsilon: float = 1e-5, stash_type: int = 1) -> Any:
    axes = tuple(range(axis % np.ndim(x), np.ndim(x)))
    y = standardize(x, axes, epsilon) * scale
    return y if b is None else y + b


def instance_normalization(x: Any, scale: Any, b: Any, epsilon: float = 1e-5) -> Any:
    rank = np.ndim(x)
    return standardize(x, tuple(range(2, rank)), epsilon) * by_channel(scale, rank) + by_channel(b, rank)


def standardize(x: Any, axes: tuple[int, ...], epsilon: float) -> Any:
    off = x - np.mean(x, axis=axes, keepdims=True)
    return off / np.sqrt(np.mean(off * off, axis=axes, keepdims=True) + epsilon)


def recurrence(kind: str, walk: Callable[..., Any]) -> Callable[..., Any]:
    """RNN, GRU or LSTM in one or both directions: Y (T, D, B, u), then the last states (D, B, u)."""

    def run(
        x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h: Any = None, c: Any = None, peep: Any = None, *,
        hidden_size: int, direction: str = "forward", activations: Any = None, layout: int = 0, **settings: Any,
    ) -> Any:  # fmt: skip
        ways = {"forward": [1], "reverse": [-1], "bidirectional": [1, -1]}[direction]
        if layout or peep is not None or settings.get("clip") or settings.get("input_forget"):
            raise NotImplementedError("batches first, peepholes, clipping and coupled gates have no form here")
        if lengths is not None and any(n != np.shape(x)[0] for n in numbers(lengths)):
            raise NotImplementedError("sequences of different lengths have no form here")
        chosen = activations or SIGMOID_TANH.get(kind, ["Tanh"]) * len(ways)
        if kind in SIGMOID_TANH and chosen != SIGMOID_TANH[kind] * len(ways):
            raise NotImplementedError(f"the activations {chosen} have no form here")
        start = np.zeros((np.shape(x)[1], hidden_size), x.dtype)
        found = []
        for i, way in enumerate(ways):
            bias = np.zeros((2 * np.shape(w)[1],), x.dtype) if b is None else b[i]
            before = [start if state is None else state[i] for state in (h, c)]
            ys, *last = walk(x[::way], w[i], r[i], bias, *before, chosen[i], settings)
            found.append((ys[::way], *last))
        y, *states = (np.stack(parts, axis=axis) for parts, axis in zip(zip(*found), (1, 0, 0)))
        return (y, *states)

    return run


def walk_lstm(x: Any, w: Any, r: Any, b: Any, h: Any, c: Any, activation: str, settings: Any) -> Any:
    units = np.shape(r)[-1]

    def gates_last(v: Any) -> Any:
        """(4u, n), gates i o f g -> (n, 4u), gates i f g o"""
        return np.transpose(np.concatenate([v[i * units : (i + 1) * units] for i in LSTM_GATES]))

    z = lstm(x, h, c, gates_last(w), gates_last(r), gates_last(b[: 4 * units] + b[4 * units :]))
    return z[:-1], z[-2], z[-1]


def walk_gru(x: Any, w: Any, r: Any, b: Any, h: Any, c: Any, activation: str, settings: Any) -> Any:
    """The gates z r h side by side."""
    units = np.shape(r)[-1]
    given = x @ np.transpose(w) + b[: 3 * units]
    u, bias, ys = np.transpose(r), b[3 * units :], []
    first, last = slice(None, 2 * units), slice(2 * units, None)
    for t in range(np.shape(x)[0]):
        gates = sigmoid(given[t][:, first] + h @ u[:, first] + bias[first])
        z, reset = gates[:, :units], gates[:, units:]
        inner = (
            reset * (h @ u[:, last] + bias[last])
            if settings.get("linear_before_reset")
            else (reset * h) @ u[:, last] + bias[last]
        )
        h = (1.0 - z) * np.tanh(given[t][:, last] + inner) + z * h
        ys.append(h)
    return np.stack(ys), h


def walk_rnn(x: Any, w: Any, r: Any, b: Any, h: Any, c: Any, activation: str, settings: Any) -> Any:
    units = np.shape(r)[-1]
    given, u, ys = x @ np.transpose(w) + (b[:units] + b[units:]), np.transpose(r), []
    for t in range(np.shape(x)[0]):
        h = ACTIVATIONS[activation](given[t] + h @ u)
        ys.append(h)
    return np.stack(ys), h


NETWORK_OPERATORS: dict[str, Callable[..., Any]] = {
    "AveragePool": pool(average_pool),
    "BatchNormalization": batch_normalization,
    "Conv": run_conv,
    "ConvTranspose": run_conv_transpose,
    "GRU": recurrence("GRU", walk_gru),
    "GlobalAveragePool": over_places(np.mean),
    "GlobalMaxPool": over_places(np.max),
    "InstanceNormalization": instance_normalization,
    "LSTM": recurrence("LSTM", walk_lstm),
    "LayerNormalization": layer_normalization,
    "MaxPool": pool(max_pool),
    "RNN": recurrence("RNN", walk_rnn),
}
