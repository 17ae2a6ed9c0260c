"""A right answer is praised, a wrong one helped, none at all awaited; and nothing is ever raised."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor
from viz.course import check, grade
from viz.course.difference import difference


def say(capsys) -> str:
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("guess", "answer"),
    [
        (6, 6.0), (6.05, 6.0), (np.float32(6), 6), (Tensor(6.0), 6.0), (6, Tensor(6.0)), ([1, 2], np.array([1.0, 2.0])),
        ((-0.295, 0.259, 0.035), np.array([-0.29461, 0.25950, 0.03512])), (0, 0.0), (0.01, 0.0), ("  Add ", "add"),
        (True, True), (["add", 2], ("add", 2.0)), (float("inf"), np.inf), (7, lambda n: n % 2 == 1),
    ],
)  # fmt: skip
def test_every_right_guess_is_praised(guess, answer, capsys):
    check(guess, answer, why="For a reason.")
    assert say(capsys) == "✓ your prediction: right! For a reason."


@pytest.mark.parametrize(
    ("guess", "answer", "help"),
    [
        (3, 6.0, "too small"), (9, 6.0, "too large"), (-6, 6.0, "the sign is not"), ([1, 2], 6.0, "single number"),
        (6, [1.0, 2.0], "has shape (2,)"), ("six", 6.0, "a number is asked for"), (object(), 6.0, "a number is asked for"),
        (float("nan"), 6.0, "nan"), ([1, float("nan")], [1.0, 2.0], "nan"), ([1, 3], [1.0, 2.0], "at [1] yours is 3"),
        ("mul", "add", "another one"), (1, True, "the other one"), (["add"], ("add", 2.0), "2 parts"),
        (["mul", 2], ("add", 2.0), "part 1"), (8, lambda n: n % 2 == 1, "not right"),
        ("8", lambda n: n % 2 == 1, "cannot be judged"),
        (0.5, 0.0, "too large"), (6.3, 6.0, "too large"),
    ],
)  # fmt: skip
def test_every_wrong_guess_gets_help_and_the_hint(guess, answer, help, capsys):
    check(guess, answer, name="slope", hint="Look again.")
    text = say(capsys)
    assert text.startswith("✗ slope: not quite: ")
    assert help in text
    assert text.endswith("Look again.")


@pytest.mark.parametrize("guess", [None, ...])
def test_no_guess_is_awaited_and_the_answer_kept(guess, capsys):
    check(guess, 6.0, name="slope", hint="Look again.", why="3 + 3")
    assert say(capsys) == "… slope: no prediction yet"


def test_a_check_says_the_same_each_time(capsys):
    for _ in range(2):
        check(6, 6.0)
    first, second = say(capsys).splitlines()
    assert first == second


def test_a_built_function_is_right_in_every_way_of_writing_it(capsys):
    cases = [([2.0, 1.0],), ([1000.0, 0.0],)]

    def right(scores):
        powers = np.exp(np.array(scores) - max(scores))
        return powers / powers.sum()

    for way in (right, lambda scores: list(right(scores)), lambda scores: Tensor(right(scores))):
        grade(way, right, cases)
        assert say(capsys) == "✓ right, in all 2 cases!"


def test_the_first_case_that_fails_is_explained(capsys):
    def unstable(scores):
        with np.errstate(all="ignore"):
            powers = np.exp(np.array(scores))
            return powers / powers.sum()

    grade(unstable, lambda scores: [1.0, 0.0], [([1000.0, 0.0],)], hint="Subtract the largest first.")
    assert say(capsys) == "✗ not quite: for ([1000.0, 0.0]) yours holds nan. Subtract the largest first."


def test_what_a_built_function_raises_is_told_with_its_line(capsys):
    def divides(x):
        return 1 / x

    grade(divides, lambda x: 0.0, [(0.0,)])
    assert say(capsys) == "✗ not quite: for (0.0) it raises ZeroDivisionError: float division by zero, at `return 1 / x`."


def test_nothing_built_is_awaited(capsys):
    def empty(x): ...

    def plan(x):
        raise NotImplementedError

    for built in (None, ..., empty, plan):
        grade(built, lambda x: x, [(1.0,)])
        assert say(capsys) == "… nothing built yet"


def test_half_built_is_not_taken_for_empty(capsys):
    grade(lambda x: x if x > 0 else None, lambda x: x, [(1.0,), (-1.0,)])
    assert "for (-1.0) it returns None" in say(capsys)


def test_a_function_that_changes_its_arguments_cannot_change_the_cases(capsys):
    case = ([3.0, 1.0],)

    def sorts(numbers):
        numbers.sort()
        return numbers

    grade(sorts, sorted, [case, case])
    assert say(capsys) == "✓ right, in all 2 cases!"
    assert case == ([3.0, 1.0],)


def test_a_judge_accepts_what_it_likes(capsys):
    def judge(path, right, start):
        return "" if path[-1] < 0.1 else f"it stops at {path[-1]}"

    grade(lambda start: [start, 0.05], lambda start: None, [(1.0,)], judge=judge)
    assert say(capsys).startswith("✓")
    grade(lambda start: [start], lambda start: None, [(1.0,)], judge=judge)
    assert "it stops at 1.0" in say(capsys)
    grade(lambda start: 3, lambda start: None, [(1.0,)], judge=judge)
    assert "cannot be compared" in say(capsys)


def test_empty_arrays_agree():
    assert difference([], np.zeros(0), 0.01) == ""
