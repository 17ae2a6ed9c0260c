"""Long chains of additions as one sum: partial sums that nobody else uses are not drawn."""

from __future__ import annotations

from autograd import Tensor
from autograd import add as addition


def sums(operations: list[Tensor], roots: set[int], least: int) -> dict[int, list[Tensor]]:
    """The additions that make one sum of at least `least` terms, by the id of the last of them, in tape order.

    Folded are only additions of one scope and one shape: then each term's share of the gradient is the sum's own.
    """
    users: dict[int, int] = {}
    for z in operations:
        for x in z.inputs:
            if x.op is addition:
                users[id(x)] = users.get(id(x), 0) + 1
    chains: dict[int, list[Tensor]] = {}
    for z in operations:
        if z.op is not addition:
            continue
        chain: list[Tensor] = []
        for x in z.inputs:
            alone = id(x) in chains and users[id(x)] == 1 and id(x) not in roots
            if alone and x.scope is z.scope and x.shape == z.shape:
                part = chains.pop(id(x))
                chain, part = (part, chain) if len(part) > len(chain) else (chain, part)
                chain += part  # the shorter joins the longer: a chain of n costs n
        chain.append(z)
        chains[id(z)] = chain
    found = {key: chain for key, chain in chains.items() if len(chain) + 1 >= least}
    for chain in found.values():
        chain.sort(key=lambda z: z.position)
    return found


def terms(chain: list[Tensor]) -> list[Tensor]:
    """What a chain adds up, in the order of first use; a value added twice is there twice."""
    inside = {id(z) for z in chain}
    return [x for z in chain for x in z.inputs if id(x) not in inside]
