"""Activations that take small numbers to 0."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import name_owner, tanh, where


@name_owner
def tanh_shrink(x: Any) -> Any:
    """x − tanh x: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    >>> import numpy as np
    >>> tanh_shrink(np.array([-1.0, 0.0, 2.0])).round(3)
    array([-0.238,  0.   ,  1.036])
    """
    return x - tanh(x)


@name_owner
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x moved towards 0 by the threshold, 0 where it is nearer: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    threshold=0.5: the distance by which x is moved.

    Donoho, 1995.

    >>> import numpy as np
    >>> soft_shrink(np.array([-1.0, 0.25, 2.0]))
    array([-0.5,  0. ,  1.5])
    """
    return autograd.relu(x - threshold) - autograd.relu(-x - threshold)


@name_owner
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, or 0 where |x| is not larger than the threshold: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    threshold=0.5: the largest distance from 0 that becomes 0.

    Donoho & Johnstone, 1994.

    >>> import numpy as np
    >>> hard_shrink(np.array([-1.0, 0.25, 2.0]))
    array([-1.,  0.,  2.])
    """
    return where(abs(x) > threshold, x, 0.0)


@name_owner
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where it is larger than the threshold, else the default value: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    threshold: the largest number that is replaced.
    default_value: the number that replaces it.

    >>> import numpy as np
    >>> threshold(np.array([-1.0, 0.25, 2.0]), 0.5, 9.0)
    array([9., 9., 2.])
    """
    return where(x > threshold, x, default_value)
