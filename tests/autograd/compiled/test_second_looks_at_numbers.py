"""Programs of single numbers where an infinite slope stands behind what passes nothing on: no NaN, as eagerly."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, compile, value_and_grad

SLOPES = [1.0, np.inf, 2.0, np.inf, 0.5, 1.0]


def total(numbers):
    found = numbers[0]
    for x in numbers[1:]:
        found = found + x
    return found


def layer(w, x, wide):
    """Sums of products of single numbers, `wide` of them."""
    n = len(x)
    return [total([w[i * n + j] * x[j] for j in range(n)]) for i in range(wide)]


def network(w, x):
    hidden = [ag.relu(h) for h in layer(w[:24], x, 6)]
    outputs = [ag.relu(y) * SLOPES[i] for i, y in enumerate(layer(w[24:60], hidden, 6))]
    return total(outputs)


def biases(w, x):
    outputs = [ag.relu(y + w[40 + i]) * SLOPES[i] for i, y in enumerate(layer(w[:24], x, 6))]
    return total(outputs) + total([v * v for v in w])


def sums(w, x):
    parts = [ag.relu(total(w[4 * i : 4 * i + 4])) * SLOPES[i] for i in range(6)]
    return total([p * p for p in parts if p is not None]) + total([x[j % 4] * v for j, v in enumerate(w)])


def chain(w, x):
    state = x[0]
    for i, v in enumerate(w):
        state = ag.relu(state * v) * SLOPES[i % 6] if i == 30 else state * 0.5 + v
    return state + total([ag.relu(v) * np.inf for v in w[:3]])


def wide(w, x):
    return total([ag.relu(v) * SLOPES[i % 6] + x[i % 4] * v for i, v in enumerate(w)])


@pytest.mark.parametrize("f", [network, biases, sums, chain, wide])
@pytest.mark.filterwarnings("ignore:invalid value", "ignore:overflow")
def test_gradients_are_those_of_the_eager_function(f):
    eager = value_and_grad(f, argnums=(0, 1))
    step = compile(eager)
    for seed in range(12):
        rng = np.random.default_rng(seed)
        w, x = rng.normal(size=60).tolist(), np.abs(rng.normal(size=4)).tolist()
        if seed % 3 == 0:  # all that has an infinite slope passes nothing
            w = [-abs(v) for v in w]
        expected, (gw, gx) = eager(w, x)
        value, (found_w, found_x) = step(w, x)
        np.testing.assert_allclose(value, expected, rtol=1e-12)
        np.testing.assert_allclose(found_w, gw, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found_x, gx, rtol=1e-9, atol=1e-12)


def test_a_program_of_a_tape_looks_a_second_time_too():
    w, x = [Tensor(-1.0 - 0.1 * i) for i in range(60)], [Tensor(0.5 + i) for i in range(4)]
    for f in (network, biases, sums):
        z = f(w, x)
        Tensor.zero_grad(*w, *x)
        z.backward()
        program = ag.Tape.gather(z).compile(inputs=[x], parameters=w)
        with np.errstate(invalid="ignore"):
            _ = program([t.item() for t in x])
            np.testing.assert_allclose(program.backward(), [t.grad for t in w], rtol=1e-9, atol=1e-12)
