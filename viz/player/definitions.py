"""Fused operations written out: the same computation, recorded with what defines softmax, lstm or attention in their place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from autograd import Scope, Tensor, enable_grad, scope
from viz.graph.words import plain
from viz.tape.scopes import Path
from viz.tape.survey import Survey, in_order

CLOSE = 1e-9  # a definition has to give the same numbers


@enable_grad
def written_out(loss: Tensor, survey: Survey) -> tuple[Tensor, dict[str, Any]]:
    """The result computed once more from the same leaves with definitions recorded, and the names of its values.

    A row of the op table says how its result is defined: its oracle. Where that is a single operation, cannot be recorded
    or gives other numbers, the operation stays as it is.
    """
    made: dict[int, Tensor] = {}
    open_scopes = OpenScopes()
    for z in survey.operations:
        assert z.op is not None
        inputs = [made.get(id(x), x) for x in z.inputs]
        open_scopes.go_to(survey.scopes.path(z.scope))
        again = _defined(z, inputs)
        if again is None and any(x is not y for x, y in zip(inputs, z.inputs)):
            again = z.op(*inputs, **(z.settings or {}))
        if again is not None:
            again.name = z.name
            made[id(z)] = again
    open_scopes.go_to(())
    names = {survey.names[id(t)]: made.get(id(t), t) for t in survey.tensors if id(t) in survey.names}
    return made.get(id(loss), loss), names


def _defined(z: Tensor, inputs: list[Tensor]) -> Tensor | None:
    """What the definition gives, in a scope of the operation's name; None if there is none that shows more."""
    op = z.op
    if op is None or op.oracle is None or op.oracle is op.ufunc:
        return None
    given = [x if x.requires_grad or x.op is not None or _is_float_array(x) else x.numpy() for x in inputs]
    try:
        with scope(plain(op.name)), np.errstate(all="ignore"):
            again = op.oracle(*given, **(z.settings or {}))
    except Exception:  # an oracle may do what only arrays can: then the operation stays closed
        return None
    if not isinstance(again, Tensor) or again.shape != z.shape or again.scope is None:
        return None
    inside = [y for y in in_order((again,)) if y.op is not None and y.position > z.position and y.scope is again.scope]
    same = np.allclose(again.numpy(), z.numpy(), rtol=CLOSE, atol=CLOSE, equal_nan=True)
    return again if same and len(inside) > 1 else None


def _is_float_array(x: Tensor) -> bool:
    return bool(x.shape) and np.asarray(x.numpy()).dtype.kind == "f"


class OpenScopes:
    """The scopes that are being recorded in, entered once more: of two paths in a row what they share stays open."""

    def __init__(self) -> None:
        self.open: list[tuple[Scope, AbstractContextManager[Any]]] = []

    def go_to(self, path: Path) -> None:
        shared = 0
        while shared < min(len(path), len(self.open)) and self.open[shared][0] is path[shared]:
            shared += 1
        while len(self.open) > shared:
            self.open.pop()[1].__exit__(None, None, None)
        for original in path[shared:]:
            entered = scope(original.owner)
            entered.__enter__()
            self.open.append((original, entered))
