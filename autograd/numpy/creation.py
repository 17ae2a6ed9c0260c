"""Arrays made of numbers and Tensors: what no protocol of NumPy's reaches."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.numpy.lists import holds_tensors, join
from autograd.numpy_api.joining import concatenate
from autograd.numpy_api.laying import atleast_1d, column_stack
from autograd.numpy_api.shaping import broadcast_to, expand_dims, reshape
from autograd.ops import alias
from autograd.ops.shape import astype


def array(object: Any, dtype: Any = None, *, copy: Any = True, order: str = "K", subok: bool = False, ndmin: int = 0) -> Any:
    """An array of nested lists that may hold Tensors.

    object: numbers, arrays and Tensors in nested lists, or one of them. dtype=None: the number type. copy=True, order="K",
    subok=False: as NumPy's for plain numbers, without effect on Tensors. ndmin=0: the least number of axes.

    >>> from autograd import grad
    >>> grad(lambda x: (array([x, x * x]) * np.array([1.0, 10.0])).sum())(3.0)
    61.0
    """
    if not (isinstance(object, Node) or holds_tensors(object)):
        return np.array(object, dtype, copy=copy, order=order, subok=subok, ndmin=ndmin)  # type: ignore[call-overload]
    z: Any = alias(object) if isinstance(object, Node) else join(object)
    if dtype is not None and np.dtype(dtype).kind in "fc":
        z = astype(z, dtype=dtype)
    return reshape(z, (1,) * (ndmin - np.ndim(z)) + np.shape(z)) if np.ndim(z) < ndmin else z


def asarray(a: Any, dtype: Any = None, order: Any = None, **settings: Any) -> Any:
    """An array of nested lists that may hold Tensors; a Tensor itself as it is.

    a: numbers, arrays and Tensors in nested lists, or one of them. dtype=None: the number type. order=None, settings: as
    NumPy's for plain numbers, without effect on Tensors.

    >>> asarray([1.0, 2.0])
    array([1., 2.])
    """
    if isinstance(a, Node) and dtype is None:
        return a
    if not (isinstance(a, Node) or holds_tensors(a)):
        return np.asarray(a, dtype, order, **settings)
    return array(a, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None, order: str = "C", **settings: Any) -> Any:
    """One value, which may be a Tensor, spread over a shape.

    shape: the sizes. fill_value: the value. dtype=None: the number type. order="C", settings: as NumPy's for plain numbers.

    >>> full(2, 3.0)
    array([3., 3.])
    """
    if not isinstance(fill_value, Node):
        return np.full(shape, fill_value, dtype, order, **settings)  # type: ignore[call-overload]
    z = broadcast_to(fill_value, tuple(np.atleast_1d(shape).tolist()))
    return z if dtype is None else astype(z, dtype=dtype)


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None, axis: int = 0
) -> Any:
    """Numbers at equal distances between two, which may be Tensors.

    start, stop: the ends. num=50: how many numbers. endpoint=True: whether `stop` is the last. retstep=False: whether the
    distance comes too. dtype=None, axis=0: as NumPy's for plain numbers.

    >>> linspace(0.0, 1.0, 3)
    array([0. , 0.5, 1. ])
    """
    if not (isinstance(start, Node) or isinstance(stop, Node)):
        return np.linspace(start, stop, num, endpoint, retstep, dtype, axis)  # type: ignore[call-overload]
    parts = max(num - 1 if endpoint else num, 1)
    share = reshape(np.arange(num) / parts, (-1,) + (1,) * max(np.ndim(start), np.ndim(stop)))
    z = start * (1.0 - share) + stop * share
    return (z, (stop - start) / parts) if retstep else z


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, dtype: Any = None, axis: int = 0
) -> Any:
    """The powers of a base whose exponents are at equal distances between two; all three may be Tensors.

    start, stop: the exponents at the ends. num=50: how many numbers. endpoint=True: whether `stop` is the last. base=10: the
    base. dtype=None, axis=0: as NumPy's for plain numbers.

    >>> logspace(0.0, 2.0, 3)
    array([  1.,  10., 100.])
    """
    if not any(isinstance(x, Node) for x in (start, stop, base)):
        return np.logspace(start, stop, num, endpoint, base, dtype, axis)
    return base ** linspace(start, stop, num, endpoint)


def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0) -> Any:
    """Numbers of equal ratios between two positive ones, which may be Tensors.

    start, stop: the ends. num=50: how many numbers. endpoint=True: whether `stop` is the last. dtype=None, axis=0: as NumPy's
    for plain numbers.

    >>> geomspace(1.0, 4.0, 3)
    array([1., 2., 4.])
    """
    if not (isinstance(start, Node) or isinstance(stop, Node)):
        return np.geomspace(start, stop, num, endpoint, dtype, axis)
    return np.exp(linspace(np.log(start), np.log(stop), num, endpoint))


def make_diagonal(D: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Matrices that have the last axis as their diagonal: (..., n) -> (..., n, n).

    D: numbers. offset=0, axis1=0, axis2=1: only 0 and the last two axes, −1 and −2.

    >>> make_diagonal(np.array([1.0, 2.0]), axis1=-1, axis2=-2)
    array([[1., 0.],
           [0., 2.]])
    """
    if offset or {axis1, axis2} != {-1, -2}:
        raise ValueError(f"make_diagonal: offset must be 0 and the axes -1 and -2, got {offset}, {axis1} and {axis2}")
    return expand_dims(D, -1) * np.eye(np.shape(D)[-1])


class Rows:
    """`r_[a, b, 0.0]`: arrays, numbers and Tensors in a row.

    >>> r_[np.array([1.0, 2.0]), 3.0]
    array([1., 2., 3.])
    """

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        if not any(isinstance(part, Node) or holds_tensors(part) for part in parts):
            return np.r_[key]
        return concatenate([atleast_1d(join(np.r_[part] if isinstance(part, slice) else part)) for part in parts])


class Columns:
    """`c_[a, b]`: vectors, numbers and Tensors as columns.

    >>> c_[np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    array([[1., 3.],
           [2., 4.]])
    """

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        if not any(isinstance(part, Node) or holds_tensors(part) for part in parts):
            return np.c_[key]
        return column_stack([join(np.r_[part] if isinstance(part, slice) else part) for part in parts])


asanyarray = ascontiguousarray = asfortranarray = asarray
r_, c_ = Rows(), Columns()
__all__ = [
    "array", "asanyarray", "asarray", "ascontiguousarray", "asfortranarray", "c_", "full", "geomspace", "linspace", "logspace",
    "make_diagonal", "r_",
]  # fmt: skip
