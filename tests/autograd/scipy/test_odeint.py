"""odeint: the solution is SciPy's, and the adjoint gives its derivatives by the start, the times and the parameters."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.integrate

from autograd import Tensor, compile, grad, gradcheck, vjp
from autograd.scipy.integrate import odeint

START, TIMES = np.array([1.0, 0.3]), np.array([0.1, 0.4, 1.0])
TIGHT = {"rtol": 1e-10, "atol": 1e-10}


def pendulum(y, t, stiffness, damping):
    return np.stack([y[1], -stiffness * np.sin(y[0]) - damping["rate"] * y[1] + 0.1 * t])


PARAMETERS = (2.0, {"rate": 0.5})


def test_the_solution_is_scipys():
    def plain(y, t):
        return np.array([y[1], -2.0 * np.sin(y[0]) - 0.5 * y[1] + 0.1 * t])

    z = vjp(lambda y: odeint(pendulum, y, TIMES, PARAMETERS, **TIGHT), START)[0]
    np.testing.assert_allclose(z, scipy.integrate.odeint(plain, START, TIMES, **TIGHT), rtol=1e-8)


def test_derivatives_by_start_times_and_parameters_of_both_orders():
    assert gradcheck(
        lambda y, t, parameters: odeint(pendulum, y, t, parameters, **TIGHT), START, TIMES, PARAMETERS, rtol=1e-4, atol=1e-5
    )


def test_the_derivatives_of_a_decay_are_those_of_its_formula():
    def end(start, rate, time):
        return odeint(lambda y, t, rate: -rate * y, start, np.stack([0.0, time]), (rate,), **TIGHT)[-1, 0]

    start, rate, time = np.array([2.0]), 0.7, 1.5
    decay = 2.0 * np.exp(-rate * time)
    assert grad(lambda s: end(s, rate, time))(start)[0] == pytest.approx(decay / 2.0, rel=1e-7)
    assert grad(lambda r: end(start, r, time))(rate) == pytest.approx(-time * decay, rel=1e-7)
    assert grad(lambda t: end(start, rate, t))(time) == pytest.approx(-rate * decay, rel=1e-7)


def test_times_may_fall_and_time_may_come_first():
    times = TIMES[::-1].copy()
    z = vjp(lambda y: odeint(lambda t, y: -y * t, y, times, tfirst=True, **TIGHT), START)[0]
    np.testing.assert_allclose(z, np.outer(np.exp(0.5 * (1.0 - times**2)), START), rtol=1e-7)
    assert gradcheck(lambda y: odeint(lambda y, t: -y * t, y, times, **TIGHT), START, rtol=1e-4, atol=1e-5)


def test_a_single_time_gives_the_start():
    np.testing.assert_allclose(grad(lambda y: np.sum(odeint(lambda y, t: -y, y, np.array([0.5]))))(START), 1.0)


def test_a_tensor_that_is_not_handed_over_is_refused():
    def loss(rate):
        return np.sum(odeint(lambda y, t: -rate * y, START, TIMES))

    with pytest.raises(TypeError):
        grad(loss)(0.5)
    with pytest.raises(TypeError, match=r"args=\(\.\.\.\)"):
        grad(lambda rate: np.sum(odeint(lambda y, t, other: -rate * y, START, TIMES, (rate * 2.0,))))(0.5)


def test_options_that_change_what_is_returned_are_refused():
    with pytest.raises(TypeError, match="full_output"):
        odeint(lambda y, t: -y, Tensor(START), TIMES, full_output=True)


def test_a_compiled_gradient_is_the_eager_one():
    def loss(rate):
        return np.sum(odeint(lambda y, t, rate: -rate * y, START, TIMES, (rate,)))

    assert compile(grad(loss))(0.5) == pytest.approx(grad(loss)(0.5))
