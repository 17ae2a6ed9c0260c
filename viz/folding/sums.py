"""Long chains of additions as one sum: partial sums that nobody else uses are not drawn."""

from __future__ import annotations

from dataclasses import dataclass

from autograd import Tensor
from autograd import add as addition
from viz.tape.survey import Survey


@dataclass
class Sums:
    """Additions that hand their result to one further addition, and to nothing else."""

    last: dict[int, Tensor]  # the addition at the end of the chain, by the id of each addition in it
    length: dict[int, int]  # how many additions a chain has, by the id of its last one

    def end(self, z: Tensor, least: int) -> Tensor | None:
        """The last addition of the sum that z is part of, if that sum has at least `least` terms."""
        last = self.last.get(id(z))
        return last if last is not None and self.length[id(last)] + 1 >= least else None


def sums(survey: Survey) -> Sums:
    """The chains of additions of one scope and one shape: there each term's share of the gradient is the sum's own."""
    length = {id(z): 1 for z in survey.operations if z.op is addition}
    users: dict[int, int] = {}
    for inputs in survey.inputs:
        for x in inputs:
            if id(x) in length:
                users[id(x)] = users.get(id(x), 0) + 1
    into: dict[int, Tensor] = {}
    for z, inputs in zip(survey.operations, survey.inputs):
        if z.op is not addition:
            continue
        for x in inputs:
            if users.get(id(x)) == 1 and x.scope is z.scope and x.shape == z.shape and id(x) not in survey.roots:
                into[id(x)] = z
                length[id(z)] += length[id(x)]
    last: dict[int, Tensor] = {}
    for z in reversed(survey.operations):
        if z.op is addition:
            further = into.get(id(z))
            last[id(z)] = z if further is None else last[id(further)]
    return Sums(last, length)


def terms(chain: list[Tensor]) -> list[Tensor]:
    """What a chain adds up, in the order of first use; a value added twice is there twice."""
    inside = {id(z) for z in chain}
    return [x for z in chain for x in z.inputs if id(x) not in inside]
