"""A file holds one idea in at most 250 lines, a function at most 40 lines of code; a longer function says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 250, 40
LONG_FUNCTIONS = {
    "autograd/kernel/quick_backward.py play": "written out for speed; a test holds it equal to the short one in backward.py",
    "autograd/kernel/quick_record.py binary": "written out for speed; a test holds it equal to the short one in node.py",
    "autograd/kernel/quick_record.py method": "written out for speed; it stands inside `binary`",
    "nn/training/fitting.py fit": "19 lines are its arguments, which are Keras'; the others are a training run in its order",
}


def sources() -> Iterator[tuple[str, str]]:
    """Each file of the three packages, with its text."""
    for package in ("autograd", "nn", "viz"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def code_lines(function: ast.FunctionDef) -> int:
    """The lines of a function without its docstring."""
    first = function.body[0]
    told = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return function.end_lineno - function.lineno + 1 - told


def long_functions(name: str, text: str) -> dict[str, int]:
    """The functions of a file that are too long, each with its lines of code."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return {f"{name} {f.name}": n for f in functions if (n := code_lines(f)) > LINES_OF_A_FUNCTION}


def test_no_file_is_long():
    found = {name: n for name, text in sources() if (n := len(text.splitlines())) > LINES_OF_A_FILE}
    assert found == {}


def test_no_function_is_long():
    found: dict[str, int] = {}
    for name, text in sources():
        found |= long_functions(name, text)
    assert {name: n for name, n in found.items() if name not in LONG_FUNCTIONS} == {}
    assert found.keys() >= LONG_FUNCTIONS.keys(), "an exception that is not needed any more"


@pytest.mark.parametrize(("lines", "long"), [(40, False), (41, True)])
def test_a_docstring_does_not_count(lines, long):
    text = "def f():\n    '''What it\n    does.'''\n" + "    x = 1\n" * (lines - 1)
    assert bool(long_functions("file", text)) == long
