"""Derivatives inside derivatives: whatever shares in a result is recorded, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import (
    Tape,
    Tensor,
    compile,
    detect_anomaly,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    value_and_grad,
    vjp,
)

A = np.arange(12.0).reshape(4, 3) / 7
X = np.array([0.1, 0.2, 0.3])
J = (1 - np.tanh(A @ X) ** 2)[:, None] * A  # the Jacobian of tanh(A x) at X, by hand: (4, 3)


def layer(x):
    return np.tanh(A @ x)


# -- the function that vjp hands out is linear in what it is given, and differentiable by it ------------------------------


def test_a_pull_inside_a_derivative_is_differentiated_by_the_gradient_given():
    _, back = vjp(layer, X)
    g = grad(lambda u: np.sum(back(u)[0] ** 2))(np.ones(4))
    np.testing.assert_allclose(g, 2 * J @ J.T @ np.ones(4), rtol=1e-12)
    np.testing.assert_allclose(g, [1.971, 6.329, 8.613, 8.812], atol=5e-4)  # what JAX gives


def test_pulling_a_pull_is_jvp():
    _, back = vjp(layer, X)
    v = np.array([1.0, 2.0, 3.0])
    transposed = vjp(lambda u: back(u)[0], np.zeros(4))[1](v)[0]
    np.testing.assert_allclose(transposed, J @ v, rtol=1e-12)
    np.testing.assert_allclose(transposed, jvp(layer, (X,), (v,))[1], rtol=1e-12)
    np.testing.assert_allclose(jacobian(lambda u: back(u)[0])(np.zeros(4)), J.T, rtol=1e-12)
    np.testing.assert_allclose(jvp(lambda u: back(u)[0], (np.ones(4),), (np.eye(4)[1],))[1], J[1], rtol=1e-12)


def test_a_gradient_given_as_a_tensor_gives_tensors_and_a_plain_one_plain_ones():
    _, back = vjp(layer, X)
    u = Tensor(np.ones(4))
    (g,) = back(u)
    assert isinstance(g, Tensor)
    (g**2).sum().backward()
    np.testing.assert_allclose(u.grad, 2 * J @ J.T @ np.ones(4), rtol=1e-12)
    assert type(back(np.ones(4))[0]) is np.ndarray  # the call before does not matter
    with no_grad():
        assert type(back(u)[0]) is np.ndarray
    with detect_anomaly():
        np.testing.assert_array_equal(back(np.ones(4))[0], back(np.ones(4))[0])


def test_a_pull_made_under_no_grad_is_differentiated_where_it_is_called():
    with no_grad():
        _, back = vjp(layer, X)
    np.testing.assert_allclose(grad(lambda u: back(u)[0].sum())(np.ones(4)), J.sum(axis=1), rtol=1e-12)


def test_the_generalized_gauss_newton_product():
    loss = lambda z: np.sum(np.exp(z))  # noqa: E731

    def ggn(x, v):  # Jᵀ H J v
        value, push = layer(x), jvp(layer, (x,), (v,))[1]
        return vjp(layer, x)[1](hvp(loss, value, push))[0]

    v = np.array([1.0, -1.0, 0.5])
    np.testing.assert_allclose(ggn(X, v), J.T @ np.diag(np.exp(np.tanh(A @ X))) @ J @ v, rtol=1e-12)


def test_a_tangent_is_differentiated_too():
    g = grad(lambda v: np.sum(jvp(layer, (X,), (v,))[1] ** 2))(np.ones(3))
    np.testing.assert_allclose(g, 2 * J.T @ J @ np.ones(3), rtol=1e-12)
    g = grad(lambda v: np.sum(hvp(lambda x: (x**3).sum(), X, v) ** 2))(np.ones(3))
    np.testing.assert_allclose(g, 2 * (6 * X) ** 2, rtol=1e-12)
    t = Tensor(2.0)
    jvp(lambda x: x**3, (3.0,), (t,))[1].backward()
    assert t.grad == 27.0


def test_what_a_compiled_function_hands_out_refuses_a_gradient_whose_derivative_it_would_lose():
    w = Tensor(2.0)
    _, back = compile(lambda x: x * w, parameters=[w])(3.0)
    with pytest.raises(TypeError, match=r"back: .*derivative of the gradient given would be lost"):
        back(Tensor(1.0))
    assert back(Tensor(5.0, requires_grad=False)) == [15.0]
    with Tape() as tape:
        w * w
    program = tape.compile()
    program()
    with pytest.raises(TypeError, match=r"backward: .*would be lost"):
        program.backward(Tensor(1.0))


def test_a_compiled_function_that_uses_an_outer_variable_is_differentiated_by_it():
    """It was 0: what a function uses besides its arguments is read at each call, and was read as a plain number."""
    assert grad(lambda w: compile(lambda x: x * w**2)(3.0))(2.0) == 12.0
    assert grad(lambda w: compile(grad(lambda x: x**2 * w))(3.0) * w)(2.0) == 24.0
    weight, calls = Tensor(5.0), []
    fixed = compile(lambda x: (calls.append(x), weight * x)[1])  # a model: its weights are nobody's variable here
    assert grad(lambda y: fixed(2.0) * y)(1.0) == 10.0
    assert grad(lambda y: fixed(3.0) * y)(1.0) == 15.0
    assert len(calls) == 1  # and it is not recorded again


def test_a_program_inside_a_derivative_refuses_what_it_would_lose():
    x = Tensor(3.0)
    with Tape() as tape:
        x * x
    program = tape.compile(inputs=[x])
    assert grad(lambda y: program(4.0) * y)(1.0) == 16.0
    with pytest.raises(TypeError, match=r"program\(...\): it computes with plain numbers, so the derivative around"):
        grad(lambda y: program(y))(4.0)

    def inside(w):
        with Tape() as tape:
            w * w * 3.0
        return tape.compile(parameters=[w])()

    with pytest.raises(TypeError, match="the derivative around this call would be lost"):
        grad(inside)(2.0)
    with no_grad():
        assert program(Tensor(4.0)) == 16.0
    with pytest.raises(TypeError, match="hands out gradients itself: call it outside of the derivative"):
        grad(lambda w: compile(lambda x: x * w, parameters=[])(3.0)[0])(2.0)


# -- what has nothing to do with the surroundings is off the tape ----------------------------------------------------------


def test_an_inner_derivative_of_something_else_is_a_plain_number():
    assert grad(lambda y: float(grad(lambda x: x**3)(2.0)) * y)(1.0) == 12.0
    kinds = []

    def f(y):
        kinds.append(type(grad(lambda x: x**3)(2.0)))
        kinds.append(type(jvp(np.exp, (1.0,), (1.0,))[1]))
        kinds.append(type(jacobian(lambda x: x * x)(np.ones(2))))
        kinds.append(type(value_and_grad(lambda x: x * x)(2.0)[0]))
        kinds.append(type(grad(lambda x: x * y)(2.0)))
        kinds.append(type(elementwise_grad(lambda x: x * x)(np.ones(2))))
        return y

    grad(f)(1.0)
    assert kinds == [float, float, np.ndarray, float, Tensor, np.ndarray]


def test_a_result_that_depends_on_nothing_outside_is_a_constant_although_another_does():
    w = Tensor(5.0)
    value, g = value_and_grad(lambda x: w + x**2)(3.0)  # 2x does not depend on w
    assert value.requires_grad
    assert (float(g), g.requires_grad) == (6.0, False)
    values, back = vjp(lambda x: (w * x, x * x), 3.0)
    assert [z.requires_grad for z in values] == [True, False]
    assert [back(u)[0].requires_grad for u in ((1.0, 0.0), (0.0, 1.0))] == [True, True]  # 0·w is still made of w
    constant = Tensor(2.0, requires_grad=False)
    g = grad(lambda x: x**3)(constant)
    assert (float(g), isinstance(g, Tensor)) == (12.0, True)


def test_newtons_method_inside_a_differentiated_function():
    def root(f, x, steps=60):
        for _ in range(steps):
            x = x - f(x) / grad(f)(x)
        return x

    square_root = lambda a: root(lambda x: x**2 - a, 1.0)  # noqa: E731
    assert square_root(2.0) == pytest.approx(2**0.5, rel=1e-14)
    assert grad(square_root)(2.0) == pytest.approx(0.5 / 2**0.5, rel=1e-12)
    assert grad(grad(square_root))(2.0) == pytest.approx(-0.25 * 2**-1.5, rel=1e-10)

    def until_it_stands(a):  # a stopping rule that looks at plain numbers, on a function that has no a in it
        x = 1.0
        while abs(float(x**3 - 8.0)) > 1e-12:
            x = x - (x**3 - 8.0) / float(grad(lambda t: t**3)(x))
        return x * a

    assert grad(until_it_stands)(3.0) == pytest.approx(2.0)


def test_a_fixed_point_by_the_implicit_function_theorem():
    """x = cos(a x): dx/da = −x sin(a x) / (1 + a sin(a x)), with the two derivatives taken where x has settled."""

    def settle(a):
        x = 0.5
        for _ in range(200):
            x = np.cos(a * x)
        return x

    a = 0.8
    x = settle(a)
    f = lambda a, x: np.cos(a * x)  # noqa: E731

    def implicit(b):
        by_a, by_x = (float(g) for g in grad(f, argnums=(0, 1))(a, x))
        return b * by_a / (1 - by_x)

    by_hand = -x * np.sin(a * x) / (1 + a * np.sin(a * x))
    assert grad(implicit)(1.0) == pytest.approx(by_hand, rel=1e-12)
    assert grad(settle)(a) == pytest.approx(by_hand, rel=1e-12)


def test_steps_of_an_equation_of_motion_whose_force_is_a_gradient():
    """The leapfrog of a spring, force −dV/dx; by the spring's constant k against finite differences."""

    def energy_at_the_end(k):
        x, p = 1.0, 0.0
        for _ in range(20):
            p = p - 0.05 * grad(lambda x: 0.5 * k * x**2)(x)
            x = x + 0.1 * p
            p = p - 0.05 * grad(lambda x: 0.5 * k * x**2)(x)
        return 0.5 * p**2 + x

    h = 1e-5
    expected = (energy_at_the_end(2.0 + h) - energy_at_the_end(2.0 - h)) / (2 * h)
    assert grad(energy_at_the_end)(2.0) == pytest.approx(expected, rel=1e-8)

    def by_the_start(x0):  # and an adjoint step that has nothing to do with x0
        slope = float(grad(lambda t: np.sin(t))(0.3))
        return slope * x0**2

    assert grad(by_the_start)(2.0) == pytest.approx(4 * np.cos(0.3), rel=1e-14)


def test_three_levels_of_which_the_middle_one_stands_apart():
    f = lambda x: x * grad(lambda y: y**2 * float(grad(lambda z: z**3)(1.0)))(5.0)  # noqa: E731
    assert grad(f)(2.0) == 30.0
    g = grad(lambda x: x * grad(lambda y: y * x * grad(lambda z: z * x * y)(1.0))(2.0))  # x·d/dy(y²x²) = 4x³
    assert g(3.0) == 4 * 3 * 9.0


def test_second_derivatives_agree_however_they_are_taken():
    f = lambda x: np.sum(np.tanh(A @ x) ** 2) * np.exp(x[0])  # noqa: E731
    h = hessian(f)(X)
    _, back = vjp(grad(f), X)
    np.testing.assert_allclose(np.stack([back(row)[0] for row in np.eye(3)]), h, rtol=1e-10)
    np.testing.assert_allclose(np.stack([hvp(f, X, row) for row in np.eye(3)]), h, rtol=1e-10)
    np.testing.assert_allclose(np.stack([grad(lambda x, r=row: jvp(f, (x,), (r,))[1])(X) for row in np.eye(3)]), h, rtol=1e-10)
    steps = 1e-6 * np.eye(3)
    np.testing.assert_allclose([(grad(f)(X + s) - grad(f)(X - s)) / 2e-6 for s in steps], h, rtol=1e-6)


def test_compiled_functions_may_hold_pulls_and_tangents():
    def f(x):
        _, back = vjp(layer, X)
        return np.sum(back(layer(x))[0] ** 2) + np.sum(jvp(layer, (x,), (X,))[1])

    x = np.array([0.3, -0.2, 0.1])
    value, g = compile(value_and_grad(f))(x)
    assert value == pytest.approx(f(x), rel=1e-12)
    np.testing.assert_allclose(g, grad(f)(x), rtol=1e-12)


def test_many_arguments_are_looked_at_in_one_walk():
    """10,000 numbers whose gradients all depend on w: linear work, or this would take hours."""
    w = Tensor(2.0)
    g = grad(lambda xs: sum((w * x * x for x in xs), 0.0))([float(i) for i in range(10_000)])
    assert all(isinstance(each, Tensor) and each.requires_grad for each in g[1:])
    assert [each.item() for each in g[:3]] == [0.0, 4.0, 8.0]
    g = grad(lambda xs: w + sum((x * x for x in xs), 0.0))([float(i) for i in range(10_000)])
    assert not any(each.requires_grad for each in g)
