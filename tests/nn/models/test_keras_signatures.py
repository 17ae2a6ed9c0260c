"""Losses, metrics, optimizers, schedules and the like take Keras' arguments: defaults, and meaning by position.

golden/make_signatures.py says how Keras' were found.
"""

from __future__ import annotations

import inspect
import json
import operator
from pathlib import Path

import pytest

import nn

PACKAGES = (
    "losses",
    "metrics",
    "optimizers",
    "optimizers.schedules",
    "callbacks",
    "initializers",
    "constraints",
    "regularizers",
    "activations",
)
FILE = Path(__file__).parents[1].joinpath("golden", "signatures.json")
KERAS = json.loads(FILE.read_text()) if FILE.exists() else {}
DIFFERENT = {  # on purpose: an argument's default, or its place
    ("metrics.Metric", "name"),
    ("losses.categorical_generalized_cross_entropy", "q"),  # the class' default, in the function too
}
# Keras finds these names by counting instances; here they are fixed
NAMES = {path for path in KERAS if path.startswith("metrics.")}


def names():
    """Every public class, and function that is no class, of these packages."""
    found = []
    for package in PACKAGES:
        module = operator.attrgetter(package)(nn)
        for name in getattr(module, "__all__", [n for n in vars(module) if not n.startswith("_")]):
            thing = getattr(module, name)
            if name not in ("get", "CallbackList") and (inspect.isclass(thing) or inspect.isfunction(thing)):
                found.append(f"{package}.{name}")
    return sorted(found)


def ours(path):
    parameters = inspect.signature(operator.attrgetter(path)(nn)).parameters.values()
    return {p.name: p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}


@pytest.mark.parametrize("path", KERAS)
def test_shared_arguments_have_keras_defaults(path):
    for name, parameter in ours(path).items():
        if name in KERAS[path] and (path, name) not in DIFFERENT and not (name == "name" and path in NAMES):
            default = "required" if parameter.default is parameter.empty else parameter.default
            assert default == (tuple(KERAS[path][name]) if isinstance(default, tuple) else KERAS[path][name]), name


@pytest.mark.parametrize("path", KERAS)
def test_arguments_given_by_position_mean_the_same(path):
    keras = [name for name in KERAS[path] if name != "dtype"]  # dtype is not an argument here
    for place, (name, parameter) in enumerate(ours(path).items()):
        if name in keras and parameter.kind is parameter.POSITIONAL_OR_KEYWORD and (path, name) not in DIFFERENT:
            assert keras.index(name) == place, name


def test_most_of_the_names_are_keras():
    assert len(KERAS) > 150
    assert set(KERAS) <= set(names())


if __name__ == "__main__":
    print(json.dumps(names()))
