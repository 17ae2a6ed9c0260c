"""The methods that people expect of an array: NumPy's values, and right derivatives where there are any."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
from autograd import Tensor, gradcheck

M = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("argmax", {}), ("argmax", {"axis": 1}), ("argmin", {}), ("argmin", {"axis": 0}), ("argsort", {}),
        ("argsort", {"axis": 0}),
        ("any", {}), ("any", {"axis": 0}), ("all", {}), ("all", {"axis": 1, "keepdims": True}), ("round", {}),
        ("round", {"decimals": 1}),
    ],
)  # fmt: skip
def test_methods_without_derivative_give_plain_answers(name, arguments):
    ours, theirs = getattr(Tensor(M), name)(**arguments), getattr(M, name)(**arguments)
    assert not isinstance(ours, Tensor)
    np.testing.assert_array_equal(ours, theirs)
    assert np.shape(ours) == np.shape(theirs)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("take", ([0, 0, 5],)), ("take", ([2, 0], 1)), ("diagonal", ()), ("diagonal", (1,)), ("trace", ()), ("trace", (-1,)),
        ("cumprod", ()), ("cumprod", (1,)), ("copy", ()), ("flatten", ("F",)), ("ravel", ("F",)), ("swapaxes", (0, 1)),
    ],
)  # fmt: skip
def test_methods_with_derivatives(name, arguments):
    np.testing.assert_allclose(getattr(Tensor(M), name)(*arguments).numpy(), getattr(M, name)(*arguments), rtol=1e-15)
    assert gradcheck(lambda x: getattr(x, name)(*arguments), M)


@pytest.mark.parametrize("axis", [-1, 0, 1, None])
def test_sort_gives_a_sorted_tensor_and_leaves_this_one_as_it_is(axis):
    t = Tensor(M)
    np.testing.assert_array_equal(t.sort(axis).numpy(), np.sort(M, axis))
    np.testing.assert_array_equal(t.numpy(), M)
    assert gradcheck(lambda x: x.sort(axis), M)


def test_tolist_and_copy():
    t = Tensor(M)
    assert t.tolist() == M.tolist()
    assert (type(Tensor(2.5).tolist()), Tensor(2.5).tolist()) == (float, 2.5)
    twin = t.copy()
    assert not np.shares_memory(twin.numpy(), t.numpy())
    assert not t.detach().copy().requires_grad
    (twin * twin).sum().backward()
    np.testing.assert_array_equal(t.grad, 2 * M)


def test_round_of_python():
    assert (round(Tensor(2.6)), type(round(Tensor(2.6)))) == (3, int)
    assert round(Tensor(2.345), 2) == round(2.345, 2)
    np.testing.assert_array_equal(round(Tensor(M)), np.round(M))
    np.testing.assert_array_equal(round(Tensor(M * 12.3), -1), np.round(M * 12.3, -1))
    t = Tensor(2.6)
    (t + (t.round() - t).detach()).backward()  # the straight-through estimate
    assert t.grad == 1.0


def test_whole_numbers_of_python_become_floats_and_arrays_of_them_are_refused():
    pairs = [([1, 2, 3], [1.0, 2.0, 3.0]), (((1, 2), (3, 4)), [[1.0, 2.0], [3.0, 4.0]])]
    pairs += [([2**70], [2.0**70]), ([1, 2.5], [1.0, 2.5])]
    for given, value in pairs:
        x = Tensor(given)
        assert (x.dtype, x.requires_grad, x.tolist()) == (np.float64, True, value)
    for given in (np.array([1, 2]), [np.int64(1)], [[1, 2], np.array([3, 4])], [True], [1, True], True):
        with pytest.raises(TypeError, match="data cannot require gradients"):
            Tensor(given)
    assert Tensor([1, 2], requires_grad=False).dtype == np.int64  # an index, as before
    with pytest.raises(ValueError, match="equal lengths"):
        Tensor([[1], [2, 3]])
    for given in ([1, None], ["a"], [[1, 2], "b"]):
        with pytest.raises((TypeError, ValueError)):
            Tensor(given)
    assert Tensor([]).shape == (0,)


def test_printing_a_number_says_how():
    t = Tensor(2.0)
    for leave in (lambda: "%.3f" % t, lambda: math.sin(t), lambda: f"{float(t):.1f}"):  # noqa: UP031
        with pytest.raises(TypeError, match=r'would lose the derivative of .*: use f"\{t:\.3f\}" to print it, t\.item\(\)'):
            leave()
    assert f"{t:.3f}" == f"{t.item():.3f}" == "%.3f" % t.item() == "%.3f" % t.detach() == "2.000"  # noqa: UP031


def look_by_isclose(t):
    """NumPy 2 looks at the number itself; before, the answer is recorded, and only bool looks at it."""
    answer = np.isclose(1.0, 1.0, rtol=t[0])
    return answer if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else bool(answer)


@pytest.mark.parametrize(
    "look",
    [
        lambda t: t.tolist(), lambda t: round(t.sum()), lambda t: t.argsort(), lambda t: t.argmax(),
        lambda t: t.any(), lambda t: t.sort(),
        lambda t: t.round(1), lambda t: np.from_dlpack(t), look_by_isclose,
    ],
)  # fmt: skip
def test_a_program_does_not_let_its_values_be_looked_at(look):
    def f(x):
        look(x)
        return x.sum()

    with pytest.raises(RuntimeError, match="looks at a value while a function is recorded"):
        autograd.compile(f)(np.array([1.0, 2.0]))


def test_a_program_takes_cumulates_and_picks_anew():
    def f(x):
        return (x.cumprod() * x.take([2, 0, 1]) + x.copy()).sum() + x.reshape(3, 1).trace() + (x % 0.7).sum()

    program = autograd.compile(autograd.grad(f))
    for x in (np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.0, 0.3])):
        np.testing.assert_allclose(program(x), autograd.grad(f)(x), rtol=1e-14)
