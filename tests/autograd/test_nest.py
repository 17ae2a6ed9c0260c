"""Nests: one order of leaves for everybody, and dicts that come back as they were given."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, namedtuple
from enum import Enum

import numpy as np
import pytest

import nn
from autograd import compile, grad, jvp, nest, vjp
from autograd.nest import array_shape, flatten, leaves, map_leaves, refill, unflatten

Point = namedtuple("Point", "y x")
Color = Enum("Color", "RED BLUE")


def test_dicts_are_taken_by_their_sorted_keys_and_lists_as_they_stand():
    assert leaves({"b": [1, 2], "a": 3, "c": (4, {"z": 6, "y": 5})}) == [3, 1, 2, 4, 5, 6]
    assert leaves([3, 1, 2]) == [3, 1, 2]
    assert leaves(Point(y=1, x=2)) == [1, 2]  # fields are places, not keys
    assert leaves({10: "c", 2: "b", 1: "a"}) == ["a", "b", "c"]
    assert leaves(7) == [7]
    assert leaves([]) == leaves({}) == []


def test_the_same_dict_in_another_order_is_the_same_nest():
    one, other = {"a": 1.0, "b": (2.0, 3)}, {"b": (2.0, 3), "a": 1.0}
    assert flatten(one) == flatten(other)
    assert hash(flatten(one)[1]) == hash(flatten(other)[1])
    assert flatten({"a": 1.0, "b": 2.0})[1] != flatten({"a": 1.0, "c": 2.0})[1]


@pytest.mark.parametrize(
    "given",
    [
        {"b": 1.0, "a": 2.0},
        {"b": [1.0, {"d": 2, "c": 3}], "a": ()},
        {Color.BLUE: 1.0, Color.RED: 2.0},
        {1: 1.0, "a": 2.0},
        {},
        [{}, [], ()],
        Point(1.0, {"q": 2.0, "p": 3.0}),
        OrderedDict(z=1.0, y=2.0),
        Counter({"b": 2.5, "a": 1.5}),
        defaultdict(list, {"b": 2.5, "a": 1.5}),
        3.0,
    ],
)
def test_what_was_taken_apart_is_put_together_as_it_was_given(given):
    found, structure = flatten(given)
    again = unflatten(structure, found)
    assert (again, type(again)) == (given, type(given))
    if isinstance(given, dict):
        assert list(again.items()) == list(given.items())
    same = map_leaves(lambda x: x, given)
    assert (same, type(same)) == (given, type(given))


def test_mapped_and_refilled_keep_the_order_in_which_a_dict_was_given():
    assert list(map_leaves(float, {"b": 1, "a": 2}).items()) == [("b", 1.0), ("a", 2.0)]
    assert list(refill({"b": 1, "a": [2, 3]}, iter("xyz")).items()) == [("b", "z"), ("a", ["x", "y"])]


def test_gradients_are_paired_with_values_by_key():
    value, back = vjp(lambda x: {"double": 2.0 * x, "cube": x**3}, 2.0)
    assert list(value) == ["double", "cube"]
    assert back({"double": 1.0, "cube": 0.0}) == back({"cube": 0.0, "double": 1.0}) == (2.0,)
    f = lambda p: p["w"] ** 2 * p["b"]  # noqa: E731
    assert jvp(f, ({"w": 3.0, "b": 5.0},), ({"b": 1.0, "w": 0.0},))[1] == 9.0
    gradient = grad(f)({"w": 3.0, "b": 5.0})
    assert list(gradient.items()) == [("w", 30.0), ("b", 9.0)]
    compiled = compile(grad(f))
    assert compiled({"w": 3.0, "b": 5.0}) == compiled({"b": 5.0, "w": 3.0}) == {"w": 30.0, "b": 9.0}
    assert len(compiled.programs) == 1


def test_models_take_dicts_in_the_same_order_as_derivatives():
    first, second = nn.Input((1,), name="b"), nn.Input((1,), name="a")
    model = nn.Model({"b": first, "a": second}, nn.layers.Subtract()([first, second]))
    x = {"a": np.array([[1.0]]), "b": np.array([[10.0]])}
    np.testing.assert_array_equal(model.predict(x, verbose=0), [[9.0]])
    np.testing.assert_array_equal(model.predict(dict(reversed(x.items())), verbose=0), [[9.0]])
    assert leaves(x)[0] is x["a"]
    assert nest.leaves is leaves


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_a_dict_of_another_kind_stays_one_in_any_order_of_its_keys(keys):
    nested = OrderedDict((key, 1.0) for key in keys)
    again = map_leaves(lambda x: x + 1.0, nested)
    assert type(again) is OrderedDict
    assert list(again) == list(keys)


@pytest.mark.parametrize(
    "nested", [[[1.0, 2.0], [3.0]], {"a": [1.0, 2.0]}, [{"a": 1.0}, {"a": 2.0}], [[1.0, [2.0]], [1.0, [2.0]]]]
)
def test_what_looks_like_no_array_has_no_shape(nested):
    assert array_shape(flatten(nested)[1]) is None
