"""Zeros that come from a choice, and products that happen to be 0: what is not chosen gives 0, the rest is honest."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import TABLE, Sample, Tape, Tensor, compile, elementwise_grad, grad, hessian, jvp, value_and_grad, vjp
from autograd.kernel.backward import gather, hand_back, see_values
from autograd.kernel.choices import Choices

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

EXTREMES = [0.0, -0.0, math.inf, -math.inf, math.nan, 1000.0, -1000.0, 1e308, -1e308, 5e-324, 1.0, -1.0]
ROWS = [pytest.param(row, id=row.name) for row in TABLE.values()]
BRANCHES = {  # where x > 1/4 these, else 3 x
    "exp": np.exp, "expm1": np.expm1, "sinh": np.sinh, "cosh": np.cosh, "tan": np.tan, "sin": np.sin, "cos": np.cos,
    "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "reciprocal": lambda x: 1.0 / x,
    "arcsin": np.arcsin, "arccos": np.arccos,
    "power": lambda x: x**1.5, "inverse power": lambda x: x**-0.5, "product": lambda x: (x * x * x) * (x * x * x),
    "square": lambda x: np.square(np.square(x)), "softplus": lambda x: np.log(1.0 + np.exp(x)),
    "entropy": lambda x: x * np.log(x),
    "quotient": lambda x: np.exp(x) / np.exp(-x), "cancelling": lambda x: np.sqrt(x) ** 2, "x to the x": lambda x: x**x,
}  # fmt: skip


def floats(sample: Sample) -> list[int]:
    return [i for i, x in enumerate(sample.inputs) if np.asarray(x).dtype.kind in "fc"]


def nothing(z):
    """No element of z, whatever they are."""
    return np.where(np.zeros(np.shape(z), bool), z, 0.0) if np.ndim(z) else np.where(False, z, 0.0)


@pytest.mark.parametrize("row", ROWS)
def test_no_row_in_the_branch_not_taken_hands_anything_on(row):
    for sample in row.samples():
        for extreme in EXTREMES:
            inputs = list(sample.inputs)
            for i in floats(sample):
                x = inputs[i]
                inputs[i] = Tensor(np.full_like(x, extreme) if np.ndim(x) else extreme)
            try:
                z = row(*inputs, **sample.settings)
                np.real(np.sum(nothing(z))).backward()
            except (ValueError, IndexError):
                continue  # rows of which an input holds indices or sizes say so, and those of matrices without an inverse
            for i in floats(sample):
                if row.variadic or row.vjps[i] is not None:
                    assert not np.any(inputs[i].grad), (extreme, i, inputs[i].grad)


ALONE = {
    "erf", "sigmoid", "softplus", "relu", "leaky_relu", "elu", "gelu", "gelu_tanh", "gelu_slope", "silu", "where", "clip",
}  # fmt: skip


@pytest.mark.parametrize("row", [param for param in ROWS if param.values[0].ufunc is not None or param.id in ALONE])
def test_an_element_that_is_not_chosen_leaves_the_others_alone(row):
    if row.name == "matmul":
        return
    settings = {"low": -1.0, "high": 1.0} if row.name == "clip" else {}
    arity = len(row.vjps)
    for extreme in EXTREMES:
        for place in range(arity):
            plain = [np.array([0.4, 0.4, 0.4]) + 0.1 * i for i in range(arity)]
            expected = [Tensor(x[:2]) for x in plain]
            np.sum(row(*expected, **settings)).backward()
            plain[place][2] = extreme
            xs = [Tensor(x) for x in plain]
            np.sum(np.where(np.array([True, True, False]), row(*xs, **settings), 0.0)).backward()
            for x, y in zip(xs, expected):
                np.testing.assert_array_equal(x.grad, [*y.grad, 0.0] if y.grad is not None else x.grad)
                assert y.grad is not None or not np.any(x.grad)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_whether_it_chooses(row):
    """The flag tells rows that make 0 of NaN. (Masks and windows leave numbers out, too, but by no choice between values.)"""
    zero_of_nan = False
    for sample in row.samples():
        inputs = [x if np.ndim(x) or not isinstance(x, int) else float(x) for x in sample.inputs]
        z = row.compute(inputs, sample.settings)
        if np.size(z):
            wanted = [i for i in floats(sample) if row.variadic or row.vjps[i] is not None]
            g = np.full(np.shape(z), np.nan) if np.ndim(z) else math.nan
            found = list(row.contributions(wanted, g, z, inputs, sample.settings))
            zero_of_nan |= any(not np.isnan(share).all() for share in found)
    if row.name in {"cholesky", "eigenvalues", "eigenvectors"}:
        return  # these read one triangle of a matrix: the other one gets 0 whatever comes
    leaves_out = row.name in {"lstm", "attention", "conv", "conv_kernel", "conv_transpose", "sum_pool"}
    assert row.chooses == zero_of_nan or (leaves_out and not row.chooses)


@pytest.mark.parametrize("row", ROWS)
def test_the_careful_way_gives_the_same_where_nothing_is_infinite(row):
    """Half of the results chosen: what is left out may still matter to the rest, as in softmax or in a recurrence."""
    for sample in row.samples():
        xs = [Tensor(x) if i in floats(sample) else x for i, x in enumerate(sample.inputs)]
        z = row(*xs, **sample.settings)
        if not z.requires_grad or not np.size(z.numpy()):
            continue
        chosen = np.arange(np.size(z.numpy())).reshape(z.shape) % 2 == 0
        loss = np.real(np.sum(np.where(chosen, z * z, 0.0)) + np.sum(np.where(chosen, 1.5 * z, 0.0)))
        loss.backward()
        grads = {loss: 1.0}
        hand_back(gather([loss])[0], grads, Choices(grads, see_values).contributions)
        for i in floats(sample):
            if xs[i] in grads:
                np.testing.assert_allclose(grads[xs[i]], xs[i].grad, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", BRANCHES)
@pytest.mark.parametrize("x", [0.0, -1.0, -1000.0, -math.inf])
def test_the_branch_not_taken_gives_no_nan(name, x):
    """By every way there is to a derivative, of first and second order, as a number and in an array."""
    f = lambda x: np.where(x > 0.25, BRANCHES[name](x), 3.0 * x)  # noqa: E731 - a family of functions
    total = lambda x: np.sum(f(x))  # noqa: E731
    array = np.array([x, 0.5, x])
    middle = grad(BRANCHES[name])(0.5)
    curved = grad(grad(BRANCHES[name]))(0.5)
    assert grad(f)(x) == 3.0
    assert grad(grad(f))(x) == 0.0
    assert jvp(f, (x,), (1.0,))[1] == 3.0
    t = Tensor(x)
    f(t).backward()
    assert t.grad == 3.0
    np.testing.assert_allclose(grad(total)(array), [3.0, middle, 3.0], rtol=1e-14)
    np.testing.assert_allclose(elementwise_grad(elementwise_grad(f))(array), [0.0, curved, 0.0], rtol=1e-12)
    np.testing.assert_allclose(hessian(total)(array), np.diag([0.0, curved, 0.0]), rtol=1e-12)
    first, second = compile(grad(f)), compile(grad(grad(f)))
    arrays, twice = compile(grad(total)), compile(grad(lambda x: np.sum(grad(total)(x))))
    for again in (0.5, x, x):  # the choice is made anew at each run
        assert first(again) == pytest.approx(3.0 if again == x else middle, rel=1e-14)
        if math.isfinite(again) or name not in {"product", "square"}:  # inside a program: rows with poles and overflows only
            assert second(again) == pytest.approx(0.0 if again == x else curved, rel=1e-12)
    for _ in range(2):
        np.testing.assert_allclose(arrays(array), [3.0, middle, 3.0], rtol=1e-14)
        if math.isfinite(x) or name not in {"product", "square"}:
            np.testing.assert_allclose(twice(array), [0.0, curved, 0.0], rtol=1e-12)


@pytest.mark.parametrize("x", [-1000.0, 1000.0])
def test_choices_written_by_hand(x):
    """The elu, the softplus and the entropy as people write them; the right values are the functions' own derivatives."""
    assert grad(lambda x: np.where(x > 0, x, np.exp(x) - 1.0))(x) == (1.0 if x > 0 else 0.0)
    assert grad(lambda x: np.where(x > 30, x, np.log(1.0 + np.exp(x))))(x) == (1.0 if x > 0 else 0.0)
    entropy = grad(lambda p: np.where(p > 0, p * np.log(p), 0.0).sum())(np.array([0.0, 0.5]))
    np.testing.assert_allclose(entropy, [0.0, 1.0 - math.log(2.0)], rtol=1e-14)
    np.testing.assert_array_equal(grad(lambda x: np.where(x < 1, np.cos(x), 0.0).sum())(np.array([0.0, np.inf])), [0.0, 0.0])


COMPUTED = {
    "sqrt(x)**2": lambda x: np.sqrt(x) ** 2, "exp(log(x))": lambda x: np.exp(np.log(x)), "1/(1/x)": lambda x: 1 / (1 / x),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPUTED)
def test_a_product_that_happens_to_be_zero_is_no_choice(name):
    """The derivative is 1, which 0 · ∞ does not tell: NaN, never 0, as in PyTorch and JAX; also beside a choice."""
    f = COMPUTED[name]
    t = Tensor(0.0)
    f(t).backward()
    found = [
        grad(f)(0.0), t.grad, compile(grad(f))(0.0), vjp(f, 0.0)[1](1.0)[0], value_and_grad(f)(0.0)[1], grad(grad(f))(0.0),
        grad(lambda x: np.sum(f(x)))(np.zeros(1))[0], compile(grad(lambda x: np.sum(f(x))))(np.zeros(1))[0],
        grad(lambda x: np.where(x < 1.0, f(x), 0.0))(0.0), grad(lambda x: np.sum(f(np.stack([x, 1.0]))[:1]))(0.0),
    ]  # fmt: skip
    assert [g for g in found if not math.isnan(g)] == []


@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        (lambda x: np.sqrt(autograd.relu(x)), -10.0, 0.0),
        (lambda x: np.sqrt(np.maximum(x, 0.0)), -10.0, 0.0),
        (lambda x: np.sqrt(np.minimum(np.maximum(0.0, x), 1.0)), -10.0, 0.0),
        (lambda x: np.sqrt(np.clip(x, 0.0, 1.0)), -10.0, 0.0),
        (lambda x: np.sqrt(np.clip(x, Tensor(0.0), None)), -10.0, 0.0),
        (lambda x: np.sqrt(autograd.leaky_relu(x, slope=0.0)), -10.0, 0.0),
        (lambda v: np.sqrt(np.max(v)), np.array([0.0, -1.0]), [math.inf, 0.0]),
        (lambda v: np.sqrt(np.min(v)), np.array([0.0, 1.0]), [math.inf, 0.0]),
        (lambda v: np.sqrt(v)[1], np.array([0.0, 4.0]), [0.0, 0.25]),
        (lambda v: np.sqrt(v[1]), np.array([0.0, 4.0]), [0.0, 0.25]),
        (lambda v: np.sqrt(v)[np.array([1, 1])].sum(), np.array([0.0, 4.0]), [0.0, 0.5]),
        (lambda v: np.split(np.sqrt(v), 2)[1].sum(), np.array([0.0, 4.0]), [0.0, 0.25]),
        (lambda v: np.max(np.sqrt(v)), np.array([0.0, 4.0]), [0.0, 0.25]),
    ],
)
def test_whatever_chooses_gives_zero_before_and_after_an_infinity(f, x, expected):
    t = Tensor(x)
    f(t).backward()
    for found in (grad(f)(x), t.grad, compile(grad(f))(x)):
        np.testing.assert_array_equal(found, expected)


FLAT = {  # activations that are constantly 0 up to here
    "relu": 0.0, "relu6": 0.0, "hard_sigmoid": -3.0, "hard_silu": -3.0, "hard_swish": -3.0, "sparse_plus": -1.0,
    "sparse_sigmoid": -1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_activations_that_are_constant_hand_nothing_on(name):
    f = nn.activations.get(name)
    x = FLAT[name] - 1.5
    assert f(x) == 0.0
    assert grad(lambda x: np.sqrt(f(x)))(x) == 0.0
    np.testing.assert_array_equal(grad(lambda x: np.sqrt(f(x)).sum())(np.array([x, x - 3.0])), [0.0, 0.0])
    assert grad(lambda x: np.sqrt(nn.activations.relu(x, max_value=3.0, threshold=0.5)))(-2.0) == 0.0
    inner = [nn.activations.soft_shrink, nn.activations.hard_shrink]
    assert [grad(lambda x, g=g: np.sqrt(g(x)))(0.1) for g in inner] == [0.0, 0.0]


def test_the_largest_under_a_window_is_a_choice():
    x = np.array([1.0, 0.0, 4.0, 9.0]).reshape(1, 4, 1)
    pooled = lambda x: np.sqrt(autograd.ops.networks.pooling.max_pool(x - 1.0, window=2)).sum()  # noqa: E731
    np.testing.assert_array_equal(grad(pooled)(x).ravel(), [math.inf, 0.0, 0.0, 0.5 / math.sqrt(8.0)])
    overlapping = lambda x: np.sqrt(autograd.ops.networks.pooling.max_pool(x - 1.0, window=2, strides=1)).sum()  # noqa: E731
    found = grad(overlapping)(np.array([1.0, 0.0, -1.0]).reshape(1, 3, 1)).ravel()
    assert found[0] == math.inf
    assert math.isnan(found[1])  # the root of −1
    assert found[2] == 0.0


def test_rows_of_a_matrix_that_nobody_asks_for():
    """x holds infinities where the product is not chosen: neither x nor the weights hear of them."""
    x, w = np.array([[1.0, 2.0], [math.inf, 3.0], [4.0, math.nan]]), np.array([[1.0, -1.0], [0.5, 2.0]])
    seen = np.array([[True], [False], [False]])
    f = lambda x, w: np.sum(np.where(seen, x @ w, 0.0))  # noqa: E731
    dx, dw = grad(f, argnums=(0, 1))(x, w)
    np.testing.assert_array_equal(dx, [[0.0, 2.5], [0.0, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(dw, [[1.0, 1.0], [2.0, 2.0]])


def test_a_choice_that_is_asked_for_in_part_still_sees_its_own_numbers():
    x, t = Tensor([[0.5, 0.25], [3.0, 4.0]]), Tensor([0.0, 1.0])
    np.where([True, False], x.max(axis=1), np.sqrt(t)).sum().backward()  # 0 · ∞ for t: the pass is played carefully
    np.testing.assert_array_equal(x.grad, [[1.0, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(t.grad, [0.0, 0.5])


def test_results_on_the_way_show_the_gradients_of_the_careful_pass():
    t = Tensor([0.0, 4.0])
    u = t * 1.0
    np.where([False, True], np.sqrt(u), 0.0).sum().backward()
    np.testing.assert_array_equal(u.grad, [0.0, 0.25])


def test_a_second_derivative_is_careful_where_the_first_met_no_nan():
    assert grad(grad(lambda x: np.where(x > 0, x**1.5, 0.0)))(0.0) == 0.0


def test_what_is_chosen_in_one_place_and_used_whole_in_another_is_alive():
    x, t = Tensor([1.0, 2.0]), Tensor([0.0, 4.0])
    y = x * 3.0
    (y.sum() + np.where([True, False], y, np.sqrt(t)).sum() + np.where([False, True], np.sqrt(t), 0.0).sum()).backward()
    np.testing.assert_array_equal(x.grad, [6.0, 3.0])
    np.testing.assert_array_equal(t.grad, [0.0, 0.5])


def test_an_element_that_was_broadcast_is_alive_where_one_of_its_copies_was_chosen():
    t = Tensor([0.0, 4.0])
    rows = np.sqrt(t) + np.zeros((3, 2))
    np.where([[False, True], [False, False], [False, True]], rows, 0.0).sum().backward()
    np.testing.assert_array_equal(t.grad, [0.0, 0.5])


def test_what_a_tape_explains_is_what_it_played():
    x = Tensor(1000.0, name="x")
    with Tape() as tape:
        z = np.where(x > 0, 2.0 * x, np.exp(x))
    z.backward()
    assert x.grad == 2.0
    assert all(not math.isnan(step.gradient) for step in tape.explain(x).steps)


def test_a_nan_that_belongs_to_the_gradient_stays():
    assert math.isnan(grad(lambda x: np.sqrt(x))(math.nan))
    assert math.isnan(grad(lambda x: np.where(x > 0, np.log(x) * 0.0 * math.inf, 0.0))(1.0))
    f = lambda v: (np.sqrt(v) ** 2).sum() + np.where(v > 1.0, v, np.exp(v)).sum()  # noqa: E731
    found = grad(f)(np.array([0.0, 1000.0]))
    assert math.isnan(found[0])
    assert found[1] == 2.0


def stable(z, y):
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))


def test_the_stable_cross_entropy_has_its_true_slope_at_zero_weights():
    """(σ(0) − y) x / n by hand, and by finite differences; its two kinks cancel only if the tie is halved."""
    x, y = np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([1.0, 0.0])
    np.testing.assert_array_equal(grad(lambda w: stable(x @ w, y))(np.zeros(2)), [-0.5, -0.25])
    np.testing.assert_array_equal(compile(grad(lambda w: stable(x @ w, y)))(np.zeros(2)), [-0.5, -0.25])
    assert grad(lambda z: np.minimum(z, 0.0) + np.maximum(z, 0.0))(0.0) == 1.0
    assert grad(lambda z: np.maximum(z, -z))(0.0) == 0.0


@pytest.mark.parametrize("f", [np.maximum, np.minimum])
def test_of_two_equal_arguments_each_gets_half(f):
    """As in PyTorch 2.13, JAX 0.10 and HIPS autograd; in whichever order the two are written, as numbers and in arrays."""
    assert grad(f, argnums=(0, 1))(2.0, 2.0) == (0.5, 0.5)
    x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0])
    first = np.array([0.0, 0.5, 1.0]) if f is np.maximum else np.array([1.0, 0.5, 0.0])
    for a, b, expected in ((x, y, (first, 1.0 - first)), (y, x, (1.0 - first, first))):
        np.testing.assert_array_equal(grad(lambda a, b: f(a, b).sum(), argnums=(0, 1))(a, b), expected)
        np.testing.assert_array_equal(compile(grad(lambda a, b: f(a, b).sum(), argnums=(0, 1)))(a, b), expected)
    big = np.zeros(5000)
    np.testing.assert_array_equal(grad(lambda a: f(a, 0.0).sum())(big), np.full(5000, 0.5))
    layer = nn.layers.Maximum() if f is np.maximum else nn.layers.Minimum()
    a, b = Tensor(y[None]), Tensor(y[None])
    layer([a, b]).sum().backward()
    np.testing.assert_array_equal([a.grad, b.grad], np.full((2, 1, 3), 0.5))


def test_bounds_of_every_kind_have_slope_zero():
    x = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    for low, high in ((0.0, 1.0), (np.zeros(5), 1.0), (0.0, np.ones(5)), (Tensor(0.0), Tensor(1.0))):
        np.testing.assert_array_equal(grad(lambda x, low=low, high=high: np.clip(x, low, high).sum())(x), [0, 0, 1, 0, 0])
    np.testing.assert_array_equal(np.clip(Tensor(x), np.full(5, 1.0), np.full(5, 0.0)).numpy(), np.clip(x, 1.0, 0.0))
    assert math.isnan(np.clip(Tensor([math.nan]), np.zeros(1), np.ones(1)).numpy()[0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("n", [3, 2047, 2048, 5000])
def test_long_and_short_choices_between_a_number_and_zero_are_the_same(dtype, n):
    """Long ones are made by the numbers' bits; infinities, NaN and the sign of zero are among them."""
    x = np.resize(np.array([1.5, math.inf, -math.inf, math.nan, -0.0, -2.0], dtype), n)
    c = np.arange(n) % 7 < 3
    for chosen in (c, ~c, np.zeros(n, bool)):
        for found, expected in (
            (autograd.where(chosen, x, 0.0), np.where(chosen, x, 0.0)),
            (autograd.where(chosen, 0.0, x), np.where(chosen, 0.0, x)),
            (autograd.where(chosen, x, -0.0), np.where(chosen, x, -0.0)),
            (autograd.where(chosen[None], x, 0.0), np.where(chosen[None], x, 0.0)),
        ):
            np.testing.assert_array_equal(found, expected)
            np.testing.assert_array_equal(np.signbit(found), np.signbit(expected))
            assert found.dtype == dtype
