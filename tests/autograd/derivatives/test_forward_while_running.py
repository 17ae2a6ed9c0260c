"""Forward mode that finds tangents while the function runs: the same answers, and nothing kept."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from autograd import TABLE, Tape, Tensor, compile, grad, hvp, jacobian, jvp, no_grad, scope
from autograd.derivatives.linearization import Linearization
from autograd.ops.index import index_update

V = np.array([1.0, -2.0, 3.0])
M = np.arange(9.0).reshape(3, 3) / 9 - 0.4


def assigns(x):
    y = np.sin(x)
    y[0] = y[1] * x[2]
    y[1:] *= 2.0
    return y * x


PROGRAMS = {
    "elementwise": lambda x: np.tanh(x) * np.exp(x) / 3.0,
    "matrices": lambda x: np.tanh(M @ x) @ M,
    "a softmax": lambda x: np.exp(x) / np.exp(x).sum(),
    "one number": lambda x: (x * x).sum(),
    "an inner gradient": lambda x: grad(lambda y: (np.sin(y) * x * y).sum())(x) * x,
    "an inner jvp": lambda x: jvp(lambda y: y * y * x, (x,), (V,))[1],
    "joining and cutting": lambda x: np.concatenate([x[1:], x * 2.0])[::-1],
    "assigned elements": assigns,
    "a solve": lambda x: np.linalg.solve(M + 3 * np.eye(3), x * x),
    "a nest": lambda x: {"a": x * 2.0, "b": [x[0] * x[1], 5.0]},
    "a constant": lambda x: np.ones(2),
    "the argument itself": lambda x: x,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_gives_what_the_tape_gives(name):
    f = PROGRAMS[name]
    value, tangent = jvp(f, (V,), (V[::-1],))
    at = Linearization("jvp", f, f, (V,))
    expected = at.push([V[::-1]])
    found = [value["a"], *value["b"]] if name == "a nest" else [value]
    for a, b in zip(found, at.values()):
        np.testing.assert_allclose(a, b, rtol=1e-13)
    found = [tangent["a"], *tangent["b"]] if name == "a nest" else [tangent]
    for a, b in zip(found, expected):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)
        assert type(a) is type(b)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_tangents_have_the_values_dtype_and_memory_of_their_own(dtype):
    x, v = V.astype(dtype), V.copy()
    value, tangent = jvp(lambda x: x, (x,), (v,))
    assert value.dtype == tangent.dtype == dtype
    tangent += 1.0
    np.testing.assert_array_equal(v, V)


def test_the_function_runs_once_and_frees_what_it_does_not_hold():
    alive, most = [], []

    def f(x):
        for _ in range(20):
            x = np.sin(x)
            alive.append(weakref.ref(x))
            most.append(sum(ref() is not None for ref in alive))
        return x

    gc.disable()
    try:
        jvp(f, (V,), (V,))
    finally:
        gc.enable()
    assert len(alive) == 20
    assert max(most) <= 2


def test_where_something_outside_shares_the_result_can_be_differentiated_by_it():
    w = Tensor(V)
    value, tangent = jvp(lambda x: np.sin(x) * w, (V,), (V,))
    (value + tangent).sum().backward()
    np.testing.assert_allclose(w.grad, np.sin(V) + np.cos(V) * V)
    np.testing.assert_allclose(
        grad(lambda a: jvp(lambda x: np.sin(a * x), (V,), (V,))[1].sum())(2.0),
        (V * np.cos(2 * V) - 2 * V * V * np.sin(2 * V)).sum(),
    )


def test_zeros_that_meet_an_infinity_are_told_by_the_whole_tape():
    _value, tangent = jvp(lambda x: np.where(x > 0, np.sqrt(np.maximum(x, 0.0)), 0.0), (np.array([0.0, 4.0]),), (np.ones(2),))
    np.testing.assert_array_equal(tangent, [0.0, 0.25])


def test_going_back_inside_is_refused_with_the_remedy():
    def f(x):
        y = x * x
        y.sum().backward()
        return y

    with pytest.raises(RuntimeError, match="forward mode keeps no history, so use grad inside"):
        jvp(f, (V,), (V,))
    assert "forgotten" not in TABLE  # no row that a user finds


def test_what_surrounds_the_call_is_as_it_was():
    with Tape() as tape:
        jvp(lambda x: np.sin(x), (V,), (V,))
    assert [z.op.name for z in tape] == ["sin"]
    with no_grad():
        assert jvp(np.sin, (1.0,), (1.0,))[1] == np.cos(1.0)
    np.testing.assert_allclose(compile(lambda x: jvp(np.sin, (x,), (V,))[1])(V), np.cos(V) * V)
    with pytest.raises(ZeroDivisionError):
        jvp(lambda x: 1 // 0, (V,), (V,))
    x = Tensor(2.0)
    (x * x).backward()
    assert x.grad == 4.0


def test_a_product_with_the_hessian_is_found_so_too():
    def f(x):
        return (np.sin(x) * x[0]).sum()

    np.testing.assert_allclose(hvp(f, V, V), jacobian(grad(f))(V) @ V, rtol=1e-12)


def test_the_row_of_assignments_is_pushed():
    found = jvp(lambda x, y: index_update(x, y, key=1), (V, 2.0), (np.ones(3), 5.0))[1]
    np.testing.assert_array_equal(found, [1.0, 5.0, 1.0])


def test_a_backward_pass_of_something_else_inside_the_function_is_played():
    def f(x):
        w = Tensor(2.0)
        with scope("inner"):
            (w * w).backward()
        return x * w.grad

    assert jvp(f, (3.0,), (1.0,)) == (12.0, 4.0)
