"""Tensor as a value: operators, comparisons, looking, printing, iterating, hashing."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from autograd import Tensor, borrow, compile, no_grad

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
OTHERS = [3, 3.0, True, np.float64(3), np.float32(3), np.int64(3), [3.0, 2.0], [3, 2], np.array([3.0, 2.0]), np.array(3.0)]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("symbol", OPERATORS)
@pytest.mark.parametrize("value", [2.0, [2.0, 4.0]], ids=repr)
def test_operators_with_a_tensor_on_either_side(symbol, other, value):
    compute = OPERATORS[symbol]
    plain, theirs = np.array(value), np.array(other, dtype=float)
    t = Tensor(value)
    for ours, expected in [(compute(t, other), compute(plain, theirs)), (compute(other, t), compute(theirs, plain))]:
        assert type(ours) is Tensor
        assert ours.requires_grad
        np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-15)
        assert len(ours.inputs) == 2
        assert type(ours.data) is (np.ndarray if ours.shape else float)


def test_argument_order_is_kept():
    x, y = Tensor(7.0), Tensor(2.0)
    results = [x - y, x / y, x**y, 10 - y, 10 / y, 10**y]
    assert [z.item() for z in results] == [5.0, 3.5, 49.0, 8.0, 5.0, 100.0]
    assert [z.inputs[1] is y for z in results] == [True] * 6
    assert results[0].inputs[0] is x


def test_unary_operators():
    x = Tensor(-3.0)
    for z, value, slope in [(-x, 3.0, -1.0), (+x, -3.0, 1.0), (abs(x), 3.0, -1.0)]:
        x.zero_grad()
        z.backward()
        assert (z.item(), x.grad) == (value, slope)


def test_matmul_on_either_side():
    m, v = np.arange(6.0).reshape(2, 3), np.array([1.0, -1.0, 2.0])
    for left, right in [(Tensor(m), v), (m, Tensor(v)), (m.tolist(), Tensor(v)), (Tensor(m), v.tolist()), (Tensor(v), m.T)]:
        z = left @ right
        assert type(z) is Tensor
        np.testing.assert_array_equal(z.numpy(), m @ v)
    with pytest.raises(TypeError, match=r"matmul is for vectors and matrices: use \*"):
        Tensor(2.0) @ Tensor(3.0)
    with pytest.raises(ValueError, match=r"matmul of shapes \(\) and \(3,\)"):
        2.0 @ Tensor(v)


def test_operands_that_mean_nothing_are_refused_by_python():
    t = Tensor([1.0])
    for other in ("a", None, {1.0}, object()):
        with pytest.raises(TypeError):
            t * other
        with pytest.raises(TypeError):
            other - t
        for compute in (operator.mod, operator.floordiv, divmod):
            with pytest.raises(TypeError):
                compute(t, other)


def test_comparisons_are_plain_truth_values():
    x, v = Tensor(2.0), Tensor([1.0, 2.0, 3.0])
    assert [x < 3, x <= 2, x > 2, x >= 3, x == 2.0, x != 2.0] == [True, True, False, False, True, False]
    assert all(type(answer) is bool for answer in (x < 3, x == Tensor(2.0), np.float64(3.0) > x, x == np.float32(2)))
    for answer in (v > 1.5, v > x - 0.5, np.array([1.5]) < v, v >= [1.5, 2.0, 2.5]):
        assert type(answer) is np.ndarray
        np.testing.assert_array_equal(answer, [False, True, True])
    nothing = None
    assert [x == nothing, x == "a", v == nothing, v != "a"] == [False, False, False, True]
    with pytest.raises(TypeError, match="'<' not supported"):
        _ = x < "a"
    assert max(Tensor(1.0), x) is x
    assert sorted([x, Tensor(1.0)])[1] is x


def test_truth():
    assert Tensor(1.0)
    assert not Tensor(0.0)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(Tensor([1.0, 2.0]))


def test_hashing_is_by_identity():
    x, y = Tensor(2.0), Tensor(2.0)
    assert x == y
    assert len({x, y, x}) == 2
    assert {x: "x", y: "y"}[y] == "y"
    assert x in [y]  # a list compares values


def test_numbers_come_out_by_item_and_arrays_by_numpy():
    x, v = Tensor(2.0), Tensor([[5.0]])
    assert (x.item(), type(x.item()), v.item(), x.numpy(), x.shape, x.ndim, x.size) == (2.0, float, 5.0, 2.0, (), 0, 1)
    a = v.numpy()
    with pytest.raises(ValueError, match="read-only"):
        a[0] = 1.0
    np.testing.assert_array_equal(v.data, [[5.0]])
    with pytest.raises(ValueError, match=r"item\(\) takes a single number out, but 'w' \(leaf at .*\) has shape \(2,\)"):
        Tensor([1.0, 2.0], name="w").item()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Tensor(2.0), "Tensor(2.0)"),
        (lambda: Tensor(2, name="n"), "Tensor(2.0, name='n')"),
        (lambda: Tensor(2.0, requires_grad=False), "Tensor(2.0, requires_grad=False)"),
        (lambda: Tensor(2.0) * 3, "Tensor(6.0, op=mul)"),
        (lambda: Tensor([1.0, 2.0]), "Tensor([1. 2.], shape=(2,))"),
        (lambda: Tensor(np.zeros(1, np.float32)), "Tensor([0.], shape=(1,), dtype=float32)"),
    ],
)
def test_repr(make, text):
    assert repr(make()) == text


def test_repr_shows_the_gradient():
    x, v = Tensor(2.0, name="x"), Tensor([1.0, 2.0])
    (x * v).sum().backward()
    assert repr(x) == "Tensor(2.0, name='x', grad=3)"
    assert repr(v) == "Tensor([1. 2.], shape=(2,), grad=<(2,)>)"
    assert len(repr(Tensor(np.zeros((100, 100))))) < 300


def test_format():
    assert f"{Tensor(2.0):.2f}|{Tensor(2.0)}" == "2.00|Tensor(2.0)"
    assert f"{Tensor([1.0]):.2f}" == "Tensor([1.], shape=(1,))"


def test_iteration_and_length():
    m = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert len(m) == 3
    first, second, third = m
    (first[1] * third[0] + second.sum()).backward()
    np.testing.assert_array_equal(m.grad, [[0.0, 5.0], [1.0, 1.0], [2.0, 0.0]])
    for ask in (len, iter, list):
        with pytest.raises(TypeError, match="a Tensor of a single number has no length"):
            ask(Tensor(1.0))
    assert sum([Tensor(1.0), Tensor(2.0)]).item() == 3.0


def test_methods_are_the_functions():
    m = Tensor([[1.0, 2.0, 6.0], [3.0, 4.0, 5.0]])
    same = [
        (m.sum(axis=0), np.sum(m, axis=0)), (m.mean(), np.mean(m)), (m.max(axis=1, keepdims=True), np.max(m, 1, keepdims=True)),
        (m.min(), np.min(m)), (m.prod(axis=-1), np.prod(m, axis=-1)), (m.var(ddof=1), np.var(m, ddof=1)),
        (m.std(), np.std(m)), (m.T, np.transpose(m)), (m.reshape(3, 2), np.reshape(m, (3, 2))), (m.reshape((6,)), np.ravel(m)),
        (m.transpose(1, 0), np.transpose(m, (1, 0))), (m.flatten(), m.ravel()), (m.clip(2, 5), np.clip(m, 2, 5)),
        (m.cumsum(axis=1), np.cumsum(m, axis=1)), (m.exp().log(), m), (m.sqrt().square(), m), (m.tanh(), np.tanh(m)),
        (m.repeat(2, axis=0), np.repeat(m, 2, axis=0)), (m.swapaxes(0, 1), m.T), (m.dot([1.0, 1.0, 1.0]), m.sum(axis=1)),
    ]  # fmt: skip
    for ours, function in same:
        np.testing.assert_allclose(ours.numpy(), function.numpy(), rtol=1e-15)


def test_attributes_cannot_be_misspelled():
    with pytest.raises(AttributeError, match="gard"):
        Tensor(1.0).gard = 2.0


def test_comparisons_combine_only_where_a_program_is_recorded():
    with pytest.raises(TypeError, match="unsupported operand"):
        Tensor(2.0) & Tensor(3.0)


def test_a_complex_result_is_no_start_of_a_backward_pass():
    z = Tensor(np.array(1.0 + 2.0j)) * 2.0
    with pytest.raises(ValueError, match="this one is complex"):
        z.backward()


def test_a_constant_goes_to_another_library_through_dlpack():
    t = Tensor(np.ones(3), requires_grad=False)
    np.testing.assert_array_equal(np.from_dlpack(t), np.ones(3))
    assert t.__dlpack_device__() == np.ones(3).__dlpack_device__()


@pytest.mark.parametrize("data", [2, np.array([1, 2])])
def test_a_constant_becomes_a_leaf_if_it_holds_floats(data):
    x = Tensor(np.asarray(data, float), requires_grad=False)
    x.requires_grad = True
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, 2.0 * np.asarray(data))
    if np.ndim(data):
        with pytest.raises(TypeError, match="cannot require gradients"):
            Tensor(data, requires_grad=False).requires_grad = True


@pytest.mark.parametrize(
    "pair", [(Tensor(np.array([1j])), 1.0), (Tensor(1.0), np.array([1j])), (Tensor(1.0), Tensor(np.array(1j)))]
)
def test_complex_numbers_are_equal_or_not_and_have_no_order(pair):
    x, y = pair
    with pytest.raises(TypeError, match="complex numbers have no order"):
        x < y  # noqa: B015
    assert not np.all(x == y)
    assert np.all(x != y)


@pytest.mark.parametrize("flip", [False, True])
def test_a_comparison_with_a_constant_is_made_anew_at_each_run(flip):
    c = Tensor(np.array([0.0, 1.0]), requires_grad=False)
    f = compile(lambda x: np.sum(np.where(c < x if flip else x > c, x, 0.0)))
    assert f(np.array([1.0, 2.0])) == 3.0
    assert f(np.array([-1.0, 2.0])) == 2.0


def test_a_complex_number_takes_the_precision_of_what_it_stands_beside():
    assert (Tensor(np.ones(2, np.float32)) * 1j).dtype == np.complex64
    assert (Tensor(np.ones(2)) * 1j).dtype == np.complex128


@pytest.mark.parametrize("operate", [operator.matmul, operator.mod, operator.floordiv, divmod, operator.pow])
@pytest.mark.parametrize("constant", [None, 0, 1])
def test_operators_of_two_tensors_reach_both_and_take_arrays_on_either_side(operate, constant):
    x, y = np.array([[3.5, 2.0], [1.0, 4.0]]), np.array([[1.5, 0.5], [2.0, 3.0]])
    pair = [v if i == constant else Tensor(v) for i, v in enumerate((x, y))]
    found, expected = operate(*pair), operate(x, y)
    for z, value in zip(found, expected) if operate is divmod else [(found, expected)]:
        np.testing.assert_array_equal(z.numpy() if isinstance(z, Tensor) else z, value)
    if operate is not operator.floordiv:  # which is flat
        (found[1] if operate is divmod else found).sum().backward()
        assert all(v.grad is not None for v in pair if isinstance(v, Tensor))


def test_axes_are_named_one_by_one_or_together_or_not_at_all():
    t = Tensor(np.zeros((2, 3, 4)))
    assert t.transpose().shape == (4, 3, 2)
    assert t.transpose(2, 0, 1).shape == t.transpose((2, 0, 1)).shape == (4, 2, 3)


def test_an_array_takes_no_number_as_its_data_and_a_number_no_array():
    for x, data in ((Tensor([1.0, 2.0]), 5.0), (Tensor(1.0), [1.0, 2.0])):
        with pytest.raises(ValueError, match="cannot assign data of shape"):
            x.data = data


@pytest.mark.parametrize("change", [lambda c: setattr(c, "data", [5.0, 6.0]), lambda c: c.bind(np.zeros(2))])
def test_a_view_off_the_tape_that_is_given_other_memory_shows_its_leaf_no_longer(change):
    x, w = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    with no_grad():
        c = w[::-1]
    change(c)
    shown = c.numpy().copy()
    loss = (x * c).sum()
    w.data[0] = 9.0
    loss.backward()
    np.testing.assert_array_equal(x.grad, shown)


def test_a_complex_number_does_not_leave_the_tape_unnoticed():
    z = Tensor(np.array(1.0 + 2.0j))
    with pytest.raises(TypeError, match=r"complex\(t\) would lose the derivative"):
        complex(z)
    assert complex(z.detach()) == 1.0 + 2.0j
    with pytest.raises(RuntimeError, match=r"complex\(t\) at .* looks at a value"):
        compile(lambda x: x * complex(x[0]))(np.array([1j]))


def test_a_result_may_leave_the_tape_once_a_backward_pass_has_been_there_and_a_leaf_may_not():
    x = Tensor(3.0)
    y = x * 2.0
    y.backward()
    assert float(y) == 6.0
    with pytest.raises(TypeError, match="would lose the derivative"):
        float(x)
    with pytest.raises(RuntimeError, match=r"an array made of t at .* looks at a value"):
        compile(lambda x: x * np.asarray(x).sum())(np.ones(2))


@pytest.mark.parametrize("operate", [operator.mod, operator.floordiv, divmod, operator.pow, operator.sub, operator.truediv])
def test_a_number_on_either_side_of_a_tensor_stands_where_it_was_written(operate):
    for x, y in ((7.0, Tensor(2.0)), (Tensor(7.0), 2.0)):
        found = operate(x, y)
        plain = [z.item() if isinstance(z, Tensor) else z for z in (found if operate is divmod else (found,))]
        assert plain == [*operate(7.0, 2.0)] if operate is divmod else plain == [operate(7.0, 2.0)]


def test_what_is_borrowed_is_an_array_of_floats_itself_or_becomes_a_value():
    array = np.ones(3)
    assert np.shares_memory(borrow(array).numpy(), array)
    assert borrow(np.array(2.0)).data == 2.0
    assert type(borrow(2).data) is float
    assert borrow([1.0, 2.0]).shape == (2,)
    assert borrow(np.array([1, 2])).dtype.kind == "i"
    with pytest.raises(TypeError, match="tensors hold numbers"):
        borrow(np.array([None, "a"]))


def test_help_of_a_method_says_what_it_does_in_a_sentence_of_its_own():
    assert Tensor.exp.__doc__.startswith("e to the power of each element.")
    assert Tensor.__add__.__doc__.startswith("self + other, element by element.")
