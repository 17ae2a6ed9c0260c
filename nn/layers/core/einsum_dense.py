"""EinsumDense: a Dense layer whose sums an equation says."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import autograd
from nn.layers.base.arguments import (  # fmt: skip
    ActivationLike,
    ConstraintLike,
    InitializerLike,
    RegularizerLike,
    build_early,
    look_up,
)
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

FORM = re.compile(r"(\.{3})?([a-zA-Z]+)(\.{3})?,([a-zA-Z]+)->(\.{3})?([a-zA-Z]*)(\.{3})?")


class Equation(NamedTuple):
    """The letters of an equation, "..." written out: of the input, the kernel and the output, and of those "..." stood for."""

    x: str
    kernel: str
    y: str
    open: str


class EinsumDense(Weighted):
    """activation(einsum(equation, x, kernel) + bias): `x -> (n, *output_shape)`.

    equation: the sums, as `np.einsum` takes them, "ab,bc->ac" for Dense; "..." stands for any axes, first or last.
    output_shape: the sizes of the output without the batch; None for an axis that the input's size tells.
    activation=None: a function, or its name in `nn.activations`.
    bias_axes=None: the letters of the output that the bias has, in a word; None adds no bias.

    Weights: kernel, with the sizes of its letters, and bias, with those of bias_axes, and 1 for letters of the output behind
    the first of them. Raises ValueError for an equation of another form, or sizes that do not fit together.

    >>> EinsumDense("abc,cd->abd", output_shape=(None, 8), bias_axes="d")(np.ones((2, 5, 4), "float32")).shape
    (2, 5, 8)
    """

    only_computes = True

    def __init__(
        self, equation: str, output_shape: int | Sequence[int | None], activation: ActivationLike = None,
        bias_axes: str | None = None, kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros", kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None, kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        if not isinstance(equation, str) or FORM.fullmatch(equation.replace(" ", "")) is None:
            raise ValueError(f"{self.name}: equation has the form 'ab,bc->ac' or '...b,bc->...c', got {equation!r}")
        self.equation = equation.replace(" ", "")
        self.output_shape: Any = tuple(output_shape) if isinstance(output_shape, (list, tuple)) else (output_shape,)
        self.bias_axes = bias_axes
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        letters = self._letters(len(input_shape))
        sizes = self._sizes(letters, input_shape)
        unknown = [a for a in letters.kernel if sizes.get(a) is None]
        if unknown:
            raise ValueError(
                f"{self.name}: the size of {unknown[0]!r} in {self.equation!r} is open, for an input of shape "
                f"{tuple(input_shape)} and output_shape {self.output_shape}: weights need fixed sizes"
            )
        self.kernel = self._make("kernel", tuple(sizes[a] for a in letters.kernel))
        if self.bias_axes:
            missing = set(self.bias_axes) - set(letters.y) | {a for a in self.bias_axes if sizes.get(a) is None}
            if missing:
                raise ValueError(f"{self.name}: bias_axes are letters of the output with a size, got {self.bias_axes!r}")
            last = letters.y[min(map(letters.y.index, self.bias_axes)) :]
            self.bias = self._make("bias", tuple(sizes[a] if a in self.bias_axes else 1 for a in last))

    def _letters(self, rank: int) -> Equation:
        """The equation for an input of this many axes; ValueError if it does not fit."""
        form = FORM.fullmatch(self.equation)
        assert form is not None
        before, x, after, kernel, y_before, y, y_after = form.groups()
        many = rank - len(x)
        if many < 0 or (many and not (before or after)) or (before and after):
            raise ValueError(f"{self.name}: {self.equation!r} takes {len(x)} axes, got an input of {rank}")
        used = {*x, *kernel, *y}
        free = "".join([a for a in string.ascii_letters if a not in used][:many])
        return Equation(
            f"{free if before else ''}{x}{free if after else ''}", kernel,
            f"{free if y_before else ''}{y}{free if y_after else ''}", free,
        )  # fmt: skip

    def _sizes(self, letters: Equation, input_shape: Shape) -> dict[str, Any]:
        """The size of each letter; ValueError if the input and output_shape say different ones."""
        sizes: dict[str, Any] = dict(zip(letters.x, input_shape))
        y, wanted = letters.y, self.output_shape
        named = zip(y[1:], wanted) if y.endswith(letters.open) and letters.open else zip(y[::-1], wanted[::-1])
        for letter, size in named:
            if size is not None and sizes.get(letter) not in (None, size):
                raise ValueError(
                    f"{self.name}: {letter!r} in {self.equation!r} is {sizes[letter]} in an input of shape "
                    f"{tuple(input_shape)}, but {size} in output_shape {wanted}"
                )
            sizes[letter] = sizes.get(letter) if size is None else size
        return sizes

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        letters = self._letters(len(input_shape))
        sizes = self._sizes(letters, input_shape)
        return tuple([sizes.get(a) for a in letters.y])

    def call(self, x: Any) -> Any:
        letters = self._letters(np.ndim(x))
        z = autograd.einsum(f"{letters.x},{letters.kernel}->{letters.y}", x, self.kernel)
        return self.activation(z if self.bias is None else z + self.bias)

    def __repr__(self) -> str:
        return f"EinsumDense({self.equation!r}, {self.output_shape})"
