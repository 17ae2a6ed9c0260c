"""`help` teaches: every public function of autograd and method of Tensor names its arguments and has an example that runs."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Op, Program, Tape, Tensor
from autograd.tensors.help import METHODS
from autograd.text import tex

DATA = {"TABLE", "__version__"}  # no functions


def names_of_functions_and_classes() -> list[str]:
    """All public names but data and rows, which the op table itself describes."""
    return [name for name in autograd.__all__ if name not in DATA and not isinstance(getattr(autograd, name), Op)]


def public_members(kind: type) -> dict[str, Any]:
    """The methods and properties of a class that do not begin with _, and the operators that are made from rows."""
    found = {name: inspect.getattr_static(kind, name) for name in dir(kind) if not name.startswith("_")}
    made = METHODS if kind is Tensor else {}
    documented = (FunctionType, property, classmethod)
    return {name: x for name, x in {**found, **{n: vars(kind)[n] for n in made}}.items() if isinstance(x, documented)}


PLACES: dict[str, Any] = {
    **{name: getattr(autograd, name) for name in names_of_functions_and_classes()},
    **{f"nest.{name}": getattr(autograd.nest, name) for name in ("flatten", "leaves", "map_leaves", "refill", "unflatten")},
    **{f"{kind.__name__}.{name}": x for kind in (Tensor, Tape, Program) for name, x in public_members(kind).items()},
}
UNLISTED = {
    "nest",  # a module: its functions are listed
}
LISTED = [name for name in PLACES if name not in UNLISTED]


def arguments(x: Any) -> list[str]:
    """The names of the arguments that a caller gives, without self and open lists."""
    if isinstance(x, property) or isinstance(x, ModuleType):
        return []
    call: Callable[..., Any] = x.__func__ if isinstance(x, classmethod) else x
    if isinstance(x, type) and issubclass(x, Exception):
        return []
    open_ones = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        p.name for p in inspect.signature(call).parameters.values() if p.name not in ("self", "cls") and p.kind not in open_ones
    ]


@pytest.mark.parametrize("name", LISTED)
def test_help_has_a_sentence_and_an_example(name: str) -> None:
    text = inspect.getdoc(PLACES[name]) or ""
    sentence = text.split("\n\n")[0]
    assert sentence.endswith((".", "$$")) or re.search(r"[.:] ", sentence), f"{name}: {sentence!r} is no sentence"
    assert ">>> " in text, f"{name} has no example"


@pytest.mark.parametrize("name", LISTED)
def test_help_names_every_argument(name: str) -> None:
    text = inspect.getdoc(PLACES[name]) or ""
    words = text.split(">>> ")[0]
    x_of_a_method = {"x"} if name.startswith("Tensor.") else set()  # self
    missing = [a for a in arguments(PLACES[name]) if a not in x_of_a_method and not re.search(rf"\b{a}\b", words)]
    assert not missing, f"help of {name} does not say what {', '.join(missing)} is"


@pytest.mark.parametrize("name", METHODS)
def test_the_example_of_a_method_that_is_made_runs(name: str) -> None:
    example = doctest.DocTestParser().get_doctest(METHODS[name], {"Tensor": Tensor, "np": np}, name, None, None)
    assert example.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example).failed == 0, METHODS[name]


def test_formulas_in_help_leave_nothing_of_tex_over():
    names = {"max", "min", "ln", "log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arg", "det"}
    read = {r"\frac", r"\sqrt", r"\bar", r"\hat", r"\overline", r"\text", r"\mathrel", r"\#", r"\{", r"\}"}
    known = {*tex.SYMBOLS, *tex.WORDS, *tex.SPACES, *tex.NOTHING, *read, *(f"\\{name}" for name in names)}
    for row in autograd.TABLE.values():
        assert set(re.findall(r"\\[A-Za-z]+|\\.", " ".join(part or "" for part in row.tex))) <= known, row.name


def test_means_and_estimates_are_readable_in_help():
    assert "x̄ += γ/σ_ε (z̄ - ⟨z̄⟩ - x̂ ⟨z̄ x̂⟩)" in (autograd.TABLE["normalize"].__doc__ or "")
