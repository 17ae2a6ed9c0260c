"""Leaves of a program that are no inputs, what is refused, and which programs of a function are kept."""

from __future__ import annotations

import re

import numpy as np
import pytest

import autograd as ag
from autograd import Tape, Tensor, compile, compute_anew, fresh


@pytest.mark.parametrize("array", [False, True])
def test_a_leaf_that_is_neither_input_nor_parameter_is_read_again_when_asked(array):
    x, w, other = [Tensor(np.full(2, v) if array else v) for v in (3.0, 2.0, 5.0)]
    z = w * x + other
    z = z.sum() if array else z
    program = Tape.gather(z).compile(inputs=[x], parameters=[w], output=z)
    assert program.parameters.tolist() == ([2.0, 2.0] if array else [2.0])
    times = 2.0 if array else 1.0
    given = np.ones(2) if array else 1.0
    assert program(given) == 7.0 * times
    other.data = np.full(2, 10.0) if array else 10.0
    assert program(given) == 7.0 * times
    program.refresh()
    assert program(given) == 12.0 * times
    assert len(program.parameters) == len(program.backward()) == times


@pytest.mark.parametrize("array", [False, True])
def test_a_program_without_parameters_has_an_empty_vector(array):
    x = Tensor(np.ones(2) if array else 1.0)
    z = ag.sin(x).sum() if array else ag.sin(x)
    program = Tape.gather(z).compile(inputs=[x], parameters=[], output=z)
    program(np.zeros(2) if array else 0.0)
    assert program.backward().shape == program.parameters.shape == (0,)


def test_parameters_of_another_shape_or_kind_are_named():
    w = Tensor(np.ones(3))
    program = Tape.gather(z := (w * w).sum()).compile(parameters=[w], output=z)
    with pytest.raises(ValueError, match=re.escape("takes 3 numbers in one vector, or one for all, got shape (2,)")):
        program.parameters = np.ones(2)
    with pytest.raises(ValueError, match="got str"):
        program.parameters = "abc"
    with pytest.raises(ValueError, match=re.escape("got ndarray")):
        program.parameters = np.ones(3) * 1j
    program.parameters = 2.0
    assert program() == 12.0


def test_parameters_are_tensors_with_gradients_listed_once():
    x = Tensor(1.0)
    z = x * 2.0
    with pytest.raises(TypeError, match="parameters must be Tensors, got float"):
        Tape.gather(z).compile(parameters=[1.0], output=z)
    with pytest.raises(ValueError, match="parameters requires no gradient"):
        Tape.gather(z).compile(parameters=[Tensor(1.0, requires_grad=False)], output=z)
    for listed in ({"inputs": [x, x]}, {"parameters": [x, x]}, {"inputs": [x], "parameters": [x]}):
        with pytest.raises(ValueError, match="listed twice"):
            Tape.gather(z).compile(**listed, output=z)


def test_a_number_for_an_array_is_refused_and_for_an_array_of_none_is_not():
    x = Tensor(np.ones(3))
    program = Tape.gather(z := (x * x).sum()).compile(inputs=[x], output=z)
    with pytest.raises(ValueError, match=re.escape("input 0 holds shape () for")):
        program(2.0)


@pytest.mark.parametrize("where", ["leaf", "operation"])
def test_hooks_are_refused_wherever_they_are(where):
    x = Tensor(1.0)
    y = x * 2.0
    (x if where == "leaf" else y).register_hook(lambda g: g)
    with pytest.raises(ValueError, match="calls no hooks"):
        Tape.gather(z := y * y).compile(inputs=[x], output=z)


@pytest.mark.parametrize("rows", [39, 40, 41])
def test_up_to_forty_calls_are_printed(rows):
    x = z = Tensor(np.ones(2))
    for _ in range(rows):
        z = z + 1.0
    text = str(Tape.gather(z).compile(inputs=[x], output=z))
    assert text.count("add") == min(rows, 40)
    assert ("⋮" in text) == (rows > 40)


def test_one_program_may_be_kept_and_of_more_the_one_used_longest_ago_goes():
    one, two = (compile(lambda xs: sum(x * x for x in xs), size=size) for size in (1, 2))
    kept = []
    for n in (1, 2, 1, 3, 1):
        assert one([2.0] * n) == two([2.0] * n) == 4.0 * n
        assert list(one.programs) == [f"list of {n} numbers"]
        kept.append([int(name.split()[2]) for name in two.programs])
    assert kept == [[1], [1, 2], [2, 1], [1, 3], [3, 1]]


def test_what_looks_at_a_draw_is_called_once_a_run():
    calls, draws = [], iter([1.0, 2.0, 3.0])

    def look(x):
        calls.append(x)
        return max(x, 1.5)

    program = compile(lambda x: x * compute_anew(look, fresh(lambda: next(draws))))
    assert [program(10.0) for _ in range(3)] == [15.0, 20.0, 30.0]
    assert calls == [1.0, 2.0, 3.0]


def test_sixteen_programs_are_kept_if_nothing_else_is_said():
    assert repr(compile(ag.sin)) == repr(compile(size=16)(ag.sin)) == "<compiled sin, 0 of at most 16 programs recorded>"
