"""One number or another: by a condition, or by bounds."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from autograd import ops
from autograd.kernel.node import Node
from autograd.numpy_api.register import differentiates
from autograd.numpy_api.signatures import Plain, T, of_one


@overload
def where(condition: object, x: T, y: object) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: T) -> T: ...
@overload
def where(condition: object, x: ArrayLike, y: ArrayLike) -> Plain: ...
@differentiates(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y.

    condition: truths. x, y: numbers; the three are broadcast to one shape, the result's. What is not chosen gets no
    gradient, even where its value is infinite or NaN. Raises ValueError if the shapes do not fit.

    >>> x = np.array([-1.0, 2.0])
    >>> where(x > 0, x, 0.0)
    array([0., 2.])
    """
    return ops.where(condition, x, y)


@differentiates(np.clip)
@of_one
def clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """x kept between two bounds; the derivative is 0 at a bound and beyond.

    x: numbers of any shape. a_min=None, a_max=None: the bounds, numbers, arrays or Tensors that broadcast with x; None for
    no bound. min=None, max=None: the same bounds under NumPy's newer names. Raises ValueError if the shapes do not fit.

    >>> clip(np.array([-2.0, 0.5, 2.0]), -1.0, 1.0)
    array([-1. ,  0.5,  1. ])
    """
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    bounds = {"low": -np.inf if low is None else low, "high": np.inf if high is None else high}
    if any(isinstance(bound, Node) or np.ndim(bound) for bound in bounds.values()):
        z = ops.where(x <= bounds["low"], bounds["low"], x)
        return ops.where(z >= bounds["high"], bounds["high"], z)
    return ops.clip(x, **bounds)
