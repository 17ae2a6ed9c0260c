"""NumPy's functions of complex numbers: parts, angle, and back to real ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd import ops
from autograd.kernel.op import NUMPY
from autograd.numpy_api.constants import run_on_values
from autograd.numpy_api.picking import sort
from autograd.numpy_api.register import differentiates, read_value
from autograd.numpy_api.signatures import of_one
from autograd.ops import complex as rows

NUMPY[np.real] = rows.real
NUMPY[np.imag] = rows.imag


@differentiates(np.angle)
@of_one
def angle(z: Any, deg: bool = False) -> Any:
    """The angle of a complex number, in radians from −π to π.

    z: numbers of any shape. deg=False: whether in degrees.

    >>> float(angle(np.array(1j), deg=True))
    90.0
    """
    found = rows.angle(z)
    return ops.mul(found, 180.0 / math.pi) if deg else found


sign_of_real = run_on_values(np.sign)


def sign(x: Any) -> Any:
    """-1, 0 or 1, which has no derivative; of a complex number its direction x / |x|, which has one.

    x: numbers of any shape.

    >>> sign(np.array([3.0 + 4.0j, 0.0]))
    array([0.6+0.8j, 0. +0.j ])
    """
    if not rows.is_complex(x):
        return sign_of_real(x)
    size = np.abs(x)
    return ops.div(x, ops.where(np.equal(size, 0), 1.0, size))


NUMPY[np.sign] = sign


@differentiates(np.real_if_close)
@of_one
def real_if_close(a: Any, tol: float = 100) -> Any:
    """The real part, if all imaginary parts are next to 0; else the numbers as they are.

    a: numbers of any shape. tol=100: how small, in steps of the machine's precision if above 1.

    >>> real_if_close(np.array([1.0 + 0.0j]))
    array([1.])
    """
    value = read_value(a)
    return rows.real(a) if np.iscomplexobj(value) and np.isrealobj(np.real_if_close(value, tol)) else ops.alias(a)


@differentiates(np.sort_complex)
@of_one
def sort_complex(a: Any) -> Any:
    """The numbers as complex ones, by their real parts and then by their imaginary ones.

    a: numbers of any shape, sorted along the last axis.

    >>> sort_complex(np.array([2.0, 1.0]))
    array([1.+0.j, 2.+0.j])
    """
    return sort(ops.mul(a, 1.0 + 0.0j) if not rows.is_complex(a) else a)
