"""Activations that leave large numbers as they are and flatten small ones: relu and its relatives."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import clip, elu, gelu_tanh, maximum, name_owner, softplus, sqrt, square, tanh, where


@name_owner
def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """max(x, 0), or with its settings a line with two bends: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    negative_slope=0.0: the slope below the threshold, where the result is negative_slope·(x − threshold).
    max_value=None: the largest result; None is no bound.
    threshold=0.0: the place from which on x is kept as it is.

    Fukushima, 1969; Nair & Hinton, 2010.

    >>> import numpy as np
    >>> relu(np.array([-1.0, 2.0, 9.0]), negative_slope=0.1, max_value=6.0)
    array([-0.1,  2. ,  6. ])
    """
    z = where(x > threshold, x, 0.0) if threshold else autograd.relu(x)
    if max_value is not None:
        z = clip(z, None, max_value)
    return z - negative_slope * autograd.relu(threshold - x) if negative_slope else z


@name_owner
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x, or negative_slope·x below 0: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    negative_slope=0.2: the slope below 0.

    Maas, Hannun & Ng, 2013.

    >>> import numpy as np
    >>> leaky_relu(np.array([-1.0, 2.0]))
    array([-0.2,  2. ])
    """
    return autograd.leaky_relu(x, slope=negative_slope)


@name_owner
def relu6(x: Any) -> Any:
    """x between 0 and 6, min(max(x, 0), 6): `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Howard et al., 2017, "MobileNets", arXiv:1704.04861.

    >>> import numpy as np
    >>> relu6(np.array([-1.0, 2.0, 9.0]))
    array([0., 2., 6.])
    """
    return clip(x, 0.0, 6.0)


SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


@name_owner
def selu(x: Any) -> Any:
    """1.0507 x, or 1.7581 (eˣ − 1) below 0, which keeps mean 0 and variance 1 through layers: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Klambauer, Unterthiner, Mayr & Hochreiter, 2017, arXiv:1706.02515.

    >>> import numpy as np
    >>> selu(np.array([-1.0, 2.0])).round(3)
    array([-1.111,  2.101])
    """
    return SELU_SCALE * elu(x, alpha=SELU_ALPHA)


@name_owner
def celu(x: Any, alpha: float = 1.0) -> Any:
    """x, or alpha (e^(x/alpha) − 1) below 0, an elu whose slope has no jump: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    alpha=1.0: the result far below 0 is −alpha.

    Barron, 2017, arXiv:1704.07483.

    >>> import numpy as np
    >>> celu(np.array([-1.0, 2.0]), alpha=2.0).round(3)
    array([-0.787,  2.   ])
    """
    return alpha * elu(x / alpha)


@name_owner
def gelu(x: Any, approximate: bool = False) -> Any:
    """x Φ(x), with the normal distribution's Φ: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    approximate=False: whether Φ is approximated by tanh, x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))).

    Hendrycks & Gimpel, 2016, arXiv:1606.08415.

    >>> import numpy as np
    >>> gelu(np.array([-1.0, 2.0])).round(3)
    array([-0.159,  1.954])
    """
    return gelu_tanh(x) if approximate else autograd.gelu(x)


@name_owner
def mish(x: Any) -> Any:
    """x tanh(log(1 + eˣ)): `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    Misra, 2019, arXiv:1908.08681.

    >>> import numpy as np
    >>> mish(np.array([-1.0, 2.0])).round(3)
    array([-0.303,  1.944])
    """
    return x * tanh(softplus(x))


@name_owner
def squareplus(x: Any, b: float = 4.0) -> Any:
    """(x + √(x² + b)) / 2, a softplus without exponentials: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.
    b=4.0: the larger, the rounder the bend; from 0 on.

    Barron, 2021, arXiv:2112.11687.

    >>> import numpy as np
    >>> squareplus(np.array([-1.5, 0.0, 1.5]))
    array([0.5, 1. , 2. ])
    """
    large = maximum(abs(x), 1.0)  # taken out of the root, where its square could overflow
    half = 0.5 * (large * sqrt(square(x / large) + b / large / large))
    return where(x >= 0.0, half + 0.5 * x, 0.25 * b / (half + 0.5 * abs(x)))  # below 0 x + root would lose digits


@name_owner
def sparse_plus(x: Any) -> Any:
    """0 up to −1, (x + 1)²/4 up to 1, then x, the integral of sparse_sigmoid: `x -> x's shape`.

    x: a number, an array or a Tensor of any shape.

    >>> import numpy as np
    >>> sparse_plus(np.array([-2.0, 0.0, 2.0]))
    array([0.  , 0.25, 2.  ])
    """
    return where(x <= -1.0, 0.0, where(x < 1.0, 0.25 * square(x + 1.0), x))
