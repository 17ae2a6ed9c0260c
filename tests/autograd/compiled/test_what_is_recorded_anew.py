"""Which calls of a compiled function share a program, how many programs are kept, and what makes it record anew."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Op, Tensor, compile, compute_anew, fresh, value_and_grad
from autograd.compiled.forms import Exactly
from autograd.compiled.templates import Settings, write_template

FACTOR = 0.1 + 0.2


class Base:
    scale = 2.0


class Derived(Base):
    pass


def test_an_attribute_of_a_base_class_is_watched():
    owner = Derived()
    step = compile(lambda x: x * owner.scale)
    assert step(1.0) == 2.0
    Base.scale = 3.0
    try:
        assert step(1.0) == 3.0
    finally:
        Base.scale = 2.0


def test_an_equal_number_in_place_of_another_is_no_change():
    global FACTOR
    calls = []
    step = compile(lambda x: (calls.append(1), x * FACTOR)[1])
    step(1.0)
    FACTOR = float(repr(FACTOR))  # another object
    step(2.0)
    assert len(calls) == 1
    FACTOR = 0.5
    assert step(2.0) == 1.0
    FACTOR = 0.1 + 0.2


def test_the_program_that_was_used_longest_ago_is_dropped():
    step = compile(lambda x, n: x * 2.0, size=2)
    kept = []
    for name in "aabacab":
        step(1.0, name)
        kept.append("".join(form[-2] for form in step.programs))  # "number, 'a'"
    assert kept == ["a", "a", "ab", "ba", "ac", "ca", "ab"]


def test_sixteen_programs_are_kept_unless_said_otherwise():
    for step in (compile(lambda x: x * 2.0), compile()(lambda x: x * 2.0)):
        for n in range(1, 20):
            step(np.ones(n))
        assert len(step.programs) == 16
    one = compile(lambda x: x * 2.0, size=1)
    one(np.ones(2))
    one(np.ones(3))
    assert list(one.programs) == ["array 3"]
    with pytest.raises(ValueError, match="from 1 on"):
        compile(lambda x: x, size=0)


def test_settings_are_told_apart_by_all_that_they_are():
    assert Exactly("a") == Exactly("a")
    assert Exactly(1) != Exactly(2)
    assert Exactly(1) != 1
    assert Exactly(1) != Exactly(1.0)
    assert Exactly(None) != Exactly("None")
    assert Settings(alpha=1) == Settings(alpha=1)
    assert Settings(alpha=1) != Settings(alpha=2)
    assert (Settings(alpha=1) == {"alpha": 1}) is False


def test_each_choice_of_settings_has_a_function_of_its_own():
    found = {}
    for alpha in (0.5, 0.25):
        template = write_template(TABLE["elu"], 1, Settings(alpha=alpha))
        assert not template.quick
        found |= {name: function(-1.0) for name, function in template.functions.items() if name.startswith("elu_")}
    assert list(found.values()) == [0.5 * np.expm1(-1.0), 0.25 * np.expm1(-1.0)]
    assert write_template(TABLE["tanh"], 1, Settings()).quick


def test_what_is_computed_anew_is_computed_once_a_call():
    calls = []
    step = compile(lambda x: x * compute_anew(lambda y: (calls.append(y), 2.0 * y)[1], fresh(lambda: 3.0)))
    assert step(1.0) == 6.0
    assert len(calls) == 1
    assert step(2.0) == 12.0
    assert [type(y) for y in calls] == [float, float]  # plain numbers, which may be looked at


def test_what_is_computed_anew_may_use_parameters_without_a_gradient():
    w = Tensor(2.0)
    step = compile(value_and_grad(lambda x: x * w * compute_anew(lambda y: w * y, fresh(lambda: 3.0))))
    assert step(1.0) == (12.0, 12.0)
    w.data = 3.0
    assert step(1.0) == (27.0, 27.0)


def test_a_rule_that_looks_at_values_runs_by_itself_on_numbers_of_numpy():
    looking = Op("looking", lambda x: 2.0 * x, lambda g, z, x: g * (2.0 if x.item() > 0.0 else 3.0), listed=False)
    step = compile(value_and_grad(lambda x: looking(x) * 1.0))
    assert [step(x) for x in (1.0, -1.0, 2.0)] == [(2.0, 2.0), (-2.0, 3.0), (4.0, 2.0)]
    total = compile(value_and_grad(lambda x: looking(x.sum()) + (x * x).sum()))
    for x in (np.array([1.0, 2.0]), np.array([-1.0, -2.0])):
        np.testing.assert_array_equal(total(x)[1], (2.0 if x[0] > 0 else 3.0) + 2.0 * x)
    assert not [name for name in TABLE if name.startswith("∂")]
