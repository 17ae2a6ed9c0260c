"""Tapes of single numbers that the machine runs as a whole, line by line: which they are, and the memory that they take."""

from __future__ import annotations

import importlib.util
from functools import reduce
from operator import add, mul

import numpy as np
import pytest

import autograd as ag
from autograd import Tape, Tensor
from autograd.compiled import machine
from autograd.compiled.switch import compile_text, gather_functions, write_switch


def dot(row, column):
    return reduce(add, map(mul, row, column))


@pytest.fixture
def with_machine(monkeypatch):
    """As if numba were there; Python runs what it would compile."""
    monkeypatch.setattr(machine, "has_numba", lambda: True)
    made = lambda templates: compile_text(write_switch(templates), gather_functions(templates))  # noqa: E731
    monkeypatch.setattr(machine, "compile_interpreter", made)


@pytest.mark.parametrize(
    ("rows", "columns", "k", "behind", "as_a_whole"),
    [
        (2, 4, 63, 0, True),
        (1, 7, 72, 0, False),
        (2, 4, 64, 0, False),
        (2, 4, 64, 1, True),
        (7, 7, 21, 1, False),
        (7, 7, 20, 1, True),
    ],
)
def test_a_thousand_lines_a_call_of_matrices_are_not_run_line_by_line(rows, columns, k, behind, as_a_whole, with_machine):
    leaves = [Tensor(0.01 * i) for i in range((rows + columns) * k)]
    letters = [leaves[i : i + k] for i in range(0, len(leaves), k)]
    results = [dot(row, column) for row in letters[:rows] for column in letters[rows:]]
    for _ in range(behind):
        results = [ag.tanh(z) for z in results]
    program = Tape.gather(*results).compile(parameters=leaves, output=results)
    assert len(program.rows()) == 1 + behind
    assert (program.machine.whole is not None) == as_a_whole
    whole = program.machine.whole.nbytes() if as_a_whole else 0
    numbers = len(leaves) + 1 + len(results) * len(program.rows())  # the constant 1 is always there
    assert program.nbytes() == 2 * 8 * numbers + sum(step.nbytes() for step in program.machine.steps) + whole


def test_a_thousand_lines_a_call_without_matrices_run_line_by_line(with_machine, monkeypatch):
    monkeypatch.setattr(machine, "EARNED", 1)
    leaves = [Tensor(0.001 * k) for k in range(1200)]
    results = [ag.tanh(x) for x in leaves]
    program = Tape.gather(*results).compile(parameters=leaves, output=results)
    np.testing.assert_array_equal(program(), [z.item() for z in results])
    assert program.machine.whole.parts


def record_chain(length):
    """Two leaves and so many lines of two operands each."""
    x, y = z, _ = Tensor(0.5), Tensor(0.25)
    for _ in range(length):
        z = z * y
    return Tape.gather(z).compile(parameters=[x, y], output=z)


def test_lines_that_wait_for_the_machine_take_memory_until_they_are_laid_out(with_machine, monkeypatch):
    monkeypatch.setattr(machine, "EARNED", 101)
    program, length = record_chain(100), 100
    whole = program.machine.whole
    program()
    lines = whole.lines
    assert whole.nbytes() == lines.operands.nbytes + lines.offsets.nbytes + lines.kind.nbytes > 0
    program()
    assert whole.lines is None
    numbers = 2 + 1 + length
    assert whole.nbytes() == 2 * 8 * numbers + sum(part.nbytes() for part in whole.parts)
    assert sum(part.nbytes() for part in whole.parts) == 4 * 4 * length  # the kind and three places of each line


def test_without_the_machine_nothing_waits_for_it(monkeypatch):
    monkeypatch.setattr(machine, "has_numba", lambda: False)
    whole = record_chain(100).machine.whole
    assert whole.lines is None
    assert whole.nbytes() == 0


def test_the_machine_is_there_where_numba_is():
    assert machine.has_numba() == (importlib.util.find_spec("numba") is not None)


def test_a_constant_that_is_the_only_one_and_an_empty_tape(with_machine, monkeypatch):
    monkeypatch.setattr(machine, "EARNED", 1)
    x = Tensor(0.5)
    program = Tape.gather(z := x * 3.0).compile(inputs=[x], output=z)
    assert [program(v) for v in (1.0, 2.0)] == [3.0, 6.0]
    program.backward()
    assert program.input_gradients == [3.0]
    same = Tape.gather(x).compile(inputs=[x], output=x)
    assert [same(v) for v in (1.0, 2.0)] == [1.0, 2.0]
    same.backward()
    assert same.input_gradients == [1.0]
