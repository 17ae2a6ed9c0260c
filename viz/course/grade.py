"""grade: does what a student built do its work?"""

from __future__ import annotations

import copy
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from viz.course.difference import difference
from viz.course.note import note

Judge = Callable[..., str]


def grade(
    built: Any,
    right: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    *,
    judge: Judge | None = None,
    hint: str = "",
    why: str = "",
    tolerance: float = 1e-6,
) -> None:
    """Run a built function on every case and say under the cell whether it is right, or where it first goes wrong.

    built: the student's function; None, or one that returns None, is not built yet. right: a function that is right.
    cases: tuples of arguments. judge: a function of the student's result, the right one and the arguments that returns
    what is wrong, "" if nothing is (default: the numbers agree). hint: help for a wrong one (default none). why: what to
    see in it once it is right (default none). tolerance: the part of the largest right number by which a number may be
    off (default 1e-6).
    Each call gets its own copy of the arguments. What a built function raises is told, never raised.

    >>> grade(lambda x: x * x, lambda x: x**2, [(2.0,), (-3.0,)])
    ✓ right, in all 2 cases!
    >>> grade(lambda x: x + x, lambda x: x**2, [(2.0,), (-3.0,)], hint="Multiply.")
    ✗ not quite: for (-3.0) yours, -6, is too small. Multiply.
    >>> grade(lambda x: None, lambda x: x**2, [(2.0,)])
    … nothing built yet
    """
    judge = judge or (lambda given, wanted, *_: difference(given, wanted, tolerance))
    for number, case in enumerate(cases):
        kind, said = try_case(built, right, case, judge)
        if kind == "open" and number:
            kind, said = "wrong", f"not quite: for {write_case(case)} it returns None"
        if kind != "right":
            note(kind, f"{said}. {hint}".rstrip() if kind == "wrong" else said)
            return
    note("right", f"right, in all {len(cases)} cases! {why}".rstrip())


def try_case(built: Any, right: Callable[..., Any], case: tuple[Any, ...], judge: Judge) -> tuple[str, str]:
    """Whether one case is "right", "wrong" or "open", and what to say of it."""
    if built is None or built is ...:
        return "open", "nothing built yet"
    try:
        given = built(*copy.deepcopy(case))
    except NotImplementedError:
        return "open", "nothing built yet"
    except Exception as error:
        return "wrong", f"not quite: for {write_case(case)} it raises {type(error).__name__}: {error}{line(error)}"
    if given is None or given is ...:
        return "open", "nothing built yet"
    try:
        wrong = judge(given, right(*copy.deepcopy(case)), *copy.deepcopy(case))
    except Exception as error:
        wrong = f"{given!r} cannot be compared ({error})"
    return ("wrong", f"not quite: for {write_case(case)} {wrong}") if wrong else ("right", "")


def line(error: Exception) -> str:
    """The line of the student's program that raised: the last one in a cell, if there are cells."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    cells = [frame for frame in frames if "ipykernel" in frame.filename] or frames[:1]
    return f", at `{cells[-1].line}`" if cells and cells[-1].line else ""


def write_case(case: tuple[Any, ...]) -> str:
    text = ", ".join(" ".join(repr(each).split()) for each in case)
    return f"({text if len(text) <= 120 else text[:117] + '...'})"
