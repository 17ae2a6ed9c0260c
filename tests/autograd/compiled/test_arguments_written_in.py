"""A compiled function that writes into its own argument computes with what it was given, at each call."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import compile, value_and_grad

X = np.array([0.5, -1.5, 2.0])


def write_an_element(x):
    x[0] = x[1] * 2.0
    return (x * x).sum()


def write_all(x):
    x *= 2.0
    return (x * x).sum()


@pytest.mark.parametrize("f", [write_an_element, write_all])
def test_values_and_gradients_are_those_of_the_eager_function(f):
    plain, both = compile(f), compile(value_and_grad(f))
    for scale in (1.0, 2.0, -3.0):
        value, gradient = value_and_grad(f)(X * scale)
        assert plain(X * scale) == pytest.approx(value, rel=1e-14)
        found = both(X * scale)
        assert found[0] == pytest.approx(value, rel=1e-14)
        np.testing.assert_allclose(found[1], gradient, rtol=1e-14)
