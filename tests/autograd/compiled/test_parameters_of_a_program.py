"""Tape.compile: what inputs, parameters and the other leaves of a program are, and what is refused as such."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tape, Tensor


def compiled(kind):
    """y = w x + v, with v neither input nor parameter, of single numbers or of arrays."""
    w, x, v = (Tensor(a if kind == "number" else np.array([a, 2.0 * a])) for a in (2.0, 3.0, 5.0))
    y = w * x + v if kind == "number" else (w * x + v).sum()
    return w, x, v, Tape.gather(y).compile(inputs=[x], parameters=[w])


@pytest.mark.parametrize("kind", ["number", "array"])
def test_refresh_takes_the_other_leaves_too(kind):
    w, x, v, program = compiled(kind)
    before = program(x.numpy())
    v.data = v.data + 1.0
    assert program(x.numpy()) == before
    program.refresh()
    assert program(x.numpy()) == before + v.size
    assert program.parameters.tolist() == np.ravel(w.numpy()).tolist()


def test_a_program_without_parameters_has_an_empty_vector():
    x = Tensor(3.0)
    program = Tape.gather(x * 2.0).compile(inputs=[x], parameters=[])
    assert program.parameters.shape == (0,)
    assert program(4.0) == 8.0


def test_what_is_assigned_must_fit_the_vector():
    program = compiled("array")[-1]
    with pytest.raises(ValueError, match=r"takes 2 numbers in one vector, or one for all, got shape \(3,\)"):
        program.parameters = np.ones(3)
    with pytest.raises(ValueError, match="got str"):
        program.parameters = "many"
    program.parameters = 7.0
    assert program.parameters.tolist() == [7.0, 7.0]


def test_what_is_listed_must_be_leaves_that_are_differentiated_each_once():
    w, x = Tensor(2.0), Tensor(3.0)
    tape = Tape.gather(w * x)
    for listed in ({"inputs": [x], "parameters": [x]}, {"inputs": [x, x]}, {"parameters": [w, w]}):
        with pytest.raises(ValueError, match="listed twice"):
            tape.compile(**listed)
    for what in ("inputs", "parameters"):
        with pytest.raises(TypeError, match=f"{what} must be Tensors, got float"):
            tape.compile(**{what: [2.0]})
        with pytest.raises(ValueError, match=f"among {what} requires no gradient"):
            tape.compile(**{what: [Tensor(1.0, requires_grad=False)]})


def test_a_number_given_for_an_array_is_refused():
    program = compiled("array")[-1]
    with pytest.raises(ValueError, match=r"input 0 holds shape \(\) for .*, recorded with shape \(2,\)"):
        program(2.0)


@pytest.mark.parametrize("hooked", ["leaf", "result"])
def test_hooks_are_refused_wherever_they_are(hooked):
    w, x = Tensor(2.0), Tensor(3.0)
    y = w * x
    z = y + 1.0
    (w if hooked == "leaf" else y).register_hook(lambda g: g)
    with pytest.raises(ValueError, match="a program calls no hooks"):
        Tape.gather(z).compile(inputs=[x], parameters=[w])


def test_a_long_table_is_cut_in_the_middle():
    from autograd.compiled.program import SHOWN

    for n in (SHOWN, SHOWN + 1):
        x = y = Tensor(np.ones(2))
        for _ in range(n - 2):
            y = y + 1.0  # which passes the gradient on as it is, so that only the sum has a way back
        program = Tape.gather(y.sum()).compile(inputs=[x])
        assert len(program.rows()) == n
        shown = str(program).count("  add ")
        assert ("⋮" in str(program)) == (n > SHOWN)
        assert shown == SHOWN - 2


def test_each_run_counts():
    program = compiled("number")[-1]
    assert program.runs == 0
    program(1.0)
    program(2.0)
    assert program.runs == 2
    program.backward()
    assert program.runs == 2
