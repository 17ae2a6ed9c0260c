"""The backward pass of a function's derivative: the same walk, in steps that can be recorded and differentiated again."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.backward import CHOOSES, Contributions, contributions, hand_back, see_values
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.choices import Choices, any_nan
from autograd.kernel.hooks import any_hooks, call_hooks
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, holds_floats, leaf
from autograd.kernel.noting import note_gradients
from autograd.kernel.op import apply_rule

INTO = attrgetter("op.into")


def see_tensors(z: Node) -> tuple[Any, list[Any]]:
    """An operation's result and inputs as Tensors: what the rules do with them is recorded."""
    return z, list(z.inputs)


def see_constants(z: Node) -> tuple[Any, list[Any]]:
    """The same as constants: what the rules do with them is recorded as a function of the gradient alone."""
    return leaf(type(z), z._value, False), [leaf(type(z), x._value, False) for x in z.inputs]


class InPlace:
    """Contributions as plain values. A row that can add its contribution into an array (`into`) does so, in `grads`."""

    def __init__(self, grads: dict[Node, Any], since: int) -> None:
        self.grads, self.since = grads, since
        self.owned: dict[Node, Any] = {}

    def contributions(self, z: Node, g: Any) -> Contributions:
        """Each differentiated input of z with the contribution to it, without one that was added in place."""
        x = z.inputs[0]
        if z.op.into is not None and type(x._value) is np.ndarray:
            self.grads[x] = add_into(z, g, self.grads.get(x), self.owned)
            return ()
        return contributions(z, g, *see_values(z), self.since)


def add_into(z: Node, g: Any, before: Any, owned: dict[Node, Any]) -> Any:
    """The gradient of z's only input after z's contribution was added to it, in an array that nothing else uses."""
    x = z.inputs[0]
    total = owned.get(x)
    if total is None or total is not before:
        total = np.zeros(x._value.shape, x._value.dtype) if before is None else np.array(before, order="C")
        owned[x] = total
    z.op.into(total, g, **(z.settings or {}))
    return total


def hand_back_values(operations: list[Node], grads: dict[Node, Any], since: int) -> None:
    """`hand_back` of plain values, without hooks on the way: the same, written out for one and two inputs."""
    if any(map(INTO, operations)):
        return hand_back(operations, grads, InPlace(grads, since).contributions)
    for z in operations:
        g = grads.pop(z, None)
        if g is None:
            continue
        op, x, y = z.op, z._first, z._second
        values: Any
        if type(x) is tuple or (op.pair is None and (op.single is None or z.settings is not None)):
            for x, contribution in contributions(z, g, *see_values(z), since):
                add_contribution(grads, x, contribution)
            continue
        if op.pair is not None:
            values = x if type(x) is float else x._value, y if type(y) is float else y._value
        else:
            values = (x._value,)
        for node, value, rule in zip((x, y), values, op.vjps):
            if value is node or not node._requires_grad or node.position < since or not holds_floats(node):
                continue
            try:
                contribution = rule(g, z._value, *values)
            except ArithmeticError:
                contribution = apply_rule(rule, g, z._value, *values)
            add_contribution(grads, node, contribution)
    grads.update([(x, call_hooks(x, g)) for x, g in grads.items()])


def add_contribution(grads: dict[Node, Any], x: Node, contribution: Any) -> None:
    """Add a contribution to the gradient of x."""
    if not (type(contribution) is type(x._value) is float):
        contribution = fit_to_input(contribution, x)
    grads[x] = contribution if x not in grads else grads[x] + contribution


def pull(operations: list[Node], grads: dict[Node, Any], since: int = 0, linear: bool = False) -> None:
    """Hand gradients back for a function's derivative: on Tensors if that is to be recorded, else on plain values.

    `grads` holds the seeds, which are Tensors, and at the end the gradients of the nodes that none of these operations made;
    inputs older than position `since` are left out. `linear` records the walk as a function of the seeds alone: a linear one.
    """
    mode = MODE.get()
    plain = not mode.grad and mode.compiling is None
    see = see_values if plain else see_constants if linear else see_tensors
    if plain:
        for z, g in grads.items():
            grads[z] = g._value
    chooses = any(map(CHOOSES, operations))
    care = not plain and bool(mode.watchers or (chooses and any([z.op.singular for z in operations])))
    care = care or any_hooks(operations)  # a second walk would call hooks twice
    if not care:  # if it is recorded, a further derivative could be infinite where this one is not
        seeds = dict(grads)
        if plain:
            hand_back_values(operations, grads, since)
        else:
            each = note_gradients(lambda z, g: contributions(z, g, *see(z), since), mode.scope)
            hand_back(operations, grads, each)
        care = chooses and mode.compiling is None and any_nan(grads.values())
        if not care:
            return
        grads.clear()
        grads.update(seeds)
    each = Choices(grads, see_values if plain or linear else see_tensors, since).contributions
    hand_back(operations, grads, each if plain else note_gradients(each, mode.scope))
