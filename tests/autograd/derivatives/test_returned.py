"""Functions that return nothing to differentiate, and calls that ask for what is not there: errors that name both."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pytest

import autograd
from autograd import (
    Tape,
    Tensor,
    compile,
    elementwise_grad,
    grad,
    gradcheck,
    hessian,
    hvp,
    jacobian,
    jvp,
    local_derivatives,
    value_and_grad,
    vjp,
)  # fmt: skip

W = np.ones(2)
WAYS = {
    "grad": lambda f: grad(f)(W),
    "value_and_grad": lambda f: value_and_grad(f)(W),
    "jacobian": lambda f: jacobian(f)(W),
    "hessian": lambda f: hessian(f)(W),
    "elementwise_grad": lambda f: elementwise_grad(f)(W),
    "vjp": lambda f: vjp(f, W),
    "jvp": lambda f: jvp(f, (W,), (W,)),
    "hvp": lambda f: hvp(f, W, W),
    "gradcheck": lambda f: gradcheck(f, W),
    "compile": lambda f: compile(value_and_grad(f))(W),
}
RETURNED = {
    "None": (lambda w: None, r"returned None: is there a `return` missing\?"),
    "a string": (lambda w: "abc", "returned 'abc': a derivative is of numbers"),
    "bytes": (lambda w: b"abc", "returned a bytes: a derivative is of numbers"),
    "an object": (lambda w: object(), "returned an object: a derivative is of numbers"),
    "an array of objects": (lambda w: np.array([None]), "returned an array of object: a derivative is of numbers"),
    "a boolean": (lambda w: True, "returned True: whole numbers and booleans have no derivative"),
    "booleans": (lambda w: np.array([True]), "returned an array of bool: whole numbers and booleans"),
    "a whole number of NumPy's": (lambda w: np.int64(3), "returned 3 of type int64: whole numbers and booleans"),
    "None in a list": (lambda w: [w, None], r"returned None inside a list: is there a `return` missing\?"),
    "a string in a dict": (lambda w: {"loss": w, "name": "x"}, "returned 'x' inside a dict: a derivative is of numbers"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("returned", RETURNED)
def test_an_error_names_the_derivative_the_function_and_what_it_returned(way, returned):
    value, said = RETURNED[returned]

    def loss(w):
        return value(w)

    with pytest.raises(TypeError, match=f"^{way}: loss {said}"):
        WAYS[way](loss)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("vjp", "jvp", "gradcheck")])
def test_a_complex_result_is_refused_with_what_to_take_instead(way):
    def loss(w):
        return w * 1j

    with pytest.raises(TypeError, match=r"loss returned complex ones: take np.abs, np.real or np.imag"):
        WAYS[way](loss)


def test_functions_without_a_name_are_called_by_what_they_are():
    class Loss:
        def __call__(self, w):
            return None

    def scale(by, w):
        return None

    for f, name in [(Loss(), "Loss"), (partial(scale, 2.0), "scale"), (lambda w: None, "<lambda>")]:
        with pytest.raises(TypeError, match=f"^grad: {name} returned None"):
            grad(f)(1.0)


def test_pythons_own_numbers_and_floats_of_numpy_are_constants():
    for constant in (3, 3.0, np.float32(3.0), np.array(3.0), Tensor(3.0), Tensor(3.0, requires_grad=False)):
        assert grad(lambda w, c=constant: c)(2.0) == 0.0
    np.testing.assert_array_equal(jacobian(lambda w: np.ones(2, np.float32))(W), np.zeros((2, 2)))


def test_a_comparison_and_an_argmax_are_no_losses():
    with pytest.raises(TypeError, match="grad: <lambda> returned True"):
        grad(lambda w: w.sum() > 1.0)(W)
    with pytest.raises(TypeError, match="grad: <lambda> returned 0 of type int64"):
        grad(lambda w: np.argmax(w))(W)


@pytest.mark.parametrize("name", ["grad", "value_and_grad", "jacobian", "hessian", "elementwise_grad", "compile"])
def test_a_value_in_the_place_of_a_function(name):
    for value, article in ((3.0, "a float"), (Tensor(3.0), "a Tensor"), ("loss", "a str")):
        with pytest.raises(TypeError, match=rf"^{name} takes a function, got {article}: write {name}\(f\)\(x\)"):
            getattr(autograd, name)(value)


def test_a_value_in_the_place_of_a_function_with_arguments():
    for call, name in [
        (lambda: vjp(2.0, 1.0), "vjp"), (lambda: jvp(2.0, (1.0,), (1.0,)), "jvp"), (lambda: hvp(2.0, 1.0, 1.0), "hvp"),
        (lambda: gradcheck(None, 1.0), "gradcheck"),
    ]:  # fmt: skip
        with pytest.raises(TypeError, match=rf"^{name} takes a function, got .*: write {name}\(f, "):
            call()


@pytest.mark.parametrize("name", ["grad", "value_and_grad", "jacobian", "hessian", "elementwise_grad"])
def test_argnums_is_also_called_argnum(name):
    derivative = getattr(autograd, name)
    for settings in ({"argnum": 1}, {"argnums": 1}):
        found = derivative(lambda x, y: x * y * y, **settings)(2.0, 3.0)
        assert found == {"value_and_grad": (18.0, 12.0), "hessian": 4.0}.get(name, 12.0)


def test_arguments_are_named_once_and_by_place():
    f = lambda x, y: x * y**2  # noqa: E731
    for twice in ((0, 0), (1, -1)):
        with pytest.raises(TypeError, match="names an argument twice"):
            grad(f, argnums=twice)(2.0, 3.0)
    with pytest.raises(TypeError, match="argnums=True must be an int"):
        grad(f, argnums=True)(2.0, 3.0)
    assert grad(f, argnums=np.int64(1))(2.0, 3.0) == 12.0
    assert grad(f, argnums=-2)(2.0, 3.0) == 9.0
    with pytest.raises(TypeError, match="given 1 by place and y by name: what is differentiated is given by place"):
        grad(f, argnums=1)(2.0, y=3.0)


@pytest.mark.parametrize(("length", "shown"), [(39, "a" * 39), (40, "a" * 37 + "...")])
def test_a_long_text_is_shown_by_its_beginning(length, shown):
    with pytest.raises(TypeError, match=re.escape(f"'{shown}'")):
        grad(lambda x: "a" * length)(2.0)


def test_primals_and_tangents_are_tuples():
    for given in ((2.0, (1.0,)), ((2.0,), 1.0), (np.ones(2), (np.ones(2),))):
        with pytest.raises(TypeError, match=r"jvp: (primals|tangents) is a tuple with one entry for each argument"):
            jvp(lambda x: x, *given)
    with pytest.raises(ValueError, match=r"hvp: an argument of shape \(2,\) was given a tangent of shape \(3,\)"):
        hvp(lambda x: (x**2).sum(), W, np.ones(3))
    with pytest.raises(TypeError, match="hessian takes and returns one number or array"):
        hessian(lambda x, y: x * y, argnums=(0, 1))(2.0, 3.0)


def test_what_takes_tensors_says_so():
    with Tape() as tape:
        Tensor(2.0) * 3.0
    for call, name in [
        (lambda x: Tape.gather(x), "Tape.gather"), (tape.backward, "tape.backward"), (local_derivatives, "local_derivatives"),
    ]:  # fmt: skip
        for wrong, kind in ((None, "NoneType"), (3.0, "float"), ([Tensor(1.0)], "list")):
            with pytest.raises(TypeError, match=f"^{name} takes a Tensor, got {kind}"):
                call(wrong)


def test_a_comparison_is_refused_while_a_program_is_recorded_too():
    for f in (lambda w: w.sum() > 0, lambda w: np.isfinite(w.sum()), lambda w: np.logical_and(w.sum() > 0, w.sum() < 1)):
        with pytest.raises(TypeError, match="whole numbers and booleans have no derivative"):
            compile(value_and_grad(f))(W)
    assert compile(value_and_grad(lambda w: np.sign(w.sum())))(W)[0] == 1.0  # a number, constant almost everywhere
