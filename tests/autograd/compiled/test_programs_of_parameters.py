"""Random programs of parameters: their gradients lie in whatever arrays are given, at each run, and equal the eager ones."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, compile, value_and_grad

N = 3
STEPS = {  # of two matrices
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "tanh": lambda x, y: ag.tanh(x),
    "exp of a small one": lambda x, y: ag.exp(0.1 * ag.tanh(y)),
    "matmul": lambda x, y: x @ y,
    "transpose": lambda x, y: x.T,
    "row": lambda x, y: x[1] + y,
    "column": lambda x, y: x[:, :1] * y,
    "reshaped": lambda x, y: x.reshape(N * N).reshape(N, N),
    "sums": lambda x, y: x.sum(axis=1) - y,
    "means": lambda x, y: x.mean(axis=0, keepdims=True) * y,
    "relu": lambda x, y: ag.relu(x) + y,
    "choice": lambda x, y: np.where(x > y, x, y),
    "softmax": lambda x, y: ag.softmax(x, axis=0),
    "alias": lambda x, y: +x,
    "constant": lambda x, y: x * np.arange(float(N * N)).reshape(N, N),
    "single": lambda x, y: x.sum() * y,
}
SHAPES = [(N, N), (N, N), (N,), (), (N, 1)]


def draw_program(rng):
    """A function of a matrix and the parameters: its loss, and one of its values; some parameters are not reached."""
    plan = [(str(rng.choice(list(STEPS))), *map(int, rng.integers(0, 5, 2))) for _ in range(rng.integers(1, 7))]
    reached = [bool(chosen) for chosen in rng.integers(0, 4, len(SHAPES))]

    def f(x, *parameters):
        made = [x]
        for p, used in zip(parameters, reached):
            made += [p + made[-1] if p.shape != (N, N) else p] if used else []
        for name, i, j in plan:
            made.append(STEPS[name](made[-1 - i % len(made)], made[-1 - j % len(made)]))
        z = made[-1]
        loss = ((z + made[0]) * np.linspace(-1.0, 1.0, N * N).reshape(N, N)).sum()
        return loss * parameters[3], made[-2]

    return f


def draw_homes(rng):
    """Arrays for the gradients: pieces of one vector, arrays in another order of memory, or each by itself."""
    way, sizes = rng.integers(3), [int(np.prod(shape)) for shape in SHAPES]
    vector = np.full(sum(sizes), np.nan)
    pieces = [part.reshape(shape) for part, shape in zip(np.split(vector, np.cumsum(sizes)[:-1]), SHAPES)]
    if way == 1:
        pieces = [np.array(piece, order="F") for piece in pieces]
    return pieces if way < 2 else [np.full(shape, np.nan) for shape in SHAPES]


@pytest.mark.parametrize("seed", range(150))
def test_gradients_are_those_of_the_eager_function(seed):
    rng = np.random.default_rng(seed)
    f, homes = draw_program(rng), draw_homes(rng)
    parameters = [Tensor(rng.normal(size=shape)) for shape in SHAPES]
    step = compile(lambda x: f(x, *parameters), parameters=parameters, gradients=homes)
    with_back = compile(lambda x: f(x, *parameters), parameters=parameters)
    eager = value_and_grad(lambda x, *p: f(x, *p)[0], argnums=tuple(range(1, 1 + len(SHAPES))))
    kept = []
    for turn in range(3):
        x = rng.normal(size=(N, N))
        values = [p.numpy() for p in parameters]
        expected, gradients = eager(x, *values)
        extra = np.array(getattr(y := f(Tensor(x), *map(Tensor, values))[1], "_value", y))
        value, also = step(x)
        assert value == expected
        assert type(value) is float
        np.testing.assert_array_equal(also, extra)
        for home, g in zip(homes, gradients):
            np.testing.assert_allclose(home, g, rtol=1e-12, atol=1e-12)
        kept.append((also, extra))
        for earlier, then in kept:
            np.testing.assert_array_equal(earlier, then)
        written = x.copy()
        (again, _), back = with_back(written)
        written[...] = np.nan  # what is the caller's may be written before back()
        assert again == expected
        for found, g in zip(back((1.0, np.zeros(np.shape(extra)) if np.ndim(extra) else 0.0)), gradients):
            np.testing.assert_allclose(found, g, rtol=1e-12, atol=1e-12)
        for p in parameters:
            if p.ndim and turn:
                p.data[...] *= 0.5
            elif not p.ndim:
                p.data = p.data * 0.5
        for home in homes:
            home[...] = np.nan


INFINITE = np.array([[1.0, np.inf, 2.0], [np.inf, 1.0, 1.0]])
CHOOSING = {  # of two matrices; where nothing is passed on, an infinite slope behind it must not become NaN
    "relu": lambda w, x: (ag.relu(w * x) * INFINITE).sum(),
    "by axis": lambda w, x: ((ag.relu(w) * INFINITE).sum(axis=1) * x[:, 0]).sum(),
    "where": lambda w, x: np.where(w > 0.0, w * x, ag.sqrt(w - w)).sum(),
    "maximum": lambda w, x: (np.maximum(w, 0.5) * INFINITE + x * w).sum(),
    "twice": lambda w, x: (r := ag.relu(w), (r * INFINITE).sum() + (r * x).sum())[1],
    "of a view": lambda w, x: (ag.relu(w.T) * INFINITE.T).sum() + (x * w.reshape(2, 3)).sum(),
    "nothing passes": lambda w, x: (ag.relu(w - 10.0) * INFINITE).sum(),
    "one argument": lambda w, x: (ag.relu(w) * INFINITE).sum(),
    "a number": lambda w, x: (ag.relu(w[0, 1]) * np.inf) + (w * x).sum(),
}
W, X = np.array([[1.0, -2.0, 3.0], [-1.0, 0.5, -0.5]]), np.array([[1.0, 2.0, 0.5], [1.5, 1.0, 2.0]])


@pytest.mark.parametrize("name", CHOOSING)
@pytest.mark.filterwarnings("ignore:invalid value", "ignore:divide by zero")
def test_a_nan_asks_for_a_second_look(name):
    f = CHOOSING[name]
    _, expected = value_and_grad(f)(W, X)
    step = compile(value_and_grad(f, argnums=(0, 1)))
    for _ in range(2):
        np.testing.assert_array_equal(step(W, X)[1][0], expected)
    w, other = Tensor(W.copy()), Tensor(np.ones(2))
    homes = [np.full((2, 3), 7.0), np.full(2, 7.0)]
    into = compile(lambda x: f(w, x), parameters=[w, other], gradients=homes)
    fortran = [np.asfortranarray(np.full((2, 3), 7.0)), np.full(2, 7.0)]
    elsewhere = compile(lambda x: f(w, x), parameters=[w, other], gradients=fortran)
    for _ in range(2):
        into(X)
        elsewhere(X)
        for found in (homes, fortran):
            np.testing.assert_array_equal(found[0], expected)
            np.testing.assert_array_equal(found[1], [0.0, 0.0])
            found[1][:] = 7.0
    alone = compile(value_and_grad(lambda w: f(w, X)))
    np.testing.assert_array_equal(alone(W)[1], expected)


def test_tensors_that_are_lent_are_not_copied_so_writing_them_before_back_is_refused():
    w, x = Tensor(np.ones(3)), Tensor(np.ones(3), requires_grad=False)
    step = compile(lambda x: (w * x).sum(), parameters=[w])
    _, back = step(x)
    np.testing.assert_array_equal(back(1.0)[0], [1.0, 1.0, 1.0])
    _, back = step(x)
    x.data[...] = 5.0
    with pytest.raises(RuntimeError, match="was written after the program used it"):
        back(1.0)


def test_a_single_number_may_be_set_before_back():
    s = Tensor(2.0)
    step = compile(lambda x: (s * x).sum(), parameters=[s])
    _, back = step(np.ones(3))
    s.data = 7.0
    assert back(1.0) == [3.0]
    assert step(np.ones(3))[0] == 21.0


def test_a_result_given_twice_has_the_sum_of_both_seeds():
    w, x = Tensor(np.array([1.0, 2.0, 4.0])), np.array([0.5, 1.0, 2.0])
    numbers = compile(lambda x: ((z := (w * x).sum()), z), parameters=[w])
    values, back = numbers(x)
    assert values == (10.5, 10.5)
    assert [type(value) for value in values] == [float, float]
    np.testing.assert_array_equal(back((1.0, 2.0))[0], 3.0 * x)
    arrays = compile(lambda x: ((z := ag.relu(w * x)), z), parameters=[w])
    _, back = arrays(x)
    np.testing.assert_array_equal(back((np.ones(3), np.array([1.0, 2.0, 3.0])))[0], x * [2.0, 3.0, 4.0])
    with np.errstate(invalid="ignore"):
        infinite = compile(lambda x: ((z := ag.relu(w * x - 1.0) * np.array([np.inf, 1.0, 1.0])), z), parameters=[w])
        _, back = infinite(x)
        np.testing.assert_array_equal(back((np.ones(3), np.array([1.0, 2.0, 3.0])))[0], x * [0.0, 3.0, 4.0])
