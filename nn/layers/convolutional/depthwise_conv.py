"""DepthwiseConv2D: every channel has a kernel of its own, and channels do not mix."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import activations, initializers, regularizers
from nn.layers.convolutional.base import Convolutional, positive
from nn.modules.module import Shape


class DepthwiseConv(Convolutional):
    """A convolution with as many groups as channels, `depth_multiplier` filters in each.

    Weights: kernel (*kernel_size, channels, depth_multiplier), bias (channels·depth_multiplier,). Output channel
    c·depth_multiplier + m is made of input channel c alone.
    """

    regularized = {"kernel": "depthwise_regularizer", "bias": "bias_regularizer"}

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, bias_regularizer,
            activity_regularizer, data_format=data_format, **settings,
        )  # fmt: skip
        self.depth_multiplier = positive(type(self).__name__, depth_multiplier, "depth_multiplier")
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        channels = self._channels(input_shape)
        self.kernel = self._weight(self.depthwise_initializer, (*self.kernel_size, channels, self.depth_multiplier))
        if self.use_bias:
            self.bias = self._weight(self.bias_initializer, (channels * self.depth_multiplier,))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, channels = self._checked(input_shape)
        return (input_shape[0], *map(self._count, range(self.axes), sizes), channels * self.depth_multiplier)

    def call(self, x: Any) -> Any:
        sizes = self._sizes(np.shape(x), self.kernel.shape[-2])
        kernel, channels = grouped(self.kernel)
        z = autograd.conv(
            x, kernel, *([self.bias] if self.use_bias else []), strides=self.strides, padding=self._borders(sizes),
            dilation=self.dilation_rate, groups=channels,
        )  # fmt: skip
        return self.activation(z)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kernel_size}, activation={activations.name_of(self.activation)!r})"


def grouped(kernel: Any) -> tuple[Any, int]:
    """A depthwise kernel as that of a convolution with one group for each channel, and their number."""
    *taps, channels, multiplier = np.shape(kernel)
    return autograd.reshape(kernel, (*taps, 1, channels * multiplier)), channels  # (*taps, C, m) -> (*taps, 1, C·m)


class DepthwiseConv1D(DepthwiseConv):
    """`x: (n, length, channels) -> (n, new length, channels·depth_multiplier)`. Arguments as in Keras 3.

    >>> DepthwiseConv1D(3, depth_multiplier=2)(np.ones((2, 10, 4), "float32")).shape
    (2, 8, 8)
    """

    axes = 1


class DepthwiseConv2D(DepthwiseConv):
    """`x: (n, height, width, channels) -> (n, new height, new width, channels·depth_multiplier)`.

    Arguments as in Keras 3. Sifre, 2014, "Rigid-motion scattering for image classification"; Chollet, 2016,
    arXiv:1610.02357.

    >>> DepthwiseConv2D(3, padding="same")(np.ones((2, 8, 8, 4), "float32")).shape
    (2, 8, 8, 4)
    """
