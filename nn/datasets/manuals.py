"""What Python's own library says about its functions: a summary, then the details."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path


def docstrings() -> list[tuple[str, str]]:
    """(name, text) of each class and function of Python's standard library that says what it is for.

    Read, not run, from the files beside this Python, in the order of their names: about 3,000, more or fewer by its version.
    Python Software Foundation; PSF licence. Raises FileNotFoundError where Python came without its sources.

    >>> dict(docstrings())["bisect_left"].partition(".")[0]
    'Return the index where to insert item x in list a, assuming a is sorted'
    """
    folder = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(folder.glob("*.py"))
    if not files:
        raise FileNotFoundError(f"docstrings: {folder} holds no sources of Python's library")
    return [each for path in files for each in _describe(ast.parse(path.read_bytes()))]


def _describe(part: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The classes and functions of a module or a class, and those within."""
    for node in part.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            if text := ast.get_docstring(node):
                yield node.name, text
            if isinstance(node, ast.ClassDef):
                yield from _describe(node)
