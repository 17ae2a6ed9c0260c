"""A broken file put into the running program: the functions that came from it get the broken code, wherever they are held.

So a process that has imported everything and collected the tests needs nothing but a fork to try a mutant. What runs while a
file is imported (constants, decorators, defaults) cannot be broken afterwards: for that a new process imports the broken file.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
from collections.abc import Iterator
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

IN_A_FUNCTION = 2  # the flag CO_NEWLOCALS of code: bodies of modules and classes lack it
Name = tuple[str, str, int]  # the file, the name and the first line of a piece of code


def name_code(code: CodeType) -> Name:
    return code.co_filename, code.co_name, code.co_firstlineno


def inner_code(code: CodeType) -> list[CodeType]:
    """The functions, classes and comprehensions that are written inside."""
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def pair_changes(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Each piece of code that differs from the one in its place: outermost first, the last is where the change is."""
    if old == new:
        return
    yield old, new
    before, after = inner_code(old), inner_code(new)
    if len(before) == len(after) and [c.co_name for c in before] == [c.co_name for c in after]:
        for pair in zip(before, after):
            yield from pair_changes(*pair)


def collect_functions(paths: set[str]) -> dict[tuple[str, CodeType], list[FunctionType]]:
    """All functions of this process that come from these files, by their code."""
    found: dict[tuple[str, CodeType], list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in paths:
            found.setdefault((thing.__code__.co_filename, thing.__code__), []).append(thing)
    return found


def is_replaceable(pairs: list[tuple[CodeType, CodeType]]) -> bool:
    """Whether the change lies inside a function that is only called later."""
    return bool(pairs) and bool(pairs[-1][0].co_flags & IN_A_FUNCTION)


def replace_code(path: str, pairs: list[tuple[CodeType, CodeType]], functions: dict[Any, list[FunctionType]]) -> None:
    """Let the functions of this process have the broken code; ValueError where it needs other variables from outside."""
    for old, new in pairs:
        for function in functions.get((path, old), ()):
            function.__code__ = new


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports broken code in place of a module's file."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        self.module, self.path, self.code = module, path, code

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        package = self.path.name == "__init__.py"
        return spec_from_loader(name, self, origin=str(self.path), is_package=package) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(self.code, vars(module))
