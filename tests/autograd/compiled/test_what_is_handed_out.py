"""Values and gradients that a compiled function hands out belong to the caller: a later run, or a write, changes no other."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Op, Tensor, compile, value_and_grad
from autograd.nest import leaves

A, B = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]]), np.array([[2.0, 1.0, 0.5], [-1.0, 3.0, 0.5]])
G = np.arange(1.0, 7.0).reshape(2, 3)

FUNCTIONS = {
    "both arguments": lambda x, y: (x, y),
    "views": lambda x, y: (x.T, y[0], x.reshape(6)),
    "one value twice": lambda x, y: (x * y,) * 2,
    "a value and its view": lambda x, y: (z := x * y, z.T, z[1]),
    "a constant": lambda x, y: (x + y, np.ones(3)),
    "used on": lambda x, y: (z := ag.exp(x), z * y, z + y),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_stay(name):
    step, eager = compile(FUNCTIONS[name]), FUNCTIONS[name]
    expected = [np.array(getattr(v, "_value", v)) for v in leaves(eager(Tensor(A), Tensor(B)))]
    x, y = A.copy(), B.copy()
    first = leaves(step(x, y))
    leaves(step(y, x))
    x[...] = y[...] = 9.0
    for found, wanted in zip(first, expected, strict=True):
        np.testing.assert_array_equal(found, wanted)
    for i, found in enumerate(first):  # each is written, the others stay
        if found.flags.writeable:
            found[...] = 100.0
        for other, wanted in zip(first[i + 1 :], expected[i + 1 :]):
            np.testing.assert_array_equal(other, wanted)
    for found, wanted in zip(leaves(step(A, B)), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


LOSSES = {
    "the same gradient for both": lambda x, y: ((x + y) * G).sum(),
    "the other argument": lambda x, y: (x * y).sum(),
    "a view of a gradient": lambda x, y: (x.T * G.T).sum() + (y.reshape(6) * G.reshape(6)).sum(),
    "ones": lambda x, y: x.sum() + y.sum(),
    "unused": lambda x, y: (x * x).sum(),
    "used twice": lambda x, y: (x * y + ag.tanh(x) * G + y / (x * x + 1.0)).sum(),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_stay(name):
    f = value_and_grad(LOSSES[name], argnums=(0, 1))
    step = compile(f)
    for a, b in ((A, B), (B, A)):
        _, expected = f(a, b)
        _, found = step(a.copy(), b.copy())
        step(a * 3.0, b * 5.0)
        for i in (0, 1):
            np.testing.assert_allclose(found[i], expected[i], rtol=1e-14)
            found[i][...] = 7.0
        _, again = step(a, b)
        for i in (0, 1):
            np.testing.assert_allclose(again[i], expected[i], rtol=1e-14)


def test_a_forward_that_gives_its_argument_itself_does_not_hand_out_the_callers():
    same = Op("same", lambda x: x, lambda g, z, x: g, listed=False)
    step, x = compile(lambda x: same(x)), A.copy()
    step(x)[...] = 100.0
    step(x)[...] = 100.0
    np.testing.assert_array_equal(x, A)
