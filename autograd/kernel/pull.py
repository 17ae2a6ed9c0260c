"""The backward pass of a function's derivative: gradients by a dict, in steps that can be recorded and differentiated again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.kernel.fitting import fitted
from autograd.kernel.live import carefully, flows, has_nan
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import asked


def pull(operations: list[Node], grads: dict[Node, Any], since: int = 0, linear: bool = False) -> None:
    """Hand gradients back, latest operation first: on Tensors if that is to be recorded, else on plain values.

    `grads` holds the seeds, Tensors, and at the end the gradients of what no operation among these made; inputs older
    than `since` are left out. `linear` records the walk as a function of the seeds alone, which is linear.
    """
    mode = MODE.get()
    plain = not mode.grad and mode.compiling is None
    if plain:
        for z, g in grads.items():
            grads[z] = g._value
    elif mode.watchers or (any(z.op.chooses for z in operations) and any(z.op.singular for z in operations)):
        carefully(operations, grads, since, plain or linear)  # a further derivative may be infinite where this one is not
        return
    seeds = dict(grads)
    owned: dict[Node, Any] = {}
    for z in operations:
        g = grads.pop(z, None)
        if g is None:
            continue
        if plain and z.op.into is not None and type(z._first._value) is np.ndarray:
            x = z._first
            if x.position >= since:
                grads[x] = added_into(z, g, grads.get(x), owned)
            continue
        for x, share in shares(z, g, *seen(z, plain, linear), since):
            share = fitted(share, x, g)
            grads[x] = share if x not in grads else grads[x] + share
    if mode.compiling is None and any(has_nan(g) for g in grads.values()):
        grads.clear()
        grads.update(seeds)
        carefully(operations, grads, since, plain or linear)


def seen(z: Node, plain: bool, linear: bool = False) -> tuple[Any, list[Any]]:
    """What the rules see of an operation's result and inputs: numbers and arrays, Tensors, or constants on their memory."""
    if plain:
        return z._value, [x if type(x) is float else x._value for x in z.operands]
    if linear:
        return leaf(type(z), z._value, False), [leaf(type(z), x._value, False) for x in z.inputs]
    return z, list(z.inputs)


def shares(z: Node, g: Any, value: Any, values: list[Any], since: int = 0) -> Iterator[tuple[Node, Any]]:
    """Each differentiated input of z, not older than `since`, with its share of g."""
    op, inputs, settings = z.op, z.inputs, z.settings or {}
    if op.variadic:
        wanted = [i for i, x in enumerate(inputs) if x.position >= since and flows(op, i, x)]
        yield from zip([inputs[i] for i in wanted], op.contributions(wanted, g, value, values, settings))
        return
    for x, rule in zip(inputs, op.vjps):  # `flows` written out
        if rule is not None and x.requires_grad and x.position >= since:
            if type(x._value) is float or x._value.dtype.kind == "f":
                yield x, asked(rule, g, value, *values, **settings)


def added_into(z: Node, g: Any, before: Any, owned: dict[Node, Any]) -> Any:
    """The gradient of z's input with z's share added, in memory that is this gradient's alone: no whole array for each use."""
    x = z._first
    total = owned.get(x)
    if total is None or total is not before:
        total = np.zeros(x._value.shape, x._value.dtype) if before is None else np.array(before, order="C")
        owned[x] = total
    z.op.into(total, g, **(z.settings or {}))
    return total
