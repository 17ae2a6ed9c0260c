"""local_derivatives: the numbers that a drawing writes on the edges into one operation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd import TABLE, Tensor, einsum, local_derivatives


def test_one_number_per_input_in_their_order():
    x, y = Tensor(6.0), Tensor(2.0)
    assert local_derivatives(x / y) == (0.5, -1.5)
    assert local_derivatives(x - y) == (1.0, -1.0)
    assert local_derivatives(np.exp(y)) == (math.exp(2.0),)
    assert local_derivatives(x * x) == (6.0, 6.0)
    assert all(type(d) is float for d in local_derivatives(x / y))


def test_they_do_not_depend_on_what_comes_after_and_change_nothing():
    x = Tensor(3.0)
    y = x * 2.0
    z = y * 100.0
    z.backward()
    assert local_derivatives(y)[0] == 2.0
    assert (x.grad, y.grad) == (200.0, 100.0)


def test_constants_and_inputs_without_a_rule_have_none():
    x = Tensor(3.0)
    assert local_derivatives(x * 2.0) == (2.0, None)
    assert local_derivatives(2.0 - x) == (None, -1.0)
    assert local_derivatives(np.where(Tensor(1.0), x, x * 2.0)) == (None, 1.0, 0.0)


def test_leaves_have_no_inputs_and_arrays_no_numbers():
    assert local_derivatives(Tensor(3.0)) == ()
    assert local_derivatives(Tensor([1.0, 2.0]) * Tensor(2.0)) == (None, None)
    assert local_derivatives(np.stack([Tensor(1.0), Tensor(2.0)])) == (None, None)


def test_a_number_made_of_an_array():
    v = Tensor([3.0, 4.0])
    (d,) = local_derivatives(np.linalg.norm(v))
    np.testing.assert_allclose(d, [0.6, 0.8])
    left, right = local_derivatives(einsum("i,i", v, np.array([1.0, 2.0])))
    np.testing.assert_array_equal(left, [1.0, 2.0])
    assert right is None


def test_poles_are_as_ieee_says():
    assert local_derivatives(np.log(Tensor(0.0))) == (math.inf,)
    assert local_derivatives(1.0 / Tensor(0.0))[1] == -math.inf
    assert local_derivatives(Tensor(0.0) ** 0.5)[0] == math.inf


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in TABLE.items()])
def test_every_row_of_numbers_agrees_with_finite_differences(row):
    for sample in row.samples():
        numbers = all(type(x) is float for x in sample.inputs)
        if sample.grads is not None or not numbers or np.ndim(row(*sample.inputs, **sample.settings)):
            continue
        found = local_derivatives(row(*map(Tensor, sample.inputs), **sample.settings))
        for i, (rule, d) in enumerate(zip(row.vjps, found)):
            ahead, behind = ([x + h * (i == j) for j, x in enumerate(sample.inputs)] for h in (1e-6, -1e-6))
            slope = (row(*ahead, **sample.settings) - row(*behind, **sample.settings)) / 2e-6
            assert d is None if rule is None else d == pytest.approx(slope, rel=1e-6, abs=1e-8)
