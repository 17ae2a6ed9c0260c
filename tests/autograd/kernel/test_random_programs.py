"""Random programs, with shared subexpressions and broadcasting, against a naive oracle and finite differences."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograd import Tape, Tensor, grad, gradcheck, jvp, no_grad, vjp

# name: (how a Tensor computes it, the value, each partial derivative); all smooth and bounded by their arguments
SCALAR = {
    "+": (lambda x, y: x + y, lambda x, y: x + y, [lambda x, y: 1.0, lambda x, y: 1.0]),
    "-": (lambda x, y: x - y, lambda x, y: x - y, [lambda x, y: 1.0, lambda x, y: -1.0]),
    "*": (lambda x, y: x * y, lambda x, y: x * y, [lambda x, y: y, lambda x, y: x]),
    "/": (
        lambda x, y: x / (y * y + 1.0),
        lambda x, y: x / (y * y + 1.0),
        [lambda x, y: 1.0 / (y * y + 1.0), lambda x, y: -2.0 * x * y / (y * y + 1.0) ** 2],
    ),
    "max": (np.maximum, max, [lambda x, y: 0.5 * ((x > y) + (x >= y)), lambda x, y: 0.5 * ((x < y) + (x <= y))]),
    "tanh": (np.tanh, math.tanh, [lambda x: 1.0 - math.tanh(x) ** 2]),
    "sin": (np.sin, math.sin, [math.cos]),
    "relu": (lambda x: x.relu(), lambda x: max(x, 0.0), [lambda x: float(x > 0.0)]),
    "exp": (lambda x: np.exp(-(x * x)), lambda x: math.exp(-x * x), [lambda x: -2.0 * x * math.exp(-x * x)]),
    "neg": (lambda x: -x, lambda x: -x, [lambda x: -1.0]),
}

numbers = st.floats(-2.0, 2.0, allow_subnormal=False)
earlier = st.integers(0, 10**6)  # which earlier result, counted round
steps = st.lists(st.tuples(st.sampled_from(list(SCALAR)), earlier, earlier), min_size=8, max_size=30)
quick = settings(deadline=None, max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
slower = settings(quick, max_examples=100)


def operands(made: list, name: str, i: int, j: int) -> list[int]:
    """Which earlier results a step takes: one of the last four, and any, also the same twice."""
    return [len(made) - 1 - i % min(4, len(made)), j % len(made)][: len(SCALAR[name][2])]


def run(program, leaves):
    made = list(leaves)
    for name, i, j in program:
        made.append(SCALAR[name][0](*[made[k] for k in operands(made, name, i, j)]))
    return made


def oracle(program, values):
    """Values of all steps, and the derivative of the last by each leaf: forward, one leaf at a time, by the chain rule."""
    made = list(values)
    tangents = [np.eye(len(values))[k] for k in range(len(values))]
    for name, i, j in program:
        chosen = operands(made, name, i, j)
        xs = [made[k] for k in chosen]
        _, value, partials = SCALAR[name]
        tangents.append(sum(partial(*xs) * tangents[k] for partial, k in zip(partials, chosen)))
        made.append(value(*xs))
    return made, tangents[-1]


@quick
@given(steps, st.lists(numbers, min_size=1, max_size=4))
def test_scalar_programs_agree_with_the_chain_rule_applied_forwards(program, values):
    expected, gradient = oracle(program, values)
    leaves = [Tensor(x) for x in values]
    made = run(program, leaves)
    np.testing.assert_allclose([z.item() for z in made], expected, rtol=1e-12, atol=1e-12)
    made[-1].backward()
    ours = [x.grad or 0.0 for x in leaves]
    scale = 1.0 + np.max(np.abs(gradient))
    np.testing.assert_allclose(ours, gradient, rtol=1e-9, atol=1e-12 * scale)
    columns = [Tensor([x, x]) for x in values]  # the same program on arrays
    run(program, columns)[-1].sum().backward()
    for x, g in zip(columns, gradient):
        theirs = np.zeros(2) if x.grad is None else x.grad
        np.testing.assert_allclose(theirs, [g, g], rtol=1e-9, atol=1e-12 * scale)


@quick
@given(steps, st.lists(numbers, min_size=1, max_size=3))
def test_a_second_pass_a_tape_and_the_functional_way_give_the_same(program, values):
    leaves = [Tensor(x) for x in values]
    last = run(program, leaves)[-1]
    last.backward()
    first = [x.grad for x in leaves]
    for x in leaves:
        x.zero_grad()
    last.backward()
    assert [x.grad for x in leaves] == first
    functional = grad(lambda xs: run(program, xs)[-1])(values)
    assert [g or 0.0 for g in first] == functional
    with Tape() as tape:
        again = run(program, [Tensor(x) for x in values])
    assert [z.position for z in tape] == sorted(z.position for z in tape)
    assert set(Tape.gather(again[-1])) <= set(tape)
    with no_grad():
        assert run(program, leaves)[-1].item() == last.item()


SHAPES = [(), (3,), (2, 3), (2, 1), (1, 3), (4, 2, 1)]
ARRAYS = [  # smooth, of any shapes that broadcast
    lambda x, y: x + y,
    lambda x, y: x * y,
    lambda x, y: x - 2.0 * y,
    lambda x, y: x / (1.5 + np.sin(y)),
    lambda x, y: np.tanh(x),
    lambda x, y: np.exp(-x * x),
    lambda x, y: np.sum(x, axis=-1, keepdims=True) if np.ndim(x) else x,
    lambda x, y: np.mean(x) * y,
    lambda x, y: np.cumsum(x, axis=0) if np.ndim(x) else x,
    lambda x, y: np.prod(x, axis=0, keepdims=True) if np.ndim(x) else x * x,
    lambda x, y: np.transpose(x) if np.ndim(x) < 3 else np.flip(x, 0),
    lambda x, y: x[..., :1] if np.ndim(x) else x,
    lambda x, y: np.stack([x, x * x]).sum(axis=0),
    lambda x, y: np.concatenate([x, x]).sum() * y if np.ndim(x) else x,
    lambda x, y: np.where(np.ones(np.shape(x)), x, y) if np.ndim(x) and np.shape(x) == np.shape(y) else x * y,
    lambda x, y: np.var(x) + y,
    lambda x, y: x @ np.swapaxes(x, -1, -2) if np.ndim(x) >= 2 else x,
]


def run_arrays(program, leaves):
    made = list(leaves)
    for which, i, j in program:
        x, y = made[len(made) - 1 - i % min(4, len(made))], made[j % len(made)]
        try:
            z = ARRAYS[which](x, y)
        except ValueError:
            continue  # these two do not broadcast
        made.append(np.tanh(z) if np.size(z) <= 64 else np.mean(z))
    return sum(np.sum(z * z) for z in made[-3:])


array_programs = st.lists(st.tuples(st.integers(0, len(ARRAYS) - 1), earlier, earlier), min_size=4, max_size=12)
leaf_shapes = st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3)


def inputs(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.uniform(-1.2, 1.2, shape) if shape else float(rng.uniform(-1.2, 1.2)) for shape in shapes]


@slower
@given(array_programs, leaf_shapes, st.integers(0, 1000))
def test_array_programs_agree_with_finite_differences_at_both_orders(program, shapes, seed):
    values = inputs(shapes, seed)
    assert gradcheck(lambda *xs: run_arrays(program, xs), *values, directions=1, rtol=1e-4, atol=1e-6)


@slower
@given(array_programs, leaf_shapes, st.integers(0, 1000))
def test_array_programs_forwards_and_backwards_agree(program, shapes, seed):
    values = inputs(shapes, seed)
    tangents = inputs(shapes, seed + 1)
    f = lambda *xs: run_arrays(program, xs)  # noqa: E731 - used as a value
    value, along = jvp(f, tuple(values), tuple(tangents))
    again, back = vjp(f, *values)
    assert value == again
    gradients = back(1.0)
    for x, g in zip(values, gradients):
        assert np.shape(x) == np.shape(g)
    theirs = sum(float(np.sum(g * v)) for g, v in zip(gradients, tangents))
    scale = sum(float(np.sum(np.abs(g * v))) for g, v in zip(gradients, tangents))
    assert math.isclose(along, theirs, rel_tol=1e-9, abs_tol=1e-10 * (1.0 + scale))


@slower
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.integers(0, 100),
)
def test_any_pair_of_shapes_broadcasts_as_numpy_does_or_is_refused_by_name(a, b, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal(a), rng.standard_normal(b)
    s, t = Tensor(x), Tensor(y)
    try:
        expected = x * y
    except ValueError:
        with pytest.raises(ValueError, match="^" + re.escape(f"mul of shapes {x.shape} and {y.shape}: ")):
            s * t
        return
    z = s * t
    np.testing.assert_array_equal(z.numpy(), expected)
    z.backward(np.ones(z.shape))
    assert (s.grad.shape, t.grad.shape) == (x.shape, y.shape)
    full = np.broadcast_shapes(x.shape, y.shape)
    ones = np.ones(full)
    for ours, own, other in ((s.grad, x, y), (t.grad, y, x)):
        copies = [i for i, n in enumerate(full) if i < len(full) - own.ndim or own.shape[i - len(full) + own.ndim] != n]
        np.testing.assert_allclose(ours, (ones * other).sum(tuple(copies), keepdims=True).reshape(own.shape), atol=1e-12)
