"""Long chains of additions as one sum: partial sums that nobody else uses are not drawn."""

from __future__ import annotations

from autograd import Tensor
from autograd import add as addition
from viz.survey import Survey


def sums(survey: Survey) -> dict[int, list[Tensor]]:
    """The additions that make one sum, by the id of the last of them, in tape order.

    Folded are only additions of one scope and one shape: then each term's share of the gradient is the sum's own.
    """
    additions = {id(z): (z, inputs) for z, inputs in zip(survey.operations, survey.inputs) if z.op is addition}
    users: dict[int, int] = {}
    for inputs in survey.inputs:
        for x in inputs:
            if id(x) in additions:
                users[id(x)] = users.get(id(x), 0) + 1
    chains: dict[int, list[Tensor]] = {}
    for key, (z, inputs) in additions.items():
        chain: list[Tensor] = []
        for x in inputs:
            if (
                id(x) in chains
                and users[id(x)] == 1
                and x.scope is z.scope
                and x.shape == z.shape
                and id(x) not in survey.roots
            ):
                part = chains.pop(id(x))
                chain, part = (part, chain) if len(part) > len(chain) else (chain, part)
                chain += part  # the shorter joins the longer: a chain of n costs n
        chain.append(z)
        chains[key] = chain
    for chain in chains.values():
        chain.sort(key=lambda z: z.position)
    return chains


def terms(chain: list[Tensor]) -> list[Tensor]:
    """What a chain adds up, in the order of first use; a value added twice is there twice."""
    inside = {id(z) for z in chain}
    return [x for z in chain for x in z.inputs if id(x) not in inside]
