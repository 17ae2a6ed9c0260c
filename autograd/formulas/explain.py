"""The chain rule for one tensor, step by step: what `Tape.explain` finds, and `explanation` writes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.formulas.explanation import Explanation, Step, Term
from autograd.kernel.backward import see_values
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.choices import EVERYWHERE, choose, either, takes_part
from autograd.kernel.node import Node
from autograd.kernel.writes import refuse_written


def explain(operations: list[Node], x: Node, names: Mapping[str, Any] | None, result: Node | None) -> Explanation:
    """How the gradient of x comes about on a tape of these operations; `result` is the last one played unless given."""
    if not isinstance(x, Node):
        raise TypeError(f"explain takes a Tensor on the tape, got {type(x).__name__}")
    if not any([x is y for z in operations for y in (z, *z.inputs)]):
        raise ValueError(
            f"{x.describe()} is not on this tape: explain takes a result recorded on it, or what its operations use"
        )
    if not x.requires_grad:
        raise ValueError(f"{x.describe()} is not differentiated, so there is no chain rule to write: use requires_grad=True")
    if result is not None and not any([result is z for z in operations]):
        raise ValueError(f"{result.describe()} is not on this tape: result= is one of its operations")
    result = result or next((z for z in reversed(operations) if z.grad is not None), None)
    if result is None or result.grad is None:
        raise RuntimeError("explain: no backward pass was played on this tape yet: call loss.backward() first, then explain")
    steps = flow(operations, result, x)
    if not steps:
        raise ValueError(f"{result.describe()} does not depend on {x.describe()}: its gradient there is zero everywhere")
    return Explanation(steps, names)


def flow(operations: list[Node], result: Node, x: Node) -> list[Step]:
    """The steps from `result` back to `x`, in the order of a backward pass; none if the result does not depend on x."""
    reached = {x}
    for z in operations:
        if any([y in reached for y in z.inputs]):
            reached.add(z)
    steps = {result: Step(result, result.grad)}
    alive: dict[Node, Any] = {result: EVERYWHERE}
    for z in reversed(operations):
        if z not in steps or z not in reached or z is x:
            continue
        for y in z.inputs:
            refuse_written(y, z)
        gradient = steps[z].gradient
        found = choose(z, gradient, alive[z], see_values)
        for i, y in enumerate(z.inputs):
            if takes_part(z.op, i, y):
                _, contribution, reach = next(found)
                if y in reached:
                    value = fit_to_input(contribution, y)
                    alive[y] = either(alive[y], reach) if y in alive else reach
                    step = steps.setdefault(y, Step(y))
                    step.gradient = value if step.gradient is None else step.gradient + value
                    step.terms.append(Term(z, i, contribution, value))
    if x not in steps:
        return []
    for step in steps.values():
        step.terms.sort(key=lambda term: (term.z.position, term.i))
    return sorted(steps.values(), key=lambda step: (step.node is x, -step.node.position))
