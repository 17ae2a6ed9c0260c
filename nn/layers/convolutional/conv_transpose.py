"""Conv2DTranspose: a convolution run backwards, from few places to many, as decoders and generators need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import sizes
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early
from nn.layers.base.channels import in_channels_last
from nn.layers.convolutional.base import Convolutional
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ConvTranspose(Convolutional):
    """activation(b + Σ x[o] kernel[a]ᵀ over all o·stride + a·dilation = i): a convolution's way back for gradients.

    output_padding=None: chooses, below the stride, another of the sizes that a convolution would take to s:
        (s − 1)·stride + window + output_padding for "valid".

    Weights: kernel (*kernel_size, filters, channels), bias (filters,). A size s becomes s·stride with padding="same" and
    (s − 1)·stride + max(window, stride) with "valid".
    """

    only_computes = True

    def __init__(
        self, filters: int, kernel_size: Sizes, strides: Sizes = 1, padding: str = "valid",
        output_padding: Sizes | None = None, data_format: str | None = None, dilation_rate: Sizes = 1,
        activation: ActivationLike = None,
        use_bias: bool = True, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(locals(), **settings)
        kind, extra = type(self).__name__, output_padding
        self.output_padding = None if extra is None else sizes(kind, "output_padding", extra, self.axes, low=0)
        if any(extra >= stride for extra, stride in zip(self.output_padding or (), self.strides)):
            raise ValueError(f"{kind}: output_padding {self.output_padding} must be less than strides {self.strides}")
        build_early(self)

    @in_channels_last
    def build(self, input_shape: Shape) -> None:
        self.kernel = self._make("kernel", (*self.kernel_size, self.filters, self._channels(input_shape)))
        if self.use_bias:
            self.bias = self._make("bias", (self.filters,))

    def _count(self, axis: int, size: int | None) -> int | None:
        """The size of the output along an axis."""
        if size is None:
            return None
        window, stride = self.spans[axis], self.strides[axis]
        if self.output_padding is None:
            return size * stride if self.padding == "same" else (size - 1) * stride + max(window, stride)
        least = window % 2 if self.padding == "same" else window
        return (size - 1) * stride + least + self.output_padding[axis]

    @in_channels_last
    def call(self, x: Any) -> Any:
        before = self._sizes(np.shape(x), self.kernel.shape[-1])
        grown: list[Any] = list(map(self._count, range(self.axes), before))
        border = []
        for size, large, window, stride in zip(before, grown, self.spans, self.strides):
            cut = max(0, (size - 1) * stride + window - large)  # of "same": what the convolution back would add
            border.append((cut // 2, cut - cut // 2))
        z = autograd.conv_transpose(
            x, *self._parameters(self.kernel), size=tuple(grown), strides=self.strides, padding=tuple(border),
            dilation=self.dilation_rate,
        )  # fmt: skip
        return self.activation(z)  # (n, *sizes, channels) -> (n, *grown, filters)


class Conv1DTranspose(ConvTranspose):
    """A transposed convolution of sequences, which makes them longer: `x: (n, length, channels) -> (n, new length, filters)`.

    Each step of x adds x[o] kernel[a]ᵀ to the outputs at o·stride + a·dilation. Weights: kernel (kernel_size, filters,
    channels), bias (filters,). Raises ValueError for sizes or inputs that do not fit together.
    Zeiler, Krishnan, Taylor & Fergus, 2010, CVPR.

    >>> Conv1DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 5, 1), "float32")).shape
    (2, 10, 4)
    """

    axes = 1


class Conv2DTranspose(ConvTranspose):
    """A transposed convolution of images, which makes them larger.

    `x: (n, height, width, channels) -> (n, new height, new width, filters)`. Each pixel of x adds x[o] kernel[a]ᵀ to the
    outputs at o·stride + a·dilation. Weights: kernel (*kernel_size, filters, channels), bias (filters,). Raises ValueError
    for sizes or inputs that do not fit together.
    Zeiler, Krishnan, Taylor & Fergus, 2010, CVPR; Dumoulin & Visin, 2016, arXiv:1603.07285.

    >>> Conv2DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 7, 7, 1), "float32")).shape
    (2, 14, 14, 4)
    """


class Conv3DTranspose(ConvTranspose):
    """A transposed convolution of volumes, which makes them larger.

    `x: (n, depth, height, width, channels) -> (n, new depth, new height, new width, filters)`. Each place of x adds
    x[o] kernel[a]ᵀ to the outputs at o·stride + a·dilation. Weights: kernel (*kernel_size, filters, channels), bias
    (filters,). Raises ValueError for sizes or inputs that do not fit together. Zeiler, Krishnan, Taylor & Fergus, 2010, CVPR.

    >>> Conv3DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 3, 3, 3, 1), "float32")).shape
    (2, 6, 6, 6, 4)
    """

    axes = 3
