"""Operations on waves and matrices that take several of NumPy's functions, or give something else than these."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn.ops.array import plain
from nn.ops.making import table


def rsqrt(x: Any) -> Any:
    """1 / √x."""
    return 1.0 / np.sqrt(x)


def erfc(x: Any) -> Any:
    """1 - erf x."""
    return 1.0 - autograd.erf(x)


def divide_no_nan(x1: Any, x2: Any) -> Any:
    """x1 / x2, and 0 where x2 is 0."""
    zero = np.asarray(plain(x2)) == 0
    return np.where(zero, 0.0, x1 / np.where(zero, 1.0, x2))


def cdist(x: Any, y: Any) -> Any:
    """The distance of every row of x from every row of y: (..., n, d), (..., m, d) -> (..., n, m)."""
    apart = np.expand_dims(x, -2) - np.expand_dims(y, -3)
    return np.sqrt(np.sum(apart * apart, axis=-1))


def logdet(x: Any) -> Any:
    """The logarithm of the determinant of a positive definite matrix."""
    return np.linalg.slogdet(x)[1]


def cholesky(x: Any, upper: bool = False) -> Any:
    """The lower triangular L with L Lᵀ = x, or its transpose."""
    lower = np.linalg.cholesky(x)
    return np.swapaxes(lower, -1, -2) if upper else lower


def cholesky_inverse(x: Any, upper: bool = False) -> Any:
    """The inverse of the matrix whose Cholesky factor is x."""
    lower = np.swapaxes(x, -1, -2) if upper else x
    inverse = np.linalg.inv(lower)
    return np.swapaxes(inverse, -1, -2) @ inverse


def solve_triangular(a: Any, b: Any, lower: bool = False) -> Any:
    """x with a x = b, of a only the upper or the lower triangle counting."""
    rows = np.ndim(b) == np.ndim(a) - 1
    triangle = np.tril(a) if lower else np.triu(a)
    found = np.linalg.solve(triangle, np.expand_dims(b, -1) if rows else b)
    return found[..., 0] if rows else found


def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """The x that makes a x as near to b as can be."""
    return np.linalg.lstsq(a, b, rcond)[0]


def fft(x: tuple[Any, Any]) -> tuple[Any, Any]:
    """The Fourier transform along the last axis of real and imaginary parts, given as such; without a derivative."""
    return _parts(np.fft.fft(_complex(x)), x)


def fft2(x: tuple[Any, Any]) -> tuple[Any, Any]:
    """The Fourier transform along the last two axes of real and imaginary parts; without a derivative."""
    return _parts(np.fft.fft2(_complex(x)), x)


def ifft2(x: tuple[Any, Any]) -> tuple[Any, Any]:
    """The way back of `fft2`."""
    return _parts(np.fft.ifft2(_complex(x)), x)


def rfft(x: Any, fft_length: int | None = None) -> tuple[Any, Any]:
    """The Fourier transform of real numbers along the last axis, as real and imaginary parts; without a derivative."""
    return _parts(np.fft.rfft(plain(x), fft_length), (x, x))


def irfft(x: tuple[Any, Any], fft_length: int | None = None) -> Any:
    """The way back of `rfft`."""
    return np.fft.irfft(_complex(x), fft_length).astype(plain(x[0]).dtype)


def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Any:
    """Pieces of the last axis, each sequence_stride later: (..., length) -> (..., pieces, sequence_length)."""
    count = 1 + (np.shape(x)[-1] - sequence_length) // sequence_stride
    places = np.arange(count)[:, None] * sequence_stride + np.arange(sequence_length)
    return np.take(x, places, axis=-1)


def _complex(x: tuple[Any, Any]) -> Any:
    real, imaginary = x
    return plain(real) + 1j * plain(imaginary)


def _parts(z: Any, like: tuple[Any, Any]) -> tuple[Any, Any]:
    kind = plain(like[0]).dtype
    kind = kind if kind.kind == "f" else np.dtype("float32")
    return z.real.astype(kind), z.imag.astype(kind)


OPS = table(
    cdist, cholesky, cholesky_inverse, divide_no_nan, erfc, extract_sequences, fft, fft2, ifft2, irfft, logdet, lstsq, rfft,
    rsqrt, solve_triangular,
)  # fmt: skip
