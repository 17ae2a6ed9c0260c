"""What goes into a Tensor and what comes out: copies, assignment, leaving the tape, refusals that name the fix."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest

import autograd
from autograd import Op, Tensor, no_grad


@pytest.mark.parametrize(
    ("leave", "fix"),
    [
        (float, r"t\.item\(\)"),
        (math.sin, r"np\.sin\(t\)"),
        (int, r"int\(t\.item\(\)\)"),
        (np.asarray, r"t\.numpy\(\)"),
        (np.array, r"t\.numpy\(\)"),
        (lambda t: np.array([t, t]), r"np\.stack"),
    ],
)
def test_leaving_the_tape_unnoticed_is_refused_with_the_fix(leave, fix):
    with pytest.raises(TypeError, match=rf"would lose the derivative of 'x' \(leaf at position \d+\): use .*{fix}"):
        leave(Tensor(2.0, name="x"))


def test_constants_may_leave():
    c = Tensor(2.0, requires_grad=False)
    assert (float(c), int(c), math.sqrt(c * 2)) == (2.0, 2, 2.0)
    v = Tensor([1.0, 2.0], requires_grad=False)
    np.asarray(v)[0] = 9.0  # a copy
    np.testing.assert_array_equal(v.numpy(), [1.0, 2.0])
    assert np.asarray(v, dtype=np.float32).dtype == np.float32


def test_detach_is_an_independent_constant():
    x = Tensor([1.0, 2.0])
    d = x.detach()
    assert (d.requires_grad, d.op, d.inputs) == (False, None, ())
    d.data[0] = 50.0
    np.testing.assert_array_equal(x.data, [1.0, 2.0])
    (x * x.detach()).sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 2.0])


def test_data_of_a_leaf_can_be_assigned_and_updated():
    x, v = Tensor(2.0), Tensor(np.array([1.0, 2.0], np.float32), name="v")
    x.data = 5
    v.data = [3, 4]
    assert (x.data, type(x.data), v.dtype) == (5.0, float, np.float32)
    memory = v.data
    v.data -= 1.0
    x.data -= 1.0
    v.data = Tensor([7.0, 8.0])
    assert v.data is memory
    np.testing.assert_array_equal(memory, [7.0, 8.0])
    assert x.item() == 4.0


def test_assignments_that_do_not_fit_change_nothing():
    v = Tensor([7.0, 8.0], name="v")
    with pytest.raises(ValueError, match=r"cannot assign data of shape \(3,\) to 'v' \(leaf at .*\) of shape \(2,\)"):
        v.data = np.zeros(3)
    with pytest.raises(TypeError, match="would lose the imaginary part"):
        v.data = [1j, 2.0]
    with pytest.raises(ValueError, match="equal lengths"):
        v.data = [[1.0], [2.0, 3.0]]
    with pytest.raises(AttributeError, match=r"the result of mul at position .* was computed: assign to a leaf"):
        (v * 2.0).data = np.zeros(2)
    np.testing.assert_array_equal(v.data, [7.0, 8.0])


def test_an_operation_of_ones_own_that_is_called_index_shows_no_elements():
    own = Op("index", lambda x, *, key: 2.0 * x[key], lambda g, z, x, key: g, listed=False)
    w = Tensor([1.0, 2.0], name="w")
    with pytest.raises(AttributeError, match="was computed"):
        own(w, key=0).assign(9.0)
    assert w.numpy().tolist() == [1.0, 2.0]


@pytest.mark.parametrize("method", ["assign", "assign_add", "assign_sub"])
def test_an_assignment_by_a_call_names_the_call(method):
    w = Tensor([1.0, 2.0])
    with pytest.raises(ValueError, match=rf"^Tensor\.{method}: (?!Tensor)"):
        getattr(w, method)([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=rf"^Tensor\.{method}: (?!Tensor)"):
        getattr(w, method)(None)
    with pytest.raises(ValueError, match=rf"^Tensor\.{method}: (?!Tensor)"):
        getattr(w[:1], method)([1.0, 2.0])
    assert w.numpy().tolist() == [1.0, 2.0]


def test_a_constant_made_of_a_leaf_is_assigned_alone():
    v = Tensor(np.array([7.0, 8.0], np.float32))
    with no_grad():
        same = v.reshape(2)
        computed = v * 2.0
    for constant in (same, computed):
        constant.data = [0.0, 0.0]
        np.testing.assert_array_equal(constant.numpy(), [0.0, 0.0])
        assert constant.dtype == np.float32
    np.testing.assert_array_equal(v.data, [7.0, 8.0])


def test_the_textbook_update():
    w, n = Tensor([1.0, 2.0]), Tensor(3.0)
    for _ in range(3):
        loss = (w * w).sum() * n
        loss.backward()
        for p in (w, n):
            p.data -= 0.01 * p.grad
            p.grad = None
    x, m = np.array([1.0, 2.0]), 3.0
    for _ in range(3):
        x, m = x - 0.01 * 2 * x * m, m - 0.01 * (x * x).sum()
    np.testing.assert_allclose(w.data, x, rtol=1e-15)
    assert n.data == pytest.approx(m, rel=1e-15)


@pytest.mark.parametrize(
    "x", [Tensor([1.0, 2.0], name="w"), Tensor(3.0, requires_grad=False), Tensor(np.ones((2, 1), np.float32))], ids=repr
)
@pytest.mark.parametrize("carry", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_of_a_leaf_is_independent(x, carry):
    twin = carry(x)
    assert (twin.name, twin.requires_grad, twin.shape, twin.dtype) == (x.name, x.requires_grad, x.shape, x.dtype)
    np.testing.assert_array_equal(twin.data, x.data)
    twin.data = twin.data * 0.0
    assert np.all(np.asarray(x.data) != 0.0)


def test_deepcopy_keeps_what_was_one_tensor_one():
    same = Tensor(1.0)
    a, b = copy.deepcopy([same, same])
    assert a is b
    assert a is not same


@pytest.mark.parametrize("carry", [pickle.dumps, copy.deepcopy, copy.copy])
def test_a_computed_tensor_is_not_copied_without_its_history(carry):
    with pytest.raises(TypeError, match=r"the result of mul at .* carries its history.*t\.detach\(\)"):
        carry(Tensor(2.0) * 3.0)


def test_a_read_only_operand_is_copied_too():
    array = np.array([1.0, 2.0])
    earlier = array[:]  # a view made before can still write
    array.flags.writeable = False
    t = Tensor(np.array([3.0, 4.0]))
    z = (t * array).sum()
    earlier[:] = 0.0
    z.backward()
    np.testing.assert_array_equal(t.grad, [1.0, 2.0])


@pytest.mark.parametrize("carry", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_row_is_copied_and_pickled_by_name(carry):
    assert carry(autograd.relu) is autograd.relu


def test_arrays_are_copied_in():
    a = np.array([1.0, 2.0])
    x = Tensor(a)
    y = Tensor(x, name="y")
    a[0] = 9.0
    x.data[1] = 7.0
    np.testing.assert_array_equal(x.data, [1.0, 7.0])
    np.testing.assert_array_equal(y.data, [1.0, 2.0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("3", "tensors hold numbers, not <U1"),
        (None, "not object: look for None"),
        ([1.0, None], "not object: look for None"),
        ({"a": 1.0}, "not object"),
        ([Tensor(1.0)], r"join them with np\.stack"),
        ([[Tensor(1.0)], [2.0]], r"join them with np\.stack"),
        (np.array(["2020-01-01"], dtype="datetime64"), r"not datetime64\[D\]: convert it with .astype\(float\)"),
    ],
    ids=repr,
)
def test_what_is_no_number_is_refused(data, said):
    with pytest.raises(TypeError, match=said):
        Tensor(data)


def test_nested_lists_of_unequal_length():
    with pytest.raises(ValueError, match="nested lists must have equal lengths"):
        Tensor([[1.0, 2.0], [3.0]])


def test_backward_refuses_what_it_cannot_start_from():
    v = Tensor([1.0, 2.0])
    with pytest.raises(ValueError, match=r"this tensor has shape \(2,\): reduce it with .sum\(\) or .mean\(\), or pass grad"):
        (v * v).backward()
    with pytest.raises(ValueError, match=r"needs a gradient of shape \(2,\), got \(3,\)"):
        (v * v).backward(np.ones(3))
    with pytest.raises(RuntimeError, match="made of constants only"):
        (v.detach() * 2.0).sum().backward()
    (v * v).backward([1.0, 10.0])
    np.testing.assert_array_equal(v.grad, [2.0, 40.0])
    (v * v).backward(Tensor([1.0, 0.0]))
    np.testing.assert_array_equal(v.grad, [4.0, 40.0])


def test_bind_moves_a_tensor_into_other_memory():
    vector = np.zeros(5)
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    x.bind(vector[:4].reshape(2, 2))
    np.testing.assert_array_equal(vector, [1.0, 2.0, 3.0, 4.0, 0.0])
    x.data = x.numpy() * 2.0
    np.testing.assert_array_equal(vector, [2.0, 4.0, 6.0, 8.0, 0.0])
    y = (x * x).sum()
    vector[:] = 0.0
    x.touch()
    with pytest.raises(RuntimeError, match="was written after mul"):
        y.backward()
