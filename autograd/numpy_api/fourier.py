"""numpy.fft: its transforms cut or fill up what they are given, and are then the rows `fft`, `rfft` and `irfft`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.kernel.op import NUMPY
from autograd.numpy_api.joining import pad
from autograd.numpy_api.moving import rearrange
from autograd.numpy_api.picking import getitem
from autograd.numpy_api.register import place
from autograd.ops import complex as parts
from autograd.ops import fourier as rows
from autograd.ops.fourier import SWAPPED


def fit_length(x: Any, n: int | None, axis: int) -> Any:
    """x with n numbers along an axis: cut at the end, or filled up with zeros."""
    axis = place("fft", x, axis)
    size = np.shape(x)[axis]
    if n is not None and n < 1:
        raise ValueError(f"fft of shape {np.shape(x)}: the number of points is 1 or more, got {n}")
    if n is None or n == size:
        return x
    if n < size:
        return getitem(x, rows.along(axis, np.ndim(x), slice(n)))
    return pad(x, [(0, n - size if i == axis else 0) for i in range(np.ndim(x))])


def find_axes(x: Any, s: Sequence[int] | None, axes: Sequence[int] | None) -> tuple[list[Any], list[int]]:
    """The lengths and the axes of a transform along several."""
    if axes is None:
        axes = range(np.ndim(x)) if s is None else range(np.ndim(x) - len(s), np.ndim(x))
    found = [place("fft", x, axis) for axis in axes]
    lengths: list[Any] = [None] * len(found) if s is None else [None if n == -1 else n for n in s]
    if len(lengths) != len(found):
        raise ValueError(f"fft of shape {np.shape(x)}: s={s} and axes={axes} have different lengths")
    return lengths, found


def transform(x: Any, lengths: Sequence[int | None], axes: Sequence[int], norm: Any, inverse: bool) -> Any:
    for n, axis in zip(lengths, axes):
        x = fit_length(x, n, axis)
    return rows.fft(x, axes=tuple(axes), norm=norm, inverse=inverse) if axes else x


def one_axis(inverse: bool) -> Callable[..., Any]:
    def fft(a: Any, n: int | None = None, axis: int = -1, norm: Any = None) -> Any:
        return transform(a, [n], [axis], norm, inverse)

    return fft


def several_axes(inverse: bool, standard: Any) -> Callable[..., Any]:
    def fftn(a: Any, s: Any = None, axes: Any = standard, norm: Any = None) -> Any:
        return transform(a, *find_axes(a, s, axes), norm, inverse)

    return fftn


def rfft(a: Any, n: int | None = None, axis: int = -1, norm: Any = None) -> Any:
    return rows.rfft(fit_length(a, n, axis), axis=axis, norm=norm)


def irfft(a: Any, n: int | None = None, axis: int = -1, norm: Any = None) -> Any:
    if n is None:
        n = 2 * (np.shape(a)[place("irfft", a, axis)] - 1)
    if n < 1:
        raise ValueError(f"irfft of shape {np.shape(a)}: the number of points is 1 or more, got {n}")
    return rows.irfft(fit_length(a, n // 2 + 1, axis), n=n, axis=axis, norm=norm)


def several_real_axes(standard: Any) -> Callable[..., Any]:
    def rfftn(a: Any, s: Any = None, axes: Any = standard, norm: Any = None) -> Any:
        lengths, axes = find_axes(a, s, axes)
        return transform(rfft(a, lengths[-1], axes[-1], norm), lengths[:-1], axes[:-1], norm, False)

    return rfftn


def several_halved_axes(standard: Any) -> Callable[..., Any]:
    def irfftn(a: Any, s: Any = None, axes: Any = standard, norm: Any = None) -> Any:
        lengths, axes = find_axes(a, s, axes)
        return irfft(transform(a, lengths[:-1], axes[:-1], norm, True), lengths[-1], axes[-1], norm)

    return irfftn


def hfft(a: Any, n: int | None = None, axis: int = -1, norm: Any = None) -> Any:
    return irfft(parts.conj(a), n, axis, SWAPPED[norm])


def ihfft(a: Any, n: int | None = None, axis: int = -1, norm: Any = None) -> Any:
    return parts.conj(rfft(a, n, axis, SWAPPED[norm]))


def fftshift(x: Any, axes: Any = None) -> Any:
    return rearrange(x, lambda numbers: np.fft.fftshift(numbers, axes))


def ifftshift(x: Any, axes: Any = None) -> Any:
    return rearrange(x, lambda numbers: np.fft.ifftshift(numbers, axes))


# fmt: off
NUMPY.update({
    np.fft.fft:  one_axis(False),               np.fft.ifft:  one_axis(True),
    np.fft.fft2: several_axes(False, (-2, -1)), np.fft.ifft2: several_axes(True, (-2, -1)),
    np.fft.fftn: several_axes(False, None),     np.fft.ifftn: several_axes(True, None),
    np.fft.rfft: rfft,                          np.fft.irfft: irfft,
    np.fft.rfft2: several_real_axes((-2, -1)),  np.fft.irfft2: several_halved_axes((-2, -1)),
    np.fft.rfftn: several_real_axes(None),      np.fft.irfftn: several_halved_axes(None),
    np.fft.hfft: hfft,                          np.fft.ihfft: ihfft,
    np.fft.fftshift: fftshift,                  np.fft.ifftshift: ifftshift,
})
# fmt: on
