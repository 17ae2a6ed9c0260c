"""Hazards 1-10: order, reuse and state.

The numbers count the known ways in which engines of this kind go wrong; other engines' answers stand beside ours.
"""

from __future__ import annotations

import threading

import numpy as np
import pytest

from autograd import Tape, Tensor, grad, no_grad


def test_01_a_second_backward_gives_the_same_and_not_a_mixture():
    """1. x·x·x at 3, zeroing the leaf between two passes: 27 and 27, not 45 and not nothing."""
    x = Tensor(3.0)
    y = x * x * x
    y.backward()
    assert x.grad == 27.0
    x.zero_grad()
    y.backward()
    assert x.grad == 27.0


def test_02_a_chain_of_sixty_diamonds_is_instant():
    """2. x = x + x sixty times: 2⁶⁰, in linear time (by paths it would take 2⁶⁰ steps)."""
    x = Tensor(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60
    assert len(Tape.gather(y)) == 60


def test_03_contributions_of_paths_of_unequal_length_are_summed():
    """3. x + x gives 2, x·x gives 2x, and a result used early and late gets both."""
    x = Tensor(3.0)
    (x + x).backward()
    assert x.grad == 2.0
    x.zero_grad()
    (x * x).backward()
    assert x.grad == 6.0
    x.zero_grad()
    y = x * 2.0
    z = (((y + 1.0) * 5.0) * y) + y  # 5y² + 6y
    z.backward()
    assert y.grad == 10.0 * 6.0 + 6.0
    assert x.grad == 2.0 * 66.0


def test_04_equal_leaves_and_equal_constants_stay_apart():
    """4. Two leaves of the same value each get 1; none is merged with the other."""
    x, y = Tensor(2.0), Tensor(2.0)
    (x + y).backward()
    assert (x.grad, y.grad) == (1.0, 1.0)
    a = x * 2.0
    b = y * 2.0
    assert a.inputs[1] is not b.inputs[1]


def test_05_two_losses_over_one_leaf_accumulate():
    """5. backward on each of two losses, without zeroing: the sum."""
    x = Tensor(3.0)
    (x * x).backward()
    (x * 10.0).backward()
    assert x.grad == 16.0
    v = Tensor([1.0, 2.0])
    (v * v).sum().backward()
    (v * 10.0).sum().backward()
    np.testing.assert_array_equal(v.grad, [12.0, 14.0])


def test_06_backward_of_a_leaf():
    """6. leaf.backward(): 1; a second one adds."""
    x = Tensor(3.0)
    x.backward()
    assert x.grad == 1.0
    x.backward()
    assert x.grad == 2.0


def test_07_the_gradient_of_an_intermediate():
    """7. An intermediate shows its true gradient, of the last pass alone."""
    x = Tensor(3.0)
    y = x * x
    z = y * y
    z.backward()
    assert (y.grad, z.grad) == (18.0, 1.0)
    z.backward()
    assert y.grad == 18.0
    assert x.grad == 2 * 108.0
    w = y * 5.0
    w.backward()
    assert y.grad == 5.0


def test_08_an_exception_inside_a_differentiated_function_leaves_no_trace():
    """8. After a raise inside grad's function, a new gradient is right."""

    def break_it(x):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        grad(break_it)(1.0)
    with pytest.raises(ZeroDivisionError, match="mine"):
        grad(lambda x: x * grad(break_it)(x))(1.0)
    result = grad(lambda x: x**3)(2.0)
    assert type(result) is float  # not a Tensor, as inside another derivative
    assert result == 12.0


def test_09_threads_do_not_disturb_each_other():
    """9. Two threads, each recording and playing, one of them under no_grad: independent."""
    barrier = threading.Barrier(2)
    found = {}

    def work(name, value, quiet):
        for _ in range(50):
            x = Tensor(value)
            if quiet:
                with no_grad():
                    barrier.wait()
                    silent = (x * x).requires_grad
                found.setdefault("silent", silent)
            else:
                barrier.wait()
            y = x
            for _ in range(20):
                y = y * 1.5 + x
            y.backward()
            found.setdefault(name, set()).add(x.grad)
            found.setdefault(name + "²", set()).add(grad(grad(lambda t: t**3))(value))

    threads = [threading.Thread(target=work, args=job) for job in (("a", 2.0, True), ("b", 3.0, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = sum(1.5**i for i in range(21))
    assert found["silent"] is False
    assert len(found["a"]) == len(found["b"]) == 1
    assert found["a"] == found["b"]
    assert found["a"].pop() == pytest.approx(expected, rel=1e-14)
    assert (found["a²"], found["b²"]) == ({12.0}, {18.0})


def test_10_whole_numbers_and_truth_values_are_not_on_the_tape():
    """10. argmax and comparisons give plain values, so that backward() on them is an AttributeError."""
    x = Tensor([1.0, 3.0, 2.0])
    assert np.argmax(x) == 1
    assert not isinstance(np.argmax(x), Tensor)
    assert type(x > 2.0) is np.ndarray
    assert type(Tensor(3.0) > 2.0) is bool
    with pytest.raises(AttributeError, match="backward"):
        np.argmax(x).backward()
    with pytest.raises(AttributeError, match="backward"):
        (Tensor(1.0) == 1.0).backward()
    with pytest.raises(RuntimeError, match="nothing to differentiate"):
        Tensor(np.array([1, 2]), requires_grad=False).sum().backward()
