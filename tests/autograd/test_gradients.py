"""gradients(y, by): what is there already is differentiated, as often as one likes."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Op, Tensor, gradients


def test_leaves_and_results_on_the_way_have_gradients_and_nothing_is_left_behind():
    w, b = Tensor([2.0, 3.0]), Tensor(1.0)
    x = w * 2.0
    y = (x**2 + b * w).sum()
    by_w, by_x, by_b = gradients(y, [w, x, b])
    assert by_w.tolist() == [8 * 2.0 + 1, 8 * 3.0 + 1]
    assert by_x.tolist() == [8.0, 12.0]
    assert by_b.data == 5.0
    assert [w.grad, b.grad, x.grad] == [None, None, None]


def test_gradients_of_gradients_are_exact():
    x = Tensor(2.0)
    (first,) = gradients(x**4, [x])
    (second,) = gradients(first, [x])
    (third,) = gradients(second, [x])
    assert (first.data, second.data, third.data) == (32.0, 48.0, 48.0)


def test_a_gradient_from_further_on_is_the_start():
    x, weight = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    (g,) = gradients(x * x, [x], weight)
    assert g.tolist() == [6.0, 16.0]
    assert gradients(g.sum(), [weight])[0].tolist() == [2.0, 4.0]
    with pytest.raises(ValueError, match=r"shape \(2,\), but its gradient was given as \(3,\)"):
        gradients(x * x, [x], np.ones(3))


def test_a_gradient_that_depends_on_nothing_is_a_constant():
    x = Tensor(2.0)
    still = Op("still", np.floor, lambda g, z, x: 0.0, listed=False)
    for y, slope in ((3.0 * x, 3.0), (still(x), 0.0)):
        (by_x,) = gradients(y, [x])
        assert (by_x.data, by_x.requires_grad) == (slope, False)


def test_what_has_no_part_has_no_gradient():
    x, other = Tensor(2.0), Tensor(3.0)
    assert gradients(x * x, [other]) == [None]
    assert gradients(Tensor(2.0, requires_grad=False), [x]) == [None]
    with pytest.raises(TypeError, match="got float"):
        gradients(x * x, [2.0])
