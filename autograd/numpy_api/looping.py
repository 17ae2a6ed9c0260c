"""A function called for each line of an array, for each axis, for each element; and the different elements of an array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.numpy_api.joining import stack
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import NoRule, differentiates, differentiates_new, place, read_value
from autograd.numpy_api.shaping import expand_dims, moveaxis, ravel, reshape
from autograd.numpy_api.signatures import of_one


@differentiates(np.apply_along_axis)
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """A function of one line at a time: (2, 3, 4) -> (2, 4, ...) for axis 1.

    func1d: what is called with each line. axis: where the lines lie. arr: numbers of any shape. args, kwargs: passed on.

    >>> apply_along_axis(np.sum, 0, np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([4., 6.])
    """
    axis = place("apply_along_axis", arr, axis)
    last = moveaxis(arr, axis, -1)
    outer = np.shape(last)[:-1]
    lines = reshape(last, (-1, np.shape(last)[-1]))
    found = stack([func1d(getitem(lines, i), *args, **kwargs) for i in range(np.shape(lines)[0])])
    shape = np.shape(found)[1:]
    z = reshape(found, (*outer, *shape))
    return moveaxis(z, range(len(outer), len(outer) + len(shape)), range(axis, axis + len(shape))) if shape else z


@differentiates(np.apply_over_axes)
def apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    """A function called with an axis, over one axis after the other; the axes stay, with size 1.

    func: called as func(a, axis). a: numbers of any shape. axes: the axes.

    >>> apply_over_axes(np.sum, np.ones((2, 3)), [0, 1])
    array([[6.]])
    """
    for axis in np.atleast_1d(axes):
        axis = place("apply_over_axes", a, int(axis))
        z = func(a, axis)
        a = z if np.ndim(z) == np.ndim(a) else expand_dims(z, axis)
    return a


@differentiates(np.unique)
@of_one
def unique(
    x: Any, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False, axis: int | None = None,
    *, equal_nan: bool = True, sorted: bool = True,
) -> Any:  # fmt: skip
    """The different elements, rising; the gradient of each goes to the first place where it stands.

    x: numbers of any shape. return_index=False, return_inverse=False, return_counts=False: what else to give, as NumPy does:
    plain whole numbers. axis=None: only None has a rule. equal_nan=True: whether all NaN count as one. sorted=True: accepted as
    NumPy's.

    >>> unique(np.array([2.0, 1.0, 2.0]))
    array([1., 2.])
    """
    if axis is not None:
        raise NoRule("unique: axis has no derivative rule: only the elements of the whole array have one")
    plain = np.asarray(read_value(x))
    _, first, *rest = np.unique(plain, True, return_inverse, return_counts, equal_nan=equal_nan)  # type: ignore[call-overload]
    z = getitem(ravel(x), first)
    rest = [first, *rest] if return_index else rest
    return (z, *rest) if rest else z


differentiates_new(np, unique_values=unique)  # since NumPy 2
