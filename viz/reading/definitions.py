"""Fused operations written out: the same computation, recorded anew with the operations that define softmax or attention."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Scope, Tensor, enable_grad, scope
from viz.graph.words import plain
from viz.tape.survey import Survey, in_order

CLOSE, CLOSE_IN_SINGLE = 1e-9, 1e-4  # a definition has to give the same numbers


def write_out(loss: Tensor, survey: Survey) -> tuple[Tensor, dict[str, Any]]:
    """What `write_all_out` gives for one result."""
    (again,), names = write_all_out((loss,), survey)
    return again, names


@enable_grad
def write_all_out(roots: tuple[Tensor, ...], survey: Survey) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    """Compute results once more from the same leaves, and record definitions; also gives the names of their values.

    A row of the op table says how its result is defined: its oracle. If that is a single operation, cannot be recorded
    or gives other numbers, the operation stays as it is.
    """
    made: dict[int, Tensor] = {}
    for z in survey.operations:
        assert z.op is not None
        inputs = [made.get(id(x), x) for x in z.inputs]
        again = _define(z, inputs)
        if again is None and any(x is not y for x, y in zip(inputs, z.inputs)):
            again = z.op(*inputs, **(z.settings or {}))
            again.scope = z.scope
        if again is not None:
            again.name = z.name
            made[id(z)] = again
    names = {survey.names[id(t)]: made.get(id(t), t) for t in survey.tensors if id(t) in survey.names}
    found = tuple(made.get(id(z), z) for z in roots)
    for before, after in zip(roots, found):
        if before.grad is not None and before is not after:
            _hand_back(after, before.grad)
    return found, names


def _hand_back(z: Tensor, grad: Any) -> None:
    """The gradients of what was written out, where those of the computation itself are known; leaves keep theirs."""
    leaves = [(x, x.grad) for x in in_order((z,)) if x.op is None]
    z.backward(grad)
    for x, known in leaves:
        x.grad = known


def _define(z: Tensor, inputs: list[Tensor]) -> Tensor | None:
    """The result of the definition, in a scope with the operation's name; None if no definition shows more."""
    op = z.op
    if op is None or op.oracle is None or op.oracle is op.ufunc:
        return None
    given = [x if x.requires_grad or x.op is not None or _is_float_array(x) else x.numpy() for x in inputs]
    try:
        with scope("definition"), np.errstate(all="ignore"):
            again = op.oracle(*given, **(z.settings or {}))
    except Exception:  # an oracle may do what only arrays can: then the operation stays closed
        return None
    if not isinstance(again, Tensor) or again.shape != z.shape or again.scope is None:
        return None
    recorded, inside = again.scope, Scope(plain(op.name), z.scope)
    steps = [y for y in in_order((again,)) if y.op is not None and y.scope is recorded]
    close = CLOSE if z.dtype.itemsize > 4 else CLOSE_IN_SINGLE
    if len(steps) < 2 or not np.allclose(again.numpy(), z.numpy(), rtol=close, atol=close, equal_nan=True):
        return None
    for y in steps:
        y.scope = inside
    return again


def _is_float_array(x: Tensor) -> bool:
    return bool(x.shape) and np.asarray(x.numpy()).dtype.kind == "f"
