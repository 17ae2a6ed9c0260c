"""The tester tested: rules that are wrong by 0.1 %, wrong at second order or of the wrong shape must be caught."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograd import TABLE, GradcheckError, Op, Sample, Tensor, gradcheck

ROWS = list(TABLE.values())
RULES = [pytest.param(row, i, id=f"{row.name}-{i}") for row in ROWS for i, rule in enumerate(row.vjps) if rule is not None]


@pytest.fixture
def break_it():
    """Makes a copy of a row with another rule for input i; the table forgets it afterwards."""
    made = []

    def copy(row: Op, i: int, change) -> Op:
        rule = row.vjps[i]

        def wrong(*values, **attrs):
            found = rule(*values, **attrs)
            if not (row.variadic or row.joint):
                return change(found)
            return [change(share) if row.variadic or k == i else share for k, share in zip(attrs["wanted"], found)]

        vjps = tuple([wrong if k == i or (row.joint and vjp) else vjp for k, vjp in enumerate(row.vjps)])
        made.append(f"broken_{row.name}")
        return replace(row, name=made[-1], vjps=vjps, ufunc=None, into=None)

    yield copy
    for name in made:
        TABLE.pop(name, None)


def samples(row: Op) -> list[Sample]:
    return [sample for sample in row.samples() if sample.grads is None]


def catch(op: Op, row: Op, order: int = 2) -> list[str]:
    """What gradcheck says about each sample of a row."""
    said = []
    for sample in samples(row):
        try:
            gradcheck(lambda *xs, attrs=sample.settings: op(*xs, **attrs), *sample.inputs, order=order)
        except (GradcheckError, ValueError) as error:
            said.append(str(error))
    return said


@pytest.mark.parametrize(("row", "i"), RULES)
def test_a_first_derivative_wrong_by_a_thousandth_is_caught(row, i, break_it):
    assert catch(break_it(row, i, lambda share: share * 1.001), row, order=1)


def bends(row: Op, i: int) -> bool:
    """Whether input i's gradient changes with the inputs. If not, its own derivative is 0, and so is 0.1 % of that."""
    for sample in samples(row):
        found = []
        for step in (0.0, 1e-3):
            moved = [x + step * np.cos(np.arange(np.size(x))).reshape(np.shape(x)) for x in sample.inputs]
            inputs = [Tensor(y) if np.asarray(x).dtype.kind in "fc" else x for x, y in zip(sample.inputs, moved)]
            z = row(*inputs, **sample.settings)
            if z.size and i < len(inputs):
                z.backward(np.cos(np.arange(z.size)).reshape(z.shape) if z.shape or z.dtype.kind == "c" else None)
                found.append(inputs[i].grad)
        if found and not np.allclose(*found, rtol=1e-9, atol=1e-12):
            return True
    return False


@pytest.mark.parametrize(("row", "i"), RULES)
def test_a_second_derivative_wrong_by_a_thousandth_is_caught(row, i, break_it):
    def bent(share):
        """The same value; on Tensors its derivative is 0.1 % too large."""
        return share * 1.001 - share.detach() * 0.001 if isinstance(share, Tensor) else share

    op = break_it(row, i, bent)
    assert not catch(op, row, order=1)
    assert bool(catch(op, row)) == bends(row, i)


@pytest.mark.parametrize(("row", "i"), RULES)
def test_a_gradient_summed_to_one_number_is_caught(row, i, break_it):
    assert catch(break_it(row, i, np.sum), row, order=1)


@pytest.mark.parametrize(("row", "i"), RULES)
def test_a_gradient_of_an_impossible_shape_is_refused(row, i, break_it):
    op = break_it(row, i, lambda share: np.ones(17))
    sample = max(samples(row), key=lambda sample: np.size(sample.inputs[0]))
    inputs = [Tensor(x) if np.asarray(x).dtype.kind in "fc" else x for x in sample.inputs]
    z = op(*inputs, **sample.settings)
    with pytest.raises(ValueError, match=r"\(17,\)"):
        z.backward(np.ones(z.shape) if z.shape else None)


def test_the_message_tells_argument_order_and_both_numbers(break_it):
    exp = TABLE["exp"]
    (said, *_) = catch(break_it(exp, 0, lambda share: share * 1.001), exp)
    assert "first order: argument 0 of shape ()" in said
    assert "the rule gives" in said
    assert "finite differences" in said


def test_a_nan_is_caught(break_it):
    assert catch(break_it(TABLE["exp"], 0, lambda share: share * np.nan), TABLE["exp"], order=1)


def test_a_missing_rule_is_caught():
    op = Op("halved", np.multiply, (lambda g, z, x, y: g * y, None), "h", ("xy", "y", "0"), lambda: [])
    try:
        with pytest.raises(GradcheckError, match="argument 1"):
            gradcheck(op, 2.0, 3.0)
    finally:
        del TABLE["halved"]


def test_gradcheck_looks_at_every_argument_and_at_nested_ones():
    assert gradcheck(lambda nested: nested["a"] * nested["b"][0], {"a": 2.0, "b": [np.ones(2)]})
    with pytest.raises(GradcheckError, match="argument 1"):
        gradcheck(lambda x, y: x * y.detach(), 2.0, 3.0)


def test_gradcheck_refuses_to_check_nothing():
    with pytest.raises(ValueError, match=r"write 3\.0, not 3"):
        gradcheck(lambda x: x * x, 3)


COMPLETE = {
    "forward": np.exp,
    "vjps": (lambda g, z, x: g * z,),
    "label": "e",
    "tex": ("e^x", r"\bar z\, z"),
    "samples": lambda: [Sample((1.0,))],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tex": ("e^x",)}, "1 rules need 2 formulas"),
        ({"tex": ("e^x", "z", "z")}, "1 rules need 2 formulas"),
        ({"vjps": ()}, "0 rules need 1 formulas"),
        ({"vjps": (), "tex": ()}, "needs forward, a rule, label and samples"),
        ({"js": ("Math.exp(x)",)}, "1 rules need 2 expressions in js"),
        ({"forward": None}, "needs forward, a rule, label and samples"),
        ({"samples": None}, "needs forward, a rule, label and samples"),
        ({"name": "exp"}, "two rows are called 'exp'"),
    ],
)
def test_an_incomplete_row_is_refused_and_leaves_no_trace(change, said):
    before = dict(TABLE)
    with pytest.raises(ValueError, match=said):
        Op(**{"name": "incomplete", **COMPLETE, **change})
    assert before == TABLE


def of_ours(g, z, x):
    return g * z


of_ours.__module__ = "autograd.ops.elementwise"


@pytest.mark.parametrize("missing", ["label", "tex"])
def test_no_part_of_a_row_of_ours_has_a_default(missing):
    with pytest.raises(ValueError, match="incomplete"):
        Op("incomplete", **{**{name: part for name, part in COMPLETE.items() if name != missing}, "vjps": (of_ours,)})


@pytest.mark.parametrize("missing", ["forward", "vjps"])
def test_no_row_is_without_function_and_rule(missing):
    with pytest.raises(TypeError, match=missing):
        Op("incomplete", **{name: part for name, part in COMPLETE.items() if name != missing})
