"""Flat vectors, optimizers of nested values, and fixed points."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import grad, gradcheck
from autograd.misc import flatten
from autograd.misc.fixed_points import fixed_point
from autograd.misc.flatten import flatten_func
from autograd.misc.optimizers import adam, rmsprop, sgd

PARAMETERS = {"b": [np.ones((2, 2)), 3.0], "a": (np.arange(3.0),)}


def test_a_vector_and_back():
    vector, unflatten = flatten(PARAMETERS)
    assert vector.tolist() == [0.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 3.0]  # dicts by sorted keys
    again = unflatten(vector * 2)
    assert again["b"][1] == 6.0
    assert again["a"][0].tolist() == [0.0, 2.0, 4.0]
    assert gradcheck(lambda v: flatten(unflatten(v))[0] ** 2, vector)
    flat, _, x = flatten_func(lambda p: {"b": p["b"], "a": (p["a"][0] * 2,)}, PARAMETERS)
    assert flat(x)[:3].tolist() == [0.0, 2.0, 4.0]


@pytest.mark.parametrize("optimizer", [sgd, rmsprop, adam])
def test_optimizers_find_the_minimum(optimizer):
    seen = []
    target = {"w": np.array([1.0, -2.0]), "b": 0.5}
    loss = lambda p: np.sum((p["w"] - target["w"]) ** 2) + (p["b"] - target["b"]) ** 2  # noqa: E731
    start = {"w": np.zeros(2), "b": 0.0}
    found = optimizer(lambda p, i: grad(loss)(p), start, lambda p, i, g: seen.append(i), num_iters=400, step_size=0.05)
    np.testing.assert_allclose(found["w"], target["w"], atol=0.03)
    assert seen == list(range(400))
    assert start["b"] == 0.0


def test_a_fixed_points_derivative():
    root = lambda a: fixed_point(lambda a: lambda x: 0.5 * (x + a / x), a, 1.0, lambda x, y: abs(x - y), 1e-12)  # noqa: E731
    assert root(9.0) == pytest.approx(3.0)
    assert grad(root)(9.0) == pytest.approx(1 / 6, rel=1e-9)
    square = lambda a: lambda x: 0.3 * np.cos(x) + a  # noqa: E731
    many = lambda a: fixed_point(square, a, np.zeros(2), lambda x, y: float(np.abs(np.asarray(x - y)).max()), 1e-13)  # noqa: E731
    x = many(np.array([0.1, 0.7]))
    jacobian = 1 / (1 + 0.3 * np.sin(x))
    np.testing.assert_allclose(
        grad(lambda a: np.sum(many(a) * np.array([1.0, 2.0])))(np.array([0.1, 0.7])), [1.0, 2.0] * jacobian
    )
