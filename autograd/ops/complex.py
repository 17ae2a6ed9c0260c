"""Complex numbers: their parts, their conjugate, their angle.

One convention holds, that of JAX and HIPS autograd: the gradient of a real number L by z = x + iy is ∂L/∂x − i ∂L/∂y, so that
L changes by Re(ḡ·dz). With it the rule of a holomorphic function multiplies by f′(z), as for real numbers, and matrices are
transposed without a conjugate. A real input takes the real part of what a rule gives: the tape does so, in one place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.choosing import where
from autograd.ops.samples import space_out

FLOAT = np.dtype(float)


def is_complex(x: Any) -> bool:
    """Whether a float, an array or a Tensor holds complex numbers."""
    return type(x) is not float and getattr(x, "dtype", FLOAT).kind == "c"


def conjugate_of(x: Any) -> Any:
    """The conjugate; real numbers as they are."""
    return conj(x) if is_complex(x) else x


def direction(x: Any, size: Any) -> Any:
    """The sign of x; of a complex x with this size the conjugate of its direction, 0 at 0."""
    return conj(x) / where(np.equal(size, 0), 1.0, size) if is_complex(x) else np.sign(x)


def along_imaginary(g: Any, x: Any) -> Any:
    """−i g; for a real x, which has no imaginary part to move, 0."""
    return np.multiply(g, -1j) if is_complex(x) else 0.0 * g


def plane() -> list[Sample]:
    """Single numbers, arrays and an empty array, complex and real."""
    arrays = [space_out(shape, 0.2, 2.3) + 1j * space_out(shape, -2.0, 2.1, seed=1) for shape in ((4,), (2, 3), (0, 2))]
    return [
        Sample((1.5,)),
        Sample((np.array(1.2 - 0.7j),)),
        Sample((space_out((3,), 0.3, 2.0),)),
        *[Sample((x,)) for x in arrays],
    ]


# fmt: off
real = Op("real", lambda x: np.array(np.real(x)),
    doc="The real part of x.",
    vjps=(lambda g, z, x: g,),
    oracle=lambda x: (np.asarray(x) + np.conj(x)).real / 2,
    label="Re", tex=(r"\operatorname{Re} x", r"\bar z"), samples=plane)

imag = Op("imag", lambda x: np.array(np.imag(x)),
    doc="The imaginary part of x.",
    vjps=(lambda g, z, x: along_imaginary(g, x),),
    oracle=lambda x: ((np.asarray(x) - np.conj(x)) / 2j).real,
    label="Im", tex=(r"\operatorname{Im} x", r"-i\,\bar z"), samples=plane)

conj = Op("conj", np.conjugate,
    doc="The complex conjugate of x: the imaginary part with the other sign.",
    vjps=(lambda g, z, x: np.conjugate(g),),
    label="conj", tex=(r"\overline{x}", r"\overline{\bar z}"), samples=plane, ufunc=np.conjugate)

angle = Op("angle", lambda x: np.asarray(np.angle(x)),
    doc="The angle of x in the complex plane in radians, from −π to π.",
    vjps=(lambda g, z, x: along_imaginary(g, x) / x,),
    oracle=lambda x: np.log(np.asarray(x, complex)).imag,
    label="∠", tex=(r"\arg x", r"-i\,\frac{\bar z}{x}"), samples=plane, singular=True)
# fmt: on
