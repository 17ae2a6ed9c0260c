"""Calling a row: how many inputs it takes, which settings, and that anything else is refused by name before it does harm."""

from __future__ import annotations

import inspect
import pydoc

import numpy as np
import pytest

import autograd
from autograd import TABLE, Op, Sample, Tensor
from autograd.kernel.op import NUMPY

ROWS = [pytest.param(row, row.samples()[0], id=row.name) for row in TABLE.values()]
PUBLIC = [pytest.param(row, id=name) for name in autograd.__all__ if isinstance(row := getattr(autograd, name), Op)]


def as_tensors(inputs):
    return [Tensor(x) if np.asarray(x).dtype.kind == "f" else x for x in inputs]


@pytest.mark.parametrize(("row", "sample"), ROWS)
@pytest.mark.parametrize("wrap", [list, as_tensors])
def test_one_input_too_many_is_refused_and_written_into_by_no_row(row, sample, wrap):
    if row.variadic:
        return
    shape = np.shape(row(*sample.inputs, **sample.settings))
    for extra in (np.full(shape, 5.0), Tensor(np.full(shape, 5.0))):
        full = [*sample.inputs, *[None] * (row.arguments.counts[-1] - len(sample.inputs))]
        with pytest.raises(TypeError, match=rf"^{row.name} takes .* got {len(full) + 1}: call it as {row.name}\("):
            row(*wrap(full[: len(sample.inputs)]), *full[len(sample.inputs) :], extra, **sample.settings)
        np.testing.assert_array_equal(extra.data if isinstance(extra, Tensor) else extra, np.full(shape, 5.0))


@pytest.mark.parametrize(("row", "sample"), ROWS)
def test_an_input_too_few_is_refused_by_every_row(row, sample):
    for wrap in (list, as_tensors):
        fewest = row.arguments.counts[0]
        with pytest.raises(TypeError, match=rf"^{row.name} takes .* got {fewest - 1}"):
            row(*wrap(sample.inputs)[: fewest - 1], **sample.settings)


@pytest.mark.parametrize(("row", "sample"), ROWS)
@pytest.mark.parametrize("unknown", [{"out": np.zeros(2)}, {"dtype": float}, {"axes_": 0}, {"g": 1.0}])
def test_a_setting_that_a_row_does_not_have_is_refused_by_every_row(row, sample, unknown):
    (name,) = unknown
    if name in row.arguments.settings:
        return
    for wrap in (list, as_tensors):
        with pytest.raises(TypeError, match=rf"^{row.name} has no setting '{name}': call it as {row.name}\("):
            row(*wrap(sample.inputs), **{**sample.settings, **unknown})


@pytest.mark.parametrize(("row", "sample"), ROWS)
def test_a_setting_left_out_is_its_default_or_asked_for_by_name(row, sample):
    for name in row.arguments.settings:
        rest = {key: value for key, value in sample.settings.items() if key != name}
        if name in row.arguments.needed:
            with pytest.raises(TypeError, match=rf"^{row.name} needs the setting {name}="):
                row(*sample.inputs, **rest)
        else:
            default = row.arguments.settings[name].default
            np.testing.assert_array_equal(row(*sample.inputs, **rest), row(*sample.inputs, **rest, **{name: default}))


@pytest.mark.parametrize(("row", "sample"), ROWS)
def test_a_tensor_as_a_setting_would_lose_its_derivative_and_is_refused(row, sample):
    for name in row.arguments.settings:
        with pytest.raises(TypeError, match=rf"^{row.name}: {name} is a setting, which has no derivative"):
            row(*sample.inputs, **{**sample.settings, name: Tensor(1.0)})


def test_an_input_by_its_name_is_told_where_it_belongs():
    with pytest.raises(TypeError, match=r"^exp takes x by its place, not by its name: call it as exp\(x\)"):
        autograd.exp(x=Tensor(1.0))


def test_a_base_of_the_logarithm_is_refused_at_the_call():
    for x in (8.0, np.ones(2), Tensor(8.0), Tensor([1.0, 2.0])):
        with pytest.raises(TypeError, match=r"^log takes 1 input, got 2"):
            autograd.log(x, 2.0)


@pytest.mark.parametrize("row", PUBLIC)
def test_help_and_signature_of_a_row_are_its_own(row):
    parameters = inspect.signature(row).parameters
    assert list(parameters) == [*dict.fromkeys([*parameters])]
    positional = [p for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert len(positional) == (1 if row.variadic else len(row.vjps))
    page = pydoc.plain(pydoc.render_doc(row))
    assert str(row.arguments) in page
    assert "g, z" not in str(row.arguments)


def test_what_the_signatures_say():
    """Written by hand from the rows."""
    said = {name: str(TABLE[name].arguments) for name in ("exp", "maximum", "elu", "sum", "conv", "stack", "reshape", "where")}
    assert said == {
        "exp": "exp(x)", "maximum": "maximum(x, y)", "elu": "elu(x, alpha=1.0)", "sum": "sum(x, axis=None, keepdims=False)",
        "conv": "conv(x, y, b=None, strides=1, padding=0, dilation=1, groups=1)", "stack": "stack(*x, axis=0)",
        "reshape": "reshape(x, shape=...)", "where": "where(c, x, y)",
    }  # fmt: skip
    assert str(inspect.signature(autograd.elu)) == "(x, /, *, alpha=1.0)"


def own(name="own", forward=np.cbrt, rule=lambda g, z, x: g / (3.0 * z * z), **columns):
    return Op(name, forward, (rule,), "∛", (r"\sqrt[3]{x}", r"\frac{\bar z}{3 z^2}"), lambda: [Sample((1.0,))], **columns)


@pytest.mark.parametrize(
    ("forward", "rule", "expected"),
    [
        (np.cbrt, lambda g, z, x: g, "own(x)"),
        (np.cbrt, lambda g, z, *xs: g, "own(x)"),
        (np.cbrt, lambda *values, **settings: values[0], "own(x, **settings)"),
        (lambda q, *, times=2: times * q, lambda *values, **settings: values[0], "own(q, times=2)"),
        (lambda q, times=2: times * q, lambda g, z, x, **settings: g, "own(x, times=2)"),
        (lambda q, *, times: times * q, lambda g, z, x, times: g, "own(x, times=...)"),
        (lambda q, *, times=7, out=None: times * q, lambda g, z, x, times=7: g, "own(x, times=7)"),
    ],
)
def test_rules_of_any_form_tell_what_a_row_takes(forward, rule, expected):
    try:
        assert str(own(forward=forward, rule=rule).arguments) == expected
    finally:
        del TABLE["own"]


@pytest.mark.parametrize(("n", "takes"), [(1, "1 input"), (2, "1 to 2 inputs"), (3, "1 to 3 inputs")])
def test_a_row_with_inputs_that_may_be_left_out_says_how_many_it_takes(n, takes):
    rules = {
        1: lambda g, z, x: g,
        2: lambda g, z, x, y=0.0: g,
        3: lambda g, z, x, y=0.0, b=0.0: g,
    }
    shift = Op("shift", lambda *xs: sum(xs), (rules[n],) * n, listed=False)
    with pytest.raises(TypeError, match=rf"^shift takes {takes}, got 4: call it as"):
        shift(1.0, 2.0, 3.0, 4.0)
    with pytest.raises(TypeError, match=r"^concatenate takes at least 1 inputs, got 0"):
        TABLE["concatenate"]()


CELL = """
cube = Op("notebook_cube", lambda x: {factor} * x**3, (lambda g, z, x: g * {factor} * 3.0 * x**2,), "x³",
          ("x^3", r"3 \\bar z\\, x^2"), lambda: [Sample((1.0,))], ufunc=ufunc)
"""


def test_a_cell_of_a_notebook_run_again_replaces_its_row():
    notebook = {"Op": Op, "Sample": Sample, "__name__": "__main__", "ufunc": np.cbrt}
    known = dict(NUMPY)
    try:
        exec(CELL.format(factor=1.0), notebook)
        first = notebook["cube"]
        notebook["ufunc"] = None
        exec(CELL.format(factor=2.0), notebook)
        again = notebook["cube"]
        assert TABLE["notebook_cube"] is again is not first
        assert np.cbrt not in NUMPY
        x = Tensor(3.0)
        again(x).backward()
        assert x.grad == 54.0
        with pytest.raises(ValueError, match=r"two rows are called 'notebook_cube': the other one is declared in __main__"):
            own("notebook_cube")
        with pytest.raises(ValueError, match=r"two rows are called 'exp': .* declared in autograd\.ops\.elementwise"):
            own("exp")
        assert TABLE["exp"] is autograd.exp
    finally:
        TABLE.pop("notebook_cube", None)
        NUMPY.clear()
        NUMPY.update(known)


IMAGE = np.ones((2, 3, 4))
STATES = [np.ones((3, 5)), np.ones((3, 5)), np.ones((4, 20)), np.ones((5, 20)), 1.0]
WHOLE = autograd.borrow(np.arange(3))


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: autograd.conv(1.0, 2.0), ValueError, r"^conv of shapes \(\) and \(\): x must be"),
        (lambda: autograd.lstm(*[1.0] * 6), ValueError, r"^lstm of shapes .*x must be \(T, B, n\)"),
        (lambda: autograd.lstm(IMAGE, *STATES), ValueError, r"need h, c, w, u, b of"),
        (lambda: autograd.moments(3.0), ValueError, r"^moments of shapes \(\)"),
        (lambda: autograd.attention(IMAGE, IMAGE, IMAGE, heads=0), ValueError, r"^attention: heads is a whole"),
        (lambda: autograd.attention(IMAGE, IMAGE, IMAGE, heads=3), ValueError, r"3 heads need features that divide by 3"),
        (lambda: autograd.attention(IMAGE, IMAGE, IMAGE, mask=np.zeros((3, 3))), TypeError, r"^attention: a mask is boolean"),
        (lambda: Tensor([1.0]).sum(axis="a"), TypeError, r"^sum of shapes \(1,\), axis='a'"),
        (lambda: autograd.softmax(Tensor([1.0]), axis="a"), TypeError, r"^softmax of shapes \(1,\), axis='a'"),
        (lambda: autograd.standardize(np.array(["2020-01-01"], "M8[D]")), TypeError, r"^standardize: .*datetime64"),
        (lambda: autograd.moments(np.array(["2020-01-01"], "M8[D]")), TypeError, r"^moments: .*datetime64"),
        (lambda: autograd.standardize([1.0, 3.0], epsilon=-2), ValueError, r"^standardize: epsilon.* got -2"),
        (lambda: autograd.standardize([1.0, 3.0], epsilon="1e-3"), ValueError, r"^standardize: epsilon.* got '1e-3'"),
        (lambda: autograd.normalize(IMAGE, np.ones(4), np.ones(4), epsilon=np.nan), ValueError, r"^normalize.* nan"),
        (lambda: autograd.pad(Tensor([1.0]), 1, "constant", None), TypeError, r"^pad of .*made of numbers, got None"),
        (lambda: autograd.split(Tensor([1.0, 2.0]), -1), ValueError, r"^split: the number of pieces is 1 or more, got -1"),
        (lambda: autograd.split(Tensor([1.0, 2.0]), 0), ValueError, r"^split: the number of pieces is 1 or more, got 0"),
        (lambda: autograd.split(np.ones(2), 0), ValueError, r"^split: the number of pieces is 1 or more, got 0"),
        (lambda: Tensor([1.0, 2.0], np.float32), TypeError, r"requires_grad is True .*float32.*np\.asarray\("),
        (lambda: Tensor([1.0, 2.0], "w"), TypeError, r"requires_grad is True or False, got 'w'"),
        (lambda: setattr(WHOLE, "requires_grad", True), TypeError, "int64 data"),
    ],
)  # fmt: skip
def test_a_bad_call_says_who_refuses_what(call, kind, said):
    with pytest.raises(kind, match=said):
        call()


def test_methods_and_operators_carry_their_rows_name_and_explain_themselves():
    for name in ("exp", "tanh", "relu", "__add__", "__radd__", "__neg__", "__matmul__"):
        method = getattr(Tensor, name)
        assert method.__name__ in TABLE
        assert ">>> " in method.__doc__
    with pytest.raises(TypeError, match=r"Tensor\.exp\(\) takes 1 positional argument but 2 were given"):
        Tensor(1.0).exp(Tensor(2.0))


def test_a_product_of_matrices_that_do_not_fit_names_the_sizes_in_order():
    with pytest.raises(ValueError, match=r"^matmul of shapes \(2, 3\) and \(4, 5\): inner sizes 3 and 4 differ"):
        TABLE["matmul"](np.ones((2, 3)), np.ones((4, 5)))
