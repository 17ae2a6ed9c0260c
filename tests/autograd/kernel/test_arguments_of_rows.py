"""What a row may be called with is read from its rules and its forward."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from autograd import Op, Tensor
from autograd.kernel.arguments import arguments, takes_settings

RULES = {
    "no settings": (lambda g, z, x: g, 1, False),
    "two inputs": (lambda g, z, x, y: g, 2, False),
    "one input more": (lambda g, z, x, y: g, 1, True),
    "a setting by place": (lambda g, z, x, axis=None: g, 1, True),
    "a setting by name": (lambda g, z, x, *, axis: g, 1, True),
    "any settings": (lambda g, z, x, **settings: g, 1, True),
    "any inputs": (lambda g, z, *inputs: g, 1, False),
    "of NumPy": (np.add, 1, False),
    "none": (None, 1, False),
}


@pytest.mark.parametrize("name", RULES)
def test_whether_a_rule_takes_settings(name):
    rule, inputs, expected = RULES[name]
    assert takes_settings(rule, inputs) is expected


def read(forward, *rules, variadic=False, joint=False):
    found = arguments("f", forward, rules, variadic, joint)
    assert list(found.signature.parameters) == [p.name for p in found.parameters]  # in an order that Python takes
    return found.inputs, list(found.settings), found.open, str(found)


def test_a_rule_names_inputs_and_settings():
    assert read(lambda x, a=1, b=2: x, lambda g, z, x, a=1: g) == (["x"], ["a"], False, "f(x, a=1)")
    assert read(lambda x, y: x, lambda g, z, x, y: g, lambda g, z, x, y: g) == (["x", "y"], [], False, "f(x, y)")


def test_a_joint_rule_is_given_what_the_forward_kept():
    def rule(g, z, kept, x, y, wanted, *, epsilon=0.1): ...

    assert read(lambda a, b, *, epsilon=0.1, room=None: a, rule, rule, joint=True)[:3] == (["x", "y"], ["epsilon"], False)


def test_what_a_rule_leaves_open_the_forward_names():
    found = read(lambda x, *, a=1, b, out=None: x, lambda g, z, x, a=1, **settings: g)
    assert found == (["x"], ["a", "b"], False, "f(x, a=1, b=...)")
    assert read(lambda x, **others: x, lambda g, z, x, a=3, **settings: g)[1:3] == (["a"], True)


def test_of_a_row_without_rules_the_forward_names_all():
    assert read(lambda x, *, a=1: x, None) == (["x"], ["a"], False, "f(x, a=1)")
    assert read(np.add, None, None)[0] == ["x", "y"]


def test_any_number_of_inputs():
    found = arguments("f", lambda *x, axis=0: x, (lambda g, z, *inputs, wanted, axis=0: g,), True, False)
    assert found.inputs == ["x"]
    assert list(found.settings) == ["axis"]
    assert 1_000_000 in found.counts
    assert 1_000_000 in found.alone


def test_how_many_inputs_do_without_settings():
    assert arguments("f", lambda x, y=1: x, (lambda g, z, x, y=1: g, None), False, False).alone == (1, 2)
    assert arguments("f", lambda x, *, a: x, (lambda g, z, x, a: g,), False, False).alone == ()


def test_settings_with_and_without_defaults_are_asked_for():
    row = Op("shifted", lambda x, *, by, times=2.0: times * x + by, lambda g, z, x, by, times=2.0: times * g, listed=False)
    x = Tensor(3.0)
    z = row(x, by=1.0)
    z.backward()
    assert (z.item(), x.grad) == (7.0, 2.0)
    with pytest.raises(TypeError, match="shifted needs the setting by="):
        row(x)
    with pytest.raises(TypeError, match="shifted has no setting 'of'"):
        row(x, by=1.0, of=2.0)


@pytest.mark.parametrize(
    ("rule", "its"), [(lambda g, z, x, times: times * g, "none"), (lambda g, z, x, times=3.0: times * g, "3.0")]
)
def test_a_setting_has_one_default(rule, its):
    row = Op("scaled", lambda x, *, times=2.0: times * x, rule, listed=False)
    with pytest.raises(TypeError, match=f"scaled: the default of times is 2.0 in the forward and {its} in a rule"):
        row(Tensor(1.0))


def test_rows_are_told_apart_by_what_they_are_not_by_what_they_hold():
    first, second = (Op("same", np.negative, RULES["no settings"][0], listed=False) for _ in range(2))
    assert first != second
    assert len({first, second, first}) == 2
    with pytest.raises(FrozenInstanceError):
        first.name = "other"
