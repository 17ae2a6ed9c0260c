"""Every row for a function of SciPy: its value computed another way, its derivatives, and what it says of itself."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.special as sp

from autograd import Tensor, compile, grad, gradcheck
from autograd.scipy.rows import ROWS

CASES = [pytest.param(row, sample, id=f"{row.name}-{i}") for row in ROWS for i, sample in enumerate(row.samples())]


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_a_row_gives_what_another_formula_gives(row, sample):
    np.testing.assert_allclose(
        row(*sample.inputs, **sample.settings), row.oracle(*sample.inputs, **sample.settings), rtol=1e-7, atol=1e-9
    )


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_first_and_second_derivatives_agree_with_differences(row, sample):
    if all(np.size(x) for x in sample.inputs):
        assert gradcheck(lambda *xs: row(*xs, **sample.settings), *sample.inputs)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_is_complete(row):
    assert row.doc.endswith(".")
    assert row.label
    assert all(row.tex)


@pytest.mark.parametrize("row", [row for row in ROWS if row.ufunc is not None], ids=str)
def test_scipys_own_function_gives_a_tensor_of_its_own_precision(row):
    inputs = row.samples()[0].inputs
    single = {"f": np.float32, "c": np.complex64}
    floats = [np.asarray(x).astype(single.get(np.asarray(x).dtype.kind, np.asarray(x).dtype)) for x in inputs]
    tensors = [Tensor(np.atleast_1d(x)) if x.dtype.kind in single else x for x in floats]
    z = row.ufunc(*tensors)
    assert isinstance(z, Tensor)
    assert z.dtype == row.ufunc(*map(np.atleast_1d, floats)).dtype
    np.testing.assert_allclose(z.numpy().ravel(), np.ravel(row.ufunc(*inputs)), rtol=2e-5)


@pytest.mark.parametrize("row", [row for row in ROWS if row.ufunc is not None], ids=str)
def test_a_compiled_gradient_is_the_eager_one(row):
    inputs = row.samples()[0].inputs
    at = next(i for i, x in enumerate(inputs) if np.asarray(x).dtype.kind in "fc")

    def loss(x):
        return np.sum(np.abs(row.ufunc(*inputs[:at], x, *inputs[at + 1 :])) ** 2)

    np.testing.assert_allclose(compile(grad(loss))(inputs[at]), grad(loss)(inputs[at]), rtol=1e-12)


@pytest.mark.parametrize(
    ("function", "inputs", "argument"),
    [
        (sp.gammainc, (2.0, 1.0), "a"),
        (sp.betainc, (2.0, 3.0, 0.5), "a"),
        (sp.jv, (1.0, 2.0), "n"),
        (sp.stdtr, (3.0, 1.0), "df"),
    ],
)
def test_an_argument_without_a_derivative_is_refused_by_name(function, inputs, argument):
    with pytest.raises(TypeError, match=f"no derivative by {argument}"):
        grad(lambda x: function(x, *inputs[1:]))(inputs[0])


def test_products_with_logarithms_are_0_where_the_factor_is():
    assert grad(lambda y: sp.xlogy(0.0, y))(0.0) == 0.0
    assert grad(lambda y: sp.xlog1py(0.0, y))(-1.0) == 0.0
    assert grad(grad(lambda x: sp.xlogy(x, 2.0)))(0.0) == 0.0


def test_functions_of_our_own_serve_scipys_names():
    assert grad(sp.erf)(0.0) == pytest.approx(2.0 / np.sqrt(np.pi))
    assert grad(sp.expit)(0.0) == 0.25


def test_a_function_of_scipy_special_without_a_row_is_refused_by_its_own_name():
    with pytest.raises(TypeError, match="ellipk has no derivative rule"):
        sp.ellipk(Tensor(np.array([0.5])))
