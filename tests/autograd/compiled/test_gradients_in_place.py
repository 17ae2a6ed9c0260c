"""compile(parameters=, gradients=): gradients lie in the arrays given, and what was drawn may be looked at anew at each run."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, compile, compute_anew, fresh, relu, value_and_grad
from autograd.compiled.loops import is_loop
from autograd.kernel.backward import gather


def weights():
    rng = np.random.default_rng(0)
    return [Tensor(rng.normal(size=(4, 3))), Tensor(rng.normal(size=3)), Tensor(0.5), Tensor(rng.normal(size=2))]


def loss(x, w, b, scale):
    return (relu(x @ w + b) * scale).sum()


def test_gradients_are_written_where_they_are_wanted():
    w, b, scale, _ = parameters = weights()
    vector = np.full(18, 9.0)
    views = [vector[:12].reshape(4, 3), vector[12:15], vector[15:16].reshape(()), vector[16:]]
    f = compile(lambda x: (loss(x, w, b, scale), x @ w), parameters=parameters, gradients=views)
    gradient = value_and_grad(loss, (1, 2, 3))
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=(5, 4))
        value, extra = f(x)
        expected, (gw, gb, gs) = gradient(x, w.numpy(), b.numpy(), scale.item())
        assert value == expected
        np.testing.assert_array_equal(extra, x @ w.numpy())
        np.testing.assert_allclose(vector, np.concatenate([gw.ravel(), gb, [gs], [0.0, 0.0]]), rtol=1e-14)
        w.data = w.data * 0.5  # other memory: the program is made anew


def test_a_gradient_that_nothing_reaches_stays_zero_where_infinities_follow():
    w = Tensor(np.array([1.0, -1e3]))
    g = np.empty(2)
    f = compile(lambda: (relu(w) * np.array([1.0, np.inf])).sum(), parameters=[w], gradients=[g])
    with np.errstate(invalid="ignore"):
        f()
    np.testing.assert_array_equal(g, [1.0, 0.0])


def test_a_gradient_of_a_branch_that_is_not_chosen_is_zero_in_its_place():
    w, v = Tensor(np.array([1.0, 2.0])), Tensor(np.array([1.0, 2.0]))
    homes = [np.full(2, 9.0), np.full(2, 9.0)]
    f = compile(lambda x: np.where(x > 0.0, w, np.sqrt(v * 0.0)).sum(), parameters=[w, v], gradients=homes)
    with np.errstate(all="ignore"):
        for _ in range(2):
            assert f(np.ones(2)) == 3.0
            np.testing.assert_array_equal(homes, [[1.0, 1.0], [0.0, 0.0]])
            homes[1][:] = 9.0


def test_a_gradient_that_stays_the_same_is_computed_once_and_written_at_each_run():
    w, x = Tensor(np.array([1.0, 2.0, 4.0])), np.array([0.5, 1.5, -3.0])
    g = np.empty(3)
    f = compile(lambda: (w * x).mean(), parameters=[w], gradients=[g])
    for _ in range(2):
        assert f() == np.mean(w.numpy() * x)
        np.testing.assert_array_equal(g, x * (1.0 / 3.0))
        g[:] = np.nan
    (program,) = f.programs.values()
    assert [name for _, name, _ in program.rows()] == ["mul", "mean"]  # and nothing backwards


def test_wrong_arrays_are_named():
    w = Tensor(np.ones(3))
    with pytest.raises(ValueError, match="one array for each"):
        compile(lambda: w.sum(), parameters=[w], gradients=[])
    with pytest.raises(ValueError, match="one array for each"):
        compile(lambda: w.sum(), gradients=[np.ones(3)])
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        compile(lambda: w.sum(), parameters=[w], gradients=[np.ones(2)])
    with pytest.raises(TypeError, match="got list"):
        compile(lambda: w.sum(), parameters=[w], gradients=[[0.0]])
    with pytest.raises(ValueError, match="must be one number"):
        compile(lambda: w * 2.0, parameters=[w], gradients=[np.ones(3)])()


def test_what_was_drawn_may_be_looked_at_at_each_run():
    batches = iter(np.arange(6).reshape(3, 2))

    def f(x):
        labels = fresh(lambda: next(batches))
        return (x[None] * compute_anew(lambda y: np.sort(y)[::-1] + float(y.max()), labels)).sum()

    program = compile(f)
    assert [program(np.ones(2)) for _ in range(3)] == [3.0, 11.0, 19.0]
    assert compute_anew(max, 2.0, 1.0) == 2.0


def test_only_loops_make_wide_levels_thin():
    from autograd.compiled.lines import read

    def lines(step):
        leaves = [Tensor(0.5 + 0.01 * i) for i in range(30)]
        values = list(leaves)
        for i in range(40):
            values = step(values, i)
        total = values[0]
        for x in values[1:]:
            total = total + x
        return read(gather([total])[0][::-1], leaves, [total])

    loop = lines(lambda v, i: [a * 0.5 + b for a, b in zip(v, [*v[1:], v[0]])])
    draw = np.random.default_rng(0)
    tangle = lines(lambda v, i: [v[j] * v[k] if j % 2 else v[j] - v[k] for j, k in draw.integers(0, 30, (30, 2))])
    assert is_loop(loop, np.ones(len(loop.kind), bool))
    assert not is_loop(tangle, np.ones(len(tangle.kind), bool))
    assert not is_loop(loop, np.zeros(len(loop.kind), bool))


def test_a_program_that_writes_gradients_is_recorded_once_while_its_parameters_stay_in_place():
    calls, w, g = [], Tensor(np.ones(3)), np.zeros(3)
    f = compile(lambda: (calls.append(1), (w * w).sum())[1], parameters=[w], gradients=[g])
    for factor in (1.0, 2.0, 3.0):
        w.data[:] = factor
        assert f() == 3.0 * factor**2
        np.testing.assert_array_equal(g, [2.0 * factor] * 3)
    assert len(calls) == 1
