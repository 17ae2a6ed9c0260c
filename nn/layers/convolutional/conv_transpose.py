"""Conv2DTranspose: a convolution run backwards, from few places to many, as decoders and generators need."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import initializers, regularizers
from nn.layers.base.spatial import each
from nn.layers.convolutional.base import Convolutional, positive
from nn.modules.module import Shape


class ConvTranspose(Convolutional):
    """activation(b + Σ x[o] kernel[a]ᵀ over all o·stride + a·dilation = i): what a convolution does to gradients.

    Weights: kernel (*kernel_size, filters, channels), bias (filters,). A size s becomes s·stride with padding="same" and
    (s − 1)·stride + max(window, stride) with "valid"; `output_padding`, below the stride, chooses another of the
    sizes that a convolution would take to s: (s − 1)·stride + window + output_padding for "valid".
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        self.output_padding = None if output_padding is None else each(kind, self.axes, output_padding, "output_padding", 0)
        if any(extra >= stride for extra, stride in zip(self.output_padding or (), self.strides)):
            raise ValueError(f"{kind}: output_padding {self.output_padding} must be less than strides {self.strides}")
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        self.kernel = self._weight(self.kernel_initializer, (*self.kernel_size, self.filters, self._channels(input_shape)))
        if self.use_bias:
            self.bias = self._weight(self.bias_initializer, (self.filters,))

    def _grown(self, axis: int, size: int | None) -> int | None:
        """The size of the output along an axis."""
        if size is None:
            return None
        window, stride = self.spans[axis], self.strides[axis]
        if self.output_padding is None:
            return size * stride if self.padding == "same" else (size - 1) * stride + max(window, stride)
        least = window % 2 if self.padding == "same" else window
        return (size - 1) * stride + least + self.output_padding[axis]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        sizes, _ = self._checked(input_shape)
        return (input_shape[0], *map(self._grown, range(self.axes), sizes), self.filters)

    def call(self, x: Any) -> Any:
        sizes = self._sizes(np.shape(x), self.kernel.shape[-1])
        grown: list[Any] = list(map(self._grown, range(self.axes), sizes))
        border = []
        for size, large, window, stride in zip(sizes, grown, self.spans, self.strides):
            cut = max(0, (size - 1) * stride + window - large)  # of "same": what the convolution back would add
            border.append((cut // 2, cut - cut // 2))
        z = autograd.conv_transpose(
            x, self.kernel, *([self.bias] if self.use_bias else []), size=tuple(grown), strides=self.strides,
            padding=tuple(border), dilation=self.dilation_rate,
        )  # fmt: skip
        return self.activation(z)  # (n, *sizes, channels) -> (n, *grown, filters)


class Conv1DTranspose(ConvTranspose):
    """`x: (n, length, channels) -> (n, new length, filters)`. Arguments as in Keras 3.

    >>> Conv1DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 5, 1), "float32")).shape
    (2, 10, 4)
    """

    axes = 1


class Conv2DTranspose(ConvTranspose):
    """`x: (n, height, width, channels) -> (n, new height, new width, filters)`. Arguments as in Keras 3.

    Zeiler, Krishnan, Taylor & Fergus, 2010, CVPR; Dumoulin & Visin, 2016, arXiv:1603.07285.

    >>> Conv2DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 7, 7, 1), "float32")).shape
    (2, 14, 14, 4)
    """
