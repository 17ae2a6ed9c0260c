"""SeparableConv2D: first every channel by itself, then all channels at every single place."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import initializers, regularizers
from nn.layers.convolutional.base import Convolutional, positive
from nn.layers.convolutional.depthwise_conv import grouped
from nn.modules.module import Shape


class SeparableConv(Convolutional):
    """A depthwise convolution, then a 1x1 convolution that mixes the channels: far fewer weights than one of both.

    Weights: depthwise_kernel (*kernel_size, channels, depth_multiplier),
    pointwise_kernel (1, ..., channels·depth_multiplier, filters), bias (filters,).
    """

    regularized = {
        "depthwise_kernel": "depthwise_regularizer",
        "pointwise_kernel": "pointwise_regularizer",
        "bias": "bias_regularizer",
    }

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, bias_regularizer,
            activity_regularizer, data_format=data_format, **settings,
        )  # fmt: skip
        self.filters = positive(type(self).__name__, filters, "filters")
        self.depth_multiplier = positive(type(self).__name__, depth_multiplier, "depth_multiplier")
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        channels, ones = self._channels(input_shape), (1,) * self.axes
        self.depthwise_kernel = self._weight(self.depthwise_initializer, (*self.kernel_size, channels, self.depth_multiplier))
        self.pointwise_kernel = self._weight(
            self.pointwise_initializer, (*ones, channels * self.depth_multiplier, self.filters)
        )
        if self.use_bias:
            self.bias = self._weight(self.bias_initializer, (self.filters,))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, _ = self._checked(input_shape)
        return (input_shape[0], *map(self._count, range(self.axes), sizes), self.filters)

    def call(self, x: Any) -> Any:
        sizes = self._sizes(np.shape(x), self.depthwise_kernel.shape[-2])
        kernel, channels = grouped(self.depthwise_kernel)
        h = autograd.conv(
            x, kernel, strides=self.strides, padding=self._borders(sizes), dilation=self.dilation_rate, groups=channels
        )
        return self.activation(autograd.conv(h, self.pointwise_kernel, *([self.bias] if self.use_bias else [])))


class SeparableConv1D(SeparableConv):
    """`x: (n, length, channels) -> (n, new length, filters)`. Arguments as in Keras 3.

    >>> SeparableConv1D(8, 3)(np.ones((2, 10, 4), "float32")).shape
    (2, 8, 8)
    """

    axes = 1


class SeparableConv2D(SeparableConv):
    """`x: (n, height, width, channels) -> (n, new height, new width, filters)`. Arguments as in Keras 3.

    Chollet, 2016, arXiv:1610.02357.

    >>> SeparableConv2D(8, 3, padding="same")(np.ones((2, 8, 8, 4), "float32")).shape
    (2, 8, 8, 8)
    """
