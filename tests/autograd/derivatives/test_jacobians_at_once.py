"""Jacobians whose rows or columns are found in one pass are those found one by one."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Op, Tensor, compile, detect_anomaly, grad, hessian, jacobian, no_grad, norm, softmax
from autograd.derivatives import batched
from autograd.derivatives.linearization import Linearization

RNG = np.random.default_rng(0)
A, B, C = RNG.standard_normal((5, 4)), RNG.standard_normal((4, 5)), RNG.standard_normal((3, 4, 5))
X = np.array([0.3, -1.2, 0.9, 2.0])
SWAPPED = Op("swapped", lambda x: x[::-1], lambda g, z, x: TABLE["concatenate"](g[1:], g[:1]), listed=False)  # of two rows

PROGRAMS = {
    "a matrix, fewer columns": lambda x: np.tanh(A @ x) * np.sin(x[0]),
    "a matrix from the left": lambda x: x @ B[:, :3],
    "a matrix from the right, fewer rows": lambda x: A[:3] @ x * x[1:],
    "shares": lambda x: x / x.sum(),
    "a kept axis": lambda x: np.exp(x) - np.log(np.exp(x).sum(axis=0, keepdims=True)),
    "products of matrices": lambda x: np.outer(x, x) @ B,
    "stacks of matrices": lambda x: C.swapaxes(1, 2) @ np.outer(x, x),
    "axes moved": lambda x: np.outer(x, x).T.reshape(2, 8)[::-1],
    "rows picked twice": lambda x: np.stack([x, x * x[0]], axis=1)[np.array([0, 0, 2])],
    "pairs picked": lambda x: np.outer(x, x)[np.array([0, 1, 1]), np.array([2, 3, 3])],
    "arrays apart": lambda x: (np.outer(x, x)[:, None] * C[0, :, :1])[np.array([0, 1]), :, np.array([2, 3])],
    "a number and an array": lambda x: np.outer(x, x)[1, np.array([0, 0, 2])],
    "a mask": lambda x: x[np.array([True, False, True, True])] ** 2,
    "choices": lambda x: np.where(x > 0, x * x, np.sin(x)).cumsum(),
    "a solve": lambda x: np.linalg.solve(np.outer(x, x) + np.eye(4) * 3, x),
    "softmax": softmax,
    "einsum": lambda x: np.einsum("ijk,j->ik", C, x),
    "sorted": lambda x: np.sort(x)[1:] * x[:3],
    "broadcast": lambda x: np.broadcast_to(x, (3, 4)) * C[:, :, 0],
    "largest": lambda x: np.max(np.outer(x, x), axis=0),
    "norms": lambda x: norm(np.outer(x, x), axis=0),
    "joined": lambda x: np.concatenate([x[1:], x[:1] * x, np.ones(2)]),
    "rows joined": lambda x: SWAPPED(np.outer(x[:2], x[2:])) * x[:2],
    "an array apart from a number": lambda x: np.outer(x, x).reshape(2, 2, 4)[1, :, np.array([0, 0, 2])],
    "an array apart from a number, fewer rows": lambda x: np.outer(x, x).reshape(2, 2, 4)[1, :, np.array([2])],
    "pairs picked, fewer rows": lambda x: np.outer(x, x)[np.array([0, 1, 0]), np.array([2, 3, 2])],
    "a true value as a key": lambda x: np.outer(x, x)[True, 1:, 0],
    "of one number": lambda x: np.stack([x[0], x[1] * x[2]]),
}


def one_by_one(f, x):
    at = Linearization("jacobian", f, f, (x,))
    shape = np.shape(at.value[0])
    n = int(np.prod(shape))
    rows = [at.pull([unit])[0] for unit in np.eye(n).reshape(n, *shape)]
    return np.reshape(np.stack(rows), (*shape, *np.shape(x)))


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("most", [1 << 22, 64], ids=["all", "some at once"])
def test_programs(name, most, monkeypatch):
    monkeypatch.setattr(batched, "MOST", most)
    f = PROGRAMS[name]
    assert Linearization("jacobian", f, f, (X,)).all_derivatives() is not None
    found = jacobian(f)(X)
    np.testing.assert_allclose(found, one_by_one(f, X), rtol=1e-12, atol=1e-14)
    assert found.dtype == X.dtype

    def total(x):
        return np.sum(f(x) ** 2)

    np.testing.assert_allclose(hessian(total)(X), one_by_one(grad(total), X), rtol=1e-10, atol=1e-12)


LEFT = {1: A[0], 2: A[:2], 3: RNG.standard_normal((3, 2, 4))}
RIGHT = {1: B[:, 0], 2: B[:, :3], 3: RNG.standard_normal((3, 4, 5))}


@pytest.mark.parametrize("by", [1, 2, 3])
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_products_of_numbers_along_any_axes(axes, by):
    for f, x in ((lambda x: x @ RIGHT[by], LEFT[axes]), (lambda x: LEFT[by] @ x, RIGHT[axes])):
        for g in (lambda x, f=f: np.stack([f(x), f(x * x)]), lambda x, f=f: np.stack([f(x), f(x * x)]).ravel()[1:3]):
            assert Linearization("jacobian", g, g, (x,)).all_derivatives() is not None
            np.testing.assert_allclose(jacobian(g)(x), one_by_one(g, x), rtol=1e-12, atol=1e-14)


def test_an_operation_of_ones_own_may_have_a_rows_name():
    turn = Op("transpose", lambda x: np.roll(x, 1), lambda g, z, x: turn(turn(g)), listed=False)  # of three numbers
    np.testing.assert_array_equal(jacobian(turn)(np.arange(3.0)), np.roll(np.eye(3), 1, axis=0))


def test_single_complex_numbers_run_one_by_one():
    twice = Op("twice", lambda x: 2.0 * x, lambda g, z, x: twice(g), listed=False)
    z = np.array([1.0 + 2.0j, 3.0 - 1.0j])
    f = lambda z: np.real(np.stack([twice(z[0]) * z[1], z[0], 1j * z[1]]))  # noqa: E731
    assert Linearization("jacobian", f, f, (z,)).all_derivatives() is not None
    np.testing.assert_allclose(jacobian(f)(z), one_by_one(f, z))


def real_numbers(z):
    return np.real(z) + 2.0 * np.imag(z) if np.iscomplexobj(z) else z


def differentiable(row):
    """The row as a function of one array, its first input with a rule, for samples of several real numbers."""
    for sample in row.samples():
        for i, x in enumerate([] if any(map(np.iscomplexobj, sample.inputs)) else sample.inputs):
            if row.rule(i) is not None and np.ndim(x) and 0 < np.size(x) <= 30 and sample.grads is None:
                before, after = sample.inputs[:i], sample.inputs[i + 1 :]
                kind = complex if np.iscomplexobj(x) else float
                yield (lambda v, b=before, a=after, s=sample: real_numbers(row(*b, v, *a, **s.settings))), np.asarray(x, kind)
                break


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_every_row_of_the_table(row):
    for f, x in differentiable(row):
        z = f(x)
        if not np.size(z) or np.iscomplexobj(z) or not np.ndim(z):
            continue
        found, expected = jacobian(f)(x), one_by_one(f, x)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


def test_columns_are_taken_where_they_are_fewer(monkeypatch):
    ran = []
    monkeypatch.setattr(Linearization, "pull", lambda *_: ran.append("a row"))
    np.testing.assert_allclose(
        jacobian(lambda x: np.outer(x, x).ravel())(X[:2]), [[0.6, 0], [-1.2, 0.3], [-1.2, 0.3], [0, -2.4]]
    )
    np.testing.assert_array_equal(jacobian(lambda x: x * np.ones(3))(2.0), np.ones(3))
    assert ran == []


def test_whoever_watches_is_told_of_each_row():
    f = lambda x: np.outer(x, x)  # noqa: E731
    with detect_anomaly():
        assert Linearization("jacobian", f, f, (X,)).all_derivatives() is None


def test_precision_stays():
    x = X.astype(np.float32)
    for f in (lambda x: x[:2] * x[2:], lambda x: np.concatenate([x, x * x])):
        assert jacobian(f)(x).dtype == np.float32


def test_what_something_outside_shares_in_is_recorded():
    w = Tensor(2.0)
    total = jacobian(lambda x: x * x * w)(X).sum()
    total.backward()
    np.testing.assert_allclose(w.grad, 2 * X.sum())
    third = grad(lambda a: (jacobian(lambda x: x**3 * a)(X)).sum())(2.0)
    np.testing.assert_allclose(third, 3 * (X**2).sum())
    np.testing.assert_allclose(compile(jacobian(lambda x: x * x))(X), np.diag(2 * X))
    with no_grad():
        np.testing.assert_allclose(jacobian(lambda x: x * x)(X), np.diag(2 * X))


def test_zeros_and_infinities_are_told_apart_as_one_by_one():
    x = np.array([0.0, 4.0])
    found = jacobian(lambda x: np.where(x > 0, np.sqrt(np.maximum(x, 0.0)), 0.0))(x)
    np.testing.assert_array_equal(found, [[0.0, 0.0], [0.0, 0.25]])
    f = lambda x: np.sqrt(x) * x  # noqa: E731
    assert Linearization("jacobian", f, f, (x,)).all_derivatives() is None  # an infinity met a 0
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(jacobian(f)(x), one_by_one(f, x))


def test_what_does_not_depend_or_has_no_numbers():
    np.testing.assert_array_equal(jacobian(lambda x: np.ones(3))(X), np.zeros((3, 4)))
    np.testing.assert_array_equal(jacobian(lambda x: x * 0.0 + 1.0)(X), np.zeros((4, 4)))
    assert jacobian(lambda x: x[:0])(X).shape == (0, 4)
    assert jacobian(lambda x: x)(np.zeros(0)).shape == (0, 0)
    part = Op("part", lambda x, y: x + y, (lambda g, z, x, y: g, None), listed=False)
    np.testing.assert_array_equal(jacobian(lambda x: part(np.ones(4), x))(X), np.zeros((4, 4)))
