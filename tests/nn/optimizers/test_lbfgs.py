"""L-BFGS: valleys, the strong Wolfe conditions, a logistic regression solved to the end, and refusals.

That its steps without a line search are PyTorch's is tested in test_golden_optimizers.py.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn import MLP, Dense, Sequential, losses
from nn.optimizers import LBFGS
from nn.optimizers.line_search import FALL, FLATTEN, Point, cubic_minimum, strong_wolfe


def rosenbrock(w):
    return np.sum(100.0 * (w[1:] - w[:-1] ** 2) ** 2 + (1.0 - w[:-1]) ** 2)


@pytest.mark.parametrize("n", [2, 10])
def test_the_bottom_of_rosenbrocks_valley(n):
    w = Tensor(np.tile([-1.2, 1.0], n // 2))
    optimizer = LBFGS(max_iter=200, tolerance_change=1e-14, line_search_fn="strong_wolfe")
    before = optimizer.step([w], lambda: rosenbrock(w))
    assert before == pytest.approx(rosenbrock(np.tile([-1.2, 1.0], n // 2)))
    np.testing.assert_allclose(w.numpy(), 1.0, atol=1e-7)
    assert optimizer.iterations < 100


def test_several_steps_go_on_where_the_last_ended():
    one, many = (Tensor(np.array([-1.2, 1.0])) for _ in range(2))
    LBFGS(max_iter=12, max_eval=99, line_search_fn="strong_wolfe").step([one], lambda: rosenbrock(one))
    optimizer = LBFGS(max_iter=4, max_eval=99, line_search_fn="strong_wolfe")
    for _ in range(3):
        optimizer.step([many], lambda: rosenbrock(many))
    np.testing.assert_allclose(one.numpy(), many.numpy(), rtol=1e-9)


def test_a_parabola_ends_when_its_gradient_is_nothing():
    a = np.diag([1.0, 10.0, 1000.0])
    w = Tensor(np.ones(3))
    LBFGS(max_iter=60, tolerance_change=1e-15, line_search_fn="strong_wolfe").step([w], lambda: 0.5 * w @ a @ w - w.sum())
    np.testing.assert_allclose(w.numpy(), [1.0, 0.1, 0.001], rtol=1e-6)


def test_logistic_regression_to_the_last_digit_scikit_learn_gives():
    linear_model = pytest.importorskip("sklearn.linear_model", reason="scikit-learn is not installed")
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 4))
    y = (x @ [1.0, -2.0, 0.5, 0.0] + rng.standard_normal(200) > 0.3).astype(float)
    model = Sequential([Dense(1, input_shape=(4,), dtype="float64", kernel_initializer="zeros")])
    loss = losses.BinaryCrossentropy(from_logits=True)
    optimizer = LBFGS(max_iter=100, tolerance_grad=1e-10, tolerance_change=1e-15, line_search_fn="strong_wolfe")
    kernel = model.weights[0]
    optimizer.step(model.parameters(), lambda: loss(y, model(x)) + 0.5 / 200 * np.sum(kernel * kernel))
    exact = linear_model.LogisticRegression(C=1.0, tol=1e-12, max_iter=1000).fit(x, y)
    np.testing.assert_allclose(model.get_weights()[0][:, 0], exact.coef_[0], rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[1], exact.intercept_, rtol=1e-4)


def test_single_numbers_are_parameters_too():
    mlp = MLP(2, [4, 1], seed=0)
    x, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]
    columns = np.array(x).T

    def loss():
        return np.mean((mlp(list(columns)) - np.array(y)) ** 2)

    LBFGS(max_iter=200, line_search_fn="strong_wolfe").step(mlp.parameters(), loss)
    assert loss().item() < 1e-3
    assert all(type(p.data) is float for p in mlp.parameters())


def test_float32():
    w = Tensor(np.array([-1.2, 1.0], "float32"))
    LBFGS(max_iter=100, line_search_fn="strong_wolfe").step([w], lambda: rosenbrock(w))
    assert w.dtype == np.float32
    np.testing.assert_allclose(w.numpy(), 1.0, atol=2e-2)


# -- the line search -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.floats(0.01, 10.0), st.floats(-3.0, 3.0), st.floats(0.01, 3.0), st.floats(1e-4, 50.0))
def test_the_strong_wolfe_conditions_hold(steep, shift, bend, guess):
    """On e^(steep t) − ..., curves with one valley ahead and slopes of every size."""

    def curve(t):
        return autograd.log(np.cosh(bend * (t - abs(shift) - 0.1))) + 0.1 * steep * np.square(t - abs(shift) - 0.1)

    def evaluate(t):
        x = Tensor(t)
        z = curve(x)
        z.backward()
        return Point(t, z.item(), x.grad, np.array([x.grad]))

    start = evaluate(0.0)
    found = strong_wolfe(evaluate, start, guess, 1e-12)
    assert found.loss <= start.loss + FALL * found.t * start.slope + 1e-12
    assert abs(found.slope) <= -FLATTEN * start.slope + 1e-12


def test_it_backs_off_from_infinity():
    def evaluate(t):
        return Point(t, (t - 0.1) ** 2 if t < 1 else math.inf, 2 * (t - 0.1) if t < 1 else math.nan, np.zeros(1))

    found = strong_wolfe(evaluate, evaluate(0.0), 64.0, 1e-12)
    assert found.loss < 0.01


def test_the_smallest_point_of_a_cubic():
    def point(t):
        return Point(t, t**3 - 3 * t, 3 * t**2 - 3, np.zeros(1))

    for a, b in ((0.0, 3.0), (3.0, 0.5), (-0.5, 1.5)):
        assert cubic_minimum(point(a), point(b)) == pytest.approx(1.0, rel=1e-12)
    assert cubic_minimum(Point(1.0, 0.0, 1.0, np.zeros(1)), Point(2.0, math.inf, 1.0, np.zeros(1))) == 1.5


# -- refusals ------------------------------------------------------------------------------------------------


def test_a_loss_that_is_not_finite_leaves_the_weights_as_they_were():
    w = Tensor(np.array([3.0]))
    with pytest.raises(FloatingPointError, match=r"LBFGS: the loss is nan, .* no step was made"):
        LBFGS().step([w], lambda: np.sum(np.sqrt(w - 4.0)))
    assert w.numpy().tolist() == [3.0]
    with pytest.raises(FloatingPointError, match=r"the loss became .*; try line_search_fn='strong_wolfe'"):
        LBFGS(learning_rate=50.0).step([w], lambda: np.sum(np.exp(w * w)))
    assert w.numpy().tolist() == [3.0]


def test_fit_says_why_it_cannot():
    model = Sequential([Dense(1, input_shape=(1,))])
    model.compile(LBFGS(), "mse")
    with pytest.raises(TypeError, match=r"fit cannot do: call step\(model.parameters\(\), lambda: loss"):
        model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"line_search_fn": "wolfe"}, "line_search_fn must be None or 'strong_wolfe', got 'wolfe'"),
        ({"max_iter": 0}, "LBFGS: max_iter must be a whole number from 1 on, got 0"),
        ({"learning_rate": -1.0}, "LBFGS: learning_rate must be a number from 0 on"),
    ],
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        LBFGS(**settings)
