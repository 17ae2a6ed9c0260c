"""The memory of a program of arrays: results share buffers, views cost nothing, gradients lie where they are wanted."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, compile, value_and_grad
from autograd.compiled.buffers import count_bytes

X = np.linspace(-1.0, 1.0, 1000)  # 8,000 bytes


def record(f, *args, **settings):
    """The program of a function, after one run."""
    step = compile(f, **settings)
    step(*args)
    (program,) = step.programs.values()
    return program


def sizes(program):
    return [buffer.nbytes for buffer in program.machine.buffers]


def chain(x):
    return ag.tanh(ag.exp(ag.sin(x) + 1.0) * 0.5)


def test_a_chain_forward_has_one_buffer_which_each_result_leaves_to_the_next():
    program = record(lambda x: chain(x).sum(), X)
    assert sizes(program) == [8000]
    assert program.nbytes() == 8000  # the input is let go


def test_a_chain_both_ways_keeps_what_its_rules_read():
    program = record(value_and_grad(lambda x: chain(x).sum()), X)
    assert sizes(program) == [8000] * 3
    assert [name for _, name, _ in program.rows()][:6] == ["sin", "add", "exp", "mul", "tanh", "sum"]
    assert [level for level, _, _ in program.rows()] == list(range(1, 15))
    assert [n for _, _, n in program.rows()] == [1] * 6 + [0] * 8


def test_a_buffer_goes_on_to_a_result_of_another_shape_if_it_is_large_enough():
    wider = np.ones((5, 1))
    program = record(lambda x: (ag.exp((x.reshape(10, 100) + 1.0).max(axis=0)) * wider).sum(), X)
    assert sizes(program) == [8000, 800]  # the last 4,000 bytes lie in the first of them
    twice = record(lambda x: (ag.exp(x).reshape(10, 100) @ np.ones((100, 20))).sum(), X)
    assert sizes(twice) == [8000, 1600]  # a product is not written where it still reads


def test_views_of_what_stays_in_its_place_are_made_once():
    program = record(lambda x: (ag.exp(x).reshape(10, 100).T * 2.0).sum(), X)
    assert [name for _, name, _ in program.rows()] == ["exp", "mul", "sum"]
    of_inputs = record(lambda x: x.reshape(10, 100).T.sum(), X)  # an input lies elsewhere at each run
    assert [name for _, name, _ in of_inputs.rows()] == ["reshape", "transpose", "sum"]


def test_views_of_parameters_that_stay_in_their_place_are_made_once():
    w, g = Tensor(np.ones((20, 50))), np.zeros((20, 50))
    program = record(
        lambda x: (w.T * x).sum() + (w.reshape(-1)[:3] * 2.0).sum(), np.ones((50, 20)), parameters=[w], gradients=[g]
    )
    assert {"transpose", "reshape", "index"}.isdisjoint([name for _, name, n in program.rows() if n])


def test_what_joint_rows_keep_is_counted():
    x = np.linspace(-1.0, 1.0, 40).reshape(8, 5)
    program = record(value_and_grad(lambda x: ag.TABLE["normalize"](x, np.ones(5), np.zeros(5), epsilon=1e-3).sum()), x)
    kept = sum(count_bytes(line.kept) for line in program.machine.recorded if line.op.joint)
    assert kept > 0
    assert program.nbytes() == sum(sizes(program)) + kept + sum(
        v.nbytes for v in program.machine.values if type(v) is np.ndarray and not isinstance(v.base, np.ndarray)
    )
    assert count_bytes([np.zeros(2), (np.zeros(3), None, 1.0)]) == 40


def test_values_without_a_buffer_are_let_go_after_their_last_reader():
    program = record(lambda x: (np.concatenate([x, x]) * 2.0).sum(), X)
    there = [v for v in program.machine.values if type(v) is np.ndarray and v.size == 2000]
    assert len(there) == 1  # the product's buffer; what was joined is gone
    with_rule = record(value_and_grad(lambda x: (np.concatenate([x, x]) ** 3.0).sum()), X)
    joined = np.concatenate([X, X])
    assert not [v for v in with_rule.machine.values if type(v) is np.ndarray and np.array_equal(v, joined)]


def parameters():
    vector = np.zeros(1050)
    return [Tensor(np.ones((20, 50))), Tensor(np.ones(50))], vector, [vector[:1000].reshape(20, 50), vector[1000:]]


def test_gradients_are_computed_where_they_are_wanted():
    (w, b), vector, homes = parameters()
    program = record(lambda x: (ag.tanh(x.reshape(5, 20) @ w + b) ** 2).sum(), np.ones(100), parameters=[w, b], gradients=homes)
    machine = program.machine
    assert machine.homes == machine.bound == {1, 2}
    assert machine.vector is vector
    assert {line.recorded for line in machine.recorded} == {()}  # what was recorded is let go
    assert sizes(program) == [2000, 2000]  # of 5 x 50 numbers; none for the gradients


@pytest.mark.parametrize("wrong", ["shorter", "another vector", "not the whole", "two axes"])
def test_a_vector_is_known_only_if_the_gradients_fill_it(wrong):
    (w, b), vector, homes = parameters()
    if wrong == "another vector":
        homes[1] = np.zeros(60)[:50]
    elif wrong == "not the whole":
        vector = np.zeros(1051)
        homes = [vector[:1000].reshape(20, 50), vector[1000:1050]]
    elif wrong == "two axes":
        vector = np.zeros((21, 50))
        homes = [vector[:20], vector[20]]
    listed = [w] if wrong == "shorter" else [w, b]
    program = record(lambda x: (x @ w + b).sum(), np.ones((5, 20)), parameters=listed, gradients=homes[: len(listed)])
    assert program.machine.vector is None
    assert program.machine.homes


def test_one_gradient_of_two_parameters_lies_in_neither_home():
    w, v, homes = Tensor(np.ones((2, 3))), Tensor(np.ones((2, 3))), [np.zeros((2, 3)), np.zeros((2, 3))]
    x = np.arange(6.0).reshape(2, 3)
    program = record(lambda x: ((w + v) * x).sum(), x, parameters=[w, v], gradients=homes)
    assert program.machine.homes == set()
    np.testing.assert_array_equal(homes, [x, x])


def test_a_gradient_that_something_else_looks_at_or_of_other_numbers_has_no_home():
    w = Tensor(np.ones((2, 3)))
    transposed = record(lambda x: (w.T * x).sum(), np.ones((3, 2)), parameters=[w], gradients=[np.zeros((2, 3))])
    assert transposed.machine.homes == set()  # a view of the product
    single = record(lambda x: (w * x).sum(), np.ones((2, 3)), parameters=[w], gradients=[np.zeros((2, 3), "float32")])
    assert single.machine.homes == set()


def test_a_product_starts_from_the_seed_itself():
    w, g, x = Tensor(np.array([1.0, 2.0, 4.0])), np.zeros(3), np.array([0.5, 1.0, 2.0])
    step = compile(lambda x: w @ x, parameters=[w], gradients=[g])
    for scale in (1.0, 2.0):
        assert step(scale * x) == scale * 10.5
        np.testing.assert_array_equal(g, scale * x)


def test_going_back_before_going_forward_is_refused():
    program = record(lambda x: (x * x).sum(), X)
    program.machine.forward()
    program.machine.backward([1.0])
    with pytest.raises(RuntimeError, match="the values are gone"):
        program.machine.backward([1.0])
    fresh = Tensor(X)
    with pytest.raises(RuntimeError, match="the values are gone"):
        ag.Tape.gather((fresh * fresh).sum()).compile().machine.backward([1.0])
