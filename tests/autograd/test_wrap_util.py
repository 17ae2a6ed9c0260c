"""unary_to_nary and core's derivatives of functions of one thing: what programs that build their own derivatives use."""

from __future__ import annotations

import pytest

from autograd.core import make_jvp, make_vjp
from autograd.extend import defvjp, primitive, primitive_vjps
from autograd.test_util import check_grads
from autograd.wrap_util import unary_to_nary


@unary_to_nary
def slope(f, x):
    return make_vjp(f, x)[0](1.0)


def test_an_operator_on_functions_of_one_thing_takes_argnum():
    f = lambda x, y: x * y * y  # noqa: E731 - used as a value
    assert slope(f)(2.0, 3.0) == 9.0
    assert slope(f, 1)(2.0, 3.0) == 12.0
    assert slope(f, (0, 1))(2.0, 3.0) == (9.0, 12.0)


def test_a_value_that_does_not_depend_on_the_argument_has_the_derivative_0():
    assert slope(lambda x: x > 1.0)(2.0) == 0.0
    assert make_vjp(lambda x: 3, 2.0)[1] == 3.0
    assert make_jvp(lambda x: x == 2.0, 2.0)(1.0) == (1.0, 0.0)


def test_the_rules_of_a_primitive_may_be_taken_away():
    double = primitive(lambda x: 2.0 * x)
    defvjp(double, lambda ans, x: lambda g: 2.0 * g)
    assert slope(double)(1.0) == 2.0
    del primitive_vjps[double]
    with pytest.raises(NotImplementedError, match="argument 0 has no rule"):
        slope(double)(1.0)


def test_check_grads_also_differentiates_rules_by_the_gradient_that_they_are_given():
    same = primitive(lambda x: x)
    defvjp(same, lambda ans, x: lambda g: g * 1.001)
    double = primitive(lambda x: 2.0 * x)
    double.__name__ = "double"
    defvjp(double, lambda ans, x: lambda g: same(g) * 2.0)
    with pytest.raises(AssertionError, match=r"\(VJP\) check of vjp_double failed"):
        check_grads(double, modes=["rev"])(1.0)
    with pytest.raises(AssertionError, match=r"\(VJP\) check of <lambda> failed"):
        check_grads(same, modes=["rev"])(1.0)
