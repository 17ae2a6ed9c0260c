"""Hazards 11-16: mutation, views and writing in place. The numbers go on from test_hazards_state."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Op, Tensor, no_grad


def test_11_a_constant_or_a_leaf_written_before_backward():
    """11. Writing the array of a constant changes nothing; writing a leaf's raises and names it. Never zeros."""
    w = np.array([1.0, 2.0])
    x = Tensor([3.0, 4.0], name="x")
    y = (x * w).sum()
    w[:] = 0.0
    y.backward()
    np.testing.assert_array_equal(x.grad, [1.0, 2.0])

    for write in (lambda: x.data.__setitem__(slice(None), 0.0), lambda: setattr(x, "data", np.zeros(2))):
        z = (x * x).sum()
        write()
        with pytest.raises(RuntimeError, match=r"'x' .* was written after mul .* run the forward pass again"):
            z.backward()
        np.testing.assert_array_equal(x.grad, [1.0, 2.0])

    number = Tensor(3.0, name="n")
    square = number * number
    number.data = 5.0
    with pytest.raises(RuntimeError, match=r"'n' .* was written after mul"):
        square.backward()


def test_11_after_a_write_a_new_forward_pass_is_right():
    """11. Only what used the old values is refused: what is computed after the write has the new gradient."""
    x = Tensor([3.0, 4.0], name="x")
    array = x.data
    old = (x * x).sum()
    array[:] = [5.0, 6.0]
    new = (x * x).sum()
    new.backward()
    np.testing.assert_array_equal(x.grad, [10.0, 12.0])
    for mixture in (old, old + new, new + old):
        with pytest.raises(RuntimeError, match=r"'x' .* was written after mul"):
            mixture.backward()
    np.testing.assert_array_equal(x.grad, [10.0, 12.0])


def test_11_a_nan_that_stands_still_is_no_write():
    """11. An array that was handed out, holds a NaN and was not written can be played."""
    x = Tensor([np.nan, 4.0])
    assert x.data[1] == 4.0
    (x * 2.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0])


def test_12_assigning_an_element_is_recorded_and_of_a_leaf_an_error_that_names_the_alternative():
    """12. y[0] = 1.0 on a Tensor: a new result of one that was computed, a TypeError for a leaf."""
    x = Tensor([3.0, 4.0])
    y = x**2
    y[0] = 1.0
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 8.0])
    with pytest.raises(TypeError, match=r"t = t\.copy\(\)"):
        x[0] = 1.0
    x = Tensor([3.0, 4.0])
    np.where([True, False], 1.0, x**2).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 8.0])


def test_13_augmented_assignment_makes_a_new_tensor():
    """13. x += 1 on a Tensor that others used: the old users keep their gradient."""
    x = first = Tensor([1.0, 2.0])
    y = x * 3.0
    x += 1.0
    assert x is not first
    np.testing.assert_array_equal(first.data, [1.0, 2.0])
    (y + x * x).sum().backward()
    np.testing.assert_array_equal(first.grad, [3.0 + 2.0 * 2.0, 3.0 + 2.0 * 3.0])
    y *= 2.0
    y.sum().backward()
    np.testing.assert_array_equal(first.grad, [7.0 + 6.0, 9.0 + 6.0])


def test_14_writing_through_a_view_of_a_saved_input():
    """14. A NumPy view of a leaf's array, and the array of a reshaped Tensor: an error, never a wrong gradient."""
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], name="x")
    view = x.data[0, 1:]  # a view of a view of the array
    y = (x * x).sum()
    view[0] = 100.0
    with pytest.raises(RuntimeError, match=r"'x' .* was written"):
        y.backward()

    x = Tensor([1.0, 2.0])
    with no_grad():
        quiet = x.reshape(2, 1)
    for same in (x.reshape(2, 1), x[:], x.T, np.broadcast_to(x, (2, 2)), quiet):
        y = (x * x).sum()
        with pytest.raises(ValueError, match="read-only"):
            same.data[0] = 100.0
        with pytest.raises(ValueError, match="read-only"):
            same.numpy()[0] = 100.0
        x.zero_grad()
        y.backward()
        np.testing.assert_array_equal(x.grad, [2.0, 4.0])
    quiet.data = [[5.0], [6.0]]
    np.testing.assert_array_equal(x.data, [1.0, 2.0])


def test_14_the_result_of_an_operation_cannot_be_written():
    """14. exp's rule uses its result: writing it would give a wrong gradient, so it is read-only."""
    x = Tensor([1.0, 2.0])
    y = np.exp(x)
    with pytest.raises(ValueError, match="read-only"):
        y.data[0] = 0.0
    with pytest.raises(AttributeError, match=r"the result of exp .* was computed"):
        y.data = np.zeros(2)


def test_15_an_operation_that_raises_changes_nothing():
    """15. After a refused operation the input is what it was."""
    x = Tensor([1.0, 2.0])
    position = x.position
    with pytest.raises(ValueError, match=r"mul of shapes \(2,\) and \(3,\)"):
        x * np.ones(3)
    with pytest.raises(IndexError, match="index"):
        x[5]
    np.testing.assert_array_equal(x.data, [1.0, 2.0])
    assert (x.position, x.grad) == (position, None)


def test_15_a_rule_that_raises_leaves_the_leaves_their_gradients():
    """15. An exception in the middle of a backward pass does not lose what the leaves had gathered."""
    x = Tensor(2.0)
    (x * 5.0).backward()

    def explode(g, z, x):
        raise MemoryError("boom")

    exploding = Op("exploding", np.exp, (explode,), "!", ("x", "x"), lambda: [])
    try:
        y = exploding(x) + x * 3.0
        with pytest.raises(MemoryError, match="boom"):
            y.backward()
    finally:
        del TABLE["exploding"]
    assert x.grad == 5.0
    (x * 2.0).backward()
    assert x.grad == 7.0


def test_16_no_rule_writes_into_inputs_or_gradients():
    """16. A leaf's gradient is its own array: two leaves never share one, and writing one changes no other."""
    x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    z = x + y
    seed = np.array([1.0, 1.0])
    z.backward(seed)
    x.grad *= 0.0
    np.testing.assert_array_equal(y.grad, [1.0, 1.0])
    np.testing.assert_array_equal(z.grad, [1.0, 1.0])
    np.testing.assert_array_equal(seed, [1.0, 1.0])
    for make in (lambda t: t.T, lambda t: t.reshape(1, 2), lambda t: t[:], lambda t: np.broadcast_to(t, (3, 2)), abs):
        t = Tensor([1.0, 2.0])
        z = make(t)
        z.backward(np.ones(z.shape))
        before = t.grad.copy()
        z.grad[...] = 7.0
        np.testing.assert_array_equal(t.grad, before)
        t.grad += 1.0  # and it can be written
