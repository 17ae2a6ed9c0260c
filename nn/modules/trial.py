"""Trial runs: the output shapes of a layer or function for Symbols are found by running it on zeros.

An open size (of the batch, of the steps of a sequence) is tried with two numbers; a size of the output that differs between
the two runs is open, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograd import borrow, no_grad
from autograd.nest import leaves, map_leaves, refill
from nn.modules.masks import call_with_masks
from nn.modules.mode import Passing, calling

Shape = tuple[Any, ...]

TEXT = "string"  # the dtype of a Symbol that stands for text

TRIALS = ((2, 32), (3, 64))  # batch and other open sizes of two trial runs


@dataclass(frozen=True)
class Spec:
    """The shape and type of an array that does not exist yet; None is an open size."""

    shape: Shape
    dtype: str
    mask: Shape | None = None  # the shape of its mask, where it will have one


def trial(function: Any, args: tuple[Any, ...], settings: dict[str, Any]) -> Any:
    """The Specs of a function's output for these Symbols: it runs on zeros of two sizes, and a size that differs is open.

    Symbols that will have masks get masks of True. The states that layers carry from call to call are not touched.
    """
    found = []
    inside = list(function.modules()) if hasattr(function, "modules") else []
    carried = [(m, m._carried) for m in inside if m._carried is not None]
    try:
        with no_grad(), calling(adding=Passing), np.errstate(all="ignore"):
            for sizes in TRIALS:
                _forget(inside)
                given, chosen = map_leaves(partial(_zeros, sizes), (args, settings))
                of_args, of_settings = map_leaves(partial(_counts, sizes), (args, settings))
                found.append(call_with_masks(function, given, chosen, of_args, of_settings, ended=_in_silence))
    finally:
        _forget(inside)
        for m, states in carried:
            m._carried = states
    (first, one), (second, other) = found
    pairs = zip(leaves(first), leaves(second))
    specs = [Spec(_common(np.shape(a), np.shape(b)), _kind(a)) for a, b in pairs]
    return attach_masks(refill(first, specs), [one, other])


def attach_masks(outputs: Any, masks: list[Any]) -> Any:
    """The Specs of the outputs, with the shapes of the masks that two trials gave."""
    specs = leaves(outputs)
    for i, (a, b) in enumerate(zip(*map(leaves, masks))):
        if a is not None and i < len(specs):
            specs[i] = replace(specs[i], mask=_common(np.shape(a), np.shape(b)))
    return refill(outputs, specs)


def masks(layer: Any, x: Any) -> list[Any]:
    """A layer's masks for two trials of its input; none where an open size would have to fit a fixed one."""
    try:
        return [
            layer.compute_mask(map_leaves(partial(_zeros, sizes), x), map_leaves(partial(_counts, sizes), x))
            for sizes in TRIALS
            if layer.supports_masking
        ] or [None, None]
    except ValueError:
        return [None, None]


def _forget(inside: list[Any]) -> None:
    """Reset the states of stateful layers."""
    for m in inside:
        if m._carried is not None:
            m._carried = None


def _in_silence(layer: Any) -> None:
    """Do nothing: the warning that masks end comes when numbers flow."""


def _zeros(sizes: tuple[int, int], x: Any) -> Any:
    """Zeros for a Symbol, anything else as it is."""
    spec = getattr(x, "spec", None)
    if not isinstance(spec, Spec):
        return x
    shape = _fill_unknown(spec.shape, sizes)
    return np.zeros(shape, "U1") if spec.dtype == TEXT else borrow(np.zeros(shape, spec.dtype))


def _kind(x: Any) -> str:
    """The type of what came out, by its name."""
    dtype = getattr(x, "dtype", None)
    return "float64" if dtype is None else TEXT if np.dtype(dtype).kind in "US" else str(dtype)


def _counts(sizes: tuple[int, int], x: Any) -> np.ndarray | None:
    """A mask in which everything counts, for a Symbol that will have one."""
    spec = getattr(x, "spec", None)
    return np.ones(_fill_unknown(spec.mask, sizes), bool) if isinstance(spec, Spec) and spec.mask is not None else None


def _fill_unknown(shape: Shape, sizes: tuple[int, int]) -> list[int]:
    return [sizes[axis > 0] if n is None else n for axis, n in enumerate(shape)]


def _common(a: Shape, b: Shape) -> Shape:
    if len(a) != len(b):
        raise ValueError(f"the number of axes depends on the sizes of the input: {a} for one, {b} for another")
    return tuple(int(n) if n == m else None for n, m in zip(a, b))
