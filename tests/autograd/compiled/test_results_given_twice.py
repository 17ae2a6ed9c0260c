"""Results that are given twice, or differently often: a compiled function adds up the gradients of each."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, compile

X = np.array([0.5, -1.5, 2.0])


@pytest.mark.parametrize("x", [0.5, X], ids=["a number", "an array"])
def test_the_gradients_of_one_result_given_twice_are_added(x):
    w = Tensor(np.ones(np.shape(x)) * 2.0 if np.ndim(x) else 2.0)

    def f(x):
        y = ag.tanh(x * w)
        return y, y, y * 3.0

    value, back = compile(f, parameters=[w])(x)
    np.testing.assert_array_equal(value[0], value[1])
    (found,) = back((x * 1.0, x * 10.0, x * 100.0))
    slope = x / np.cosh(x * 2.0) ** 2
    np.testing.assert_allclose(found, slope * (x + x * 10.0 + x * 300.0), rtol=1e-12)


def test_a_second_look_at_a_nan_adds_the_gradients_of_one_result_given_twice():
    w = Tensor(np.array([1.0, 2.0, 0.0]))

    def f(x):
        y = ag.where(w > 0.5, ag.log(w), 0.0) * x  # the logarithm of 0 has no slope, and is not chosen
        return y, y

    step = compile(f, parameters=[w])
    for _ in range(2):
        _, back = step(X)
        (found,) = back((np.ones(3), np.full(3, 10.0)))
        np.testing.assert_allclose(found, 11.0 * X * np.array([1.0, 0.5, 0.0]), rtol=1e-12)
