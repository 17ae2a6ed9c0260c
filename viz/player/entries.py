"""Small arrays entry by entry: their numbers, and the derivative of each entry of a result by each entry of an input."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, vjp

SMALL = 12  # entries of an array that a page shows one by one


def entries(data: Any) -> list[float] | None:
    """The numbers of a small array in C order; None for a large one.

    >>> entries(np.array([[1, 2], [3, 4]])), entries(np.zeros(13))
    ([1.0, 2.0, 3.0, 4.0], None)
    """
    return np.ravel(data).astype(float).tolist() if 0 < np.size(data) <= SMALL else None


def slopes(z: Tensor) -> list[list[list[float]] | None] | None:
    """For each input of the operation that made z ∂z/∂x as rows, one for each entry of z; None where arrays are large.

    The rules of the op table say them: each row is what a rule hands back when that one entry has the gradient 1.

    >>> slopes(Tensor([1.0, 2.0]).sum())
    [[[1.0, 1.0]]]
    """
    op, settings = z.op, z.settings or {}
    values = [x.numpy() for x in z.inputs]
    if op is None or not 0 < z.size <= SMALL or not (z.shape or any(x.shape for x in z.inputs)):
        return None
    asked = [i for i, x in enumerate(values) if 0 < np.size(x) <= SMALL and op.rule(i) and np.asarray(x).dtype.kind == "f"]
    found: list[list[list[float]] | None] = [None] * len(values)
    if not asked:
        return found

    def run_with(*xs: Any) -> Any:
        given = dict(zip(asked, xs))
        return op(*[given.get(i, x) for i, x in enumerate(values)], **settings)

    with np.errstate(all="ignore"):  # an infinite slope is worth showing, not worth a warning
        _, back = vjp(run_with, *[values[i] for i in asked])
        units = np.eye(z.size).reshape(-1, *z.shape)
        handed = [back(unit if z.shape else float(unit)) for unit in units]
    for place, i in enumerate(asked):
        found[i] = [np.ravel(row[place]).tolist() for row in handed]
    return found
