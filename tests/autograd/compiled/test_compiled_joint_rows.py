"""Rows whose rules share work, in programs: what one run keeps for its rule is that run's, and its memory serves the next."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import TABLE, Tape, Tensor, compile, value_and_grad
from autograd.compiled.buffers import count_bytes

CASES = [
    pytest.param(op, sample, id=f"{op.name}-{i}")
    for op in TABLE.values()
    if op.joint
    for i, sample in enumerate(op.samples())
    if all(np.ndim(x) for x in sample.inputs)
]


def weigh(z):
    return (z * np.cos(np.arange(z.size)).reshape(z.shape)).sum()


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_a_joint_row_replays_as_it_runs_eagerly(op, sample):
    moving = [i for i, x in enumerate(sample.inputs) if np.asarray(x).dtype.kind == "f" and op.rule(i) is not None]

    def loss(arrays):
        inputs = [*sample.inputs]
        for i, x in zip(moving, arrays):
            inputs[i] = x
        z = op(*inputs, **sample.settings)
        return weigh(z) + weigh(op(*inputs, **sample.settings) * z)

    step = compile(value_and_grad(loss))
    first = [np.array(sample.inputs[i]) for i in moving]
    for scale in (1.0, 0.75, 1.0):
        arrays = [scale * x for x in first]
        value, gradients = step(arrays)
        expected, slopes = value_and_grad(loss)(arrays)
        np.testing.assert_allclose(value, expected, rtol=1e-10)
        for g, slope in zip(gradients, slopes):
            np.testing.assert_allclose(g, slope, rtol=1e-9, atol=1e-10)


def test_a_constant_that_is_written_after_a_tape_was_compiled_is_in_it_as_it_was():
    x, c = Tensor(np.ones(3)), Tensor(np.array([1.0, 2.0, 3.0]), requires_grad=False)
    program = Tape.gather((x * c).sum()).compile(inputs=[x])
    c.data[0] = 100.0
    assert program(np.ones(3)) == 6.0


def test_what_a_row_kept_is_counted_with_all_that_is_in_it():
    assert count_bytes((np.ones(2), [np.ones(3), None], 7)) == 40
