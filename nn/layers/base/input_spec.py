"""InputSpec: what a layer of one's own says of the shapes and types that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd.nest import KINDS, leaves
from nn.configuration.kept import Configured


class InputSpec(Configured):
    """What enters must look so: `self.input_spec = InputSpec(ndim=3)` in a Layer's __init__ or build is checked at each call.

    dtype=None: the type of the numbers. shape=None: the sizes, the batch too, None for any.
    ndim, max_ndim, min_ndim=None: how many axes, at most, at least. axes=None: sizes of single axes, {axis: size}.
    allow_last_axis_squeeze=False: whether a last axis of size 1 may be missing, or be too many.
    name=None: which part of a dict it is about. optional=False: whether None may enter in its place.
    Raises TypeError for axes that are no dict of whole numbers, ValueError for one beyond the axes.

    >>> InputSpec(ndim=2, axes={-1: 3}).find_fault((5, 4), "float32")
    'axis -1 must have the size 3'
    """

    def __init__(
        self, dtype: Any = None, shape: Sequence[int | None] | None = None, ndim: int | None = None,
        max_ndim: int | None = None, min_ndim: int | None = None, axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False, name: str | None = None, optional: bool = False,
    ) -> None:  # fmt: skip
        try:
            self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        except (AttributeError, TypeError, ValueError):
            raise TypeError(f"InputSpec: axes is a dict such as {{-1: 3}}, got {axes!r}") from None
        self.dtype = None if dtype is None else np.dtype(dtype).name
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim, self.min_ndim, self.name, self.optional = max_ndim, min_ndim, name, optional
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        most = self.ndim if self.ndim is not None else max_ndim
        if most is not None and any(axis >= most for axis in self.axes):
            raise ValueError(f"InputSpec: there is no axis {max(self.axes)} among {most}")

    def find_fault(self, shape: tuple[Any, ...], dtype: Any) -> str | None:
        """What is wrong with an input of this shape and type; None if nothing is.

        shape: its sizes, None where they are open. dtype: the type of its numbers.
        """
        ndim = len(shape)
        if self.ndim is not None and ndim != self.ndim and not self.allow_last_axis_squeeze:
            return f"it must have {self.ndim} axes"
        if self.max_ndim is not None and ndim > self.max_ndim:
            return f"it must have at most {self.max_ndim} axes"
        if self.min_ndim is not None and ndim < self.min_ndim:
            return f"it must have at least {self.min_ndim} axes"
        if self.dtype is not None and np.dtype(dtype).name != self.dtype:
            return f"it must be {self.dtype}"
        for axis, size in self.axes.items():
            if size is not None and (not -ndim <= axis < ndim or shape[axis] not in (size, None)):
                return f"axis {axis} must have the size {size}"
        return None if self.shape is None else self._compare(shape)

    def _compare(self, shape: tuple[Any, ...]) -> str | None:
        own: tuple[Any, ...] = self.shape or ()
        if self.allow_last_axis_squeeze:
            shape, own = (sizes[:-1] if sizes[-1:] == (1,) else sizes for sizes in (shape, own))
        fits = len(shape) == len(own) and all(None in (a, b) or a == b for a, b in zip(shape, own))
        return None if fits else f"its shape must be {self.shape}"

    def __repr__(self) -> str:
        told = {name: getattr(self, name) for name in ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")}
        return f"InputSpec({', '.join(f'{name}={value}' for name, value in told.items() if value)})"


def check(layer: str, spec: Any, x: Any) -> None:
    """ValueError, naming the layer, for inputs that do not look as its spec says: one InputSpec, or a list or dict of them."""
    specs = [spec] if isinstance(spec, InputSpec) else leaves(spec)
    names = [each.name for each in specs if each is not None]
    if isinstance(x, dict) and len(names) == len(specs) and all(names):
        missing = [name for name in names if name not in x]
        if missing:
            raise ValueError(
                f"{layer} takes a dict with {', '.join(map(str, names))}: {', '.join(map(str, missing))} is missing"
            )
        parts = [x[name] for name in names]
    else:
        parts = leaves(x) if isinstance(x, KINDS) else [x]
    if len(parts) != len(specs):
        raise ValueError(f"{layer} takes {len(specs)} inputs, got {len(parts)}")
    for each, part in zip(specs, parts):
        if each is None or (part is None and each.optional):
            continue
        shape = getattr(part, "shape", None)
        fault = "it must be an array" if shape is None else each.find_fault(tuple(shape), part.dtype)
        if fault:
            raise ValueError(f"{layer} got an input of shape {np.shape(part) if shape is None else tuple(shape)}: {fault}")
