"""`.grad` by assignment: what cannot be this Tensor's gradient is refused where it is assigned, not where it is used."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from autograd import Op, Tensor


@pytest.mark.parametrize(
    ("gradient", "said"),
    [
        (np.zeros((2, 3)), r"got an array of shape \(2, 3\) and dtype float64"),
        (np.zeros((3, 1)), r"shape \(3, 1\)"),
        (np.zeros(3, np.float32), "dtype float32"),
        (np.zeros(3, int), "dtype int"),
        (np.array(0.0), r"shape \(\)"),
        (0.0, "got a float"),
        ([0.0, 0.0, 0.0], "got a list"),
        (Tensor(np.zeros(3)), "got a Tensor"),
        ("none", "got a str"),
    ],
)
def test_an_array_takes_an_array_of_its_shape_and_dtype(gradient, said):
    p = Tensor(np.ones(3), name="w")
    p.grad = np.full(3, 2.0)
    with pytest.raises(
        ValueError, match=r"the gradient of 'w' \(leaf .*\) is an array of shape \(3,\) and dtype float64.*" + said
    ):
        p.grad = gradient
    np.testing.assert_array_equal(p.grad, [2.0] * 3)  # as it was
    (p * p).sum().backward()
    np.testing.assert_array_equal(p.grad, [4.0] * 3)
    p.grad = None
    assert p.grad is None


@pytest.mark.parametrize("gradient", [5, 5.0, np.float32(5), np.int64(5), np.array(5.0)])
def test_a_number_takes_any_number(gradient):
    x = Tensor(3.0)
    x.grad = gradient
    assert (type(x.grad), x.grad) == (float, 5.0)
    (x * x).backward()
    assert x.grad == 11.0


@pytest.mark.parametrize("gradient", [np.zeros(1), [0.0], "5", Tensor(5.0), 1j])
def test_a_number_takes_nothing_else(gradient):
    x = Tensor(3.0)
    with pytest.raises(
        ValueError, match=r"the gradient of the leaf at position \d+ is a number like its value or None: got an? "
    ):
        x.grad = gradient
    assert x.grad is None


def test_the_array_that_was_assigned_is_the_one_that_is_kept():
    p, mine = Tensor(np.ones(3)), np.zeros(3)
    p.grad = mine
    assert p.grad is mine
    p = Tensor(np.ones(2, np.float32))
    p.grad = np.ones(2, np.float32)
    (p * p).sum().backward()
    assert (p.grad.dtype, p.grad.tolist()) == (np.float32, [3.0, 3.0])


def test_a_parameter_of_a_network_is_no_exception():
    layer = nn.Dense(2)
    layer(np.ones((1, 3), np.float32))
    kernel = next(iter(layer.parameters()))
    with pytest.raises(ValueError, match="dtype float32 like its value"):
        kernel.grad = np.zeros(kernel.shape)
    kernel.grad = np.zeros(kernel.shape, np.float32)


def test_a_subclass_of_tensor_is_refused_where_it_is_written():
    with pytest.raises(TypeError, match=r"class Value\(Tensor\): what operations give are Tensors, never Value"):
        type("Value", (Tensor,), {"softplus": lambda self: (1.0 + self.exp()).log()})
    assert isinstance(Tensor(2.0) * 3.0, Tensor)


def test_a_gradient_that_is_set_is_kept_as_it_is_even_where_the_pass_had_lent_one():
    x, own = Tensor(np.ones(3)), np.array([1.0, 2.0, 3.0])
    y = x * 2.0
    (y + 0.0).sum().backward()
    y.grad = own
    assert y.grad is own


def test_a_rule_that_raises_leaves_no_gradient_behind():
    def fail(g, z, x):
        raise KeyError("no")

    x = Tensor(np.ones(3))
    y = x * 2.0
    with pytest.raises(KeyError):
        Op("fails", lambda x: x + 1.0, fail, listed=False)(y).sum().backward()
    assert y.grad is None
    assert x.grad is None
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0, 2.0])


def test_a_result_that_no_rule_hands_anything_to_has_no_gradient():
    both = Op("both", lambda x, y: x + y, (lambda g, z, x, y: g, None), listed=False)
    x, w = Tensor(np.ones(3)), Tensor(np.ones(3))
    y = x * 2.0
    both(w, y).sum().backward()
    assert y.grad is None
    assert x.grad is None
    np.testing.assert_array_equal(w.grad, np.ones(3))


def test_a_rule_that_gives_one_number_for_all_elements_gives_each_of_them_that_number():
    total = Op("total", lambda x: float(np.sum(x)), lambda g, z, x: g, listed=False)
    x = Tensor(np.ones((2, 3), np.float32))
    y = x * 2.0
    (total(x) + total(y)).backward()
    np.testing.assert_array_equal(x.grad, np.full((2, 3), 3.0))
    np.testing.assert_array_equal(y.grad, np.ones((2, 3)))
    assert x.grad.dtype == np.float32
    total(x := Tensor(np.ones(3))).backward()
    np.testing.assert_array_equal(x.grad, np.ones(3))
    assert type(x.grad) is np.ndarray


def test_a_gradient_that_two_results_share_is_copied_once_when_it_is_looked_at():
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    u, v = a * 2.0, b * 3.0
    (u + v).sum().backward()
    found = u.grad
    assert u.grad is found
    found[0] = 5.0
    assert u.grad.tolist() == [5.0, 1.0]
    assert v.grad.tolist() == [1.0, 1.0]
