"""Derivatives of functions: values, nesting of arguments, nesting of derivatives, Tensors in and out, refusals."""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
import pytest

from autograd import Tape, Tensor, elementwise_grad, grad, hessian, hvp, jacobian, jvp, no_grad, value_and_grad, vjp

Point = namedtuple("Point", "x y")
A = np.array([[1.0, -2.0, 0.5], [0.3, 0.7, -1.1]])


def bowl(x):
    return (np.tanh(A @ x) ** 2).sum() + np.exp(x[0]) * x[1]


def test_grad_of_numbers_and_arrays():
    assert grad(lambda x: x * x)(3.0) == 6.0
    assert type(grad(lambda x: x * x)(3)) is float
    g = grad(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
    assert type(g) is np.ndarray
    np.testing.assert_array_equal(g, [2.0, 4.0])
    g[0] = 7.0  # the caller's own array


def test_value_and_grad():
    assert value_and_grad(lambda x, y: x * y, argnums=1)(2.0, 3.0) == (6.0, 2.0)
    value, (gx, gy) = value_and_grad(lambda x, y: (x * y).sum(), argnums=(0, 1))(np.ones(2), 3.0)
    assert (value, gy) == (6.0, 2.0)
    np.testing.assert_array_equal(gx, [3.0, 3.0])
    assert type(value) is float


def test_derivatives_to_the_fifth_order():
    f = lambda x: x**5 + np.sin(x)  # noqa: E731 - reassigned below
    expected = [20.0 * 8 - math.sin(2.0), 60.0 * 4 - math.cos(2.0), 120.0 * 2 + math.sin(2.0), 120.0 + math.cos(2.0)]
    f = grad(f)
    for value in expected:
        f = grad(f)
        assert f(2.0) == pytest.approx(value, rel=1e-14)


def test_the_function_keeps_its_name_and_keywords():
    def scale(x, *, by):
        """Some words."""
        return x * by

    assert (grad(scale).__name__, grad(scale).__doc__) == ("scale", "Some words.")
    assert grad(scale)(2.0, by=5.0) == 5.0


def test_argnums():
    f = lambda x, y, z: x * y**2 * z**3  # noqa: E731
    assert grad(f)(2.0, 3.0, 5.0) == 9.0 * 125
    assert grad(f, argnums=2)(2.0, 3.0, 5.0) == 2 * 9.0 * 75
    assert grad(f, argnums=-1)(2.0, 3.0, 5.0) == 2 * 9.0 * 75
    assert grad(f, argnums=(2, 0))(2.0, 3.0, 5.0) == (1350.0, 1125.0)
    assert grad(f, argnums=(1,))(2.0, 3.0, 5.0) == (1500.0,)
    for wrong, said in [(3, "it was given 3"), ((0, -4), "it was given 3"), ([0.5], "an int or a tuple"), ("x", "an int or")]:
        with pytest.raises(TypeError, match=said):
            grad(f, argnums=wrong)(2.0, 3.0, 5.0)
    with pytest.raises(TypeError, match="it was given 0"):
        grad(f)()


def test_arguments_that_are_not_differentiated_may_be_anything():
    f = lambda x, label, i: x[i] * (2.0 if label == "double" else 1.0)  # noqa: E731
    np.testing.assert_array_equal(grad(f)(np.ones(2), "double", 1), [0.0, 2.0])


def test_nested_arguments_come_back_in_their_nesting():
    def f(p):
        return p["w"][0] * p["w"][1] ** 2 + p["b"].x * p["b"].y.sum()

    params = {"w": [2.0, 3.0], "b": Point(0.5, np.array([1.0, 2.0]))}
    g = grad(f)(params)
    assert list(g) == ["w", "b"]
    assert g["w"] == [9.0, 12.0]
    assert type(g["b"]) is Point
    assert g["b"].x == 3.0
    np.testing.assert_array_equal(g["b"].y, [0.5, 0.5])
    assert grad(lambda t: t[0] * t[1])((2.0, 3.0)) == (3.0, 2.0)
    assert grad(lambda nothing: 1.0)([]) == []


def test_what_does_not_matter_has_gradient_zero():
    gx, gy, gz = grad(lambda x, y, z: x * 2.0, argnums=(0, 1, 2))(1.0, np.ones((2, 3), np.float32), [4.0])
    assert (gx, gz) == (2.0, [0.0])
    np.testing.assert_array_equal(gy, np.zeros((2, 3)))
    assert gy.dtype == np.float32
    assert grad(lambda x: 3.0)(2.0) == 0.0
    assert grad(lambda x: Tensor(3.0))(2.0) == 0.0
    assert grad(lambda x: x.detach() * x)(3.0) == 3.0
    assert grad(lambda x: x)(3.0) == 1.0
    np.testing.assert_array_equal(hessian(lambda x: x.sum())(np.ones(2)), np.zeros((2, 2)))
    np.testing.assert_array_equal(jacobian(lambda x: np.ones(3))(np.ones(2)), np.zeros((3, 2)))


def test_tensors_in_tensors_out():
    w, x = Tensor([1.0, 2.0], name="w"), Tensor([3.0, 4.0])
    g = grad(lambda x: ((w * x) ** 2).sum())(x)
    assert isinstance(g, Tensor)
    penalty = (g**2).sum()  # Σ 4 w⁴ x²
    penalty.backward()
    np.testing.assert_allclose(w.grad, 16 * np.array([1.0, 8.0]) * np.array([9.0, 16.0]))
    np.testing.assert_allclose(x.grad, 8 * np.array([1.0, 16.0]) * np.array([3.0, 4.0]))


def test_a_penalty_on_the_gradient_by_constant_data_reaches_the_parameters():
    w = Tensor([1.0, 2.0])
    data = Tensor([3.0, 4.0], requires_grad=False)
    value, g = value_and_grad(lambda x: ((w * x) ** 2).sum())(data)
    (value + (g**2).sum()).backward()
    expected = 2 * w.numpy() * data.numpy() ** 2 + 16 * w.numpy() ** 3 * data.numpy() ** 2
    np.testing.assert_allclose(w.grad, expected)
    assert data.grad is None


def test_a_plain_call_leaves_tensors_in_the_closure_alone():
    w = Tensor(3.0)
    with Tape() as tape, no_grad():
        assert grad(lambda x: w * x * x)(2.0) == 12.0
    assert w.grad is None
    assert [z.op.name for z in tape] == ["mul", "mul"]  # nobody can differentiate the backward pass: not recorded


def test_a_gradient_that_depends_on_a_tensor_in_the_closure_can_be_differentiated_by_it():
    x = Tensor(3.0)
    (x * grad(lambda y: x * y)(2.0)).backward()  # x·x
    assert x.grad == 6.0
    value, back = vjp(lambda y: x * y, 2.0)
    assert isinstance(value, Tensor)
    assert isinstance(back(1.0)[0], Tensor)


def test_an_intermediate_tensor_can_be_the_argument():
    x = Tensor(2.0)
    y = x * 3.0
    grad(lambda t: t**3)(y).backward()  # 3·(3x)²
    assert x.grad == 54.0 * 2.0


def test_vjp_of_several_values():
    value, back = vjp(lambda x, y: {"product": x * y, "sum": [x + y]}, 2.0, np.array([1.0, 3.0]))
    np.testing.assert_array_equal(value["product"], [2.0, 6.0])
    assert type(value["product"]) is np.ndarray
    gx, gy = back({"product": np.array([1.0, 10.0]), "sum": [np.array([0.0, 1.0])]})
    assert gx == 1.0 + 30.0 + 1.0
    np.testing.assert_array_equal(gy, [2.0, 21.0])
    gx, gy = back({"product": np.zeros(2), "sum": [np.ones(2)]})  # and again
    assert gx == 2.0
    with pytest.raises(ValueError, match="nested like the function's value"):
        back(1.0)
    with pytest.raises(ValueError, match=r"shape \(2,\), but its gradient was given as \(3,\)"):
        back({"product": np.zeros(3), "sum": [np.zeros(2)]})


def test_vjp_where_a_value_is_an_argument_or_named_twice():
    (gx,) = vjp(lambda x: (x, x, x * x), 3.0)[1]((1.0, 10.0, 100.0))
    assert gx == 11.0 + 600.0


def test_jvp():
    w = Tensor(2.0)
    value, out = jvp(lambda x, y: x * np.sin(y), (2.0, np.array([0.5, 1.0])), (3.0, np.array([1.0, 10.0])))
    np.testing.assert_allclose(value, 2.0 * np.sin([0.5, 1.0]))
    np.testing.assert_allclose(out, 3.0 * np.sin([0.5, 1.0]) + 2.0 * np.cos([0.5, 1.0]) * [1.0, 10.0])
    value, out = jvp(lambda p: {"a": p[0] * p[1], "c": 5.0}, ([2.0, 3.0],), ([1.0, 0.5],))
    assert (value, out) == ({"a": 6.0, "c": 5.0}, {"a": 4.0, "c": 0.0})
    assert [type(out["a"]), type(value["a"])] == [float, float]
    out = jvp(lambda x: w * x * x, (Tensor(3.0),), (1.0,))[1]  # 6w: a Tensor in gives a Tensor out
    out.backward()
    assert w.grad == 6.0
    with pytest.raises(ValueError, match="tangents must be nested like the primals"):
        jvp(lambda x: x, (1.0,), (1.0, 2.0))
    with pytest.raises(ValueError, match=r"shape \(2,\) was given a tangent of shape \(\)"):
        jvp(lambda x: x, (np.ones(2),), (1.0,))


def test_jacobian_shapes():
    f = lambda x: np.stack([x[0] * x[1], x[1] ** 2, np.exp(x[0])])  # noqa: E731
    np.testing.assert_allclose(jacobian(f)(np.array([1.0, 2.0])), [[2.0, 1.0], [0.0, 4.0], [math.e, 0.0]], rtol=1e-15)
    assert jacobian(lambda x: np.outer(x, x))(np.ones(3)).shape == (3, 3, 3)
    assert jacobian(lambda x: x.sum())(np.ones((2, 3))).shape == (2, 3)
    assert jacobian(lambda x: x * np.ones((2, 3)))(1.0).shape == (2, 3)
    assert jacobian(lambda x: x * x)(np.ones(0)).shape == (0, 0)
    assert jacobian(lambda x: x[:0])(np.ones((3, 2))).shape == (0, 2, 3, 2)
    assert jacobian(lambda x: x**2)(3.0) == 6.0
    np.testing.assert_array_equal(jacobian(lambda x, y: x * y, argnums=1)(2.0, np.ones(2)), 2.0 * np.eye(2))
    for nested in (lambda x: (x, x), lambda x: {"a": x}):
        with pytest.raises(TypeError, match="one number or array: use vjp for nested"):
            jacobian(nested)(1.0)
    with pytest.raises(TypeError, match="use vjp for nested"):
        jacobian(lambda p: p[0])([1.0])


@pytest.mark.parametrize("seed", range(5))
def test_all_of_them_agree(seed):
    rng = np.random.default_rng(seed)
    x, v, u = rng.standard_normal(3), rng.standard_normal(3), rng.standard_normal(2)
    f = lambda x: np.tanh(A @ x) * np.exp(x[1]) / (2.0 + np.cos(x[:2]))  # noqa: E731
    j = jacobian(f)(x)
    np.testing.assert_allclose(jvp(f, (x,), (v,))[1], j @ v, rtol=1e-12)
    np.testing.assert_allclose(vjp(f, x)[1](u)[0], u @ j, rtol=1e-12)
    columns = [(f(x + step) - f(x - step)) / 2e-6 for step in 1e-6 * np.eye(3)]
    np.testing.assert_allclose(j, np.stack(columns, axis=1), rtol=1e-7, atol=1e-8)
    h = hessian(bowl)(x)
    np.testing.assert_allclose(h, h.T, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(hvp(bowl, x, v), h @ v, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(jvp(grad(bowl), (x,), (v,))[1], h @ v, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(vjp(grad(bowl), x)[1](v)[0], h @ v, rtol=1e-11, atol=1e-13)
    rows = [(grad(bowl)(x + step) - grad(bowl)(x - step)) / 2e-6 for step in 1e-6 * np.eye(3)]
    np.testing.assert_allclose(h, np.stack(rows), rtol=1e-6, atol=1e-8)


def test_third_derivatives_of_a_vector_function():
    third = jacobian(hessian(lambda x: x[0] ** 2 * x[1] + x[1] ** 3))(np.array([2.0, 3.0]))
    expected = np.zeros((2, 2, 2))
    expected[0, 0, 1] = expected[0, 1, 0] = expected[1, 0, 0] = 2.0
    expected[1, 1, 1] = 6.0
    np.testing.assert_array_equal(third, expected)


def test_elementwise_grad_to_third_order():
    x = np.linspace(-1.0, 1.0, 5)
    f = elementwise_grad(elementwise_grad(elementwise_grad(np.sin)))
    np.testing.assert_allclose(f(x), -np.cos(x), rtol=1e-14)
    assert elementwise_grad(np.sin)(0.0) == 1.0


def test_training_by_grad_inside_no_grad():
    w = np.array([5.0, -3.0])
    with no_grad():
        for _ in range(100):
            w = w - 0.1 * grad(lambda w: ((w - np.array([1.0, 2.0])) ** 2).sum())(w)
    np.testing.assert_allclose(w, [1.0, 2.0], atol=1e-7)


def test_backward_inside_a_differentiated_function_does_not_leak():
    w = Tensor(2.0)

    def f(x):
        (w * 3.0).backward()
        return x * w.grad  # a plain number: 3, then 6

    assert grad(f)(5.0) == 3.0
    assert grad(f)(5.0) == 6.0


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (lambda x: x * np.ones(2), r"but <lambda> returned shape \(2,\): reduce it with .sum\(\) or .mean\(\), or use jac"),
        (lambda x: (x, x), "returned tuple"),
        (lambda x: [x], "returned list"),
    ],
)
def test_grad_needs_one_number(value, said):
    with pytest.raises(ValueError, match=said):
        grad(value)(1.0)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (np.array([1, 2]), "int64 data cannot require gradients"),
        (np.int64(2), "int64 data cannot require gradients"),
        (True, "bool data cannot require gradients"),
        ({"w": 1.0, "name": "layer"}, "tensors hold numbers, not <U5"),
        (None, "tensors hold numbers, not object"),
        (Tensor(np.array([1, 2]), requires_grad=False), "int64 data cannot require gradients"),
    ],
)
def test_arguments_without_a_derivative_are_refused(argument, said):
    with pytest.raises(TypeError, match=said):
        grad(lambda x: 1.0)(argument)


def test_a_write_between_vjp_and_its_pull_is_noticed():
    w = Tensor([1.0, 2.0], name="w")
    _, back = vjp(lambda x: (w * x).sum(), np.array([3.0, 4.0]))
    w.data = [0.0, 0.0]
    with pytest.raises(RuntimeError, match=r"'w' .* was written after mul"):
        back(1.0)


def test_arguments_are_copied_so_that_later_writes_do_no_harm():
    x = np.array([3.0, 4.0])
    _, back = vjp(lambda x: (x * x).sum(), x)
    x[:] = 0.0
    np.testing.assert_array_equal(back(1.0)[0], [6.0, 8.0])
