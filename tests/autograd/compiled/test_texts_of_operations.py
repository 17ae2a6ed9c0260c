"""What one operation on single numbers computes, as text: which rows have one, and what it says."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Op
from autograd.compiled.templates import Settings, write_template


def row(rule, name="row", forward=lambda x: x * 2.0):
    return Op(name, forward, rule, listed=False)


def write(op, arity=1, **settings):
    return write_template(TABLE[op] if isinstance(op, str) else op, arity, Settings(settings))


def test_rows_with_a_sign_are_written_with_it():
    made = write("mul", 2)
    assert made.forward == "({x0} * {x1})"
    assert made.shares == {0: "({g} * {x1})", 1: "({g} * {x0})"}
    assert made.functions == {}
    assert made.quick
    assert write("neg").shares == {0: "(-{g})"}


def test_what_a_rule_hands_on_as_it_is_is_no_call():
    assert write(row(lambda g, z, x: +g)).shares == {0: "{g}"}
    assert write("add", 2).shares == {0: "{g}", 1: "{g}"}


@pytest.mark.parametrize("number", [2, 2.0, np.float64(2.0), np.array(2.0)])
def test_a_rule_may_give_a_number_of_any_kind(number):
    assert write(row(lambda g, z, x: number)).shares == {0: "2.0"}


@pytest.mark.parametrize("size", [1, 3])
def test_a_rule_that_works_with_arrays_has_no_text(size):
    assert write(row(lambda g, z, x: g * np.ones(size))) is None


def test_rows_with_settings_have_a_function_for_each_choice_which_no_compiler_for_numbers_knows():
    low, high = write("clip", low=-1.0, high=1.0), write("clip", low=-2.0, high=1.0)
    names = [made.forward.removesuffix("({x0})") for made in (low, high)]
    assert names[0] != names[1]
    assert [made.functions[name](-1.5) for made, name in zip((low, high), names)] == [-1.0, -1.5]
    assert not low.quick
    assert write("sin").quick
    assert write("clip", low=-1.0, high=1.0) is low


def test_what_has_no_single_numbers_has_no_text():
    assert write("where", 4) is None  # so many inputs
    assert write("einsum", 2) is None
    assert write("matmul", 2) is None
    assert write("gelu_tanh") is None
    assert write("where", 3) is not None
