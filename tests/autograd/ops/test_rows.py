"""Every row of the op table against every one of its samples: nothing here names a row but the oracles."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from autograd import TABLE, Op, Sample, Tensor, gradcheck
from autograd.ops import activation, arithmetic, elementwise

CASES = [
    pytest.param(row, sample, id=f"{row.name}-{i}-{'x'.join(str(np.shape(x)) for x in sample.inputs)}")
    for row in TABLE.values()
    for i, sample in enumerate(row.samples())
]
ROWS = [pytest.param(row, id=row.name) for row in TABLE.values()]
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 30.0, 710.0, 1e-308, 1e308, -1e308, math.inf, -math.inf, math.nan]


def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


def softmax(x, axis=-1):
    return np.exp(x) / np.exp(x).sum(axis, keepdims=True)


def variance(x, axis=None, ddof=0, keepdims=False):
    mean = x.mean(axis, keepdims=True)
    n = x.size / mean.size
    return ((x - mean) ** 2).sum(axis, keepdims=keepdims) / (n - ddof)


def put(x, key, shape):
    out = np.zeros(shape)
    np.add.at(out, key, x)
    return out


def labelled(x, y):
    flat = -np.log(softmax(x)).reshape(-1, x.shape[-1])
    return np.array([line[label] for line, label in zip(flat, y.reshape(-1))]).reshape(y.shape)


def padded(x, width, value=0.0):
    out = np.full([n + before + after for n, (before, after) in zip(x.shape, width)], value)
    out[tuple(slice(before, before + n) for n, (before, _) in zip(x.shape, width))] = x
    return out


def lstm(x, h, c, w, u, b, m):
    hidden = []
    for t in range(len(x)):
        i, f, g, o = np.split(np.concatenate([x[t], h], 1) @ np.concatenate([w, u]) + b, 4, axis=1)
        m_t = np.broadcast_to(m, x.shape[:2])[t][:, None]
        c = np.where(m_t, c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i)), c)
        h = np.where(m_t, np.tanh(c) / (1 + np.exp(-o)), h)
        hidden.append(h)
    return np.array([*hidden, c])


def attention(*xs, heads, mask=None, workspace=None):
    q, k, v = (np.stack(np.split(x, heads, -1), 1) for x in (xs if len(xs) == 3 else np.split(xs[0], 3, -1)))
    likeness = np.einsum("bhtd,bhsd->bhts", q, k) / np.sqrt(q.shape[-1])
    likeness = np.where(True if mask is None else mask, likeness, -1e9)
    shares = softmax(likeness - likeness.max(-1, keepdims=True))
    return np.concatenate(list(np.moveaxis(shares @ v, 1, 0)), -1)


def normalized(x, gamma, beta, epsilon):
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - x.mean(axes)) / np.sqrt(x.var(axes) + epsilon) + beta if x.size else x


def standardized(x, epsilon, center):
    c = x - x.mean(-1, keepdims=True) * center
    return c / np.sqrt((c**2).mean(-1, keepdims=True) + epsilon)


def deviation(x, epsilon, center):
    c = x - x.mean(-1, keepdims=True) * center
    return 1 / np.sqrt((c**2).mean(-1, keepdims=True) + epsilon)


def named_sum(*xs, subscripts):
    return np.einsum(subscripts, *xs)


def meetings(size, taps, strides=1, padding=0, dilation=1):
    """(position in x, window, tap) of every number that a kernel or a pool meets, found one by one."""
    axes = len(size)
    strides, dilation = (v if isinstance(v, tuple) else (v,) * axes for v in (strides, dilation))
    padding = padding if isinstance(padding, tuple) else ((padding, padding),) * axes
    spans = [(t - 1) * d + 1 for t, d in zip(taps, dilation)]
    counts = [(n + sum(p) - span) // s + 1 for n, p, span, s in zip(size, padding, spans, strides)]
    for o, a in itertools.product(np.ndindex(*counts), np.ndindex(*taps)):
        i = tuple(o_ * s + a_ * d - p[0] for o_, a_, s, d, p in zip(o, a, strides, dilation, padding))
        if all(0 <= i_ < n for i_, n in zip(i, size)):
            yield (slice(None), *i), (slice(None), *o), a


def grouped(y, groups):
    """The kernel with its groups written out: (*taps, C, F), zeros between them."""
    c, f = y.shape[-2], y.shape[-1] // groups
    whole = np.zeros((*y.shape[:-2], c * groups, y.shape[-1]))
    for k in range(groups):
        whole[..., k * c : (k + 1) * c, k * f : (k + 1) * f] = y[..., k * f : (k + 1) * f]
    return whole


def convolved(x, y, b=0.0, groups=1, **settings):
    met = list(meetings(x.shape[1:-1], y.shape[:-2], **settings))
    sizes = [max([o[axis] for _, o, _ in met]) + 1 for axis in range(1, y.ndim - 1)]
    z, whole = np.zeros((len(x), *sizes, y.shape[-1])), grouped(y, groups)
    for i, o, a in met:
        z[o] += x[i] @ whole[a]
    return z + b


def transposed(g, y, b=0.0, *, size, groups=1, **settings):
    x, whole = np.zeros((len(g), *size, y.shape[-2] * groups)), grouped(y, groups)
    for i, o, a in meetings(size, y.shape[:-2], **settings):
        x[i] += g[o] @ whole[a].T
    return x + b


def kernel_share(x, g, taps, groups=1, **settings):
    whole = np.zeros((*taps, x.shape[-1], g.shape[-1]))
    for i, o, a in meetings(x.shape[1:-1], taps, **settings):
        whole[a] += x[i].T @ g[o]
    c, f = x.shape[-1] // groups, g.shape[-1] // groups
    own = [whole[..., k * c : (k + 1) * c, k * f : (k + 1) * f] for k in range(groups)]
    return np.concatenate(own, -1)


def under(x, window=2, strides=None, padding=0):
    """{window: the positions under it}."""
    window = window if isinstance(window, tuple) else (window,) * (x.ndim - 2)
    found = {}
    for i, o, _ in meetings(x.shape[1:-1], window, window if strides is None else strides, padding):
        found.setdefault(o[1:], []).append(i[1:])
    return found


def pooled(x, reduce, **settings):
    found = under(x, **settings)
    z = np.zeros((len(x), *np.max(list(found), axis=0) + 1, x.shape[-1]))
    for o, places in found.items():
        z[(slice(None), *o)] = reduce([x[(slice(None), *i)] for i in places], axis=0)
    return z


def at_largest(x, **settings):
    """For each window and channel, where the largest number lies: (n, *position, channel) triples."""
    for o, places in under(x, **settings).items():
        for n, c in np.ndindex(len(x), x.shape[-1]):
            best = places[np.argmax([x[(n, *i, c)] for i in places])]
            yield (n, *o, c), (n, *best, c)


def unpooled(g, x, **settings):
    z = np.zeros(x.shape)
    for o, i in at_largest(x, **settings):
        z[i] += g[o]
    return z


def picked(y, x, **settings):
    z = np.zeros(pooled(x, np.max, **settings).shape)
    for o, i in at_largest(x, **settings):
        z[o] = y[i]
    return z


def spread(g, size, **settings):
    z = np.zeros((len(g), *size, g.shape[-1]))
    for o, places in under(z, **settings).items():
        for i in places:
            z[(slice(None), *i)] += g[(slice(None), *o)]
    return z


def gelu_by_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


# what each row computes, written another way; rows of a NumPy ufunc are compared with that
ORACLES = {
    "lstm": lstm,
    "attention": attention,
    "normalize": normalized,
    "standardize": standardized,
    "inverse_deviation": deviation,
    "where": lambda c, x, y: np.where(np.array(c) != 0, x, y),
    "clip": lambda x, low, high: np.clip(x, low, high),
    "erf": erf,
    "sigmoid": lambda x: 0.5 * (1 + np.tanh(0.5 * x)),
    "softplus": lambda x: np.logaddexp(x, 0.0),
    "relu": lambda x: 0.5 * (x + abs(x)),
    "leaky_relu": lambda x, slope=0.2: np.maximum(x, slope * x),
    "elu": lambda x, alpha=1.0: np.maximum(x, 0) + alpha * (np.exp(np.minimum(x, 0)) - 1),
    "gelu": lambda x: 0.5 * x * (1 + erf(x / math.sqrt(2))),
    "gelu_tanh": gelu_by_tanh,
    "gelu_slope": lambda x: gelu_by_tanh(x + 1e-20j).imag / 1e-20,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softmax": softmax,
    "log_softmax": lambda x, axis=-1: np.log(softmax(x, axis)),
    "cross_entropy": lambda x, y: -(y * np.log(softmax(x))).sum(-1),
    "sparse_cross_entropy": labelled,
    "index": lambda x, key: np.array(x)[key],
    "scatter_add": put,
    "take": lambda x, i: np.array([x[j] for j in i]) if i.ndim == 1 else np.array([[x[j] for j in row] for row in i]),
    "put": lambda x, i, shape: put(x, key=i, shape=shape),
    "dot": lambda x, y: np.tensordot(x, y, axes=(-1, -2 if np.ndim(y) > 1 else -1)),
    "outer": lambda x, y: x[:, None] * y[None, :],
    "einsum": named_sum,
    "sum": lambda x, axis=None, keepdims=False: np.array(x).sum(axis, keepdims=keepdims),
    "mean": lambda x, axis=None, keepdims=False: np.average(x, axis, keepdims=keepdims),
    "max": lambda x, axis=None, keepdims=False: -np.min(-np.array(x), axis, keepdims=keepdims),
    "min": lambda x, axis=None, keepdims=False: -np.max(-np.array(x), axis, keepdims=keepdims),
    "prod": lambda x, axis=None, keepdims=False: np.multiply.reduce(x, axis=axis, keepdims=keepdims),
    "var": variance,
    "std": lambda x, **settings: np.sqrt(variance(x, **settings)),
    "norm": lambda x, axis=None, keepdims=False: np.sqrt((np.array(x) ** 2).sum(axis, keepdims=keepdims)),
    "logsumexp": lambda x, axis=None, keepdims=False: np.logaddexp.reduce(x, axis=axis, keepdims=keepdims),
    "cumsum": lambda x, axis=None: np.add.accumulate(x.ravel() if axis is None else x, axis=axis or 0),
    "astype": lambda x, dtype: x.astype(dtype),
    "conv": convolved,
    "conv_transpose": transposed,
    "conv_kernel": kernel_share,
    "max_pool": lambda x, **settings: pooled(x, np.max, **settings),
    "max_unpool": unpooled,
    "max_pick": picked,
    "sum_pool": lambda x, **settings: pooled(x, np.sum, **settings),
    "sum_unpool": spread,
    "reshape": lambda x, shape: np.array(x).reshape(shape),
    "transpose": lambda x, axes=None: x.T if axes is None else np.moveaxis(x, axes, range(x.ndim)),
    "moveaxis": lambda x, source, destination: np.moveaxis(x, source, destination),
    "broadcast_to": lambda x, shape: x + np.zeros(shape),
    "expand_dims": lambda x, axis: np.expand_dims(x, axis),
    "squeeze": lambda x, axis=None: x.reshape([n for i, n in enumerate(x.shape) if n > 1 or axis not in (None, i)]),
    "flip": lambda x, axis=None: np.flip(x, axis),
    "tile": lambda x, reps: np.kron(np.ones(reps), x),
    "repeat": lambda x, repeats, axis: np.take(x, np.arange(repeats * x.shape[axis]) // repeats, axis=axis),
    "pad": padded,
    "concatenate": lambda *xs, axis=0: np.concatenate(xs, axis),
    "stack": lambda *xs, axis=0: np.concatenate([np.expand_dims(x, axis) for x in xs], axis),
}


def leaves(sample: Sample, dtype: type | None = None) -> list:
    """The sample's inputs, floating-point ones as Tensors to differentiate by."""
    found = []
    for x in sample.inputs:
        moving = np.asarray(x).dtype.kind == "f"
        found.append(Tensor(np.array(x, dtype) if dtype and np.ndim(x) else x) if moving else x)
    return found


def backward(row: Op, inputs: list, attrs: dict) -> Tensor:
    z = row(*inputs, **attrs)
    if z.requires_grad:
        z.backward(np.ones(z.shape) if z.shape else None)
    return z


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_the_forward_agrees_with_an_oracle(row, sample):
    oracle = row.ufunc or ORACLES[row.name]
    value = row(*sample.inputs, **sample.settings)
    expected = oracle(*sample.inputs, **sample.settings)
    assert np.shape(value) == np.shape(expected)
    if not any(np.max(np.abs(x), initial=0) > 700 for x in sample.inputs):  # where the oracles overflow
        np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize(("row", "sample"), [case for case in CASES if case.values[1].grads is None])
def test_first_and_second_derivative_agree_with_finite_differences(row, sample):
    gradcheck(lambda *xs: row(*xs, **sample.settings), *sample.inputs)


@pytest.mark.parametrize(("row", "sample"), [case for case in CASES if case.values[1].grads is not None])
def test_the_gradients_written_beside_kinks_and_extremes(row, sample):
    inputs = leaves(sample)
    backward(row, inputs, sample.settings)
    assert len(sample.grads) == len(inputs)
    for x, expected in zip(inputs, sample.grads):
        np.testing.assert_allclose(x.grad, expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_a_gradient_has_its_inputs_shape_and_numbers_are_python_floats(row, sample):
    inputs = leaves(sample)
    z = backward(row, inputs, sample.settings)
    assert type(z.data) is (np.ndarray if z.shape else float)
    for x, rule in zip(inputs, row.vjps * (len(inputs) if row.variadic else 1)):
        if isinstance(x, Tensor):
            assert rule is None or (np.shape(x.grad) == x.shape and type(x.grad) is (np.ndarray if x.shape else float))


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_float32_in_gives_float32_out_and_back(row, sample):
    single, double = leaves(sample, np.float32), leaves(sample)
    if not any(isinstance(x, Tensor) and x.shape for x in single):
        return  # numbers are Python floats, whatever they were
    z, reference = backward(row, single, sample.settings), backward(row, double, sample.settings)
    if z.shape:
        assert z.dtype == sample.settings.get("dtype", np.float32)
    np.testing.assert_allclose(z.numpy(), reference.numpy(), rtol=2e-5, atol=1e-5)
    for x, y in zip(single, double):
        if isinstance(x, Tensor) and x.shape and x.grad is not None:
            assert x.grad.dtype == np.float32
            np.testing.assert_allclose(x.grad, y.grad, rtol=2e-4, atol=1e-4)


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_neither_forward_nor_rules_write_into_what_they_are_given(row, sample):
    def frozen(x):
        x = np.array(x)
        x.flags.writeable = False
        return x if x.ndim else x[()]

    inputs = [frozen(x) for x in sample.inputs]
    z = frozen(row.compute(inputs, sample.settings))
    g = frozen(np.linspace(0.5, 1.5, z.size).reshape(z.shape))
    for i in range(len(inputs)):
        rule = row.rule(i)
        if rule is not None:
            rule(g, z, *inputs, **sample.settings)  # a write raises: the arrays are read-only
    for x, before in zip(inputs, sample.inputs):
        np.testing.assert_array_equal(x, before)


def edges(row: Op) -> list[tuple[float, ...]]:
    return list(itertools.product(EDGES, repeat=len(row.samples()[0].inputs)))


FAMILIES = (elementwise, arithmetic, activation)
ELEMENTWISE = {row.name: row for family in FAMILIES for row in vars(family).values() if isinstance(row, Op)}
ELEMENTWISE = [pytest.param(row, id=name) for name, row in ELEMENTWISE.items() if name != "clip"]


def same(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == b or math.isclose(a, b, rel_tol=1e-14, abs_tol=5e-324)


@pytest.mark.parametrize("row", ELEMENTWISE)
def test_a_number_and_an_array_give_the_same_ieee_value_at_every_edge(row):
    for values in edges(row):
        number = row(*values)
        array = row(*[np.array([x]) for x in values])[0]
        assert type(number) is float
        assert same(number, array), f"{row.name}{values}: {number} as a number, {array} in an array"


@pytest.mark.parametrize("row", ELEMENTWISE)
def test_a_number_and_an_array_get_the_same_ieee_gradient_at_every_edge(row):
    for values in edges(row):
        numbers, arrays = [Tensor(x) for x in values], [Tensor([x]) for x in values]
        backward(row, numbers, {})
        backward(row, arrays, {})
        for i, (x, y) in enumerate(zip(numbers, arrays)):
            if row.vjps[i] is not None:
                assert same(x.grad, y.grad[0]), f"{row.name}{values}, input {i}: {x.grad} and {y.grad[0]}"


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_complete(row):
    assert row.name.isidentifier()
    assert TABLE[row.name] is row
    assert row.label
    assert len(row.tex) == 1 + len(row.vjps)
    for formula, rule in zip(row.tex[1:], row.vjps):
        assert (rule is None) == (formula == "0")
    for formula in row.tex:
        assert formula
        assert formula.count("{") == formula.count("}")
    assert len(row.samples()) >= 2
    assert row.ufunc is not None or row.name in ORACLES
    for sample, again in zip(row.samples(), row.samples()):  # the same numbers every time
        for x, y in zip(sample.inputs, again.inputs):
            np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("picks", [(3000,), (50, 60)])
@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
def test_a_table_of_which_many_rows_are_picked_gets_each_picks_gradient(picks, dtype):
    rng = np.random.default_rng(2)
    low = -40 if dtype is np.int64 else 0
    key, g = rng.integers(low, 40, picks).astype(dtype), rng.standard_normal((*picks, 3, 2))
    x = Tensor(rng.standard_normal((41, 3, 2)))
    x[key].backward(g)
    expected = np.zeros(x.shape)
    np.add.at(expected, key, g)
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12, atol=1e-13)
    with pytest.raises(IndexError):
        TABLE["scatter_add"](g, key=key, shape=(30, 3, 2))
