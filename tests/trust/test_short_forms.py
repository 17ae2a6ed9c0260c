"""The short form of each machine finds nothing, and a machine finds what was broken for it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import killed_writers
import mutations
import pytest
from beside_others import try_beside_others
from engine_states import try_engine_states
from hostile_arguments import answer
from hostile_calls import find_call
from machines import MACHINES, is_passed
from other_engines import engines_that_are_there
from program_text import STEPS, Program
from random_programs import fails_alike, find_failure, shrink
from rule_mutants import break_it, scale, short_cuts, survives

from autograd import TABLE


@pytest.mark.parametrize("name", [name for name in MACHINES if name not in ("sources", "others")])
def test_the_short_form_finds_nothing(name):
    outcome = MACHINES[name](quick=True)
    assert outcome.tried >= 30 or outcome.notes
    assert is_passed(outcome), "\n\n".join([*outcome.notes, *outcome.failures[:10]])


def test_programs_beside_other_engines_agree_where_those_are_installed():
    outcome = try_beside_others(count=10)
    assert outcome.tried == 10 * len(engines_that_are_there())
    assert outcome.notes
    assert outcome.failed == 0


def test_what_a_killed_writer_leaves_is_looked_at(tmp_path):
    path = tmp_path / "p.html"
    path.write_text("<!DOCTYPE html><html>cut")
    assert "cut short" in killed_writers.find_fault(path, killed_writers.FILES["page"][2])
    path.write_text("<html></html>")
    assert killed_writers.find_fault(path, killed_writers.FILES["page"][2]) == ""
    (tmp_path / "another").write_text("x")
    assert "another" in killed_writers.find_fault(path, killed_writers.FILES["page"][2])


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


def test_a_file_is_broken_in_each_place_once():
    source = "def f(x: int = 1):\n    if x < 2 and x:\n        g(x)\n    return x + 1\n"
    found = [(line, what) for line, what, _ in mutations.mutants(source)]
    assert sorted(found) == [
        (1, "off by one"),
        (2, "and for or"),
        (2, "another comparison"),
        (2, "inverted condition"),
        (2, "off by one"),
        (3, "a call left out"),
        (4, "another operator"),
        (4, "off by one"),
    ]
    assert all(text != ast.unparse(ast.parse(source)) for _, _, text in mutations.mutants(source))


@pytest.mark.slow
def test_a_line_that_is_broken_is_noticed_by_a_test_that_looks_at_it():
    here = Path(__file__).parents[2]
    script = here / "tests/trust/source_mutants.py"
    tests = ["--tests", "tests/autograd/kernel/test_joint_rows.py"]
    command = [sys.executable, script, "--files", "kernel/blocks.py", "kernel/collector.py", *tests]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert found["tried"] == 9
    assert 0 < len(found["failures"]) < 9  # what the tests of joint rows do not look at, nobody notices


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
