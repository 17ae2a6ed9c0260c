"""Work that grows with the numbers, not with their square: counted in calls, as time on a shared machine tells little."""

from __future__ import annotations

import sys
import tracemalloc
from collections import Counter

import numpy as np
import pytest

from autograd import TABLE, Op, Tensor, grad
from autograd.ops.samples import arrays


def calls(f):
    """How often each function is called while f runs, and how often all together."""
    found = Counter()

    def note(frame, event, arg):
        if event == "call":
            found[frame.f_code.co_name] += 1
        elif event == "c_call":
            found[getattr(arg, "__qualname__", "")] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        f()
    finally:
        sys.setprofile(before)
    return found


JOINS = {
    "concatenate": lambda n: np.concatenate([Tensor(np.ones((2, 3))) for _ in range(n)]),
    "concatenate along the last axis": lambda n: np.concatenate([Tensor(np.ones((2, 1))) for _ in range(n)], axis=-1),
    "stack of numbers": lambda n: np.stack([Tensor(1.0) for _ in range(n)]),
    "stack": lambda n: np.stack([Tensor(np.ones(2)) for _ in range(n)], axis=1),
}


@pytest.mark.parametrize("name", JOINS)
def test_the_gradient_of_joining_is_linear_in_the_pieces(name):
    few, many = (JOINS[name](n).sum() for n in (100, 800))
    once, eightfold = (sum(calls(z.backward).values()) for z in (few, many))
    assert eightfold < 9 * once


@pytest.mark.parametrize("name", JOINS)
def test_the_recorded_gradient_of_joining_is_linear_too(name):
    def work(n):
        shape = JOINS[name](1).shape
        pieces = [np.ones(shape) if shape != (1,) else 1.0 for _ in range(n)]
        join = np.stack if "stack" in name and shape == (1,) else np.concatenate
        derivative = grad(lambda *xs: (join(xs) ** 2).sum(), argnums=tuple(range(n)))
        return sum(calls(lambda: derivative(*map(Tensor, pieces))).values())

    assert work(400) < 9 * work(50)


def test_a_variadic_rule_is_asked_once_for_all_its_inputs():
    asked = []

    def rule(g, z, *xs, wanted):
        asked.append(tuple(wanted))
        return [g * (i + 1) for i in wanted]

    def weigh(*xs):
        return sum((i + 1) * x for i, x in enumerate(xs))

    op = Op("weighted", weigh, (rule,), "w", ("", ""), lambda: [arrays((2,))], variadic=True)
    try:
        xs = [Tensor(np.ones(2), requires_grad=i != 1) for i in range(4)]
        op(*xs).sum().backward()
    finally:
        del TABLE["weighted"]
    assert asked == [(0, 2, 3)]
    np.testing.assert_array_equal([x.grad for x in (xs[0], xs[2], xs[3])], [[1, 1], [3, 3], [4, 4]])


@pytest.mark.parametrize("derivative", ["backward", "grad"])
def test_splitting_makes_one_whole_array_however_many_the_pieces(derivative):
    x = np.arange(1000.0)

    def f(x):
        parts = np.split(x, 100)
        return sum((i * part.sum() for i, part in enumerate(parts)), start=0.0)

    if derivative == "grad":
        found = []
        count = calls(lambda: found.append(grad(f)(x)))
    else:
        t = Tensor(x)
        z = f(t)
        count = calls(z.backward)
        found = [t.grad]
    assert count["zeros"] == 1
    np.testing.assert_array_equal(found[0], np.repeat(np.arange(100.0), 10))


def test_gradients_added_in_place_belong_to_nobody_else():
    """Slices of a leaf and of a result, whole uses between them, and two passes: each gradient is an array of its own."""
    x = Tensor(np.arange(4.0))
    y = x * 1.0
    z = y[:2].sum() + (y * 2.0).sum() + y[1:].sum() + y[np.array([0, 0])].sum()
    z.backward()
    np.testing.assert_array_equal(y.grad, [5.0, 4.0, 3.0, 3.0])
    kept = x.grad
    np.testing.assert_array_equal(kept, [5.0, 4.0, 3.0, 3.0])
    x[:2].sum().backward()
    np.testing.assert_array_equal(kept, [5.0, 4.0, 3.0, 3.0])
    np.testing.assert_array_equal(x.grad, [6.0, 5.0, 3.0, 3.0])
    first, second = grad(lambda a, b: (a + b).sum() + a[0], argnums=(0, 1))(np.zeros(2), np.zeros(2))
    np.testing.assert_array_equal([first, second], [[2.0, 1.0], [1.0, 1.0]])
    first[0] = 9.0
    assert second[0] == 1.0
    wide = Tensor(np.asfortranarray(np.ones((80, 90))))
    rows, columns = np.arange(6000) % 80, np.arange(6000) % 90
    (wide[rows, columns].sum() + wide.sum() + wide[rows, columns].sum()).backward()
    expected = np.ones((80, 90))
    np.add.at(expected, (rows, columns), 2.0)
    np.testing.assert_array_equal(wide.grad, expected)


def test_a_gradient_of_a_plain_array_is_not_copied_on_its_way():
    """One array is made for the mean's gradient and one for the result's; the argument itself may be copied once."""
    x = np.ones(100_000)
    f = grad(lambda x: x.mean())
    f(x)
    tracemalloc.start()
    try:
        f(x)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4.5 * x.nbytes
