"""What is known to do nothing but compute: classes and functions say so, and no module's name is asked."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import nn
from nn.layers.base.layer import Layer
from nn.modules.module import Module
from nn.training.known import only_computes, unknown_parts


class Printed(nn.Dense):
    def call(self, x):
        print("called")
        return super().call(x)


class Named(nn.Dense):
    """Another start, the same `call`."""

    def __init__(self, units):
        super().__init__(units, activation="tanh")

    def build(self, input_shape):
        super().build(input_shape)


class Doubled(nn.Module):
    only_computes = True

    def call(self, x):
        return 2.0 * x


class Late(nn.LSTM):
    def run(self, *args):
        print("run")
        return super().run(*args)


def test_every_layer_of_the_package_says_of_its_call_that_it_only_computes():
    layers = [x for x in vars(nn.layers).values() if inspect.isclass(x) and issubclass(x, Module) and x is not Layer]
    assert len(layers) > 50
    others = [x for x in layers if not x.only_computes]
    acting = (
        "nn.layers.images.",
        "nn.layers.preprocessing.",
        "nn.layers.core.wrapper",
        "nn.layers.normalization.spectral",
    )  # these draw, look up, or hold any layer
    assert [x.__name__ for x in others if not x.__module__.startswith(acting)] == []


@pytest.mark.parametrize(
    ("kind", "known"), [(Named, True), (Printed, False), (Late, False), (Doubled, True), (Layer, False), (nn.Model, True)]
)
def test_a_subclass_that_writes_what_runs_in_a_call_has_to_say_so_itself(kind, known):
    assert kind.only_computes is known


def test_functions_are_known_by_what_they_are_and_others_may_say_so():
    def own(x):
        return x * x

    known = [np.tanh, np.concatenate, nn.activations.relu, nn.activations.get("gelu")]
    assert all(map(only_computes, known))
    assert not only_computes(own)
    own.only_computes = True
    assert only_computes(own)


def test_what_is_not_known_in_a_model_is_named():
    model = nn.Sequential([nn.Dense(3, input_shape=(2,)), Printed(2, name="loud"), nn.Lambda(lambda x: x, name="own")])
    assert [name for name, _ in unknown_parts(model)] == ["Printed 'loud'", "function of own"]
    assert list(unknown_parts(nn.Sequential([nn.Dense(3, "relu", input_shape=(2,)), Named(2), Doubled()]))) == []


def test_where_a_class_was_written_does_not_count():
    Elsewhere = type("Elsewhere", (nn.Dense,), {"call": lambda self, x: x, "__module__": "nn.layers.core.dense"})
    assert not Elsewhere.only_computes
