"""The shortcuts of the engine against the clear path: same value, same gradient, same exception, for every row.

The clear path is written out here: the row's forward on NumPy's numbers, its rules on NumPy's numbers, and broadcasting
undone. Shortcuts are Tensor's operators and methods, the backward pass with one and two inputs written out, derivatives
of functions, and compiled programs. At the end the modules themselves are compared: quick_record with op.record, and
quick_backward with backward.
"""

from __future__ import annotations

import itertools
import math
import operator
import warnings

import numpy as np
import pytest

import autograd
from autograd import TABLE, Op, Sample, Tape, Tensor, grad, vjp
from autograd.kernel import backward, quick_backward, quick_record
from autograd.kernel.op import record
from autograd.ops import activation, arithmetic, choosing, elementwise
from autograd.tensors.tensor import operand

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 30.0, 710.0, 1e-308, 1e308, -1e308, math.inf, -math.inf, math.nan]
FAMILIES = (elementwise, arithmetic, choosing, activation)
ELEMENTWISE = [row for family in FAMILIES for row in vars(family).values() if isinstance(row, Op) and not row.arguments.needed]
OPERATORS = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "pow": operator.pow,
    "matmul": operator.matmul, "neg": operator.neg, "alias": operator.pos, "abs": abs,
}  # fmt: skip


def ways(row: Op):
    """Every way to run a row on Tensors."""
    yield row
    if row.ufunc is not None:
        yield row.ufunc
    if row.name in OPERATORS:
        yield OPERATORS[row.name]
    method = getattr(Tensor, row.name, None)
    if row.arguments.counts == range(1, 2) and not row.arguments.settings and method is not None:
        yield method


def sum_up(share, shape):
    """A gradient added up over what was broadcast."""
    share = np.asarray(share)
    share = share.sum(axis=tuple(range(share.ndim - len(shape))))
    stretched = tuple([i for i, (n, m) in enumerate(zip(shape, share.shape)) if n == 1 != m])
    return np.broadcast_to(share.sum(axis=stretched, keepdims=True), shape)


def clear(row: Op, inputs, settings=None, g=None):
    """(value, gradients of Σ g·value) by forward and rules on NumPy's numbers alone."""
    settings = settings or {}
    inputs = [np.float64(x) if isinstance(x, float) else np.asarray(x) for x in inputs]
    z = row.forward(*inputs, **settings)
    z = z[0] if row.joint else z
    g = np.ones(np.shape(z)) if g is None else g
    g = g if np.ndim(g) else np.float64(g)
    gradients = []
    for i, x in enumerate(inputs):
        rule = row.rule(i)
        moving = rule is not None and x.dtype.kind in "fc"
        share = sum_up(rule(g, z, *inputs, **settings), x.shape) if moving else None
        gradients.append(np.real(share) if np.iscomplexobj(share) and x.dtype.kind == "f" else share)
    return z, gradients


def agree(got, expected, message=""):
    np.testing.assert_allclose(got, expected, rtol=1e-13, atol=5e-324, err_msg=message)


def check(row: Op, inputs, settings=None, rtol=1e-13, atol=5e-324):
    """All ways of running the row, and of differentiating it, against the clear path."""
    settings = settings or {}
    value, gradients = clear(row, inputs, settings)
    weights = np.ones(np.shape(value)) if np.shape(value) or np.iscomplexobj(value) else None
    floating = [np.asarray(x).dtype.kind in "fc" for x in inputs]
    message = f"{row.name}{tuple(inputs)}"
    for run in ways(row):
        leaves = [Tensor(x) if moving else x for x, moving in zip(inputs, floating)]
        z = run(*leaves, **settings)
        np.testing.assert_allclose(z.data, value, rtol=rtol, atol=atol, err_msg=message)
        assert type(z.data) is (np.ndarray if np.shape(value) else type(value) if np.iscomplexobj(value) else float)
        if not any(g is not None for g in gradients):
            continue
        z.backward(weights)
        for x, g in zip(leaves, gradients):
            if g is not None:
                np.testing.assert_allclose(x.grad, g, rtol=rtol, atol=atol, err_msg=message)
                assert np.shape(x.grad) == x.shape

        def f(*moving, run=run):
            rest = iter(moving)
            return run(*[next(rest) if moves else x for x, moves in zip(inputs, floating)], **settings)

        plain = [x for x, moving in zip(inputs, floating) if moving]
        expected = [g for g, moving in zip(gradients, floating) if moving]
        for given in (plain, [Tensor(x) for x in plain]):
            _, back = vjp(f, *given)
            for x, g in zip(back(1.0 if weights is None else weights), expected):
                if g is not None:
                    x = x.data if isinstance(x, Tensor) else x
                    np.testing.assert_allclose(x, g, rtol=rtol, atol=atol, err_msg=message)


CASES = [
    pytest.param(row, sample, id=f"{row.name}-{i}")
    for row in TABLE.values()
    for i, sample in enumerate(row.samples())
    if row.name not in ("standardize", "inverse_deviation", "normalize", "lstm", "attention") or np.size(sample.inputs[0])
]


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_every_row_and_sample_gives_the_same_by_every_path(row, sample):
    check(row, sample.inputs, sample.settings, rtol=1e-12, atol=1e-14)


def edges(row: Op):
    """All but the one where NumPy contradicts itself: np.power(-inf, 0.5) is inf or NaN, as the exponent lies in memory."""
    points = itertools.product(EDGES, repeat=len(row.vjps))
    return [point for point in points if row.name != "pow" or point != (-math.inf, 0.5)]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ELEMENTWISE])
def test_every_edge_gives_the_same_by_every_path_as_a_number_and_in_arrays(row):
    n = len(row.vjps)
    for values in edges(row):
        with np.errstate(all="ignore"):
            check(row, values)
    columns = np.array(edges(row)).T
    with np.errstate(all="ignore"):
        check(row, list(columns))
        if n == 2:
            finite = np.array([x for x in EDGES if x != -math.inf])
            check(row, [finite[:, None], np.array(EDGES)])
            check(row, [np.array(EDGES), 0.0])
            check(row, [0.0, np.array(EDGES)])


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ELEMENTWISE if row.scalar is not None])
def test_a_program_of_single_numbers_gives_the_same_at_every_edge(row):
    """Sixteen of them in a row are run one by one, many side by side at once."""
    n = len(row.vjps)
    points = edges(row)
    leaves = [[Tensor(v) for v in column] for column in zip(*points)]
    results = [row(*xs) for xs in zip(*leaves)]
    program = Tape.gather(*results).compile(inputs=leaves, output=results)
    with np.errstate(all="ignore"):
        values = program(*[[p[i] for p in points] for i in range(n)])
        program.backward([1.0] * len(points))
        for k, point in enumerate(points):
            value, gradients = clear(row, point)
            agree(values[k], value, f"{row.name}{point}")
            for i, g in enumerate(gradients):
                if g is not None:
                    agree(program.input_gradients[i][k], g, f"{row.name}{point}, input {i}")


def outcome(run, *inputs):
    """The kind of error and what it says, or the value."""
    try:
        z = run(*inputs)
    except Exception as error:
        return type(error), str(error)
    return z.data if isinstance(z, Tensor) else z


MISFITS = [
    (np.ones(3), np.ones(4)), (np.ones((2, 3)), np.ones((4, 5))), (np.ones((2, 3)), np.ones(2)),
    (1.0, 2.0), (np.ones(2), 3.0), (np.array([True, False]), np.array([True, True])),
]  # fmt: skip


@pytest.mark.parametrize("row", [pytest.param(TABLE[name], id=name) for name in OPERATORS])
def test_what_a_row_refuses_is_refused_in_the_same_words_by_every_path(row):
    n = len(row.vjps)
    for inputs in MISFITS:
        given = [Tensor(x, requires_grad=False) for x in inputs[:n]]
        expected = outcome(row, *inputs[:n])
        for run in ways(row):
            if run is row.ufunc:
                continue  # NumPy's own call, which says it in its words
            got = outcome(run, *given)
            if isinstance(expected, tuple):
                assert got == expected
                assert row.name in got[1]
            else:
                np.testing.assert_array_equal(got, expected)


@pytest.fixture
def declare():
    """Makes a row; the table forgets it afterwards."""
    made = []

    def new(forward, *vjps, **columns):
        made.append(f"own_{len(made)}")
        return Op(made[-1], forward, vjps, "m", ("x",) + (r"\bar z",) * len(vjps), lambda: [Sample((1.0,))], **columns)

    yield new
    for name in made:
        TABLE.pop(name, None)


def test_a_pole_of_an_own_row_is_infinite_by_every_path(declare):
    root = declare(np.cbrt, lambda g, z, x: g / (3.0 * z * z))
    x = Tensor(0.0)
    root(x).backward()
    assert x.grad == grad(root)(0.0) == math.inf
    ratio = declare(np.divide, lambda g, z, x, y: g / y, lambda g, z, x, y: -g * x / (y * y))
    x, y = Tensor(1.0), Tensor(0.0)
    with np.errstate(all="ignore"):
        ratio(x, y).backward()
        assert (x.grad, y.grad) == (math.inf, -math.inf) == grad(ratio, (0, 1))(1.0, 0.0)
    power = declare(lambda x: np.exp(0.0 * x), lambda g, z, x: g * x**400.0)  # a float too large raises OverflowError
    x = Tensor(1e10)
    with np.errstate(all="ignore"):
        power(x).backward()
        assert x.grad == grad(power)(1e10) == math.inf


def test_rules_of_an_own_row_that_give_numbers_where_the_input_is_an_array_are_spread(declare):
    """One number for z and a rule that hands it on unchanged: the gradient still has the input's shape."""
    total = declare(lambda x, y: np.sum(x) + np.sum(y), lambda g, z, x, y: g, lambda g, z, x, y: 2)
    x, y = Tensor([1.0, 2.0]), Tensor([[3.0], [4.0]])
    total(x, y).backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])
    np.testing.assert_array_equal(y.grad, [[2.0], [2.0]])
    for got, expected in zip(grad(total, (0, 1))(np.ones(2), np.ones((2, 1))), (x.grad, y.grad)):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("forward", [lambda x, y, *, scale=1.0: scale * x * y, lambda x, y, scale=1.0: scale * x * y])
def test_settings_of_an_own_row_of_two_inputs_reach_its_rules_by_every_path(declare, forward):
    scaled = declare(forward, lambda g, z, x, y, scale=1.0: g * scale * y, lambda g, z, x, y, scale=1.0: g * scale * x)
    for settings, factor in (({}, 1.0), ({"scale": 10.0}, 10.0)):
        x, y = Tensor(2.0), Tensor(3.0)
        scaled(x, y, **settings).backward()
        assert (x.grad, y.grad) == (3.0 * factor, 2.0 * factor)
        by_grad = grad(lambda x, y, settings=settings: scaled(x, y, **settings), (0, 1))
        assert by_grad(2.0, 3.0) == (3.0 * factor, 2.0 * factor)


def test_an_own_row_that_gives_whole_numbers_has_no_derivative_by_any_path(declare):
    steps = declare(lambda x: np.floor(x).astype(int), lambda g, z, x: g)
    x = Tensor([1.5, 2.5])
    z = steps(x) * Tensor([1.0, 1.0])
    z.backward(np.ones(2))
    assert x.grad is None
    np.testing.assert_array_equal(grad(lambda x: np.sum(steps(x) * 1.0))(np.array([1.5, 2.5])), [0.0, 0.0])


def test_no_warning_is_made_into_another_answer():
    """Also where NumPy is told to raise, operators and rows do the same."""
    for values, run, row in (((1e308, 1e308), operator.mul, autograd.mul), ((1.0, 0.0), operator.truediv, autograd.div)):
        with np.errstate(all="raise"), warnings.catch_warnings():
            assert outcome(run, *map(Tensor, values)) == outcome(row, *map(Tensor, values))


# -- the modules themselves ----------------------------------------------------------------------------------


def forms(inputs):
    """The inputs as they are; as numbers, arrays of no axis and of one, and stretched against each other."""
    yield list(inputs)
    if all(np.ndim(x) == 0 for x in inputs):
        yield [np.array(x) for x in inputs]
        yield [np.array([x, x, x]) for x in inputs]
        if len(inputs) == 2:
            x, y = inputs
            yield [np.array([[x], [x]]), np.array([y, y, y])]
            yield [x, np.array([y, y])]
            yield [np.array([x, x]), y]


def nodes(inputs):
    return [Tensor(x) if np.asarray(x).dtype.kind in "fc" else Tensor(x, requires_grad=False) for x in inputs]


def recorded(run, inputs):
    """A Tensor and the leaves it was made from, or the type of the error."""
    leaves = nodes(inputs)
    try:
        return run(*leaves), leaves
    except Exception as error:
        return type(error), leaves


def assert_same_value(quick, clear, message):
    if isinstance(clear, type):
        assert quick is clear, message
        return
    assert type(quick._value) is type(clear._value), message
    assert quick.requires_grad == clear.requires_grad, message
    assert (quick.op, quick.settings) == (clear.op, clear.settings), message
    assert quick.dtype == clear.dtype, message
    np.testing.assert_array_equal(quick._value, clear._value, err_msg=message)


def gradients(play, z, leaves):
    """The gradients of all that z depends on, or the type of the error."""
    real = type(z._value) is float
    seed = 1.5 if real else np.linspace(0.5, 2.0, z.size, dtype=z.dtype).reshape(z.shape)
    for x in (z, *leaves):
        x._grad = None
    try:
        play(z, seed)
    except Exception as error:
        return type(error)
    return [x.grad for x in (z, *leaves)]


def assert_same_gradients(z, leaves, message):
    quick, clear = (gradients(module.backward, z, leaves) for module in (quick_backward, backward))
    if isinstance(clear, type):
        assert quick is clear, message
        return
    for ours, theirs in zip(quick, clear):
        assert type(ours) is type(theirs), message
        np.testing.assert_array_equal(ours, theirs, err_msg=message)
        if isinstance(theirs, np.ndarray):
            assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype), message


def compare_modules(row, inputs, settings=None):
    message = f"{row.name}{tuple(inputs)}"
    clear, leaves = recorded(lambda *xs: record(Tensor, row, xs, settings), inputs)
    method = {1: quick_record.unary, 2: lambda op: quick_record.binary(op, operand)}.get(len(inputs))
    if method is not None and not settings and len(row.vjps) == len(inputs) and not (row.variadic or row.joint):
        if len(inputs) == 1 or row.scalar is not None:
            quick, ours = recorded(method(row), inputs)
            assert_same_value(quick, clear, message)
            if not isinstance(quick, type) and quick.requires_grad:
                assert_same_gradients(quick, ours, message)
    if not isinstance(clear, type) and clear.requires_grad:
        assert_same_gradients(clear, leaves, message)
        after = clear * 2.0 + clear  # used twice, and later on the tape
        assert_same_gradients(after, leaves, message)


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_the_quick_modules_equal_the_clear_ones_for_every_row_and_sample(row, sample):
    for inputs in forms(sample.inputs):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compare_modules(row, inputs, sample.settings or None)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ELEMENTWISE])
def test_the_quick_modules_equal_the_clear_ones_at_every_edge(row):
    for point in edges(row):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for inputs in forms(point):
                compare_modules(row, inputs)


@pytest.mark.parametrize("row", [pytest.param(TABLE[name], id=name) for name in OPERATORS])
def test_the_quick_modules_refuse_what_the_clear_ones_refuse(row):
    for inputs in MISFITS:
        compare_modules(row, inputs[: len(row.vjps)])


def test_gradients_that_are_written_to_afterwards_share_no_memory_by_either_module():
    for module in (quick_backward, backward):
        x = Tensor(np.arange(6.0).reshape(2, 3))
        y = x.T
        z = y + 1.0
        module.backward(z, np.ones((3, 2)))
        for i, t in enumerate((z, y, x)):
            t.grad[...] = 7.0
            assert [float(np.max(u.grad)) for u in (z, y, x)].count(7.0) == 1 + i
