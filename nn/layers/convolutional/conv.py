"""Conv1D, Conv2D: the same small Dense layer applied at every place of a sequence or an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nn.layers.base.arguments import ActivationLike, ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early
from nn.layers.base.channels import in_channels_last
from nn.layers.convolutional.base import Convolutional
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Conv(Convolutional):
    """activation(b + Σₐ x[o·stride + a·dilation] kernel[a]): every window of x through the same weights.

    groups=1: the number of parts into which channels and filters are split; the parts do not see each other.

    Weights: kernel (*kernel_size, channels / groups, filters), bias (filters,). Raises ValueError if the channels do not
    divide into the groups, if an input has other channels than the weights, or if no window fits into it.
    """

    only_computes = True

    def __init__(
        self, filters: int, kernel_size: Sizes, strides: Sizes = 1, padding: str = "valid", data_format: str | None = None,
        dilation_rate: Sizes = 1, groups: int = 1, activation: ActivationLike = None,
        use_bias: bool = True, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None, bias_constraint: ConstraintLike = None,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(locals(), **settings)
        if self.filters % self.groups:
            raise ValueError(f"{type(self).__name__}: {self.filters} filters do not divide into {self.groups} groups")
        build_early(self)

    @in_channels_last
    def build(self, input_shape: Shape) -> None:
        channels = self._channels(input_shape)
        if channels % self.groups:
            raise ValueError(
                f"{self.name}: {channels} channels do not divide into {self.groups} groups; give groups that divide {channels}"
            )
        self.kernel = self._make("kernel", (*self.kernel_size, channels // self.groups, self.filters))
        if self.use_bias:
            self.bias = self._make("bias", (self.filters,))

    @in_channels_last
    def call(self, x: Any) -> Any:
        channels = self.kernel.shape[-2] * self.groups
        return self.activation(self._convolve(x, channels, *self._parameters(self.kernel), groups=self.groups))


class Conv1D(Conv):
    """A convolution of sequences, activation(b + Σₐ x[o·stride + a·dilation] kernel[a]).

    `x: (n, length, channels) -> (n, new length, filters)`. padding="causal" lets an output see the past only. Weights: kernel
    (kernel_size, channels / groups, filters), bias (filters,). Raises ValueError for sizes, groups or inputs that do not fit
    together. Waibel, Hanazawa, Hinton, Shikano & Lang, 1989, IEEE Transactions on Acoustics, Speech, and Signal Processing 37.

    >>> import numpy as np
    >>> Conv1D(4, 3, padding="causal", dilation_rate=2)(np.ones((2, 10, 1), "float32")).shape
    (2, 10, 4)
    """

    axes = 1
    paddings = ("valid", "same", "causal")


class Conv2D(Conv):
    """A convolution of images, activation(b + Σₐ x[o·stride + a·dilation] kernel[a]).

    `x: (n, height, width, channels) -> (n, new height, new width, filters)`. Weights: kernel (*kernel_size, channels / groups,
    filters), bias (filters,). Raises ValueError for sizes, groups or inputs that do not fit together.
    LeCun, Bottou, Bengio & Haffner, 1998, Proceedings of the IEEE 86.

    >>> import numpy as np
    >>> Conv2D(6, 5, strides=2, padding="same", activation="relu")(np.ones((8, 28, 28, 1), "float32")).shape
    (8, 14, 14, 6)
    """

    axes = 2


class Conv3D(Conv):
    """A convolution of volumes, or of films, activation(b + Σₐ x[o·stride + a·dilation] kernel[a]).

    `x: (n, depth, height, width, channels) -> (n, new depth, new height, new width, filters)`. Weights: kernel (*kernel_size,
    channels / groups, filters), bias (filters,). Raises ValueError for sizes, groups or inputs that do not fit together.
    Ji, Xu, Yang & Yu, 2013, IEEE Transactions on Pattern Analysis and Machine Intelligence 35.

    >>> import numpy as np
    >>> Conv3D(6, 3, padding="same", activation="relu")(np.ones((2, 4, 8, 8, 1), "float32")).shape
    (2, 4, 8, 8, 6)
    """

    axes = 3
