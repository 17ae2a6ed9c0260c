"""Tangents pushed forward: every row of the table, poles and choices, and how much work it is."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Op, Sample, Tape, Tensor, detect_anomaly, grad, hessian, hvp, jacobian, jvp, no_grad, relu, vjp


def moving(row, sample):
    """The places of the inputs that have a derivative."""
    rules = row.vjps * len(sample.inputs) if row.variadic else row.vjps
    return [i for i, (x, rule) in enumerate(zip(sample.inputs, rules)) if np.asarray(x).dtype.kind == "f" and rule]


CASES = [
    pytest.param(row, sample, id=f"{name}-{i}")
    for name, row in TABLE.items()
    for i, sample in enumerate(row.samples())
    if moving(row, sample)
]


def like(rng, x):
    return rng.standard_normal(np.shape(x)) if np.ndim(x) else float(rng.standard_normal())


def product(a, b):
    return sum(float(np.sum(x * y)) for x, y in zip(a, b))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("row", "sample"), CASES)
def test_what_a_row_pushes_forward_is_the_transpose_of_what_it_pulls_back(row, sample):
    """uᵀ(J v) = (uᵀJ) v for any u and v; the rules that pull back are checked by finite differences elsewhere."""
    places = moving(row, sample)

    def f(*values):
        given = list(sample.inputs)
        for i, value in zip(places, values):
            given[i] = value
        return row(*given, **sample.settings)

    rng = np.random.default_rng(0)
    x = [sample.inputs[i] for i in places]
    v = [like(rng, value) for value in x]
    value, back = vjp(f, *x)
    u = like(rng, value)
    pulled = back(u)
    eps = float(np.finfo(getattr(value, "dtype", float)).eps)
    for primals in (x, [Tensor(each) for each in x]):  # the second is recorded
        out = jvp(f, tuple(primals), tuple(v))[1]
        assert np.shape(out) == np.shape(value)
        out = out.numpy() if isinstance(out, Tensor) else out
        scale = sum(float(np.sum(np.abs(g * t))) for g, t in zip(pulled, v))
        np.testing.assert_allclose(product([u], [out]), product(pulled, v), rtol=0, atol=1e4 * eps * scale)


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in TABLE.items() if row.linear])
def test_rows_that_call_themselves_linear_are_linear_in_each_input(row):
    rng = np.random.default_rng(1)
    for sample in row.samples():
        for i, x in enumerate(sample.inputs):
            a, b = like(rng, x), like(rng, x)

            def at(value, i=i, sample=sample):
                return row(*sample.inputs[:i], value, *sample.inputs[i + 1 :], **sample.settings)

            np.testing.assert_allclose(at(2.0 * a - 3.0 * b), 2.0 * at(a) - 3.0 * at(b), rtol=1e-10, atol=1e-12)


def count(name, forward, rules, **more):
    """A row that counts how often it is computed and how often its rules are asked."""
    calls = {"forward": 0, "rule": 0}

    def run(*xs):
        calls["forward"] += 1
        return forward(*xs)

    def ask(rule):
        def vjp(*given):
            calls["rule"] += 1
            return rule(*given)

        return vjp

    samples = lambda: [Sample((1.0,) * len(rules))]  # noqa: E731
    tex = ("f",) * (1 + len(rules))
    return Op(name, run, tuple(map(ask, rules)), label=name, tex=tex, samples=samples, listed=False, **more), calls


def test_a_few_evaluations_for_ten_layers():
    """Each layer is computed once and its rule asked once; a linear one is computed once more, for the tangent."""
    rules = (lambda g, z, x, w: g @ w.T, lambda g, z, x, w: x.T @ g)
    product, products = count("product", lambda x, w: x @ w, rules, linear=True)
    bend, bends = count("bend", np.tanh, (lambda g, z, x: g * (1.0 - z * z),))
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((5, 5)) for _ in range(10)]

    def f(x):
        for w in weights:
            x = bend(product(x, w))
        return x

    x, v = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    value, out = jvp(f, (x,), (v,))
    assert products == {"forward": 20, "rule": 0}
    assert bends == {"forward": 10, "rule": 10}
    np.testing.assert_allclose(out, (f(x + 1e-6 * v) - f(x - 1e-6 * v)) / 2e-6, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(value, f(x))


def test_nothing_is_recorded_that_nobody_can_differentiate():
    with Tape() as tape:
        jvp(lambda x: relu(x * x).sum(), (np.ones(3),), (np.ones(3),))
    assert [z.op.name for z in tape] == ["mul", "relu", "sum"]


def test_results_are_the_callers_own_memory():
    v = np.ones(3)
    _, out = jvp(lambda x: (x, x, x.T), (np.zeros(3),), (v,))
    for each in out:
        each += 1.0
    np.testing.assert_array_equal(out[0], [2.0] * 3)
    np.testing.assert_array_equal(v, np.ones(3))
    for f in (lambda x, y: x + y, lambda x, y: x.reshape(3, 1) + y.reshape(3, 1)):  # one array, and two views of one
        given = np.ones_like(f(v, v))
        gx, gy = vjp(f, np.zeros(3), np.zeros(3))[1](given)
        gx += 1.0
        np.testing.assert_array_equal(gy, np.ones(3))
        np.testing.assert_array_equal(given, np.ones(given.shape))
    for g in (np.ones(3), Tensor(np.ones(3), requires_grad=False)):
        (same,) = vjp(lambda x: x, np.zeros(3))[1](g)
        same += 1.0
        np.testing.assert_array_equal(np.asarray(g), np.ones(3))


def test_tangents_and_gradients_of_integers_count_as_numbers():
    assert jvp(lambda x: x, (3.0,), (1,)) == (3.0, 1.0)
    _, out = jvp(lambda x: x * x, (np.array([1.0, 2.0], np.float32),), (np.array([1, 0]),))
    assert (out.dtype, out.tolist()) == (np.float32, [2.0, 0.0])
    (g,) = vjp(lambda x: x, np.ones(2))[1](np.array([1, 0]))
    assert g.dtype == float


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_at_poles():
    """Derivatives along a direction: infinite where the slope is, 0 where the argument does not move or is not chosen."""
    assert jvp(np.sqrt, (0.0,), (1.0,))[1] == np.inf
    assert jvp(lambda x: 1.0 / x, (0.0,), (1.0,))[1] == -np.inf
    np.testing.assert_array_equal(jvp(np.sqrt, (np.array([0.0, 4.0]),), (np.array([0.0, 1.0]),))[1], [0.0, 0.25])
    np.testing.assert_array_equal(jvp(np.log, (np.array([0.0, 4.0]),), (np.array([1.0, 1.0]),))[1], [np.inf, 0.25])
    assert jvp(lambda x: np.where(x > 0, x, np.sqrt(-x)), (1.0,), (1.0,))[1] == 1.0
    assert jvp(lambda x: np.where(x > 0, x, np.exp(x) - 1.0), (1000.0,), (1.0,))[1] == 1.0
    np.testing.assert_array_equal(
        jvp(lambda x: np.where(x > 30, x, np.log(1.0 + np.exp(x))), (np.array([0.0, 1000.0]),), (np.ones(2),))[1], [0.5, 1.0]
    )
    for chosen in (lambda x: np.maximum(x, 0.0), lambda x: np.clip(x, 0.0, 9.0), lambda x: np.where(x > 0, x, 0.0)):
        assert jvp(lambda x, f=chosen: np.sqrt(f(x)), (-10.0,), (1.0,))[1] == 0.0
        np.testing.assert_array_equal(
            jvp(lambda x, f=chosen: np.sqrt(f(x)), (np.array([-10.0, 4.0]),), (np.ones(2),))[1], [0, 0.25]
        )
    assert np.isnan(jvp(lambda x: np.sqrt(x) ** 2, (0.0,), (1.0,))[1])  # the truth is 1, and 0 · ∞ cannot tell


def test_a_nan_on_the_way_is_blamed():
    with detect_anomaly(), pytest.raises(FloatingPointError, match="produced a NaN"):
        jvp(lambda x: np.sqrt(x) ** 2, (0.0,), (1.0,))
    with detect_anomaly():
        assert jvp(lambda x: x * x, (3.0,), (1.0,)) == (9.0, 6.0)


def test_jacobians_by_columns_equal_those_by_rows_and_hessians_all_ways():
    a = np.random.default_rng(3).standard_normal((3, 4))
    f = lambda x: np.concatenate([np.tanh(a @ x), np.stack([np.sum(x**3), x[0] * x[1]]), np.max(x, keepdims=True)])  # noqa: E731
    x = np.array([0.3, -0.5, 0.8, 1.1])
    columns = [jvp(f, (x,), (v,))[1] for v in np.eye(4)]
    np.testing.assert_allclose(np.stack(columns, axis=1), jacobian(f)(x), rtol=1e-12, atol=1e-14)
    g = lambda x: np.sum(f(x) ** 2)  # noqa: E731
    h = hessian(g)(x)
    np.testing.assert_allclose([hvp(g, x, v) for v in np.eye(4)], h, rtol=1e-10, atol=1e-12)
    twice = [jvp(lambda x, v=v: jvp(g, (x,), (v,))[1], (x,), (v,))[1] for v in np.eye(4)]  # forward over forward
    np.testing.assert_allclose(twice, np.diag(h), rtol=1e-10, atol=1e-12)
    over = [grad(lambda x, v=v: jvp(g, (x,), (v,))[1])(x) for v in np.eye(4)]  # reverse over forward
    np.testing.assert_allclose(over, h, rtol=1e-10, atol=1e-12)
    third = jvp(hessian(g), (x,), (np.eye(4)[1],))[1]
    step = 1e-5 * np.eye(4)[1]
    np.testing.assert_allclose(third, (hessian(g)(x + step) - hessian(g)(x - step)) / 2e-5, rtol=1e-6, atol=1e-6)


def test_under_no_grad_everything_is_plain():
    w = Tensor(3.0)
    with no_grad():
        value, out = jvp(lambda x: w * x * x, (Tensor(2.0),), (Tensor(1.0),))
    assert (type(value), type(out), out) == (float, float, 12.0)


def test_rules_that_hand_on_one_gradient_add_up_the_tangents():
    plus = Op("plus", lambda x, y: x + y, (lambda g, z, x, y: g, lambda g, z, x, y: g), listed=False)
    x, v = np.array([1.0, 2.0]), (np.array([3.0, 5.0]), np.array([0.5, 0.25]))
    assert jvp(plus, (x, x), v)[1].tolist() == [3.5, 5.25]
    assert [t.tolist() for t in vjp(plus, x, x)[1](x)] == [[1.0, 2.0], [1.0, 2.0]]


@pytest.mark.parametrize("x", [2.0, np.array([2.0, 3.0])], ids=["a number", "an array"])
def test_an_input_without_a_derivative_passes_no_tangent_on(x):
    left = Op("left", lambda x, y: 3.0 * x + y, (lambda g, z, x, y: 3.0 * g, None), listed=False)
    w = Tensor(1.0)
    for f, slope in (
        (lambda x: left(x, x), 3.0), (lambda x: left(1.0, x) + x, 1.0), (lambda x: left(1.0, x), 0.0),
        (lambda x: w * left(1.0, x) + w * x, 1.0), (lambda x: w * left(x, x), 3.0),
    ):  # fmt: skip
        out = jvp(f, (x,), (np.ones_like(x),))[1]
        np.testing.assert_array_equal(out.numpy() if isinstance(out, Tensor) else out, slope * np.ones_like(x))


def test_a_rule_of_zeros_gives_a_tangent_of_zeros():
    still = Op("still", np.floor, lambda g, z, x: np.zeros(np.shape(x)), listed=False)
    x = np.array([1.5, 2.5])
    assert jvp(still, (x,), (x,))[1].tolist() == [0.0, 0.0]
    assert jvp(lambda x: still(x) + x, (x,), (x,))[1].tolist() == [1.5, 2.5]


def test_what_is_without_a_derivative_is_a_constant_beside_what_has_one():
    w = Tensor(2.0)
    by_x, by_y = grad(lambda x, y: w * x * x, (0, 1))(3.0, 4.0)
    assert (by_x.data, by_x.requires_grad) == (12.0, True)
    assert (by_y.data, by_y.requires_grad) == (0.0, False)
    (value, number), _ = vjp(lambda x: (w * x, 3.0), 2.0)
    assert (value.data, number) == (4.0, 3.0)
