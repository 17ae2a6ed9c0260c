"""Every row of the op table against every one of its samples."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest

from autograd import TABLE, Op, Sample, Tensor, gradcheck
from autograd.ops import activation, arithmetic, choosing, elementwise

CASES = [
    pytest.param(row, sample, id=f"{row.name}-{i}-{'x'.join(str(np.shape(x)) for x in sample.inputs)}")
    for row in TABLE.values()
    for i, sample in enumerate(row.samples())
]
ROWS = [pytest.param(row, id=row.name) for row in TABLE.values()]
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 30.0, 710.0, 1e-308, 1e308, -1e308, math.inf, -math.inf, math.nan]


SINGLE = {"f": np.float32, "c": np.complex64}


def leaves(sample: Sample, single: bool = False) -> list:
    """The sample's inputs, floating-point ones as Tensors to differentiate by; arrays in single precision where asked for."""
    found = []
    for x in sample.inputs:
        kind = np.asarray(x).dtype.kind
        found.append(Tensor(np.array(x, SINGLE[kind]) if single and np.ndim(x) else x) if kind in SINGLE else x)
    return found


def backward(row: Op, inputs: list, attrs: dict) -> Tensor:
    z = row(*inputs, **attrs)
    if z.requires_grad:
        z.backward(np.ones(z.shape) if z.shape or z.dtype.kind == "c" else None)
    return z


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_the_forward_agrees_with_an_oracle(row, sample):
    value = row(*sample.inputs, **sample.settings)
    expected = row.oracle(*sample.inputs, **sample.settings)
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
    assert type(z.data) is (np.ndarray if z.shape else float) or isinstance(z.data, complex)
    for x, rule in zip(inputs, row.vjps * (len(inputs) if row.variadic else 1)):
        if isinstance(x, Tensor):
            kind = np.ndarray if x.shape else (float, complex)
            assert rule is None or (np.shape(x.grad) == x.shape and isinstance(x.grad, kind))


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_float32_in_gives_float32_out_and_back(row, sample):
    single, double = leaves(sample, single=True), leaves(sample)
    if not any(isinstance(x, Tensor) and x.shape for x in single):
        return  # numbers are Python floats, whatever they were
    z, reference = backward(row, single, sample.settings), backward(row, double, sample.settings)
    if z.shape:
        assert z.dtype in (sample.settings.get("dtype", np.float32), np.complex64)
    np.testing.assert_allclose(z.numpy(), reference.numpy(), rtol=2e-5, atol=1e-5)
    for x, y in zip(single, double):
        if isinstance(x, Tensor) and x.shape and x.grad is not None:
            assert x.grad.dtype == x.dtype
            np.testing.assert_allclose(x.grad, y.grad, rtol=2e-4, atol=1e-4)


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_neither_forward_nor_rules_write_into_what_they_are_given(row, sample):
    def freeze(x):
        x = np.array(x)
        x.flags.writeable = False
        return x if x.ndim else x[()]

    inputs = [freeze(x) for x in sample.inputs]
    z = freeze(row.compute(inputs, sample.settings))
    g = freeze(np.linspace(0.5, 1.5, z.size).reshape(z.shape))
    for i in range(len(inputs)):
        rule = row.rule(i)
        if rule is not None:
            rule(g, z, *inputs, **sample.settings)  # a write raises: the arrays are read-only
    for x, before in zip(inputs, sample.inputs):
        np.testing.assert_array_equal(x, before)


def edges(row: Op) -> list[tuple[float, ...]]:
    return list(itertools.product(EDGES, repeat=len(row.samples()[0].inputs)))


FAMILIES = (elementwise, arithmetic, choosing, activation)
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
    assert re.fullmatch(r"\S.{8,130}\.", row.doc)
    assert callable(row.oracle)
    assert row.oracle is not row.forward or row.ufunc is row.forward  # NumPy's function needs no second opinion
    assert len(row.js) in (0, 1 + len(row.vjps))
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
