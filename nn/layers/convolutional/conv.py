"""Conv1D, Conv2D: the same small Dense layer applied at every place of a sequence or an image."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import initializers, regularizers
from nn.layers.convolutional.base import Convolutional, positive
from nn.modules.module import Shape


class Conv(Convolutional):
    """activation(b + Σₐ x[o·stride + a·dilation] kernel[a]): every window of x through the same weights.

    Weights: kernel (*kernel_size, channels / groups, filters), bias (filters,). With `groups`, the channels and the
    filters are split into that many parts that do not see each other. Raises ValueError if the channels do not divide
    into the groups, if an input has other channels than the weights, or if no window fits into it.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, bias_regularizer,
            activity_regularizer, data_format=data_format, **settings,
        )  # fmt: skip
        kind = type(self).__name__
        self.filters = positive(kind, filters, "filters")
        self.groups = positive(kind, groups, "groups")
        if self.filters % self.groups:
            raise ValueError(f"{kind}: {self.filters} filters do not divide into {self.groups} groups")
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        channels = self._channels(input_shape)
        if channels % self.groups:
            raise ValueError(
                f"{self.name}: {channels} channels do not divide into {self.groups} groups; give groups that divide {channels}"
            )
        self.kernel = self._weight(self.kernel_initializer, (*self.kernel_size, channels // self.groups, self.filters))
        if self.use_bias:
            self.bias = self._weight(self.bias_initializer, (self.filters,))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, _ = self._checked(input_shape)
        return (input_shape[0], *map(self._count, range(self.axes), sizes), self.filters)

    def call(self, x: Any) -> Any:
        sizes = self._sizes(np.shape(x), self.kernel.shape[-2] * self.groups)
        weights = (self.kernel, self.bias) if self.use_bias else (self.kernel,)
        z = autograd.conv(
            x, *weights, strides=self.strides, padding=self._borders(sizes), dilation=self.dilation_rate, groups=self.groups
        )  # (n, *sizes, channels) -> (n, *counts, filters)
        return self.activation(z)


class Conv1D(Conv):
    """Convolution of sequences: `x: (n, length, channels) -> (n, new length, filters)`.

    Arguments as in Keras 3. padding="causal" lets an output see the past only. Waibel, Hanazawa, Hinton, Shikano & Lang,
    1989, IEEE Transactions on Acoustics, Speech, and Signal Processing 37.

    >>> Conv1D(4, 3, padding="causal", dilation_rate=2)(np.ones((2, 10, 1), "float32")).shape
    (2, 10, 4)
    """

    axes = 1
    paddings = ("valid", "same", "causal")


class Conv2D(Conv):
    """Convolution of images: `x: (n, height, width, channels) -> (n, new height, new width, filters)`.

    Arguments as in Keras 3. LeCun, Bottou, Bengio & Haffner, 1998, Proceedings of the IEEE 86.

    >>> Conv2D(6, 5, strides=2, padding="same", activation="relu")(np.ones((8, 28, 28, 1), "float32")).shape
    (8, 14, 14, 6)
    """

    axes = 2
