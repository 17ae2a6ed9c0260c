"""SeparableConv2D: first every channel by itself, then all channels at every single place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import autograd
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early
from nn.layers.base.channels import in_channels_last
from nn.layers.convolutional.base import Convolutional
from nn.layers.convolutional.depthwise_conv import group_kernel
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class SeparableConv(Convolutional):
    """A depthwise convolution, then a 1x1 convolution that mixes the channels: far fewer weights than one of both.

    depth_multiplier=1: the number of depthwise filters for each channel.

    Weights: depthwise_kernel (*kernel_size, channels, depth_multiplier),
    pointwise_kernel (1, ..., channels·depth_multiplier, filters), bias (filters,).
    """

    only_computes = True
    regularized = {
        "depthwise_kernel": "depthwise_regularizer",
        "pointwise_kernel": "pointwise_regularizer",
        "bias": "bias_regularizer",
    }

    def __init__(
        self, filters: int, kernel_size: Sizes, strides: Sizes = 1, padding: str = "valid", data_format: str | None = None,
        dilation_rate: Sizes = 1, depth_multiplier: int = 1, activation: ActivationLike = None, use_bias: bool = True,
        depthwise_initializer: InitializerLike = "glorot_uniform", pointwise_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", depthwise_regularizer: RegularizerLike = None,
        pointwise_regularizer: RegularizerLike = None, bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, depthwise_constraint: ConstraintLike = None,
        pointwise_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(locals(), **settings)
        build_early(self)

    @in_channels_last
    def build(self, input_shape: Shape) -> None:
        channels, ones = self._channels(input_shape), (1,) * self.axes
        self.depthwise_kernel = self._make("depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier))
        self.pointwise_kernel = self._make("pointwise_kernel", (*ones, channels * self.depth_multiplier, self.filters))
        if self.use_bias:
            self.bias = self._make("bias", (self.filters,))

    @in_channels_last
    def call(self, x: Any) -> Any:
        kernel, channels = group_kernel(self.depthwise_kernel)
        h = self._convolve(x, channels, kernel, groups=channels)
        return self.activation(autograd.conv(h, *self._parameters(self.pointwise_kernel)))


class SeparableConv1D(SeparableConv):
    """A depthwise convolution of sequences, then a mix of its channels: `x: (n, length, channels) -> (n, length', filters)`.

    Far fewer weights than Conv1D has: depthwise_kernel (kernel_size, channels, depth_multiplier), pointwise_kernel
    (1, channels·depth_multiplier, filters), bias (filters,). Raises ValueError for sizes or inputs that do not fit together.
    Chollet, 2016, arXiv:1610.02357.

    >>> import numpy as np
    >>> SeparableConv1D(8, 3)(np.ones((2, 10, 4), "float32")).shape
    (2, 8, 8)
    """

    axes = 1


class SeparableConv2D(SeparableConv):
    """A depthwise convolution of images, then a mix of its channels.

    `x: (n, height, width, channels) -> (n, new height, new width, filters)`. Far fewer weights than Conv2D has:
    depthwise_kernel (*kernel_size, channels, depth_multiplier), pointwise_kernel (1, 1, channels·depth_multiplier, filters),
    bias (filters,). Raises ValueError for sizes or inputs that do not fit together.
    Chollet, 2016, arXiv:1610.02357.

    >>> import numpy as np
    >>> SeparableConv2D(8, 3, padding="same")(np.ones((2, 8, 8, 4), "float32")).shape
    (2, 8, 8, 8)
    """
