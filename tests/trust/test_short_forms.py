"""The short form of each machine finds nothing, and a machine finds what was broken for it."""

from __future__ import annotations

import pytest
from engine_states import try_engine_states
from hostile_arguments import answer
from hostile_calls import find_call
from machines import MACHINES, is_passed
from program_text import STEPS, Program
from random_programs import fails_alike, find_failure, shrink
from rule_mutants import break_it, scale, short_cuts, survives

from autograd import TABLE


@pytest.mark.parametrize("name", MACHINES)
def test_the_short_form_finds_nothing(name):
    outcome = MACHINES[name](quick=True)
    assert outcome.tried >= 100
    assert is_passed(outcome), "\n\n".join([*outcome.notes, *outcome.failures[:10]])


def break_sine():
    op = TABLE["sin"]
    rules = (scale(op.vjps[0], 1.001, None),)
    return op, {"vjps": rules, **short_cuts(op, rules)}


def test_a_broken_rule_is_found_and_the_program_made_short():
    steps = [("tanh", 0, 0), ("mul", 1, 0), ("div", 2, 1), ("alias", 3, 0), ("sum", 4, 0)]
    program = Program([((3,), "float64", "as it is"), ((), "float64", "as it is")], steps, 0)
    assert find_failure(program) == ""
    op, fields = break_sine()
    with break_it(op, fields):
        what = find_failure(program)
        short = shrink(program, fails_alike(what))
    assert what.startswith("Disagree: backward and finite differences")
    assert [name for name, _, _ in short.steps] == ["div"]
    room = {}
    exec(str(short), room)  # it runs as it is printed
    assert STEPS["div"].partition("{z} = {x}")[2].split("(")[0] in str(short)
    assert find_failure(program) == ""


def test_a_broken_rule_is_found_in_any_order_of_calls():
    op, fields = break_sine()
    with break_it(op, fields):
        assert try_engine_states(examples=60).failed == 1


def test_a_rule_that_is_right_survives_and_a_broken_one_does_not():
    op, fields = break_sine()
    assert survives(op, {"vjps": op.vjps})
    assert not survives(op, fields)


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda rate=0.5: rate + "", "bare"),
        (lambda rate=0.5: None, "accepted"),
    ],
)
def test_what_kind_of_answer_a_call_gives(function, kind):
    call = find_call("here.dropout", lambda rate=0.5: None)
    call.function = function
    assert answer(call, "rate", 3)[0] == kind
