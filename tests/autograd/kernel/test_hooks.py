"""Hooks see the whole gradient of a tensor, once in each pass, and what they return goes on from there."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tape, Tensor, compile, grad, no_grad, vjp, watch, where
from autograd.kernel import backward as clear
from autograd.kernel import quick_backward

V = np.array([1.0, -2.0, 3.0])


@pytest.fixture(params=[quick_backward.backward, clear.backward], ids=["quick", "clear"], name="play")
def _play(request):
    return request.param


def test_a_hook_sees_the_gradient_of_a_result_when_all_of_it_has_arrived(play):
    x, seen = Tensor(V), []
    y = x * 2.0
    y.register_hook(seen.append)
    play((y * y).sum() + y.sum(), 1.0)
    assert len(seen) == 1
    np.testing.assert_array_equal(seen[0], 4 * V + 1)
    np.testing.assert_array_equal(x.grad, 2 * (4 * V + 1))
    np.testing.assert_array_equal(y.grad, 4 * V + 1)


def test_a_hook_of_a_leaf_sees_the_gradient_of_this_pass_before_it_is_added(play):
    x, seen = Tensor(V), []
    x.register_hook(seen.append)
    x.register_hook(lambda g: g * 10.0)
    for _ in range(2):
        play((x * x).sum() + x.sum(), 1.0)
    for g in seen:
        np.testing.assert_array_equal(g, 2 * V + 1)
    assert len(seen) == 2
    np.testing.assert_array_equal(x.grad, 20 * (2 * V + 1))


def test_what_hooks_return_goes_on_in_the_order_in_which_they_were_added(play):
    x = Tensor(3.0)
    y = x * x
    y.register_hook(lambda g: g + 1.0)
    y.register_hook(lambda g: None)
    y.register_hook(lambda g: g * 10.0)
    play(y * 2.0, 1.0)
    assert y.grad == 30.0
    assert x.grad == 180.0


def test_a_removed_hook_is_not_called_and_the_pass_is_quick_or_not_as_before(play):
    x, seen = Tensor(V), []
    y = x * 2.0
    handles = [y.register_hook(seen.append), x.register_hook(seen.append)]
    for handle in handles:
        handle.remove()
        handle.remove()
    play((y * y).sum(), 1.0)
    assert seen == []
    np.testing.assert_array_equal(x.grad, 8 * V)


def test_the_start_of_a_pass_has_hooks_too(play):
    x = Tensor(3.0)
    y = x * x
    y.register_hook(lambda g: g * 5.0)
    play(y, 1.0)
    assert x.grad == 30.0


def test_a_hook_that_raises_leaves_the_gradients_as_they_were(play):
    def fail(g):
        raise KeyError("no")

    for place in ("leaf", "result"):
        x = Tensor(3.0)
        play(x * 1.0, 1.0)
        y = x * x
        (x if place == "leaf" else y).register_hook(fail)
        with pytest.raises(KeyError):
            play(y * 2.0, 1.0)
        assert x.grad == 1.0


def test_a_hook_is_called_once_where_a_choice_makes_the_pass_run_again(play):
    x, seen = Tensor(np.array([0.0, 4.0])), []
    root = np.sqrt(x)
    root.register_hook(seen.append)
    x.register_hook(seen.append)
    play(where(x.numpy() > 0, root, 0.0).sum(), 1.0)
    assert len(seen) == 2
    np.testing.assert_array_equal(x.grad, [0.0, 0.25])


def test_hooks_inside_a_function_that_is_differentiated_once_and_twice():
    def f(x):
        y = x * x
        y.register_hook(lambda g: g * 2.0)
        return y * x

    # the derivative is 2 · 2x · x + y, and that of this again 4x + 4x + 2 · 2x, where it passes through y
    assert grad(f)(3.0) == 45.0
    assert vjp(f, 3.0)[1](1.0) == (45.0,)
    assert grad(grad(f))(3.0) == 36.0


def test_a_hook_on_an_argument_and_one_that_calculates_with_tensors():
    def f(x):
        x.register_hook(lambda g: np.tanh(g))
        return (x * x).sum()

    np.testing.assert_allclose(grad(f)(V), np.tanh(2 * V))
    # the second pass goes through the same argument
    np.testing.assert_allclose(grad(lambda x: grad(f)(x).sum())(V), np.tanh(2 / np.cosh(2 * V) ** 2))


def test_a_gradient_that_is_kept_stays_and_cannot_be_written_to():
    x, seen = Tensor(V), []
    y = x + 0.0
    y.register_hook(seen.append)
    y.sum().backward()
    with pytest.raises(ValueError, match="read-only"):
        seen[0] += 1.0
    x.grad += 1.0
    np.testing.assert_array_equal(seen[0], np.ones(3))


def test_what_is_returned_owns_its_memory():
    x, kept = Tensor(V), np.ones(3)
    y = x * 1.0
    y.register_hook(lambda g: kept)
    y.sum().backward()
    x.grad += 1.0
    y.grad += 1.0
    np.testing.assert_array_equal(kept, np.ones(3))


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (np.ones(2), ValueError, r"returned shape \(2,\), but the gradient has shape \(3,\)"),
        (1.0, ValueError, r"returned shape \(\)"),
        ("a", TypeError, "give a gradient, or None"),
    ],
)
def test_an_answer_that_is_no_gradient_is_refused(answer, error, words):
    x = Tensor(V, name="w")
    x.register_hook(lambda g: answer)
    with pytest.raises(error, match=words):
        x.sum().backward()
    assert x.grad is None


def test_an_answer_takes_the_dtype_of_the_value():
    x = Tensor(V.astype(np.float32))
    x.register_hook(lambda g: g.astype(float) * 2)
    x.sum().backward()
    assert x.grad.dtype == np.float32


def test_hooks_are_refused_where_they_would_never_be_called():
    with pytest.raises(RuntimeError, match="has no gradient"):
        Tensor(V, requires_grad=False).register_hook(print)
    with no_grad(), pytest.raises(RuntimeError, match="has no gradient"):
        (Tensor(V) * 2.0).register_hook(print)
    with pytest.raises(TypeError, match="takes a function"):
        Tensor(V).register_hook(3)

    def f(x):
        y = x * 2.0
        y.register_hook(print)
        return y.sum()

    with pytest.raises(RuntimeError, match="a program calls no hooks"):
        compile(f)(V)
    x = Tensor(3.0)
    y = x * x
    y.register_hook(print)
    with pytest.raises(ValueError, match="a program calls no hooks"):
        Tape.gather(y * 2.0).compile(inputs=[x])


def test_assigned_elements_leave_the_hook_with_the_value_that_it_was_added_to():
    x, seen = Tensor(V), []
    t = x * 2.0
    t.register_hook(seen.append)
    t[0] = 5.0
    t.sum().backward()
    np.testing.assert_array_equal(seen, [[0.0, 1.0, 1.0]])


def test_a_leaf_made_of_a_result_off_the_tape_is_played():
    with no_grad():
        x = Tensor(V) * 2.0
    x.requires_grad = True
    x.sum().backward()
    np.testing.assert_array_equal(x.grad, np.ones(3))


def test_a_hook_of_a_row_with_several_inputs_and_of_an_index():
    x, seen = Tensor(V), []
    joined = np.concatenate([x, x * 2.0])
    joined.register_hook(seen.append)
    picked = joined[1:4]
    picked.register_hook(lambda g: g * 2.0)
    picked.sum().backward()
    np.testing.assert_array_equal(seen, [[0.0, 2.0, 2.0, 2.0, 0.0, 0.0]])
    np.testing.assert_array_equal(x.grad, [4.0, 2.0, 2.0])
    np.testing.assert_array_equal(grad(lambda x: index_with_hook(x).sum())(V), [0.0, 3.0, 3.0])


def index_with_hook(x):
    y = (x * 1.0)[1:]
    y.register_hook(lambda g: g * 3.0)
    return y


def test_an_answer_is_plain_where_the_gradient_is_and_a_constant_where_it_is_recorded(play):
    x = Tensor(V)
    x.register_hook(lambda g: Tensor(g * 2.0))
    play(x.sum(), 1.0)
    assert type(x.grad) is np.ndarray
    y, found = Tensor(3.0), []

    def f(t):
        t.register_hook(lambda g: 5.0)
        return t * t * y

    grad(lambda t: found.append(grad(f)(t)) or t)(2.0)
    assert found[0].numpy() == 5.0
    assert not found[0].requires_grad


class Listener:
    everything = False

    def __init__(self):
        self.heard = []

    def recorded(self, z):
        self.heard.append(z)

    def played(self, operations):
        self.heard.append(operations)


def test_a_watcher_hears_of_a_pass_with_hooks_and_of_one_without(play):
    for hooked in (False, True):
        listener, x = Listener(), Tensor(V)
        with watch(listener):
            y = x * 2.0
            z = y.sum()
            if hooked:
                y.register_hook(lambda g: g)
            play(z, 1.0, keep=False)
        assert listener.heard == [y, z, [z, y]]
        assert y.grad is not None  # whoever watches sees the gradients on the way
