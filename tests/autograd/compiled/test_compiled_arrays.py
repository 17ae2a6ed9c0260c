"""Compiled tapes of arrays: memory is planned once and reused, and nothing that a caller holds is ever overwritten."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Tape, Tensor, compile, grad, value_and_grad

RNG = np.random.default_rng(0)

STEPS = [  # (4, 4) and (4, 4) to (4, 4): views, elementwise, with and without buffers, rules with poles, reductions
    lambda x, y: x + y,
    lambda x, y: x * y,
    lambda x, y: x - y * 2.0,
    lambda x, y: x / (2.0 + y * y),
    lambda x, y: ag.relu(x) + x,
    lambda x, y: ag.tanh(x),
    lambda x, y: ag.sigmoid(x) * y,
    lambda x, y: np.transpose(x),
    lambda x, y: x.reshape(2, 8).T.reshape(4, 4) * y,
    lambda x, y: x[::-1] + y[:, ::-1],
    lambda x, y: np.concatenate([x[:2], y[2:]]),
    lambda x, y: x @ y.T,
    lambda x, y: ag.softmax(x) * 3.0,
    lambda x, y: np.where(x > y, x, y * y),
    lambda x, y: x - np.max(y, axis=0),
    lambda x, y: ag.sqrt(x * x + 0.1),
    lambda x, y: x + np.sum(y, axis=1, keepdims=True),
    lambda x, y: np.broadcast_to(x[0], (4, 4)) - np.cumsum(y, axis=1) * 0.2,
    lambda x, y: ag.log_softmax(x, axis=0) * y,
    lambda x, y: +x,
]
picks = st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 20), st.integers(0, 20))


@settings(max_examples=200, deadline=None)
@given(st.lists(picks, min_size=1, max_size=20), st.integers(0, 1000))
def test_random_programs_that_reuse_memory_replay_like_eager_ones(plan, seed):
    def f(a, b):
        made = [a, b]
        for step, i, j in plan:
            made.append(ag.tanh(STEPS[step](made[-1 - i % min(3, len(made))], made[j % len(made)])))
        return sum(ag.sum(z * z) for z in made[-2:]), made[-1], made[len(made) // 2]

    both = lambda a, b: f(a, b)[0]  # noqa: E731
    compiled, step, eager = compile(f), compile(value_and_grad(both, (0, 1))), value_and_grad(both, (0, 1))
    rng = np.random.default_rng(seed)
    held = []
    for order in ("C", "F", "C"):
        args = [np.array(rng.normal(size=(4, 4)), order=order) for _ in range(2)]
        now = f(*args)
        got, (value, grads), (wanted, expected) = compiled(*args), step(*args), eager(*args)
        np.testing.assert_array_equal(got[1], now[1])
        held.append((got, [np.array(z) for z in got], grads, [np.array(g) for g in grads]))
        assert value == pytest.approx(wanted, rel=1e-13)
        for g, e in zip(grads, expected):
            np.testing.assert_allclose(g, e, rtol=1e-11, atol=1e-12)
    for got, copies, grads, copied in held:  # nothing handed out was written to by later calls
        for now, then in zip((*got, *grads), (*copies, *copied)):
            np.testing.assert_array_equal(now, then)


RESULTS = {
    "the input": lambda x: x,
    "a view of the input": lambda x: x.T,
    "the input reshaped": lambda x: x.reshape(-1),
    "an alias": lambda x: +x,
    "one value twice": lambda x: [y := x * 2.0, y],
    "a value and its view": lambda x: [y := ag.tanh(x), y[0], y.T],
    "a value read further": lambda x: [y := x * 2.0, y * y, (y * y + y) * y],
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_the_callers_own(name):
    f = compile(RESULTS[name])
    for order in ("C", "F"):
        x = np.asarray(RNG.normal(size=(3, 4)), order=order)
        kept = x.copy()
        first = f(x)
        for z in first if isinstance(first, list) else [first]:
            z *= 0.0
        np.testing.assert_array_equal(x, kept)
        again, expected = f(x), RESULTS[name](Tensor(x))
        for z, e in zip(*[r if isinstance(r, list) else [r] for r in (again, expected)]):
            np.testing.assert_array_equal(z, e.numpy())


def test_gradients_that_are_one_array_are_handed_out_as_two():
    x, y = RNG.normal(size=(2, 5))
    a, b = compile(grad(lambda x, y: (ag.tanh(x + y)).sum(), (0, 1)))(x, y)
    np.testing.assert_array_equal(a, b)
    a *= 0.0
    assert (b != 0.0).all()


def test_a_result_changed_before_backward_does_not_change_the_gradient():
    x = Tensor(RNG.normal(size=(3, 3)))
    z = ag.exp(x)
    program = Tape.gather(z).compile(inputs=[x], output=z)
    given = RNG.normal(size=(3, 3))
    out = program(given)
    expected = np.exp(given)
    out[...] = 0.0
    given[...] = 0.0
    program.backward(np.ones((3, 3)))
    np.testing.assert_array_equal(program.input_gradients[0], expected)
    with pytest.raises(RuntimeError, match="run the program forward again"):
        program.backward(np.ones((3, 3)))


def test_parameters_of_arrays_and_numbers_are_one_vector():
    w, s, x = Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor(0.5), Tensor([1.0, -1.0])
    z = ((w @ x) * s).sum()
    program = Tape.gather(z).compile(inputs=[x], parameters=[w, s], output=z)
    w.data = np.zeros((2, 2))  # the program has numbers of its own
    assert program.value_and_grad(np.array([1.0, 1.0]))[0] == 5.0
    assert program.gradient.tolist() == [0.5, 0.5, 0.5, 0.5, 10.0]
    program.parameters[-1] = 2.0
    program.parameters -= 1.0
    assert program(np.array([1.0, 0.0])) == 2.0
    program.store()
    assert (w.numpy().tolist(), s.item()) == ([[0.0, 1.0], [2.0, 3.0]], 1.0)
    program.refresh()
    w.data = np.ones((2, 2))
    assert program(np.array([1.0, 0.0])) == 2.0


def test_only_the_gradients_asked_for_are_computed():
    def loss(w, x):
        return ag.relu(x @ w).sum()

    step = compile(value_and_grad(loss))
    step(np.ones((5, 3)), np.ones((4, 5)))
    names = [name for _, name, _ in next(iter(step.programs.values())).rows()]
    assert names.count("matmul") == 2  # forward, and for w alone


def test_memory_is_a_few_arrays_however_long_the_chain():
    def chain(x):
        for _ in range(40):
            x = ag.relu(x - 0.01) * 0.99 + 0.001
        return x.sum()

    x = RNG.normal(size=(300, 300))
    f, step = compile(chain), compile(value_and_grad(chain))
    f(x), step(x)
    assert next(iter(f.programs.values())).nbytes() < 4 * x.nbytes
    tracemalloc.start()
    step(x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * x.nbytes  # the gradient, and little besides: eagerly it is about 240 arrays


def test_labels_are_checked_at_each_replay():
    loss = compile(value_and_grad(lambda w, y: ag.cross_entropy(w, y).mean()))
    eager = value_and_grad(lambda w, y: ag.cross_entropy(w, y).mean())
    w = RNG.normal(size=(3, 4))
    for labels in ([0, 1, 2], [3, 3, 0]):
        value, gradient = loss(w, np.array(labels))
        expected = eager(w, np.array(labels))
        assert value == expected[0]
        np.testing.assert_array_equal(gradient, expected[1])
    for wrong in ([0, -1, 2], [0, 1, 4]):
        with pytest.raises(ValueError, match=r"labels must lie in 0\.\.3 for 4 logits, got"):
            loss(w, np.array(wrong))
    assert loss(w, np.array([0, 1, 2]))[0] == pytest.approx(eager(w, np.array([0, 1, 2]))[0])


def test_effects_happen_once_per_call_with_that_calls_values():
    seen = []

    def f(x, s):
        h = ag.tanh(x) * s
        ag.effect(lambda *values: seen.append(values), h.sum(), s, 7.0)
        return (h * h).sum()

    compiled, step = compile(f), compile(value_and_grad(f))
    for function in (f, compiled, step):
        seen.clear()
        for k in (1.0, 2.0):
            x = RNG.normal(size=3)
            function(x, k)
            total, scale, constant = seen[-1]
            assert (float(total), scale, constant) == (pytest.approx(float((np.tanh(x) * k).sum()), rel=1e-14), k, 7.0)
        assert len(seen) == 2
    numbers = compile(lambda x: (ag.effect(seen.append, x * 2.0), x * x)[1])
    assert (numbers(3.0), numbers(4.0), seen[-2:]) == (9.0, 16.0, [6.0, 8.0])
