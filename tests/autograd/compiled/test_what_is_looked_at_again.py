"""What a compiled function looks at again before each run: no more than what it sees, and all of that."""

from __future__ import annotations

import functools
import sys
import types

import numpy as np
import pytest

from autograd import compile


class Both:
    scale = 2.0

    def __init__(self):
        self.scale = 3.0


def record(f, *args):
    """f compiled, its first answer, and its recording."""
    step = compile(f)
    first = step(*args)
    (replay,) = step.replays.values()
    return step, first, replay


def stays(step, replay):
    """Whether that is still the recording."""
    return next(iter(step.replays.values())) is replay


def test_an_attribute_of_the_class_of_an_object_that_has_one_of_that_name():
    thing = Both()
    step, first, _ = record(lambda x: type(thing).scale * x, 10.0)
    assert first == 20.0
    try:
        Both.scale = 7.0
        assert step(10.0) == 70.0
    finally:
        Both.scale = 2.0


@pytest.mark.parametrize("nest", [lambda a: [a], lambda a: {"one": a}, lambda a: (a,), lambda a: [{"in": [a]}]])
def test_an_object_in_a_nest(nest):
    thing = Both()
    things = nest(thing)

    def f(x):
        found = things
        while isinstance(found, (list, tuple, dict)):
            found = next(iter(found.values() if isinstance(found, dict) else found))
        return found.scale * x

    step, first, replay = record(f, 10.0)
    assert first == step(10.0) == 30.0
    assert stays(step, replay)
    thing.scale = 4.0
    assert step(10.0) == 40.0


def test_numbers_in_a_list_that_others_hold_or_let_go_change_nothing():
    numbers = [float("1.5"), float("1.5"), float("2.5")]

    def f(x):
        return (numbers[0] + numbers[1] * numbers[2]) * x

    step, first, replay = record(f, 2.0)
    held = [numbers[2]] * 3
    numbers[1] = numbers[0]
    assert first == step(2.0) == 10.5
    assert stays(step, replay)
    numbers[1] = held[0]
    assert step(2.0) == 15.5


def test_what_a_wrapper_from_another_module_keeps_to_itself_is_not_looked_at():
    other = types.ModuleType("another_module_of_wrappers")
    other.functools = functools
    text = """
calls = 0

def counting(f):
    @functools.wraps(f)
    def wrapper(*args):
        global calls
        calls = calls + 1
        return f(*args)
    return wrapper
"""
    sys.modules[other.__name__] = other
    try:
        exec(text, vars(other))
        step, first, replay = record(other.counting(lambda x: 2.0 * x), 3.0)
        other.calls = 100
        assert first == step(3.0) == 6.0
        assert stays(step, replay)
    finally:
        del sys.modules[other.__name__]


@pytest.mark.parametrize("size", [1, 7, 8192, 8193, 16384, 20_001])
@pytest.mark.parametrize("kind", ["float64", "int8", "complex128"])
def test_each_number_of_an_array_is_looked_at(size, kind):
    array = np.ones(size, kind)
    step, _, _ = record(lambda x: (array.real * x).sum(), 1.0)
    for place in {0, 1 % size, size // 2, size - 1}:
        array[place] += 1
        assert step(1.0) == array.real.sum()


def test_arrays_with_gaps_are_looked_at_where_they_show_something():
    whole = np.ones((300, 200))
    shown = whole[::2, ::3].T
    step, _, _ = record(lambda x: (shown * x).sum(), 1.0)
    for place in ((0, 0), (298, 198), (150, 99)):
        whole[place] += 1.0
        assert step(1.0) == shown.sum()
