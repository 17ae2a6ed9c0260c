"""Threads that share leaves add up all their gradients; a process forked in the middle of a run finds its locks free."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings

import numpy as np
import pytest

from autograd import Tape, Tensor, compile, effect
from autograd.kernel.backward import STORING


@pytest.fixture
def many_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(*works):
    errors = []

    def guard(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guard, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def numbers():
    xs = [Tensor(0.5 + 0.1 * i) for i in range(20)]
    return xs, lambda k: sum(x * x * float(k) for x in xs), [2.0 * x.item() for x in xs]


def arrays():
    xs = [Tensor(np.linspace(1.0, 2.0, 5) + i) for i in range(4)]
    return xs, lambda k: sum((x * x * float(k)).sum() for x in xs), [2.0 * x.numpy() for x in xs]


def a_shared_graph():
    xs = [Tensor(0.5 + 0.1 * i) for i in range(10)]
    shared = [x * x for x in xs]
    total = sum(shared)
    return xs, lambda k: total * float(k), [2.0 * x.item() for x in xs]


def a_rule_with_poles():
    xs = [Tensor(np.array([4.0, 9.0])), Tensor(16.0)]
    return xs, lambda k: ((xs[0] ** 0.5).sum() + np.sqrt(xs[1])) * float(k), [np.array([0.25, 1 / 6]), 0.125]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("make", [numbers, arrays, a_shared_graph, a_rule_with_poles])
def test_passes_in_several_threads_add_up(make, keep, many_switches):
    leaves, loss, slopes = make()

    def work(i):
        for k in range(60):
            loss(1 + (i + k) % 4).backward(keep=keep)

    together(*[lambda i=i: work(i) for i in range(4)])
    for x, slope in zip(leaves, slopes):  # whole numbers of times: exact but for the order of the sums
        np.testing.assert_allclose(x.grad, 4 * 60 * 2.5 * slope, rtol=1e-9)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("make", [numbers, arrays, a_shared_graph, a_rule_with_poles])
def test_a_pass_beside_another_ones_does_the_same(make, keep):
    """While another thread's pass uses `grad`, gradients are kept apart: same numbers to the last bit, same `grad`s."""
    seen = []
    for apart in (False, True):
        leaves, loss, _ = make()
        tapes = []

        def work(loss=loss, tapes=tapes):
            for k in (1, 3):
                y = loss(k)
                tapes.append(Tape.gather(y))
                y.backward(keep=keep)

        if apart:
            STORING.now.acquire()
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(0.05)
            STORING.now.release()
            thread.join()
        else:
            work()
        seen.append([*[x.grad for x in leaves], *[z.grad for tape in tapes for z in tape]])
    for a, b in zip(*seen):
        assert type(a) is type(b)
        np.testing.assert_array_equal(a, b)


def test_a_failing_rule_beside_another_pass_leaves_gradients_alone(many_switches):
    x = Tensor([1.0, 2.0])
    (x * x).sum().backward()
    y = (x * x).sum()
    x.data = [5.0, 6.0]

    def work():
        with pytest.raises(RuntimeError, match="was written after mul"):
            y.backward()

    with STORING.now:
        together(work)
    np.testing.assert_array_equal(x.grad, [2.0, 4.0])


def in_a_child(work):
    """Whether a forked process does the work within 20 seconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if not child:
        signal.alarm(20)
        try:
            os._exit(0 if work() else 1)
        except BaseException:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("x", [2.0, np.array([2.0, 3.0])], ids=["number", "array"])
def test_a_child_forked_while_a_compiled_function_runs(x):
    """The thread that held the function is not in the child: there it is free, and right."""
    inside, go_on, parent = threading.Event(), threading.Event(), os.getpid()

    def wait(_):
        if os.getpid() == parent:
            inside.set()
            go_on.wait()

    def f(x):
        y = x * x
        effect(wait, y)
        return y

    compiled = compile(f)
    thread = threading.Thread(target=compiled, args=(x,))
    thread.start()
    inside.wait()
    code = in_a_child(lambda: np.array_equal(compiled(x), x * x) and np.array_equal(compiled(x * 3.0), 9.0 * x * x))
    program = next(iter(compiled.programs.values()))
    through_program = in_a_child(lambda: np.array_equal(program(x)[0], x * x))
    with pytest.raises(RuntimeError, match="this program is running, in another thread"):
        program(x)  # in the parent it still is
    go_on.set()
    thread.join()
    assert (code, through_program) == (0, 0)
    np.testing.assert_array_equal(compiled(x), x * x)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_forked_in_the_middle_of_a_backward_pass():
    held, go_on = threading.Event(), threading.Event()

    def hold():
        with STORING.now:
            held.set()
            go_on.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    x = Tensor(3.0)

    def work():
        (x * x).backward()
        return x.grad == 6.0

    code = in_a_child(work)
    go_on.set()
    thread.join()
    assert code == 0
