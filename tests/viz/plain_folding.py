"""What folding means, in plain loops over a tape: the quick version, on arrays of indices, is held equal to this."""

from __future__ import annotations

from collections import Counter

from autograd import Tensor
from autograd import add as addition


def order(roots: list[Tensor]) -> list[Tensor]:
    """Operations by their positions, each leaf just before its first use, roots that nothing uses last."""
    operations: dict[Tensor, None] = {}
    stack = list(roots)
    while stack:
        z = stack.pop()
        if z.op is not None and z not in operations:
            operations[z] = None
            stack += z.inputs
    found: dict[Tensor, None] = {}
    for z in sorted(operations, key=lambda z: z.position):
        found |= dict.fromkeys(x for x in z.inputs if x.op is None) | {z: None}
    return list(found | dict.fromkeys(roots))


def level(z: Tensor) -> int:
    """One more than the deepest of its inputs."""
    return 1 + max(map(level, z.inputs), default=0) if z.op is not None else 0


def sum_of(z: Tensor, roots: list[Tensor]) -> Tensor:
    """The addition that ends the sum of z: as long as z goes into one addition of its kind alone, that is further on."""
    uses = [user for user in order(roots) for x in user.inputs if x is z]
    if any(z is root for root in roots) or len(uses) != 1 or uses[0].op is not addition:
        return z
    further = uses[0]
    return sum_of(further, roots) if (further.scope, further.shape) == (z.scope, z.shape) else z


def boxes(roots: list[Tensor], terms: int) -> list[list[Tensor]]:
    """Operations drawn as one: sums of `terms` or more, and single numbers computed by the same op, settings and level."""
    made = [z for z in order(roots) if z.op is not None]
    ends = {z: sum_of(z, roots) for z in made if z.op is addition}
    lengths = Counter(ends.values())
    shared: dict[tuple[object, ...], list[Tensor]] = {}
    for z in made:
        summed = z.op is addition and lengths[ends[z]] + 1 >= terms
        last = ends[z] if summed else z
        if last.shape == ():
            shared.setdefault((summed, last.op, level(last), str(last.settings)), []).append(z)
        elif summed:
            shared.setdefault((ends[z],), []).append(z)
    return [box for key, box in shared.items() if len(box) > 1 or key[0] is not False]


def users(roots: list[Tensor], found: list[list[Tensor]]) -> dict[Tensor, set[Tensor]]:
    """The nodes that use each value but for the one that made it; a box is known by its first member."""
    node = {z: z for z in order(roots)} | {z: box[0] for box in found for z in box}
    used: dict[Tensor, set[Tensor]] = {z: set() for z in node}
    for z in node:
        for x in z.inputs:
            if x.op is None or node[x] is not node[z]:
                used[x].add(node[z])
    return used
