"""Every public name teaches: its text names every argument, and has an example that runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from types import FunctionType, GenericAlias
from typing import Any

import numpy as np
import pytest

from autograd import TABLE
from nn import callbacks

ROOMS = [  # a new package of public names is one line here
    "autograd", "nn", "nn.layers", "nn.activations", "nn.losses", "nn.metrics", "nn.optimizers", "nn.optimizers.schedules",
    "nn.callbacks", "nn.regularizers", "nn.initializers", "nn.constraints", "nn.datasets", "nn.weights", "nn.utils",
    "nn.config", "nn.random", "nn.tree", "nn.ops", "nn.ops.image", "nn.compat", "nn.saving", "nn.distribution", "nn.models",
    "nn.backend", "nn.preprocessing.image", "nn.preprocessing.sequence", "nn.preprocessing.text", "viz", "viz.plots",
]  # fmt: skip


def public_names() -> Iterator[tuple[str, Any]]:
    """Every function and class in the rooms' `__all__`, once, under the first name it is found by."""
    seen = set()
    for room in ROOMS:
        module = importlib.import_module(room)
        for name in module.__all__:
            thing = getattr(module, name)
            if isinstance(thing, (type, FunctionType)) and not isinstance(thing, GenericAlias) and id(thing) not in seen:
                seen.add(id(thing))
                yield f"{room}.{name}", thing


def arguments(thing: Any) -> list[str]:
    """The names of the arguments that a person can give."""
    try:
        return list(inspect.signature(thing).parameters)
    except ValueError:  # an exception has none of its own
        return []


NAMES = dict(public_names())


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_public_name_names_every_argument(name: str) -> None:
    text = inspect.getdoc(NAMES[name]) or ""
    assert not [a for a in arguments(NAMES[name]) if not re.search(rf"\b{a}\b", text)]


@pytest.fixture(autouse=True)
def no_windows() -> Iterator[None]:
    """The examples of plots draw into memory, and their figures are closed."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_has_an_example_that_runs(name: str) -> None:
    if name.startswith("viz."):
        pytest.importorskip("matplotlib").use("Agg")
    thing = NAMES[name]
    module = importlib.import_module(thing.__module__)
    finder = doctest.DocTestFinder(recurse=False)
    examples = finder.find(thing, name, module, globs=dict(vars(module)))
    assert sum(len(each.examples) for each in examples), f"{name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for each in examples:
        assert not runner.run(each).failed


@pytest.mark.parametrize("name", TABLE)
def test_help_of_a_row_ends_with_an_example_that_runs(name: str) -> None:
    example = doctest.DocTestParser().get_doctest(
        inspect.getdoc(TABLE[name]) or "", {"np": np, name: TABLE[name]}, name, None, None
    )
    assert example.examples
    assert not doctest.DocTestRunner().run(example).failed


def test_every_event_of_a_callback_says_when_it_is_called() -> None:
    methods = [method for name, method in vars(callbacks.Callback).items() if name.startswith(("on_", "set_"))]
    assert len(methods) == 18
    for method in methods:
        assert re.match(r"Called (once|before|after)\b", inspect.getdoc(method) or ""), method
        assert all(f"{argument}: " in (inspect.getdoc(method) or "") for argument in arguments(method)[1:]), method
