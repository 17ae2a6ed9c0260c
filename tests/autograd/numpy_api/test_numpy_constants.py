"""Where nothing is differentiated, NumPy runs on the values: after detach(), under no_grad(), in both protocols."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, no_grad

M = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
ANY = [
    np.median, np.unique, np.vstack, np.hstack, np.cbrt, np.exp2, np.rad2deg, np.fft.fftshift, np.diff, np.ptp, np.average,
    np.nanmean, np.fliplr, np.rot90, np.triu, np.cov, np.ediff1d, np.atleast_3d, np.fmax.reduce, np.multiply.reduce,
    np.maximum.accumulate, np.linalg.pinv, np.linalg.svd, np.linalg.qr, lambda x: np.sum(x, where=M > 0),
    lambda x: np.max(x, initial=0.9), lambda x: np.mean(x, dtype=np.float32), lambda x: np.quantile(x, 0.25, axis=1),
    lambda x: np.add.outer(x[0], x[1]), lambda x: np.add(x, 1.0, dtype=np.float32), lambda x: np.take(x, [7], mode="clip"),
    lambda x: np.pad(x, 1, mode="edge"), lambda x: np.ravel(x, order="K"),
    lambda x: np.interp(0.5, x[0, [0, 2]], x[1, :2]), lambda x: np.histogram(x, bins=3)[1], lambda x: np.meshgrid(x[0], x[1]),
    lambda x: np.insert(x, 0, x[0, 0], axis=1), lambda x: np.select([x > 0], [x], default=x * 2.0),
    lambda x: np.apply_along_axis(np.sum, 0, x),
    lambda x: np.modf(x)[0], lambda x: np.hypot(x, M), lambda x: np.heaviside(M, x), lambda x: np.linalg.norm(x[:, :2], "nuc"),
]  # fmt: skip


def same(ours, theirs):
    if isinstance(theirs, (list, tuple)):
        assert type(ours) is type(theirs)
        for a, b in zip(ours, theirs, strict=True):
            same(a, b)
    else:
        assert type(ours) is Tensor
        assert not ours.requires_grad
        np.testing.assert_array_equal(ours.numpy(), theirs)
        assert ours.shape == np.shape(theirs)


@pytest.mark.parametrize("f", ANY, ids=lambda f: f.__name__)
def test_any_function_of_numpy_runs_on_constants(f):
    same(f(Tensor(M).detach()), f(M))
    with no_grad():
        same(f(Tensor(M)), f(M))


REFUSED = [
    np.fmax.reduce,
    np.multiply.reduce,
    np.maximum.accumulate,
    lambda x: np.histogram(x, weights=x),
    np.asarray,
]


@pytest.mark.parametrize("f", REFUSED)
def test_it_is_refused_where_a_derivative_would_be_lost(f):
    x = Tensor(M)
    for t in (x, x * 2.0):
        with pytest.raises(TypeError, match="derivative"):
            f(t)
    with pytest.raises(TypeError, match="derivative"), autograd.no_grad(), autograd.enable_grad():
        f(x)


def test_one_differentiated_tensor_among_constants_is_enough_to_refuse():
    c, x = Tensor(M).detach(), Tensor(M)
    for call in (lambda: np.histogram(c, weights=x), lambda: np.busday_count(c, x), lambda: np.histogram2d(c[0], x[0])):
        with pytest.raises(TypeError, match="has no derivative rule"):
            call()


def test_answers_that_are_no_floats_stay_numpys():
    c = Tensor(M).detach()
    counts, edges = np.histogram(c, bins=2)
    assert (type(counts), type(edges)) == (np.ndarray, Tensor)
    assert np.fft.fft(c[0]).dtype == complex
    assert np.searchsorted(c[0, [1, 0, 2]], 0.5) == 2
    assert np.array2string(c[0]) == "[ 0.3 -1.2  0.7]"
    assert np.trunc(c).tolist() == np.trunc(M).tolist()
    values, vectors = np.linalg.eigh(np.eye(2) * Tensor(3.0).detach())
    assert (values.tolist(), vectors.requires_grad) == ([3.0, 3.0], False)


def test_a_constant_may_update_an_array_but_is_never_written_to():
    c = Tensor([1.0, 2.0]).detach()
    a = memory = np.zeros(2)
    a += c
    assert a is memory
    np.testing.assert_array_equal(a, [1.0, 2.0])
    assert np.exp(c, out=a) is a
    assert np.clip(c, 0.0, 1.5, out=a) is a
    np.testing.assert_array_equal(a, [1.0, 1.5])
    w = Tensor([3.0, 4.0])
    y = (w * c).sum()
    for write in (
        lambda: np.add(c, 1.0, out=c), lambda: np.put(c, 0, 9.0), lambda: np.copyto(c, 9.0),
        lambda: np.place(c, [True, True], 9.0),
        lambda: np.fill_diagonal(c.reshape(1, 2), 9.0), lambda: np.putmask(c, [True, False], 9.0), lambda: np.add.at(c, 0, 9.0),
        lambda: np.nan_to_num(c, copy=False), lambda: np.round(w, 0, c), lambda: np.sum(w.detach(), out=c[0]),
    ):  # fmt: skip
        with pytest.raises((TypeError, ValueError)):
            write()
    for answer in (np.atleast_1d(c), np.broadcast_arrays(c, c)[0], np.real(c)):
        answer.data[...] = 9.0  # an independent constant
    y.backward()
    np.testing.assert_array_equal(w.grad, [1.0, 2.0])


def test_a_program_never_freezes_such_a_value():
    with pytest.raises(RuntimeError, match="looks at a value while a function is recorded"):
        autograd.compile(lambda x: (x * np.median(x)).sum())(np.array([1.0, 2.0, 4.0]))
