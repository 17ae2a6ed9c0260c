"""The backward pass of a function's derivative: the same walk, in steps that can be recorded and differentiated again."""

from __future__ import annotations

from typing import Any

from autograd.kernel.backward import CHOOSES, contributions, hand_back, see_values
from autograd.kernel.choices import Choices, has_nan
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, leaf


def see_tensors(z: Node) -> tuple[Any, list[Any]]:
    """The same as Tensors: what the rules do is recorded."""
    return z, list(z.inputs)


def see_constants(z: Node) -> tuple[Any, list[Any]]:
    """The same as constants on their memory: what the rules do is recorded as a function of the gradient alone."""
    return leaf(type(z), z._value, False), [leaf(type(z), x._value, False) for x in z.inputs]


def pull(operations: list[Node], grads: dict[Node, Any], since: int = 0, linear: bool = False) -> None:
    """Hand gradients back for a function's derivative: on Tensors if that is to be recorded, else on plain values.

    `grads` holds the seeds, Tensors, and at the end the gradients of what no operation among these made; inputs older
    than `since` are left out. `linear` records the walk as a function of the seeds alone, which is linear.
    """
    mode = MODE.get()
    plain = not mode.grad and mode.compiling is None
    see = see_values if plain else see_constants if linear else see_tensors
    if plain:
        for z, g in grads.items():
            grads[z] = g._value
    chooses = any(map(CHOOSES, operations))
    care = not plain and bool(mode.watchers or (chooses and any([z.op.singular for z in operations])))
    if not care:  # else a further derivative may be infinite where this one is not
        seeds = dict(grads)
        hand_back(operations, grads, lambda z, g: contributions(z, g, *see(z), since), in_place=plain)
        care = chooses and mode.compiling is None and any(map(has_nan, grads.values()))
        if not care:
            return
        grads.clear()
        grads.update(seeds)
    hand_back(operations, grads, Choices(grads, see_values if plain or linear else see_tensors, since).contributions)
