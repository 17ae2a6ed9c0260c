"""The help of every public layer and activation: it describes each argument with its default, and its example runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re

import pytest

from nn import activations, layers
from nn.help import read_arguments

LAYERS = {name: getattr(layers, name) for name in layers.__all__}
ACTIVATIONS = {
    name: value
    for name, value in vars(activations).items()
    if inspect.isfunction(value) and value.__module__.startswith("nn.") and not name.startswith("_")
}
NAMES = {**{f"layers.{k}": v for k, v in LAYERS.items()}, **{f"activations.{k}": v for k, v in ACTIVATIONS.items()}}


def parameters(thing):
    found = inspect.signature(thing).parameters.values()
    return [p for p in found if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]


def test_there_are_names():
    assert len(LAYERS) > 75
    assert len(ACTIVATIONS) > 20


@pytest.mark.parametrize("name", NAMES)
def test_the_help_describes_every_argument(name):
    missing = {p.name for p in parameters(NAMES[name])} - set(read_arguments(inspect.getdoc(NAMES[name])))
    assert not missing


@pytest.mark.parametrize("name", NAMES)
def test_the_help_says_the_default_that_holds(name):
    text = inspect.getdoc(NAMES[name]).replace("\n", " ")
    for p in parameters(NAMES[name]):
        if p.default is not p.empty:
            assert f"{p.name}={p.default!r}".replace("'", '"') in text, p.name


@pytest.mark.parametrize("name", NAMES)
def test_the_help_begins_with_one_sentence_and_a_shape(name):
    first, *_ = inspect.getdoc(NAMES[name]).split("\n\n")
    assert first.rstrip().endswith((".", "b}")), first
    if name.startswith("layers.") and inspect.isclass(NAMES[name]) and name not in ("layers.Layer",):
        assert "->" in inspect.getdoc(NAMES[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs(name):
    thing = NAMES[name]
    module = importlib.import_module(thing.__module__)
    (example,) = doctest.DocTestFinder(recurse=False).find(thing, name, module, globs=dict(vars(module)))
    assert example.examples
    assert not doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed


@pytest.mark.parametrize("name", LAYERS)
def test_a_signature_names_every_setting(name):
    if inspect.isclass(LAYERS[name]):
        found = inspect.signature(LAYERS[name]).parameters
        assert "name" in found
        assert not [p for p in found.values() if p.kind is p.VAR_KEYWORD]


@pytest.mark.parametrize("name", LAYERS)
def test_help_sends_nobody_elsewhere(name):
    assert not re.search(r"[Aa]rguments as in", inspect.getdoc(LAYERS[name]))
