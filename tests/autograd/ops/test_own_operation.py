"""A user's own operation: a name, a function and its rules; all else has a default."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from autograd import TABLE, GradcheckError, Op, Sample, Tape, Tensor, compile, grad, gradcheck, value_and_grad
from autograd.extend import defvjp, defvjp_argnum, primitive, primitive_vjps

CELL = """
import numpy as np
from autograd import Op

soft_step = Op("soft_step", lambda x: x / (1 + np.abs(x)), lambda g, z, x: g / (1 + np.abs(x)) ** 2)
"""


@pytest.fixture(name="own")
def _own():
    """The operation of a notebook's cell that ran twice."""
    namespace = {"__name__": "__main__"}
    for _ in range(2):
        exec(CELL, namespace)
    yield namespace["soft_step"]
    TABLE.pop("soft_step")


def test_it_runs_on_numbers_arrays_and_tensors_and_differentiates_to_any_order(own):
    x = np.array([-2.0, 0.5])
    assert own(1.0) == 0.5
    np.testing.assert_array_equal(own(x), x / (1 + np.abs(x)))
    assert gradcheck(own, x)
    assert grad(grad(own))(0.5) == pytest.approx(-2 / 1.5**3)
    loss = own(Tensor(x, name="x")).sum()
    assert [z.op.name for z in Tape.gather(loss)] == ["soft_step", "sum"]
    program = compile(value_and_grad(lambda x: (own(x) * x).sum()))
    program(x)
    np.testing.assert_allclose(program(x + 1.0)[1], grad(lambda x: (own(x) * x).sum())(x + 1.0))


def test_it_is_called_by_its_name_where_it_says_nothing_else(own):
    assert own.label == "soft_step"
    assert TABLE["soft_step"] is own
    assert own.tex[0] == r"\operatorname{soft\_step}(x)"
    assert "z = soft_step(x)" in inspect.getdoc(own)
    y = own(Tensor(0.5, name="x"))
    y.backward()
    assert "soft_step" in str(Tape.gather(y).explain(y.inputs[0]))


def test_a_wrong_rule_is_told_by_how_much():
    wrong = Op("wrong_rule", lambda x: x * x, lambda g, z, x: g * x, listed=False)
    with pytest.raises(GradcheckError, match="wrong_rule, first order: argument 0"):
        gradcheck(wrong, 3.0)


def test_several_inputs_take_a_rule_each_and_none_where_there_is_no_derivative():
    pair = Op("pair", lambda x, y: x + y, (lambda g, z, x, y: g, lambda g, z, x, y: g), listed=False)
    assert pair.tex[0] == r"\operatorname{pair}(x, y)"
    scaled = Op("scaled_by", lambda x, y, n: x * y**n, (lambda g, z, x, y, n: g * y**n, None, None), listed=False)
    assert grad(scaled)(2.0, 3.0, 2.0) == 9.0
    assert scaled.tex == (
        r"\operatorname{scaled\_by}(x_{1}, x_{2}, x_{3})", r"\bar z\, \frac{\partial z}{\partial x_{1}}", "0", "0",
    )  # fmt: skip


def test_one_rule_for_all_arguments_serves_any_number_of_them():
    total = primitive(lambda *xs: sum(xs))
    defvjp_argnum(total, lambda argnum, ans, args, kwargs: lambda g: g * (argnum + 1))
    xs = [1.0] * 100
    assert grad(total, tuple(range(100)))(*xs) == tuple(float(i + 1) for i in range(100))
    assert len(primitive_vjps[total]) == 0
    defvjp(total, lambda ans, *xs: lambda g: g * 50)
    assert grad(total)(1.0, 2.0) == 50.0


def test_what_is_found_out_about_a_row_is_a_fact_of_each_row_and_a_sample_shows_what_it_holds():
    assert Op.alone is not TABLE["exp"].alone
    assert TABLE["exp"].alone == (1,)
    assert repr(Sample((0.5,), grads=(1.0,))) == "Sample((0.5,), {}, (1.0,))"


def test_an_input_that_answers_numpys_functions_is_asked():
    class Answers:
        def __array_function__(self, function, kinds, inputs, settings):
            return function, inputs, settings

        def __array__(self, *_, **__):
            raise TypeError("no numbers here")

    x = Answers()
    assert TABLE["elu"](x, alpha=2.0) == (TABLE["elu"], (x,), {"alpha": 2.0})
