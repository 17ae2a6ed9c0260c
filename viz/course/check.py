"""check: is a student's prediction right?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz.course.difference import difference, plain
from viz.course.note import note


def check(
    guess: Any, answer: Any, *, name: str = "your prediction", hint: str = "", why: str = "", tolerance: float = 0.02
) -> None:
    """Say under the cell whether a guess is right; the answer stands folded beside it.

    guess: a number, a list of numbers or a text; None means that nobody has predicted yet. answer: the right one, or a
    function that returns whether a guess is right. name: what is predicted. hint: help for a wrong guess (default none).
    why: the reason, shown with praise and with the answer (default none). tolerance: the part of the answer by which
    a number may be off (default 0.02).
    Whatever the guess is, nothing is raised and nothing changed: the cell can be run in any order, and again.

    >>> check(6, 6.0, name="slope", why="3 + 3")
    ✓ slope: right! 3 + 3
    >>> check(3, 6.0, name="slope", hint="Two edges leave x.")
    ✗ slope: not quite: yours, 3, is too small. Two edges leave x.
    >>> check(None, 6.0, name="slope")
    … slope: no prediction yet
    """
    shown = ("Show the answer", " ".join(filter(None, [write_answer(answer), why])))
    if guess is None or guess is ...:
        note("open", f"{name}: no prediction yet", shown)
        return
    wrong = judge(guess, answer) if callable(answer) else difference(guess, answer, tolerance)
    if wrong:
        note("wrong", f"{name}: not quite: {wrong}. {hint}".rstrip(), shown)
    else:
        note("right", f"{name}: right! {why}".rstrip())


def judge(guess: Any, answer: Callable[[Any], Any]) -> str:
    try:
        return "" if answer(guess) else "this one is not right"
    except Exception as error:
        return f"{guess!r} cannot be judged ({error})"


def write_answer(answer: Any) -> str:
    """The answer in few digits; a function that judges has only its reasons."""
    answer = plain(answer)
    if callable(answer):
        return ""
    if isinstance(answer, (str, bool, np.bool_)):
        return f"{answer}."
    if isinstance(answer, (list, tuple)) and not all(isinstance(each, (int, float)) for each in answer):
        return f"{', '.join(map(str, answer))}."
    return f"{np.array2string(np.asarray(answer, dtype=float), precision=4, separator=', ')}".rstrip(".") + "."
