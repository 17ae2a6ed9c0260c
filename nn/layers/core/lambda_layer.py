"""Lambda: any function as a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.nest import leaves
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Lambda(Module):
    """function(x, **arguments) as a layer without weights: `x: (n, ...) -> the shape that the function gives`.

    function: takes the input, and is written with NumPy's or autograd's functions. A function that needs weights is a
        Module of its own instead.
    output_shape=None: a sample's shape, or a function of the input's shape; only needed where the function does not run on
        zeros.
    mask=None: the mask of the output, an array or a function of the input and its mask; without one masks end here.
    arguments=None: a dict of further keyword arguments for the function.

    Raises TypeError if function cannot be called, or mask is neither a function nor an array (n, steps).

    >>> import numpy as np
    >>> Lambda(lambda x: x**2)(np.array([3.0]))
    array([9.])
    """

    only_computes = True

    def __init__(
        self, function: Callable[..., Any], output_shape: Sequence[int | None] | Callable[..., Any] | None = None,
        mask: Any = None, arguments: dict[str, Any] | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        if not callable(function):
            raise TypeError(f"{self.name}: Lambda takes a function such as lambda x: x**2, got {function!r}")
        if mask is not None and not callable(mask) and np.ndim(mask) < 2:
            raise TypeError(f"{self.name}: mask is a function of (x, mask), or an array (n, steps), got {mask!r}")
        self.supports_masking = self.makes_mask = mask is not None
        self.mask = mask
        self.function = function
        self.arguments = arguments or {}
        self._shape_given = output_shape

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        given = self._shape_given
        if given is None:
            return super().compute_output_shape(input_shape)
        if callable(given):
            return tuple(given(input_shape))
        first = leaves(input_shape)[0]  # the batch: of several inputs, that of the first
        return (first, *given)

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """What was given as mask: the mask itself, or a function (x, mask) of the input and its mask."""
        return self.mask(x, mask) if callable(self.mask) else self.mask

    def call(self, x: Any) -> Any:
        return self.function(x, **self.arguments)
