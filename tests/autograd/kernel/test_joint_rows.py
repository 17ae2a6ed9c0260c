"""Joint rows: the forward keeps what the way back needs, and one rule gives all gradients that are wanted."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import TABLE, Op, Sample, Tape, Tensor, gradcheck, no_grad, vjp
from autograd.kernel.node import Node

SAMPLES = [
    pytest.param(row, sample, id=f"{row.name}-{i}")
    for row in TABLE.values()
    for i, sample in enumerate(row.samples())
    if row.joint and np.size(sample.inputs[0])
]


class Waves:
    """The row sin(x) · y, whose rule needs the cosine, with a diary of its calls."""

    def __init__(self) -> None:
        self.forwards = []
        self.calls = []
        self.row = Op(
            "waves", self.forward, (self.rule, self.rule), "≈", (r"\sin(x)\,y", r"\bar z \cos(x)\,y", r"\bar z \sin x"),
            lambda: [Sample((0.5, 2.0))], joint=True, floating=True, listed=False,
        )  # fmt: skip

    def forward(self, x, y, room=None):
        self.forwards.append(room)
        kept = np.cos(x, out=room) if np.ndim(x) else np.cos(x)
        return np.sin(x) * y, kept

    def rule(self, g, z, kept, x, y, *, wanted):
        self.calls.append((kept, tuple(wanted)))
        cosine = np.cos(x) if kept is None else kept
        return [g * cosine * y if i == 0 else g * np.sin(x) for i in wanted]


X, Y = np.array([0.1, 0.2, 0.3]), np.array([2.0, 3.0, 4.0])


def test_one_call_of_the_rule_gives_all_gradients_from_what_the_forward_kept():
    waves = Waves()
    x, y = Tensor(X), Tensor(Y)
    waves.row(x, y).backward(np.ones(3))
    np.testing.assert_allclose(x.grad, np.cos(X) * Y)
    np.testing.assert_allclose(y.grad, np.sin(X))
    ((kept, wanted),) = waves.calls
    assert wanted == (0, 1)
    np.testing.assert_array_equal(kept, np.cos(X))
    assert len(waves.forwards) == 1


@pytest.mark.parametrize(("differentiated", "wanted"), [((True, False), (0,)), ((False, True), (1,))])
def test_only_wanted_gradients_are_asked_for(differentiated, wanted):
    waves = Waves()
    x, y = (Tensor(v, requires_grad=moves) for v, moves in zip((X, Y), differentiated))
    waves.row(x, y).backward(np.ones(3))
    assert [given for _, given in waves.calls] == [wanted]


def test_a_second_pass_and_a_sum_of_two_uses_give_the_same():
    waves = Waves()
    x, y = Tensor(X), Tensor(Y)
    z = waves.row(x, y) * waves.row(x, 1.0)
    z.backward(np.ones(3))
    first = x.grad.copy()
    z.backward(np.ones(3))
    np.testing.assert_allclose(x.grad, 2 * first)
    np.testing.assert_allclose(first, 2 * np.sin(X) * np.cos(X) * Y)


def test_on_tensors_nothing_is_kept_so_that_the_rule_is_recorded():
    waves = Waves()
    np.testing.assert_allclose(second(waves), -np.sin(X) * Y)
    assert any(kept is None for kept, _ in waves.calls)
    assert gradcheck(waves.row, X, Y)


def second(waves):
    """The second derivative of the row by x, along ones."""
    _, back = vjp(lambda x: vjp(lambda x: waves.row(x, Y), x)[1](np.ones(3))[0], X)
    return back(np.ones(3))[0]


def test_numbers_and_other_kinds_of_calls_give_the_value_alone():
    waves = Waves()
    assert waves.row(0.5, 2.0) == pytest.approx(2.0 * np.sin(0.5))
    np.testing.assert_allclose(waves.row(X, Y), np.sin(X) * Y)
    with no_grad():
        z = waves.row(Tensor(X), Tensor(Y))
    np.testing.assert_allclose(z.numpy(), np.sin(X) * Y)
    assert not hasattr(z, "_kept")
    assert waves.calls == []


def test_rows_that_keep_nothing_have_nothing_set():
    x = Tensor(X)
    for z in (x * 2.0, np.exp(x), np.sum(x), Tensor(2.0) * Tensor(3.0)):
        assert isinstance(z, Node)
        assert not hasattr(z, "_kept")


def test_a_program_calls_the_rule_once_and_lends_the_memory_of_its_last_run():
    waves = Waves()
    f = autograd.compile(autograd.value_and_grad(lambda x, y: np.sum(waves.row(x, y) ** 2), (0, 1)))
    f(X, Y)
    waves.forwards.clear()
    waves.calls.clear()
    for factor in (1.0, 2.0):
        value, (by_x, by_y) = f(factor * X, Y)
        s, c = np.sin(factor * X), np.cos(factor * X)
        assert value == pytest.approx(((s * Y) ** 2).sum())
        np.testing.assert_allclose(by_x, 2 * s * Y * c * Y)
        np.testing.assert_allclose(by_y, 2 * s * Y * s)
    assert [wanted for _, wanted in waves.calls] == [(0, 1), (0, 1)]
    (first, _), (last, _) = waves.calls
    assert waves.forwards[-1] is first is last
    (program,) = f.programs.values()
    assert [name for _, name, _ in program.rows()].count("∂waves") == 1


def test_a_program_asks_only_for_gradients_that_arrive_somewhere():
    waves = Waves()
    f = autograd.compile(autograd.grad(lambda x: np.sum(waves.row(x, np.floor(3.0 * x)))))
    f(X)
    waves.calls.clear()
    np.testing.assert_allclose(f(10.0 * X), np.cos(10.0 * X) * np.floor(30.0 * X))
    assert [tuple(wanted) for _, wanted in waves.calls] == [(0,)]


def test_an_eager_tape_still_has_its_own_after_it_was_compiled():
    waves = Waves()
    x, y = Tensor(X), Tensor(Y)
    z = np.sum(waves.row(x, y))
    program = Tape.gather(z).compile(inputs=[x], parameters=[y])
    for _ in range(3):
        program.value_and_grad(5.0 * X)
    z.backward()
    np.testing.assert_allclose(x.grad, np.cos(X) * Y)


def plain(row, sample):
    """A sample's inputs as the tape sees them, and the places of those that have a gradient."""
    values = [np.asarray(x) if np.ndim(x) else float(x) for x in sample.inputs]
    return values, [i for i, x in enumerate(values) if np.asarray(x).dtype.kind == "f" and row.rule(i) is not None]


def arrays(kept):
    return [x for part in kept for x in arrays(part)] if isinstance(kept, (tuple, list)) else [kept]


@pytest.mark.parametrize(("row", "sample"), SAMPLES)
def test_what_is_handed_out_shares_no_memory_with_what_is_kept(row, sample):
    values, ruled = plain(row, sample)
    z, kept = row.run(list(values), sample.settings)
    found = row.contributions(ruled, np.ones(np.shape(z)), z, values, sample.settings, kept)
    for array in arrays(kept):
        assert not any(np.may_share_memory(array, made) for made in (z, *found))


@pytest.mark.parametrize(("row", "sample"), SAMPLES)
def test_a_second_run_in_the_memory_of_the_first_gives_the_same(row, sample):
    values, ruled = plain(row, sample)
    z, kept = row.run(list(values), sample.settings)
    g = np.linspace(0.5, 1.5, np.size(z)).reshape(np.shape(z)) if np.ndim(z) else 1.0
    expected = row.contributions(ruled, g, z, values, sample.settings, kept)
    again, kept = row.run(list(values), {**sample.settings, "room": kept})
    np.testing.assert_array_equal(again, z)
    for _ in range(2):  # a second pass finds what the first has used up
        for got, wanted in zip(row.contributions(ruled, g, again, values, sample.settings, kept), expected):
            np.testing.assert_array_equal(got, wanted)
