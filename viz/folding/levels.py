"""How deep in the computation each operation lies: one more than the deepest of its inputs. Leaves lie at 0."""

from __future__ import annotations

from autograd import Tensor


def levels(operations: list[Tensor]) -> dict[int, int]:
    """The level of each operation, by its id; `operations` in tape order."""
    level: dict[int, int] = {}
    known = level.get
    for z in operations:
        deepest = 0
        for x in z.inputs:
            below = known(id(x), 0)
            if below > deepest:
                deepest = below
        level[id(z)] = deepest + 1
    return level
