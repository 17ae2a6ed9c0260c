"""What a compiled function sees besides its arguments: read at each call, or recorded anew. Never what it was before."""

from __future__ import annotations

import types
from collections import deque
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, borrow, compile, no_grad, value_and_grad

X = np.array([0.5, -1.5, 2.0])
settings = types.ModuleType("settings")  # a module of somebody's own
signal = types.ModuleType("signal")  # and one that is called as one of Python's
signal.__file__ = str(Path.cwd() / "signal.py")
SCALE = 2.0


def helper(x):
    return x * SCALE


def swap_scale():
    global SCALE
    SCALE = 7.0 if SCALE == 2.0 else 2.0


def constant(write):
    c = Tensor([1.0, 2.0, 3.0], requires_grad=False)
    return lambda x: (x * c).sum(), lambda: write(c)


def sum_constant():
    c = Tensor([1.0, 2.0, 3.0], requires_grad=False)
    return lambda x: (x * c.sum()).sum(), lambda: setattr(c, "data", [5.0, 6.0, 7.0])


def double_constant():
    c = Tensor([1.0, 2.0, 3.0], requires_grad=False)
    return lambda x: (x * (c + c)).sum(), lambda: setattr(c, "data", [5.0, 6.0, 7.0])


def negate_constant():
    c = Tensor([1.0, 2.0, 3.0], requires_grad=False)
    return lambda x: (x * -c).sum(), lambda: setattr(c, "data", [5.0, 6.0, 7.0])


def number():
    c = Tensor(2.0, requires_grad=False)
    return lambda x: x[0] * c * x[1], lambda: setattr(c, "data", 7.0)


def combine():
    c = Tensor([1.0, 2.0, 3.0], requires_grad=False)
    return lambda x: (x * (ag.tanh(c) * c + 1.0)).sum(), lambda: setattr(c, "data", [5.0, 6.0, 7.0])


def quiet():
    w = Tensor([1.0, 2.0, 3.0])
    with no_grad():
        c = w[::-1]
    return lambda x: (x * c * c).sum(), lambda: setattr(w, "data", [5.0, 6.0, 7.0])


def array(use, size=3):
    a = np.linspace(1.0, 2.0, size)
    return lambda x: use(x, a), lambda: a.__setitem__(-1, 9.0)


def hold(nest, change):
    return lambda x: (x * ag.exp(0.1 * nest[0][-1])).sum() * nest[-1], lambda: change(nest)


def rebound(first, second):
    c = first

    def change():
        nonlocal c
        c = second

    return lambda x: ((c(x) if callable(c) else x * c) * x).sum(), change


class Base:
    offset = 1.0


class Owner(Base):
    scale = weight = 3.0

    def __init__(self):
        self.w, self._hidden, self.calls = np.ones(3), 2.0, 0

    def _twice(self, x):
        return x * self._hidden

    def __call__(self, x):
        return (self._twice(x) * self.w * self.scale).sum()

    def method(self, x):
        return self(x) * 2.0


class Slotted:
    __slots__ = ("w",)

    def __init__(self):
        self.w = 2.0


def own(change, choose=lambda owner: owner):
    owner = Owner()
    return choose(owner), lambda: change(owner)


def change_class(_):
    Owner.scale += 1.0


def make_slotted():
    owner = Slotted()
    return lambda x: (x * owner.w).sum(), lambda: setattr(owner, "w", 5.0)


def nest_compiled():
    c = [2.0]
    inner = compile(lambda x: (x * c[0]).sum())
    return lambda x: inner(x), lambda: c.__setitem__(0, 5.0)


def queue():
    c = deque([2.0, 1.0])
    return lambda x: (x * c[0]).sum(), lambda: c.rotate()


def module():
    settings.rate = 2.0
    return lambda x: (x * settings.rate).sum(), lambda: setattr(settings, "rate", 3.0)


def namesake():
    signal.rate = 2.0
    return lambda x: (x * signal.rate).sum(), lambda: setattr(signal, "rate", 3.0)


def defaults():
    a = np.ones(3)
    return lambda x, a=a, *, b=a: (x * a + x * x * b).sum(), lambda: a.__setitem__(0, 4.0)


def other_defaults():
    def f(x, c=2.0):
        return (x * c).sum()

    return f, lambda: setattr(f, "__defaults__", (5.0,))


def apply():
    a = np.ones(3)
    return partial(lambda a, x: (x * a).sum(), a), lambda: a.__setitem__(0, 4.0)


CASES = {
    "a constant assigned": lambda: constant(lambda c: setattr(c, "data", [5.0, 6.0, 7.0])),
    "a constant written": lambda: constant(lambda c: c.data.__setitem__(0, 8.0)),
    "a constant copied over": lambda: constant(lambda c: np.copyto(c.data, 5.0)),
    "a constant bound": lambda: constant(lambda c: (c.bind(m := np.zeros(3)), m.__setitem__(0, 3.0), c.touch())),
    "constants combined": combine,
    "a constant summed": sum_constant,
    "a constant doubled": double_constant,
    "a constant number": number,
    "a constant negated": negate_constant,
    "a view of a leaf under no_grad": quiet,
    "an array": lambda: array(lambda x, a: (x * a).sum()),
    "a large array": lambda: array(lambda x, a: (x[0] * a).sum(), 30_000),
    "an array seen by NumPy first": lambda: array(lambda x, a: (x * np.log(a)).sum()),
    "an array seen by a row first": lambda: array(lambda x, a: (x * ag.exp(a)).sum()),
    "an array borrowed": lambda: array(lambda x, a: (x * borrow(a) * borrow(a)).sum()),
    "an array as a Tensor": lambda: array(lambda x, a: (x * Tensor(a, requires_grad=False)).sum()),
    "a view of an array": lambda: array(lambda x, a: (x * a[::-1]).sum()),
    "an element": lambda: array(lambda x, a: (x * a[-1]).sum()),
    "a list": lambda: hold([[1.0, 2.0], 3.0], lambda nest: nest.__setitem__(-1, 7.0)),
    "a list in a list": lambda: hold([[1.0, 2.0], 3.0], lambda nest: nest[0].append(7.0)),
    "a list with an array": lambda: hold([np.array([1.0, 2.0]), 3.0], lambda nest: nest[0].__setitem__(-1, 7.0)),
    "a list with another array": lambda: hold([np.array([1.0, 2.0]), 3.0], lambda nest: nest.__setitem__(0, np.array([5.0]))),
    "a dict": lambda: hold({0: [1.0], -1: 3.0}, lambda nest: nest.update({-1: 5.0})),
    "a dict of Tensors": lambda: hold({0: [Tensor(1.0)], -1: 3.0}, lambda nest: nest.update({0: [Tensor(4.0)]})),
    "a rebound Tensor": lambda: rebound(Tensor(2.0), Tensor(5.0)),
    "a rebound constant": lambda: rebound(Tensor(2.0, requires_grad=False), Tensor(5.0, requires_grad=False)),
    "a rebound number": lambda: rebound(2.0, 5.0),
    "a rebound function": lambda: rebound(ag.tanh, ag.exp),
    "a global behind a function": lambda: (lambda x: helper(x).sum(), swap_scale),
    "a function's default": other_defaults,
    "an array as a default": defaults,
    "an array in a partial": apply,
    "an attribute": lambda: own(lambda owner: setattr(owner, "w", np.full(3, 4.0))),
    "an attribute written": lambda: own(lambda owner: owner.w.__setitem__(0, 4.0)),
    "a hidden attribute": lambda: own(lambda owner: setattr(owner, "_hidden", 5.0)),
    "a hidden attribute of a method's object": lambda: own(lambda owner: setattr(owner, "_hidden", 5.0), lambda o: o.method),
    "an attribute of an object in the closure": lambda: own(
        lambda owner: setattr(owner, "_hidden", 5.0), lambda owner: lambda x: owner(x)
    ),
    "an attribute of a class": lambda: own(change_class),
    "an attribute in a slot": make_slotted,
    "an attribute of a module": module,
    "an attribute of a module that is called as one of Python's": namesake,
    "a list behind another compiled function": nest_compiled,
    "a queue": queue,
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_function_sees_is_never_stale(name):
    """The value and gradient of the function as Python runs it, before and after the change, in one step and in two."""
    f, change = CASES[name]()
    eager = value_and_grad(f)
    w = Tensor(np.ones(3))
    plain, step, two = compile(f), compile(eager), compile(lambda x: f(x * w), parameters=[w])
    before = None
    for scale in (1.0, 2.0, 3.0, 4.0):
        if scale == 3.0:
            before = [np.array(getattr(z, "_value", z)) for z in eager(X * scale)]
            change()
        value, gradient = [getattr(z, "_value", z) for z in eager(X * scale)]
        got, got_gradient = step(X * scale)
        assert (got, plain(X * scale)) == pytest.approx((value, value), rel=1e-12)
        np.testing.assert_allclose(got_gradient, gradient, rtol=1e-12)
        got, back = two(X * scale)
        assert got == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(back(1.0)[0], gradient * X * scale, rtol=1e-12)
        if scale == 3.0:
            assert any(np.any(z != old) for z, old in zip((value, gradient), before))  # the change was one


def test_what_stays_the_same_is_recorded_once():
    runs, c, a, owner = [], Tensor(2.0, requires_grad=False), np.array([1.0, np.nan]), Owner()

    @compile
    def f(x):
        count()
        return owner(x) * c + np.nansum(a)

    def count():
        nonlocal a
        a = np.array(a)  # rebound while it is recorded
        owner.calls += len(runs)

    runs.append(f(X))
    for _ in range(3):
        owner.calls += 1  # nobody reads it here
        runs.append(f(X))
    assert len({id(p) for p in f.programs.values()}) == 1
    assert runs == [runs[0]] * 4


@pytest.mark.parametrize(
    ("first", "second", "use"),
    [
        (0.0, -0.0, lambda x, s: x * np.copysign(1.0, s)),
        (1, True, lambda x, s: x * 2.0 if s is True else x),
        (1, 1.0, lambda x, s: x * (2.0 if type(s) is int else 3.0)),
        ((0.0, 1), (-0.0, 1), lambda x, s: x * np.copysign(1.0, s[0])),
        ([1, 2], [1, 3], lambda x, s: x * s[1]),
        ({"a": 1}, {"a": 2}, lambda x, s: x * s["a"]),
        (np.array([1.0, 2.0]), np.array([1.0, 3.0]), lambda x, s: x * s[1]),
        (np.float32(1.0), np.float64(1.0), lambda x, s: x * (2.0 if type(s) is np.float32 else 3.0)),
        (slice(0, 1), slice(0, 2), lambda x, s: x * len(range(5)[s])),
        (float("nan"), 1.0, lambda x, s: x * (2.0 if s != s else 3.0)),
        ("a", None, lambda x, s: x * (2.0 if s else 3.0)),
    ],
)
def test_settings_that_differ_in_any_respect_have_programs_of_their_own(first, second, use):
    f = compile(lambda x, *, s: use(x, s))
    for s in (first, second, first):
        assert f(2.0, s=s) == use(2.0, s)
    assert len(f.replays) == 2


def test_another_setting_of_a_mutable_kind_is_read_when_it_is_given():
    s = [1.0]
    f = compile(lambda x, *, s: x * s[0])
    assert f(2.0, s=s) == 2.0
    s[0] = 5.0
    assert (f(2.0, s=s), f(2.0, s=[1.0])) == (10.0, 2.0)


@pytest.mark.parametrize("size", [0, -1, float("nan"), "16", None, True, 2.0])
def test_the_size_is_a_whole_number(size):
    with pytest.raises(ValueError, match=r"size says how many programs .* got"):
        compile(lambda x: x, size=size)
    with pytest.raises(TypeError, match="takes a function"):
        compile(3.0)


USES = {
    "joined": lambda x, a: np.concatenate([x, a]).sum(),
    "by a row first": lambda x, a: (x * ag.exp(a)).sum(),
    "as a Tensor": lambda x, a: (x * Tensor(a, requires_grad=False)).sum(),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_an_array_that_a_function_of_another_module_keeps_is_looked_at_where_an_operation_used_it(use):
    other = types.ModuleType("other")
    exec("import numpy as np\nkept = np.ones(3)\ndef weights():\n    return kept", vars(other))
    f = compile(lambda x: use(x, other.weights()))
    for _ in range(2):
        assert f(X) == pytest.approx(float(use(Tensor(X), other.kept).data), rel=1e-12)
        other.kept[0] = 9.0


def test_a_program_runs_inside_a_derivative_by_something_else():
    calls, w = [], Tensor(2.0)
    f = compile(lambda x: (calls.append(x), x * w)[1])
    assert f(3.0) == 6.0
    assert ag.grad(lambda s: s * f(3.0))(1.0) == 6.0
    assert len(calls) == 1


def test_no_grad_inside_a_compiled_function_is_refused_where_a_gradient_would_be_lost():
    w = Tensor(2.0)

    def f(x):
        with no_grad():
            return np.sum(np.concatenate([x, x])) * w

    with pytest.raises(RuntimeError, match=r"no_grad\(\) at .* the function without it"):
        compile(f)(X)


def test_a_constant_number_that_a_program_of_numbers_uses_is_looked_at():
    c = Tensor(2.0, requires_grad=False)
    f = compile(lambda x: x * c + x)
    assert f(3.0) == 9.0
    c.data = 7.0
    assert f(3.0) == 24.0


def test_an_argument_that_is_an_object_is_looked_into():
    given = Owner()
    f = compile(lambda x, owner: x * owner.weight)
    assert f(3.0, given) == 9.0
    given.weight = 5.0
    assert f(3.0, given) == 15.0


def test_an_attribute_of_a_class_that_an_object_comes_to_hide_is_the_objects():
    owner = Owner()
    f = compile(lambda x: x.sum() * owner.weight)
    assert f(X) == X.sum() * 3.0
    owner.weight = 7.0
    assert f(X) == X.sum() * 7.0
    del owner.weight
    assert f(X) == X.sum() * 3.0


def test_an_attribute_of_a_base_class_that_a_class_comes_to_hide_is_the_classes():
    owner = Owner()
    f = compile(lambda x: x.sum() * owner.offset)
    assert f(X) == X.sum()
    try:
        Owner.offset = 7.0
        assert f(X) == X.sum() * 7.0
    finally:
        del Owner.offset


def test_a_name_of_pythons_own_that_a_module_comes_to_hide_is_the_modules():
    f = compile(lambda x: x.sum() * round(2.6))
    assert f(X) == X.sum() * 3.0
    try:
        globals()["round"] = lambda number: 7.0
        assert f(X) == X.sum() * 7.0
    finally:
        del globals()["round"]
