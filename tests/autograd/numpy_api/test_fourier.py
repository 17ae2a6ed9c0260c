"""Fourier transforms: values as NumPy's for every length, axis and norm; derivatives once and twice."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, gradcheck

rng = np.random.default_rng(0)
X = rng.standard_normal((4, 5))
Z = X + 1j * rng.standard_normal((4, 5))
ONE = [np.fft.fft, np.fft.ifft, np.fft.rfft, np.fft.irfft, np.fft.hfft, np.fft.ihfft]
MANY = [np.fft.fft2, np.fft.ifft2, np.fft.rfft2, np.fft.irfft2, np.fft.fftn, np.fft.ifftn, np.fft.rfftn, np.fft.irfftn]
OF_REAL = (np.fft.rfft, np.fft.ihfft, np.fft.rfft2, np.fft.rfftn)


def agrees(f, **settings):
    for given in (X,) if f in OF_REAL else (X, Z):
        np.testing.assert_allclose(f(Tensor(given), **settings).numpy(), f(given, **settings), rtol=1e-12, atol=1e-14)
        assert gradcheck(lambda x: f(x, **settings), given)


@pytest.mark.parametrize("f", ONE)
@pytest.mark.parametrize(
    "settings", [{}, {"n": 3}, {"n": 8}, {"axis": 0}, {"norm": "ortho"}, {"n": 7, "axis": -2, "norm": "forward"}]
)
def test_along_one_axis(f, settings):
    agrees(f, **settings)


@pytest.mark.parametrize("f", MANY)
@pytest.mark.parametrize(
    "settings", [{}, {"s": (3, 6), "axes": (0, 1)}, {"axes": (1, 0)}, {"norm": "ortho"}, {"norm": "forward"}]
)
def test_along_several_axes(f, settings):
    agrees(f, **settings)


@pytest.mark.parametrize("f", [np.fft.fftshift, np.fft.ifftshift])
def test_shifts(f):
    for axes in (None, 0, (0, 1)):
        agrees(f, axes=axes)


def test_back_and_forth():
    t = Tensor(X)
    np.testing.assert_allclose(np.fft.irfft(np.fft.rfft(t), 5).numpy(), X, atol=1e-14)
    np.testing.assert_allclose(np.fft.ifft(np.fft.fft(t)).numpy(), X, atol=1e-14)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="the number of points is 1 or more, got 0"):
        np.fft.fft(Tensor(X), 0)
    with pytest.raises(IndexError, match="there is no axis 2"):
        np.fft.rfft(Tensor(X), axis=2)
    with pytest.raises(TypeError, match="rfft is for real numbers"):
        np.fft.rfft(Tensor(Z))
