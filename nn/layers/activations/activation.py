"""Activations as layers of their own."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn import activations
from nn.checks import number, whole
from nn.layers.base.arguments import ActivationLike
from nn.modules.masks import plain, widen
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Activation(Module):
    """An activation function as a layer: `x -> x's shape`.

    activation: a function, or its name in `nn.activations`; None leaves x as it is.

    Raises ValueError for an unknown name, TypeError for anything else that cannot be called.

    >>> Activation("relu")(-1.0)
    0.0
    """

    only_computes = True
    supports_masking = True

    def __init__(self, activation: ActivationLike, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.activation = activations.get(activation)

    def call(self, x: Any) -> Any:
        return self.activation(x)

    def __repr__(self) -> str:
        return f"Activation({activations.name_of(self.activation)!r})"


class ReLU(Module):
    """max(x, 0), or with its settings a line with two bends: `x -> x's shape`.

    max_value=None: the largest output; None is no bound.
    negative_slope=0.0: the slope below the threshold, where the output is negative_slope·(x − threshold).
    threshold=0.0: the place from which on x passes as it is.

    Raises TypeError or ValueError for settings below 0. Fukushima, 1969; Nair & Hinton, 2010.

    >>> ReLU(max_value=6.0)(np.array([-1.0, 2.0, 9.0]))
    array([0., 2., 6.])
    """

    only_computes = True
    supports_masking = True

    def __init__(
        self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.max_value = None if max_value is None else number("ReLU", "max_value", max_value, low=0, infinite=True)
        self.negative_slope = number("ReLU", "negative_slope", negative_slope, low=0)
        self.threshold = number("ReLU", "threshold", threshold, low=0)

    def call(self, x: Any) -> Any:
        return activations.relu(x, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Module):
    """x, or negative_slope·x below 0: `x -> x's shape`.

    negative_slope=0.3: the slope below 0, from 0 on.
    alpha=None: the name of negative_slope before Keras 3; warns.

    Raises TypeError or ValueError for a slope below 0. Maas, Hannun & Ng, 2013.

    >>> LeakyReLU(0.5)(np.array([-2.0, 3.0]))
    array([-1.,  3.])
    """

    only_computes = True
    supports_masking = True

    def __init__(self, negative_slope: float = 0.3, *, alpha: float | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        if alpha is not None:
            warnings.warn("LeakyReLU: alpha is now called negative_slope, as in Keras 3", stacklevel=2)
            negative_slope = alpha
        self.negative_slope = number("LeakyReLU", "negative_slope", negative_slope, low=0)

    def call(self, x: Any) -> Any:
        return autograd.leaky_relu(x, slope=self.negative_slope)


class ELU(Module):
    """x, or alpha·(eˣ − 1) below 0: `x -> x's shape`.

    alpha=1.0: the output far below 0 is −alpha.

    Raises TypeError or ValueError if alpha is not a finite number.
    Clevert, Unterthiner & Hochreiter, 2015, arXiv:1511.07289.

    >>> ELU()(np.array([-1.0, 3.0])).round(3)
    array([-0.632,  3.   ])
    """

    only_computes = True
    supports_masking = True

    def __init__(self, alpha: float = 1.0, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.alpha = number("ELU", "alpha", alpha)

    def call(self, x: Any) -> Any:
        return autograd.elu(x, alpha=self.alpha)


class Softmax(Module):
    """eˣ / Σ eˣ along an axis, numbers above 0 that sum to 1: `x -> x's shape`.

    axis=-1: the axis along which they sum to 1, or several.

    Called with a `mask`, in x's axes or (n, steps) of x: (n, steps, ...), it gives 0 where the mask is False, and the others
    sum to 1. Raises ValueError for a mask that does not fit, or fits in two ways. Bridle, 1990.

    >>> Softmax()(np.array([[1.0, 1.0, 9.0]]), mask=np.array([[True, True, False]])).tolist()
    [[0.5, 0.5, 0.0]]
    """

    only_computes = True
    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        if isinstance(axis, (list, tuple)):
            self.axis: Any = tuple(whole("Softmax", "axis", one, low=None) for one in axis)
        else:
            self.axis = whole("Softmax", "axis", axis, low=None)

    def call(self, x: Any, mask: Any = None) -> Any:
        if mask is None:
            return self._shares(x)
        chosen = self._fit_mask(plain(mask), np.shape(x))
        low = float(np.finfo(np.float16 if getattr(x, "dtype", float) == np.float16 else np.float32).min) / 2.0
        return autograd.where(chosen, self._shares(autograd.where(chosen, x, low)), 0.0)

    def _shares(self, x: Any) -> Any:
        """eˣ / Σ eˣ along the axis, or along several."""
        if isinstance(self.axis, int):
            return autograd.softmax(x, axis=self.axis)
        return autograd.exp(x - autograd.logsumexp(x, axis=self.axis, keepdims=True))

    def _fit_mask(self, mask: np.ndarray, shape: Shape) -> np.ndarray:
        """The mask in axes that broadcast against x of this shape."""
        last = mask.ndim <= len(shape) and all(m in (1, n) for m, n in zip(mask.shape[::-1], shape[::-1]))
        first = mask.ndim < len(shape) and mask.shape == shape[: mask.ndim]
        if last == first:
            why = "fits its first axes and its last ones: give it as many axes as x" if last else "does not fit"
            raise ValueError(f"{self.name}: a mask of shape {mask.shape} for an input of shape {shape} {why}")
        return mask if last else widen(mask, len(shape))
