"""Convolutional: the base of the convolutions, with their settings, borders and counts of windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn import activations
from nn.checks import choice, sizes, whole
from nn.layers.base.arguments import look_up
from nn.layers.base.channels import FIRST, in_channels_last
from nn.layers.base.spatial import Pairs, Spatial, describe_shape, same_border
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Convolutional(Weighted, Spatial):
    """The base of convolutional layers: a window of taps that moves over the input.

    filters: the number of output channels.
    kernel_size: the taps of a window along each axis, or one number for all axes.
    strides=1: how far the window moves, along each axis or all.
    padding="valid": "valid" takes windows that lie inside the input; "same" surrounds it with zeros so that stride 1 keeps
        its size; "causal" (of sequences) puts all zeros before it, so that no output sees later steps.
    dilation_rate=1: how far apart the taps are, along each axis or all.
    """

    filters: int
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    dilation_rate: tuple[int, ...]
    groups: int
    depth_multiplier: int
    paddings: tuple[str, ...] = ("valid", "same")

    def __init__(self, arguments: Mapping[str, Any], **settings: Unpack[ModuleSettings]) -> None:
        """Keep the arguments of a subclass' `__init__`, checked and looked up: super().__init__(locals(), **settings)."""
        super().__init__(data_format=arguments["data_format"], **settings)  # type: ignore[call-arg]
        kind = type(self).__name__
        for name in ("kernel_size", "strides", "dilation_rate"):
            setattr(self, name, sizes(kind, name, arguments[name], self.axes))
        for name in ("filters", "groups", "depth_multiplier"):
            if name in arguments:
                setattr(self, name, whole(kind, name, arguments[name]))
        self.padding = choice(kind, "padding", arguments["padding"], self.paddings)
        self.use_bias = arguments["use_bias"]
        look_up(self, arguments)

    @property
    def spans(self) -> tuple[int, ...]:
        """The reach of a window along each axis."""
        return tuple((k - 1) * d + 1 for k, d in zip(self.kernel_size, self.dilation_rate))

    def _borders(self, sizes: Shape) -> Pairs:
        """The zeros to add before and after each axis; ValueError if no window fits."""
        if self.padding == "same":
            return tuple(same_border(*axis) for axis in zip(sizes, self.spans, self.strides))
        before = self.spans[0] - 1 if self.padding == "causal" else 0
        if any(size + before < span for size, span in zip(sizes, self.spans)):
            raise ValueError(
                f"{self.name}: a window that spans {self.spans} does not fit into an input of {tuple(sizes)}: take a smaller "
                "kernel_size or dilation_rate, padding='same', or larger inputs"
            )
        return ((before, 0),) * self.axes

    def _count(self, axis: int, size: int | None) -> int | None:
        """The number of windows along an axis; None if its size is open."""
        if size is None:
            return None
        if self.padding != "valid":
            return -(-size // self.strides[axis])
        if size < self.spans[axis]:
            span = self.spans[axis]
            raise ValueError(f"{self.name}: a window that spans {span} does not fit into {size} along axis {axis + 1}")
        return (size - self.spans[axis]) // self.strides[axis] + 1

    def _channels_out(self, channels: int) -> int:
        """The channels of the output, for those of the input."""
        return self.filters

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._check_shape(input_shape)
        return (input_shape[0], *map(self._count, range(self.axes), sizes), self._channels_out(channels))

    def _parameters(self, *kernels: Any) -> tuple[Any, ...]:
        """These kernels, and the bias where there is one."""
        return (*kernels, self.bias) if self.use_bias else kernels

    def _convolve(self, x: Any, channels: int, *weights: Any, groups: int) -> Any:
        """x: (n, *sizes, channels) -> (n, *counts, outputs), for a kernel and maybe a bias."""
        borders = self._borders(self._sizes(np.shape(x), channels))
        return autograd.conv(x, *weights, strides=self.strides, padding=borders, dilation=self.dilation_rate, groups=groups)

    def _channels(self, shape: Shape) -> int:
        """The channels that come in, when the weights are made."""
        channels = self._check_shape(shape)[1]
        if not channels:
            raise ValueError(
                f"{self.name}: {type(self).__name__} needs to know how many channels come in, got {describe_shape(shape)}"
            )
        return int(channels)

    def _sizes(self, shape: Shape, channels: int) -> Shape:
        """The sizes of an input that has the channels which the weights were made for."""
        sizes, found = self._check_shape(shape)
        if found != channels:
            last = self.data_format != FIRST
            moved = ": np.moveaxis(x, 1, -1) puts the channels last" if last and shape[1] == channels else ""
            given = describe_shape(shape)
            raise ValueError(
                f"{self.name}: {type(self).__name__} was made for {channels} channels, got an input of {given}{moved}"
            )
        return sizes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.filters}, {self.kernel_size}, activation={activations.name_of(self.activation)!r})"
