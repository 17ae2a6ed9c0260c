"""The short form of each machine finds nothing, and a machine finds what was broken for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import killed_writers
import pytest
from beside_others import try_beside_others
from broken_code import collect_functions, is_replaceable, pair_changes, replace_code
from engine_states import try_engine_states
from hostile_arguments import answer
from hostile_calls import find_call
from machines import MACHINES, is_passed
from mutations import mutations
from other_engines import engines_that_are_there
from program_text import STEPS, Program
from random_programs import fails_alike, find_failure, shrink
from rule_mutants import break_it, scale, short_cuts, survives
from source_mutants import all_mutants, read_reasons
from watched_tests import choose_tests

from autograd import TABLE


@pytest.mark.parametrize("name", [name for name in MACHINES if name not in ("sources", "others")])
def test_the_short_form_finds_nothing(name):
    outcome = MACHINES[name](quick=True)
    assert outcome.tried >= 20 or outcome.notes
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


SOURCE = "def f(x: int = 1):\n    if x < 2 and x:\n        g(x)\n    return x + 1\n"


def test_a_file_is_broken_in_each_place_once():
    assert [(m.line, m.what) for m in mutations(SOURCE)] == [
        (1, "off by one"),
        (2, "inverted condition"),
        (2, "and for or"),
        (2, "another comparison"),
        (2, "off by one"),
        (3, "a call left out"),
        (4, "another operator"),
        (4, "off by one"),
    ]
    assert len({m.compile("here") for m in mutations(SOURCE)} - {compile(SOURCE, "here", "exec")}) == 8


@pytest.mark.parametrize(("what", "gives"), [("another operator", 2), ("off by one", 5), ("a call left out", 4)])
def test_functions_that_run_already_get_the_broken_code(what, gives):
    room = {"g": lambda x: 1 / 0 if x == 1 else None}
    exec(compile(SOURCE, "a file", "exec"), room)
    broken = [m for m in mutations(SOURCE) if m.what == what][-1].compile("a file")
    pairs = list(pair_changes(compile(SOURCE, "a file", "exec"), broken))
    assert is_replaceable(pairs)
    assert room["f"](3) == 4
    replace_code("a file", pairs, collect_functions({"a file"}))
    assert room["f"](1 if what == "a call left out" else 3) == (2 if what == "a call left out" else gives)


def test_what_runs_at_import_is_not_replaceable():
    default = mutations(SOURCE)[0].compile("a file")
    assert not is_replaceable(list(pair_changes(compile(SOURCE, "a file", "exec"), default)))


def test_tests_that_reach_a_mutant_are_asked_the_quickest_first_and_case_by_case():
    records = {"a[1]": (0.1, set()), "a[2]": (0.1, set()), "b": (0.15, set()), "c": (3.0, set()), "d": (1.0, set())}
    assert list(choose_tests(records, [*"bcd", "a[1]", "a[2]"], ["d", "e"], 2.0)) == ["d", "a[1]", "b", "a[2]"]


def test_every_mutant_that_nobody_can_notice_is_one_and_has_a_reason():
    reasons = read_reasons()
    files = {name.partition(":")[0] for name in reasons}
    gone = reasons.keys() - {str(mutant) for mutant in all_mutants(sorted(files) or ["no file"])}
    assert not gone, "take out of unnoticed.txt what stands in no source any more:\n" + "\n".join(sorted(gone))
    assert all(reasons.values())


@pytest.mark.slow
def test_a_line_that_is_broken_is_noticed_by_a_test_that_looks_at_it():
    here = Path(__file__).parents[2]
    tests = ["--tests", "tests/autograd/kernel/test_joint_rows.py", "tests/autograd/kernel/test_threads.py"]
    command = [sys.executable, "tests/trust/source_mutants.py", "--files", "kernel/joint.py", "kernel/locks.py", *tests]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=here).stdout)
    assert found["tried"] > 15
    assert len(found["failures"]) < 9  # what these tests do not look at, nobody notices


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
