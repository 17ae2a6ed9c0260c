"""Operations with a window that moves: convolutions and pooling, on arrays (n, *sizes, channels) or with the channels first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from nn.checks import choice
from nn.formats import LAST, data_format_of
from nn.layers.base.spatial import same_border


def conv(
    inputs: Any, kernel: Any, strides: Any = 1, padding: str = "valid", data_format: str | None = None, dilation_rate: Any = 1
) -> Any:
    """A convolution: (n, *sizes, channels), (*taps, channels / groups, filters) -> (n, *counts, filters)."""
    axes = np.ndim(kernel) - 2

    def run(x: Any) -> Any:
        border = borders("conv", x, np.shape(kernel)[:axes], strides, padding, dilation_rate)
        groups = np.shape(x)[-1] // np.shape(kernel)[-2]
        stride, apart = each(strides, axes), each(dilation_rate, axes)
        return autograd.conv(x, kernel, strides=stride, padding=border, dilation=apart, groups=groups)

    return channels_moved("conv", run, inputs, data_format)


def depthwise_conv(
    inputs: Any, kernel: Any, strides: Any = 1, padding: str = "valid", data_format: str | None = None, dilation_rate: Any = 1
) -> Any:
    """A convolution of each channel alone: (n, *sizes, c), (*taps, c, multiplier) -> (n, *counts, c · multiplier)."""
    *taps, channels, multiplier = np.shape(kernel)
    return conv(inputs, np.reshape(kernel, (*taps, 1, channels * multiplier)), strides, padding, data_format, dilation_rate)


def separable_conv(
    inputs: Any, depthwise_kernel: Any, pointwise_kernel: Any, strides: Any = 1, padding: str = "valid",
    data_format: str | None = None, dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    """A depthwise convolution, then one that mixes the channels at each place."""
    spread = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(spread, pointwise_kernel, 1, "valid", data_format)


def conv_transpose(
    inputs: Any, kernel: Any, strides: Any = 1, padding: str = "valid", output_padding: Any = None,
    data_format: str | None = None, dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    """The way back of a convolution: (n, *counts, channels), (*taps, filters, channels) -> (n, *sizes, filters)."""
    axes = np.ndim(kernel) - 2
    stride, apart = each(strides, axes), each(dilation_rate, axes)
    spans = [(k - 1) * d + 1 for k, d in zip(np.shape(kernel), apart)]
    choice("ops.conv_transpose", "padding", padding, ("valid", "same"))

    def run(x: Any) -> Any:
        same = padding == "same"
        if output_padding is None:
            sizes = [n * s + (0 if same else max(span - s, 0)) for n, s, span in zip(np.shape(x)[1:], stride, spans)]
        else:
            cut = [2 * (span // 2) if same else 0 for span in spans]
            more = each(output_padding, axes)
            sizes = [(n - 1) * s + k - c + o for n, s, k, c, o in zip(np.shape(x)[1:], stride, spans, cut, more)]
        if same and output_padding is not None:
            border = [(span // 2, max(span // 2 - o, 0)) for span, o in zip(spans, each(output_padding, axes))]
        else:
            border = [same_border(*axis) if same else (0, 0) for axis in zip(sizes, spans, stride)]
        return autograd.conv_transpose(x, kernel, size=tuple(sizes), strides=stride, padding=tuple(border), dilation=apart)

    return channels_moved("conv_transpose", run, inputs, data_format)


def max_pool(inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None) -> Any:
    """The largest number under each window, channel by channel."""
    return _pool("max_pool", autograd.max_pool, inputs, pool_size, strides, padding, data_format)


def average_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Any:
    """The mean of the numbers under each window, channel by channel; a border does not count."""
    return _pool("average_pool", autograd.average_pool, inputs, pool_size, strides, padding, data_format)


def _pool(
    who: str, rule: Callable[..., Any], inputs: Any, pool_size: Any, strides: Any, padding: str, data_format: str | None
) -> Any:
    axes = np.ndim(inputs) - 2
    window = each(pool_size, axes)
    stride = window if strides is None else each(strides, axes)

    def run(x: Any) -> Any:
        return rule(x, window=window, strides=stride, padding=borders(who, x, window, stride, padding, 1))

    return channels_moved(who, run, inputs, data_format)


def each(setting: Any, axes: int) -> tuple[int, ...]:
    """A setting for every axis, where one number stands for all."""
    return (int(setting),) * axes if np.ndim(setting) == 0 else tuple(int(n) for n in setting)


def borders(who: str, x: Any, window: Any, strides: Any, padding: str, dilation: Any) -> tuple[tuple[int, int], ...]:
    """The zeros before and after each axis."""
    axes = len(window)
    if choice(f"ops.{who}", "padding", padding.lower(), ("valid", "same")) == "valid":
        return ((0, 0),) * axes
    spans = [(k - 1) * d + 1 for k, d in zip(window, each(dilation, axes))]
    return tuple(same_border(*axis) for axis in zip(np.shape(x)[1:-1], spans, each(strides, axes)))


def channels_moved(who: str, run: Callable[[Any], Any], x: Any, data_format: str | None) -> Any:
    """What `run` makes of x with its channels last, given back in the format that x came in."""
    if data_format_of(f"ops.{who}", data_format) == LAST:
        return run(x)
    return np.moveaxis(run(np.moveaxis(x, 1, -1)), -1, 1)
