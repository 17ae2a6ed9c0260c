"""What the convolutions share: settings, borders, weights and penalties."""

from __future__ import annotations

from typing import Any

from nn import activations, initializers, regularizers
from nn.layers.base.spatial import Pairs, Spatial, each, one_of, same_border, shown
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape


class Convolutional(Weighted, Spatial):
    """The base of convolutional layers: a window of `kernel_size` taps, `dilation_rate` apart, moved by `strides`.

    padding="valid" takes windows that lie inside the input, "same" surrounds it with zeros so that stride 1 keeps its
    size, "causal" (of sequences) puts all zeros before it, so that no output sees what comes later.
    """

    filters: int
    paddings: tuple[str, ...] = ("valid", "same")

    def __init__(
        self,
        kernel_size: Any,
        strides: Any,
        padding: str,
        dilation_rate: Any,
        activation: Any,
        use_bias: bool,
        bias_initializer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        dtype: Any = "float32",
        **settings: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **settings)
        kind = type(self).__name__
        self.kernel_size = each(kind, self.axes, kernel_size, "kernel_size")
        self.strides = each(kind, self.axes, strides, "strides")
        self.padding = one_of(kind, padding, "padding", self.paddings)
        self.dilation_rate = each(kind, self.axes, dilation_rate, "dilation_rate")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.bias_initializer = initializers.get(bias_initializer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.dtype = dtype

    @property
    def spans(self) -> tuple[int, ...]:
        """How far a window reaches along each axis."""
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
        """How many windows fit along an axis; None if its size is open."""
        if size is None:
            return None
        if self.padding != "valid":
            return -(-size // self.strides[axis])
        if size < self.spans[axis]:
            span = self.spans[axis]
            raise ValueError(f"{self.name}: a window that spans {span} does not fit into {size} along axis {axis + 1}")
        return (size - self.spans[axis]) // self.strides[axis] + 1

    def _channels(self, shape: Shape) -> int:
        """The channels that come in, when the weights are made."""
        channels = self._checked(shape)[1]
        if not channels:
            raise ValueError(f"{self.name}: {type(self).__name__} needs to know how many channels come in, got {shown(shape)}")
        return int(channels)

    def _sizes(self, shape: Shape, channels: int) -> Shape:
        """The sizes of an input that has the channels which the weights were made for."""
        sizes, found = self._checked(shape)
        if found != channels:
            moved = ": np.moveaxis(x, 1, -1) puts the channels last" if shape[1] == channels else ""
            raise ValueError(
                f"{self.name}: {type(self).__name__} was made for {channels} channels, got an input of {shown(shape)}{moved}"
            )
        return sizes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.filters}, {self.kernel_size}, activation={activations.name_of(self.activation)!r})"


def positive(layer: str, value: Any, what: str) -> int:
    """A whole number from 1 on."""
    return each(layer, 1, value, what)[0]
