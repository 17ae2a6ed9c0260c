"""Activations whose results stay within bounds, and gates that are made of them: sigmoid's and tanh's relatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import clip, name_owner, sigmoid, softplus, split, where


@name_owner
def hard_sigmoid(x: Any) -> Any:
    """x/6 + 1/2 between 0 and 1, a sigmoid of straight lines: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Courbariaux, Bengio & David, 2015, arXiv:1511.00363.

    >>> hard_sigmoid(np.array([-4.0, 0.0, 1.5]))
    array([0.  , 0.5 , 0.75])
    """
    return clip(x / 6.0 + 0.5, 0.0, 1.0)


@name_owner
def hard_silu(x: Any) -> Any:
    """x hard_sigmoid(x): `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Howard et al., 2019, "Searching for MobileNetV3", arXiv:1905.02244.

    >>> hard_silu(np.array([-4.0, 0.0, 1.5]))
    array([0.   , 0.   , 1.125])
    """
    return where(x > -3.0, x * hard_sigmoid(x), 0.0)


@name_owner
def hard_tanh(x: Any) -> Any:
    """x between −1 and 1, min(max(x, −1), 1): `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Collobert, 2004.

    >>> hard_tanh(np.array([-4.0, 0.5, 2.0]))
    array([-1. ,  0.5,  1. ])
    """
    return clip(x, -1.0, 1.0)


@name_owner
def log_sigmoid(x: Any) -> Any:
    """log σ(x) = −log(1 + e⁻ˣ), without overflow: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    >>> log_sigmoid(np.array([-1000.0, 0.0])).round(3)
    array([-1.00e+03, -6.93e-01])
    """
    return -softplus(-x)


@name_owner
def softsign(x: Any) -> Any:
    """x / (1 + |x|), from −1 to 1: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Bergstra, Desjardins, Lamblin & Bengio, 2009.

    >>> softsign(np.array([-1.0, 3.0]))
    array([-0.5 ,  0.75])
    """
    return x / (1.0 + abs(x))


@name_owner
def sparse_sigmoid(x: Any) -> Any:
    """(x + 1)/2 between 0 and 1: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Martins & Astudillo, 2016, arXiv:1602.02068.

    >>> sparse_sigmoid(np.array([-2.0, 0.0, 2.0]))
    array([0. , 0.5, 1. ])
    """
    return clip(0.5 * x + 0.5, 0.0, 1.0)


@name_owner
def glu(x: Any, axis: int = -1) -> Any:
    """a σ(b), where a and b are the halves of x along an axis: `x: (..., 2 d) -> (..., d)`.

    x: a number, an array or a Tensor of any shape.
    axis=-1: the axis that is halved.

    Raises ValueError if its size is odd. Dauphin, Fan, Auli & Grangier, 2016, arXiv:1612.08083.

    >>> glu(np.array([[1.0, 2.0, 0.0, 0.0]]))
    array([[0.5, 1. ]])
    """
    if not np.ndim(x) or np.shape(x)[axis] % 2:
        raise ValueError(f"glu halves x along axis {axis}: its size must be even, got shape {np.shape(x)}")
    a, b = split(x, 2, axis)
    return a * sigmoid(b)
