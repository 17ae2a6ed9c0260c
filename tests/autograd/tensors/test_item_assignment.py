"""t[key] = value: NumPy's value, the derivative of the program written without it, and nobody's old value is lost."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from autograd import (
    Tape,
    Tensor,
    compile,
    detect_anomaly,
    grad,
    gradcheck,
    hessian,
    jacobian,
    jvp,
    logsumexp,
    no_grad,
    value_and_grad,
)
from autograd.numpy_api.moving import index_update

V = np.array([1.0, -2.0, 3.0, 0.5])
M = np.arange(12.0).reshape(3, 4) / 7 - 0.5
MASK = np.array([True, False, True, True])

# what is assigned where: an array, a key, and a value that NumPy takes for it
CASES = {
    "a number": (V, 1, 5.0),
    "from behind": (V, -1, 5.0),
    "a slice": (V, slice(1, 3), np.array([7.0, 8.0])),
    "a slice backwards": (V, slice(None, None, -1), V * 2),
    "every second from behind": (V, slice(None, None, -2), np.array([7.0, 8.0])),
    "a mask": (V, MASK, np.array([7.0, 8.0, 9.0])),
    "a mask, one number": (V, MASK, 5.0),
    "whole numbers": (V, np.array([3, 0]), np.array([7.0, 8.0])),
    "a list": (V, [3, 0], np.array([7.0, 8.0])),
    "a place met twice": (V, np.array([2, 2, 0]), np.array([7.0, 8.0, 9.0])),
    "a row": (M, 1, np.array([1.0, 2.0, 3.0, 4.0])),
    "a column": (M, (slice(None), 2), np.array([1.0, 2.0, 3.0])),
    "an element": (M, (1, 2), 5.0),
    "a block": (M, (slice(0, 2), slice(1, 3)), np.array([[1.0], [2.0]])),
    "one row to all": (M, ..., np.array([1.0, 2.0, 3.0, 4.0])),
    "more axes than there are": (M, 1, np.array([[1.0, 2.0, 3.0, 4.0]])),
    "pairs": (M, (np.array([0, 2, 0]), np.array([1, 1, 1])), np.array([7.0, 8.0, 9.0])),
    "nothing": (V, slice(0, 0), np.zeros(0)),
    "an empty list": (V, [], 5.0),
    "a matrix's mask": (M, M > 0.2, 5.0),
    "a number itself": (2.5, (), 5.0),
}


@pytest.fixture(params=CASES, name="case")
def _case(request):
    return CASES[request.param]


def test_an_assignment_gives_what_numpy_gives_and_leaves_the_values_it_was_given(case):
    x, key, value = case
    expected = np.array(x)
    expected[key] = value
    t = Tensor(x).copy()
    t[key] = Tensor(value)
    np.testing.assert_array_equal(t.numpy(), expected)
    assert not np.ndim(x) or not np.may_share_memory(t.numpy(), x)


def test_first_and_second_derivatives_are_right(case):
    x, key, value = case

    def f(x, value):
        t = x * x
        t[key] = value * value * 2.0
        return t * x

    assert gradcheck(f, x, value)


def test_forward_mode_and_programs_agree_with_the_backward_pass(case):
    x, key, value = case

    def f(x, value):
        t = np.sin(x)
        t[key] = np.exp(value * 0.1) * t[key]
        return (t * x).sum() if np.ndim(x) else t * x

    rng = np.random.default_rng(0)
    u, v = rng.standard_normal(np.shape(x)), rng.standard_normal(np.shape(value))
    u, v = (u if np.ndim(u) else float(u)), (v if np.ndim(v) else float(v))
    gradients = grad(f, (0, 1))(x, value)
    slope = sum(float(np.sum(g * d)) for g, d in zip(gradients, (u, v)))
    np.testing.assert_allclose(jvp(f, (x, value), (u, v))[1], slope, rtol=1e-12, atol=1e-14)
    program = compile(value_and_grad(f, (0, 1)))
    for scale in (1.0, 1.5):  # the second call replays
        expected, expected_gradients = value_and_grad(f, (0, 1))(x * scale, value * scale)
        found, found_gradients = program(x * scale, value * scale)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        for a, b in zip(found_gradients, expected_gradients):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)
    assert len(program.programs) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_result_keeps_the_dtype_and_so_do_both_gradients(dtype):
    x, value = Tensor(V.astype(dtype)), Tensor(np.array([2.0, 3.0]))
    t = x * x
    t[1:3] = value
    assert t.dtype == dtype
    t.sum().backward()
    assert x.grad.dtype == dtype
    assert value.grad.dtype == np.float64
    np.testing.assert_array_equal(x.grad, [2.0, 0.0, 0.0, 1.0])
    np.testing.assert_array_equal(value.grad, [1.0, 1.0])


def test_earlier_users_of_the_old_value_keep_their_gradient():
    x = Tensor(V)
    t = x * 2.0
    before = (t * t).sum()
    t[0] = 10.0
    between = (t * t).sum()
    t[1] = x[2] * x[3]
    after = (t * t).sum()
    for result, expected in ((before, 8 * V), (between, [0, -16, 24, 4]), (after, [0, 0, 24 + 2 * 1.5 * 0.5, 4 + 2 * 1.5 * 3])):
        for _ in range(2):
            x.zero_grad()
            result.backward()
            np.testing.assert_allclose(x.grad, expected)


def test_many_versions_in_a_loop_give_the_gradient_of_the_recurrence():
    def loop(x):
        t = x * 0.0
        t[0] = x[0]
        for i in range(1, 40):
            t[i] = np.sin(t[i - 1]) + x[i] * t[i // 2]
        return (t * t).sum()

    def functional(x):
        t = [x[0]]
        for i in range(1, 40):
            t.append(np.sin(t[i - 1]) + x[i] * t[i // 2])
        return sum(y * y for y in t)

    x = np.linspace(-1.0, 1.0, 40)
    np.testing.assert_allclose(grad(loop)(x), grad(functional)(x), rtol=1e-12)
    np.testing.assert_allclose(hessian(loop)(x), hessian(functional)(x), rtol=1e-10, atol=1e-12)
    leaf = Tensor(x)
    loop(leaf).backward()
    np.testing.assert_allclose(leaf.grad, grad(functional)(x), rtol=1e-12)


def test_augmented_assignments_with_masks():
    x = Tensor(V)
    t = x * 1.0
    t[t > 0] += x[t > 0] * 2.0
    t[MASK] *= 3.0
    t.sum().backward()
    np.testing.assert_array_equal(x.grad, [9.0, 1.0, 9.0, 9.0])


def test_a_constant_becomes_a_result_when_a_derivative_enters_it():
    x, buffer = Tensor(3.0), Tensor(np.zeros(3), requires_grad=False)
    used = (buffer * x).sum()
    for i in range(3):
        buffer[i] = x * i + buffer.sum()
    assert buffer.requires_grad
    (buffer.sum() + used).backward()
    assert x.grad == 4.0  # buffer holds 0, x, 3x; it was zeros where it was multiplied by x
    np.testing.assert_array_equal(buffer.data, [0.0, 3.0, 9.0])


def test_a_constant_stays_one_in_memory_of_its_own_and_who_used_it_is_told():
    array = np.zeros(3)
    x, t = Tensor(2.0), Tensor(array, requires_grad=False)
    product = (t * x).sum()
    t[1] = 5.0
    assert not t.requires_grad
    assert array[1] == 0.0
    np.testing.assert_array_equal(t.data, [0.0, 5.0, 0.0])
    with pytest.raises(RuntimeError, match="was written after mul"):
        product.backward()


def test_everyone_who_holds_the_tensor_sees_the_new_value():
    x = Tensor(V)
    t = x * 2.0
    alias, copied = t, t.copy()
    t[0] = 0.0
    assert alias is t
    assert alias.data[0] == 0.0
    assert copied.data[0] == 2.0


def test_a_leaf_that_requires_a_gradient_is_refused_and_written_under_no_grad():
    x = Tensor(V, name="w")
    loss = (x * x).sum()
    with pytest.raises(TypeError, match=r"'w' \(leaf .*t = t.copy\(\).*no_grad"):
        x[0] = 5.0
    with no_grad():
        x[0] = 5.0
        x[1:] = Tensor(x[1:])
    assert x.op is None
    assert x.requires_grad
    assert x.data[0] == 5.0
    with pytest.raises(RuntimeError, match="was written after mul"):
        loss.backward()
    number = Tensor(2.0)
    with no_grad():
        number[...] = 3.0
    assert number.data == 3.0


def test_a_result_assigned_under_no_grad_is_a_constant():
    x = Tensor(V)
    t = x * 2.0
    with no_grad():
        t[0] = 5.0
    assert not t.requires_grad
    assert t.data[0] == 5.0


def test_the_argument_of_a_derivative_may_be_assigned_and_the_callers_array_is_untouched():
    def f(x):
        y = x.sum()
        x[0] = x[1] * x[2]
        return (x * x).sum() * y

    def g(x):
        z = np.concatenate([(x[1] * x[2]).reshape(1), x[1:]])
        return (z * z).sum() * x.sum()

    v = V.copy()
    for derivative in (grad, hessian, jacobian):
        np.testing.assert_allclose(derivative(f)(v), derivative(g)(v), rtol=1e-12)
    np.testing.assert_allclose(compile(grad(f))(v), grad(g)(v))
    np.testing.assert_allclose(grad(lambda x: (grad(f)(x) * x).sum())(v), grad(lambda x: (grad(g)(x) * x).sum())(v))
    np.testing.assert_array_equal(v, V)


VIEWS = {
    "a row": lambda x: x[0],
    "a slice": lambda x: x[:, 1:],
    "reshape": lambda x: x.reshape(-1),
    "the transpose": lambda x: x.T,
    "ravel": lambda x: x.ravel(),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("requires_grad", [True, False])
def test_what_numpy_would_write_through_is_refused(name, requires_grad):
    x = Tensor(M, requires_grad=requires_grad)
    view = VIEWS[name](x)
    with pytest.raises(TypeError, match=r"x\[i, j\] = v for x\[i\]\[j\] = v, or to a copy"):
        view[0] = 5.0
    copied = view.copy()
    copied[0] = 5.0
    np.testing.assert_array_equal(x.numpy(), M)


def test_what_does_not_fit_is_refused_and_changes_nothing():
    t = Tensor(V) * 1.0
    position = t.position
    for key, value, error, words in (
        (9, 1.0, IndexError, "index_update of shapes .*9"),
        (slice(0, 2), np.zeros(3), ValueError, r"index_update of shapes \(4,\) and \(3,\)"),
        (0, 1j, TypeError, "holds real numbers"),
        (0, "a", TypeError, "tensors hold numbers, not <U1"),
        (1.5, 1.0, IndexError, "index must be an integer"),
    ):
        with pytest.raises(error, match=words):
            t[key] = value
    assert t.position == position
    assert t.op.name == "mul"
    labels = Tensor(np.arange(3), requires_grad=False)
    with pytest.raises(TypeError, match="cannot hold float64"):
        labels[0] = Tensor(0.5)
    labels[0] = 7
    np.testing.assert_array_equal(labels.data, [7, 1, 2])
    assert labels.dtype == np.arange(3).dtype


def test_a_list_of_tensors_may_be_assigned():
    x = Tensor(2.0)
    t = Tensor(np.zeros(3), requires_grad=False)
    t[:2] = [x, x * x]
    t.sum().backward()
    assert x.grad == 5.0


def test_a_recorded_tape_tells_what_ran():
    x = Tensor(V)
    with Tape() as tape:
        t = x * 2.0
        square = t * t
        t[0] = x[1]
        total = (t + square).sum()
    assert [z.op.name for z in tape] == ["mul", "mul", "index", "index_update", "add", "sum"]
    assert tape[1].inputs[0] is tape[0]
    assert tape[0].op.name == "mul"
    assert tape[3] is t
    assert t.inputs[0] is tape[0]
    tape.backward(total)
    np.testing.assert_allclose(x.grad, [8.0 * V[0], 2 + 8 * V[1] + 1, 2 + 8 * V[2], 2 + 8 * V[3]])
    assert [z.op.name for z in Tape.gather(total)] == [z.op.name for z in tape]


def test_a_tape_that_began_later_does_not_hold_the_value_from_before():
    x = Tensor(V)
    t = x * 2.0
    with Tape() as tape:
        power = np.exp(x)
        t[0] = 1.0
        total = (t + power).sum()
    assert [z.op.name for z in tape] == ["exp", "index_update", "add", "sum"]
    tape.backward(total)
    np.testing.assert_allclose(x.grad, np.exp(V) + np.array([0.0, 2.0, 2.0, 2.0]))
    with Tape() as tape:
        t[1] = 1.0
    assert [z.op.name for z in tape] == ["index_update"]


def test_a_row_of_many_inputs_keeps_the_value_that_it_used():
    x = Tensor(V)
    t = x * 2.0
    joined = np.concatenate([x, t, x])
    t[0] = x[1]
    weights = np.arange(12.0) ** 2
    ((joined * weights).sum() + t.sum()).backward()
    first, second, third = weights.reshape(3, 4)
    np.testing.assert_array_equal(x.grad, first + 2.0 * second + third + np.array([0.0, 3.0, 2.0, 2.0]))


def test_a_compiled_mask_is_found_anew_at_each_run_and_other_masks_are_refused():
    @compile
    def cut(x):
        y = x * 1.0
        y[y > 1.0] = 0.5
        return y

    np.testing.assert_array_equal(cut(V), [1.0, -2.0, 0.5, 0.5])
    np.testing.assert_array_equal(cut(V + 1), [0.5, -1.0, 0.5, 0.5])
    assert len(cut.programs) == 1

    def several(x):
        y = x * 1.0
        y[y > 1.0] = x[:2]
        return y

    with pytest.raises(RuntimeError, match=r"np.where\(mask, new, t\)"):
        compile(several)(np.array([2.0, 3.0]))


def test_a_compiled_function_does_not_write_to_a_tensor_from_outside():
    buffer = Tensor(np.zeros(3), requires_grad=False)

    def f(x):
        buffer[0] = x
        return buffer.sum()

    with pytest.raises(RuntimeError, match=r"from outside the function.*t = t.copy\(\)"):
        compile(f)(2.0)


def test_an_anomaly_in_an_assigned_value_is_found():
    x = Tensor(V)
    with detect_anomaly():
        t = x * 2.0
        with pytest.raises(FloatingPointError, match="index_update produced a NaN"):
            t[0] = np.nan


def test_assigning_holds_nothing_longer_than_its_users():
    gc.disable()
    try:
        x = Tensor(np.ones(4))
        t = x * 2.0
        for i in range(1, 4):
            t[i] = np.sin(t[i - 1]) * t.sum()
        gone = weakref.ref(t.inputs[0])
        last = weakref.ref(t)
        del t
        assert gone() is None
        assert last() is None
    finally:
        gc.enable()


def test_the_row_and_the_function_under_it_are_the_same():
    x = Tensor(V)
    t = x.copy()
    t[1:] = x[0] * 2.0
    np.testing.assert_array_equal(index_update(x, slice(1, None), x[0] * 2.0).numpy(), t.numpy())


def test_plain_arrays_with_tensors_stay_refused_with_the_remedy():
    array, t = np.zeros(4), Tensor(V)
    with pytest.raises(TypeError, match=r"a = a \+ t, not a \+= t or out=a"):
        array += t
    with pytest.raises(TypeError, match="a result is always a new Tensor"):
        np.add(t, 1.0, out=array)
    with pytest.raises(TypeError, match="would lose the derivative"):
        array[:] = t
    np.testing.assert_array_equal(array, np.zeros(4))


def test_whole_numbers_hold_no_fractions():
    t = Tensor(np.array([1, 2, 3]), requires_grad=False)
    with pytest.raises(TypeError, match=r"cannot hold float64: make it floats"):
        t[0] = 0.5
    t[0] = 7
    np.testing.assert_array_equal(t.data, [7, 2, 3])


def test_what_is_laid_out_anew_may_be_assigned():
    x = Tensor(M)
    t = logsumexp(x, axis=0)  # it has a base, which is not the memory of x
    t[0] = 5.0
    t.sum().backward()
    assert not x.grad[:, 0].any()
    assert x.grad[:, 1:].all()


@pytest.mark.parametrize("value", [5.0, np.ones((1, 1))])
def test_a_recorded_mask_of_rows_chooses_whole_rows(value):
    def f(x):
        t = x * 1.0
        t[x[:, 0] > 0.0] = value
        return (t * M).sum()

    program = compile(f)
    for x in (M, -M):
        assert program(x) == f(x.copy())


def test_a_recorded_mask_of_numbers_takes_one_number_of_any_shape():
    def f(x):
        t = x * 1.0
        t[x > 0.0] = np.ones((1, 1))
        return t

    for x in (V, -V):
        found = compile(f)(x)
        assert found.shape == x.shape
        np.testing.assert_array_equal(found, np.where(x > 0, 1.0, x))
