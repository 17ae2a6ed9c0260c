"""DepthwiseConv2D: every channel has a kernel of its own, and channels do not mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn import activations
from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early
from nn.layers.base.channels import in_channels_last
from nn.layers.convolutional.base import Convolutional
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class DepthwiseConv(Convolutional):
    """A convolution with as many groups as channels.

    depth_multiplier=1: the number of filters for each channel.

    Weights: kernel (*kernel_size, channels, depth_multiplier), bias (channels·depth_multiplier,). Output channel
    c·depth_multiplier + m is made of input channel c alone.
    """

    only_computes = True
    regularized = {"kernel": "depthwise_regularizer", "bias": "bias_regularizer"}

    def __init__(
        self, kernel_size: Sizes, strides: Sizes = 1, padding: str = "valid", depth_multiplier: int = 1,
        data_format: str | None = None, dilation_rate: Sizes = 1, activation: ActivationLike = None,
        use_bias: bool = True, depthwise_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", depthwise_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        depthwise_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(locals(), **settings)
        build_early(self)

    @in_channels_last
    def build(self, input_shape: Shape) -> None:
        channels = self._channels(input_shape)
        self.kernel = self._make("kernel", (*self.kernel_size, channels, self.depth_multiplier))
        if self.use_bias:
            self.bias = self._make("bias", (channels * self.depth_multiplier,))

    def _channels_out(self, channels: int) -> int:
        return channels * self.depth_multiplier

    @in_channels_last
    def call(self, x: Any) -> Any:
        kernel, channels = group_kernel(self.kernel)
        return self.activation(self._convolve(x, channels, *self._parameters(kernel), groups=channels))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kernel_size}, activation={activations.name_of(self.activation)!r})"


def group_kernel(kernel: Any) -> tuple[Any, int]:
    """A depthwise kernel as that of a convolution with one group for each channel, and their number."""
    *taps, channels, multiplier = np.shape(kernel)
    return autograd.reshape(kernel, (*taps, 1, channels * multiplier)), channels  # (*taps, C, m) -> (*taps, 1, C·m)


class DepthwiseConv1D(DepthwiseConv):
    """A convolution of sequences, each channel by itself: `x: (n, length, channels) -> (n, new length, outputs)`.

    Of the channels·depth_multiplier outputs, number c·depth_multiplier + m is made of channel c alone. Weights: kernel
    (kernel_size, channels, depth_multiplier), bias (outputs,). Raises ValueError for sizes or inputs that do not fit together.
    Sifre, 2014, "Rigid-motion scattering for image classification".

    >>> DepthwiseConv1D(3, depth_multiplier=2)(np.ones((2, 10, 4), "float32")).shape
    (2, 8, 8)
    """

    axes = 1


class DepthwiseConv2D(DepthwiseConv):
    """A convolution of images, each channel by itself: `x: (n, height, width, channels) -> (n, height', width', outputs)`.

    Of the channels·depth_multiplier outputs, number c·depth_multiplier + m is made of channel c alone. Weights: kernel
    (*kernel_size, channels, depth_multiplier), bias (outputs,). Raises ValueError for sizes or inputs that do not fit
    together. Sifre, 2014, "Rigid-motion scattering for image classification"; Chollet, 2016,
    arXiv:1610.02357.

    >>> DepthwiseConv2D(3, padding="same")(np.ones((2, 8, 8, 4), "float32")).shape
    (2, 8, 8, 4)
    """
