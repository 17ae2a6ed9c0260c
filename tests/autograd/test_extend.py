"""A user's own operation with `primitive` and `defvjp`, the spaces of values, and the checks under other names."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, grad, gradcheck
from autograd.builtins import isinstance as is_instance
from autograd.core import vspace
from autograd.extend import defjvp, defvjp, defvjp_argnum, primitive
from autograd.test_util import check_equivalent, check_grads, combo_check, scalar_close
from autograd.tracer import getval, isbox


@primitive
def soften(x, y=2.0):
    assert not isinstance(x, Tensor)
    return np.log1p(np.exp(x)) * y


defvjp(soften, lambda ans, x, y=2.0: lambda g: g * y / (1 + np.exp(-x)), lambda ans, x, y=2.0: lambda g: np.sum(g * ans / y))


def test_rules_are_applied_and_differentiated_again():
    x = np.array([-1.0, 0.5])
    np.testing.assert_allclose(grad(lambda x: np.sum(soften(x)))(x), 2 / (1 + np.exp(-x)))
    assert gradcheck(soften, x, 3.0)
    assert soften(0.0) == 2 * np.log(2)
    assert "soften" in repr(soften(Tensor(1.0)))


def test_nested_arguments_and_a_rule_that_is_missing():
    total = primitive(lambda p, scale: p["a"] * scale + p["b"][0])
    defvjp(total, lambda ans, p, scale: lambda g: {"a": g * scale, "b": [g]})
    found = grad(lambda a, b: total({"a": a, "b": [b]}, 3.0), (0, 1))(1.0, 2.0)
    assert found == (3.0, 1.0)
    with pytest.raises(NotImplementedError, match=r"argument 1 has no rule: give one with defvjp"):
        grad(lambda s: total({"a": 1.0, "b": [2.0]}, s))(3.0)


def test_one_rule_for_all_arguments_and_rules_by_number():
    product = primitive(lambda *xs: xs[0] * xs[1] * xs[2])
    defvjp_argnum(product, lambda i, ans, args, kwargs: lambda g: g * ans / args[i])
    assert grad(product, (0, 1, 2))(2.0, 3.0, 4.0) == (12.0, 8.0, 6.0)
    second = primitive(lambda x, y: x * y)
    defvjp(second, lambda ans, x, y: lambda g: g * x, argnums=[1])
    defjvp(second, None)
    assert grad(second, 1)(2.0, 3.0) == 2.0


def test_declared_again_the_new_rule_counts():
    again = primitive(lambda x: x * x)
    defvjp(again, lambda ans, x: lambda g: g * 0.0)
    defvjp(again, lambda ans, x: lambda g: g * 2 * x)
    assert grad(again)(3.0) == 6.0


def test_spaces_of_nested_values():
    space = vspace({"a": np.ones((2, 2)), "b": 1.0})
    assert (space.size, space.iscomplex) == (5, False)
    assert space == vspace({"a": np.zeros((2, 2)), "b": 3.0})
    assert space != vspace([1.0])
    assert len(list(space.standard_basis())) == 5
    assert space.inner_prod(space.ones(), space.scalar_mul(space.ones(), 2.0)) == 10.0
    assert space.add(space.zeros(), space.ones())["b"] == 1.0


def test_checks_find_a_wrong_rule():
    wrong = primitive(lambda x: x * x)
    defvjp(wrong, lambda ans, x: lambda g: g * 2.002 * x)
    with pytest.raises(AssertionError):
        check_grads(wrong, modes=["rev"])(3.0)
    with pytest.raises(AssertionError):
        check_grads(wrong, modes=["fwd"])(3.0)
    check_grads(np.tanh)(np.array([0.3, -0.2]))
    check_grads(lambda x, n: x**n, (0, 1))(1.3, 2)
    combo_check(np.sum, 0)([np.ones((2, 3))], axis=[None, 0, 1])
    assert scalar_close(1.0, 1.0)
    with pytest.raises(AssertionError):
        check_equivalent([1.0], [2.0])


def test_whether_a_value_is_on_the_tape():
    assert isbox(Tensor(2.0))
    assert not isbox(Tensor(2.0).detach())
    assert not isbox(2.0)
    assert (getval(Tensor(2.0)), getval("a")) == (2.0, "a")


def test_a_tensor_counts_as_what_it_holds():
    assert is_instance(Tensor(2.0), float)
    assert is_instance(Tensor([2.0]), np.ndarray)
    assert is_instance([1.0], list)
    assert not is_instance(Tensor(2.0), list)
