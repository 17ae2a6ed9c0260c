"""Gradients that operations of their own computed: of which value each is the gradient, as the backward pass noted it."""

from __future__ import annotations

from autograd import BackwardScope
from viz.tape.survey import Survey

MOST = 3  # names that stand beside a value that is the gradient of several


def name_gradients(survey: Survey) -> dict[int, str]:
    """By the id of a gradient, what it is: ∂x, or ∂#5 for a value without a name; ∂∂x in a second backward pass."""
    noted: dict[int, list[int]] = {}
    for scope in survey.scopes.all.values():
        if isinstance(scope, BackwardScope):
            noted |= scope.gradient_of
    if not noted:
        return {}
    there = {t.position: t for t in survey.tensors}
    found: dict[int, str] = {}
    for t in survey.operations:  # in the order of the tape, so that what a gradient is the gradient of is known
        if t.position not in noted:
            continue
        called: dict[str, None] = {}
        for position in noted[t.position]:
            of = there.get(position)
            while of is not None and of.op is not None and of.op.name == "alias":
                of = of.inputs[0]
            known = "" if of is None else survey.name(of) or found.get(id(of), "")
            called[known] = None
        names = [name for name in called if name][:MOST] or [f"#{noted[t.position][0]}"]
        found[id(t)] = ", ".join(f"∂{name}" for name in names)
    return found
