"""Fourier transforms: three linear rows. A matrix of roots of unity is its own transpose, so the rule of `fft` is `fft`.

Cutting and filling up with zeros (`n`, `s`) are steps of their own, in autograd.numpy_api.fourier.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.samples import arrays, space_out


def keep_precision(x, z):
    """z in single precision where x is: NumPy before 2.0 transforms in double precision only."""
    return z.astype("F" if np.iscomplexobj(z) else "f", copy=False) if x.dtype.char in "fF" else z


def fft_forward(x, *, axes, norm=None, inverse=False):
    return keep_precision(x, (np.fft.ifftn if inverse else np.fft.fftn)(x, axes=axes, norm=norm))


def along(axis: int, ndim: int, key: Any) -> tuple[Any, ...]:
    """The key that takes `key` along one axis, and all of the others."""
    return tuple(key if i == axis % ndim else slice(None) for i in range(ndim))


def rfft_x(g, z, x, axis, norm=None):
    """The transform of the half of the gradient that there is, and zeros."""
    n, half = np.shape(x)[axis], np.shape(z)[axis]
    width = [(0, n - half if i == axis % np.ndim(x) else 0) for i in range(np.ndim(x))]
    return fft(np.pad(g, width), axes=(axis,), norm=norm)


def irfft_x(g, z, x, n, axis, norm=None):
    """The first half of the inverse transform; what stands for itself and its conjugate counts twice."""
    half = n // 2 + 1
    twice = np.full(half, 2.0)
    twice[0] = 1.0
    if n % 2 == 0:
        twice[-1] = 1.0
    shape = [half if i == axis % np.ndim(x) else 1 for i in range(np.ndim(x))]
    return fft(g, axes=(axis,), norm=norm, inverse=True)[along(axis, np.ndim(x), slice(half))] * twice.reshape(shape)


def plane(*shape: int) -> np.ndarray:
    return space_out(shape, -2.0, 2.0) + 1j * space_out(shape, -1.0, 2.0, seed=1)


# fmt: off
fft = Op("fft", fft_forward, floating=True,
    doc="The discrete Fourier transform of x along axes, or its inverse.",
    vjps=(lambda g, z, x, axes, norm=None, inverse=False: fft(g, axes=axes, norm=norm, inverse=inverse),),
    linear=True, label="FFT", tex=(r"F x", r"F \bar z"),
    samples=lambda: [arrays((4,), axes=(0,)), Sample((plane(2, 3),), {"axes": (0, 1)}),
                  Sample((plane(3, 2),), {"axes": (0,), "norm": "ortho", "inverse": True})],
    oracle=lambda x, axes, norm=None, inverse=False: (
        np.conj(np.fft.fftn(np.conj(x), axes=axes, norm=SWAPPED[norm])) if inverse
        else np.conj(np.fft.ifftn(np.conj(x), axes=axes, norm=SWAPPED[norm]))))

rfft = Op("rfft", lambda x, *, axis, norm=None: keep_precision(x, np.fft.rfft(x, axis=axis, norm=norm)), floating=True, real=True,
    doc="The first half of the Fourier transform of a real x along an axis; the other half is its conjugate.",
    vjps=(rfft_x,),
    oracle=lambda x, axis, norm=None: np.fft.fft(x, axis=axis, norm=norm)[along(axis, x.ndim, slice(x.shape[axis] // 2 + 1))],
    linear=True, label="RFFT", tex=(r"(F x)_{k \le n/2}", r"F (\bar z, 0)"),
    samples=lambda: [arrays((4,), axis=0), arrays((2, 5), axis=1), arrays((4, 2), axis=0, norm="ortho")])

irfft = Op("irfft", lambda x, *, n, axis, norm=None: keep_precision(x, np.fft.irfft(x, n, axis=axis, norm=norm)), floating=True,
    doc="The n real numbers whose `rfft` along an axis is x, which has n // 2 + 1 elements there.",
    vjps=(irfft_x,),
    oracle=lambda x, n, axis, norm=None: np.conj(np.fft.hfft(np.conj(x), n, axis=axis, norm=SWAPPED[norm])).real,
    linear=True, label="IRFFT", tex=(r"F^{-1} x", r"F^{-1} \bar z"),
    samples=lambda: [Sample((plane(3),), {"n": 4, "axis": 0}), Sample((plane(2, 3),), {"n": 5, "axis": 1}),
                  Sample((plane(3, 2),), {"n": 4, "axis": 0, "norm": "ortho"})])
# fmt: on
SWAPPED = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}  # the norm of the other direction
