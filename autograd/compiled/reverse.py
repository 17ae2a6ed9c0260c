"""The backward pass of a tape of arrays as more tape: each rule runs on Tensors, and what it does is recorded.

So a program is one straight line from the inputs to the gradients, and its memory can be planned as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

import numpy as np

from autograd.kernel.backward import gather
from autograd.kernel.broadcasting import fit_to_input, unbroadcast
from autograd.kernel.choices import kept_for, takes_part
from autograd.kernel.modes import change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import Op, put_on_tape, record
from autograd.kernel.writes import next_position


class Looked(Exception):
    """A rule looks at a value, so that it cannot be recorded."""


class Recording:
    """Makes comparisons operations, which compare anew at each run."""

    draws: list[Any] = []
    effects: list[Any] = []

    def refuse(self, what: str, instead: str) -> NoReturn:
        raise Looked(what)

    def uses(self, value: Any) -> None:
        """What a rule brings along is made anew by nobody."""


def reverse(
    operations: Sequence[Node], outputs: Sequence[Node], wanted: Sequence[Node], seeds_stay: bool
) -> tuple[list[Node], list[Any], list[Node]]:
    """The outputs' gradients as leaves, the gradient of each wanted leaf (None where none arrives), and what computes them.

    operations: oldest first. Only what leads from a wanted leaf to an output is followed. seeds_stay: whether the
    outputs' gradients are 1 at each run, and so constants.
    """
    start = next_position()
    seeds = [leaf(type(z), np.ones_like(z._value) if np.ndim(z._value) else 1.0, not seeds_stay) for z in outputs]
    leads = {x.position for x in wanted}
    for z in operations:
        if any(x.position in leads for x in z.inputs):
            leads.add(z.position)
    grads: dict[int, Any] = {}
    with change_mode(compiling=Recording(), grad=True, watchers=(), scope=None):
        for z, seed in zip(outputs, seeds):
            grads[z.position] = seed if z.position not in grads else grads[z.position] + seed
        for z in reversed(operations):
            g: Any = grads.pop(z.position, None) if z.position in leads else None
            if g is None:
                continue
            ways = [i for i, x in enumerate(z.inputs) if x.position in leads and takes_part(z.op, i, x)]
            for i, found in zip(ways, contribute(z, g, ways)):
                x = z.inputs[i]
                if np.shape(x._value) != np.shape(found._value):
                    found = record(type(z), ADDED, (found,), {"shape": np.shape(x._value)})
                found = fit_to_input(found, x)
                grads[x.position] = found if x.position not in grads else grads[x.position] + found
    gradients = [grads.get(x.position) for x in wanted]
    latest_first, _ = gather([g for g in gradients if g is not None], start)
    return seeds, gradients, latest_first[::-1]


# adding up what was broadcast is one operation, done as eagerly: on plain numbers there are quicker ways than the rows
ADDED = Op("sum", unbroadcast, (None,), "Σ", ("", ""), list, listed=False)


class RuleCall:
    """One call of a joint row's rule: what made the nodes of the gradients that it gives, and of which inputs they are."""

    def __init__(self, z: Node) -> None:
        self.op: Op = z.op
        self.position = z.position
        self.inputs: dict[int, int] = {}  # by the position of the gradient's node


def contribute(z: Node, g: Any, wanted: Sequence[int]) -> list[Any]:
    """The wanted inputs' contributions. The rule of a joint row is one operation; so is each rule that looks at values."""
    op: Op = z.op
    if op.joint:
        return call_joint_rule(z, g, wanted)
    found: list[Any] = []
    try:
        found.extend(op.contributions(wanted, g, z, z.inputs, z.settings or {}))
    except Looked:
        pass
    return found + [record(type(z), rule_row(op, i), (g, z, *z.inputs), z.settings) for i in wanted[len(found) :]]


def call_joint_rule(z: Node, g: Node, wanted: Sequence[int]) -> list[Node]:
    """A node for each gradient that the rule gives on plain values."""
    values = [x._value for x in z.inputs]
    found = z.op.contributions(wanted, g._value, z._value, values, z.settings or {}, kept_for(z, z._value))
    call: Any = RuleCall(z)  # which stands in the place of a row
    nodes = [put_on_tape(type(z), call, (g, z, *z.inputs), z.settings, data) for data in found]
    call.inputs.update(zip([x.position for x in nodes], wanted))
    return nodes


@cache
def rule_row(op: Op, i: int) -> Op:
    """The rule for input i, on plain numbers, as a row."""
    rule = op.rule(i)
    assert rule is not None

    def forward(g: Any, *values: Any, **settings: Any) -> Any:
        plain = [np.float64(v) if type(v) is float else v for v in (g, *values)]
        return rule(*plain, **settings)

    return Op(f"∂{op.name}", forward, (None,), f"∂{op.label}", ("", ""), list, listed=False)
