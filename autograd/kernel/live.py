"""What a gradient can reach: a zero that comes from a choice, told from a product that happens to be 0.

`where(x > 0, x, exp(x) - 1)` at 1000 does not depend on exp(1000) = inf, yet the chain rule gives 0 · ∞ = NaN; PyTorch and
JAX do. `sqrt(x)**2` at 0 gives 0 · ∞ too, and there 0 would be wrong: the derivative is 1, which a product of numbers cannot
tell, so NaN is the honest answer. The difference lies in the rules: one that *chooses* (where, clip, maximum, relu, indexing)
hands on nothing at all where something else was chosen, one that *multiplies* hands on a number.

So each rule is asked what it does to a NaN: where g = NaN still gives 0, nothing can pass; a product would be NaN, by
whatever it is multiplied. What no NaN reaches is not alive, and there every gradient is 0, whatever infinity follows. That
costs another run of each rule, so it is done only after a NaN arrived at the end of a plain backward pass; and where a
derivative is to be differentiated again, if the tape holds both rows that choose and rows with infinite derivatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from autograd.kernel.fitting import fitted
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node

EVERYWHERE = None  # a gradient can arrive at all elements


def has_nan(g: Any) -> bool:
    """Whether a gradient holds a NaN: a float, an array or a Tensor."""
    g = g._value if isinstance(g, Node) else g
    if type(g) is not np.ndarray:
        return bool(g != g)
    if g.size > 4096 and g.flags.c_contiguous and g.dtype.char in "fd":
        flat = g.reshape(-1)
        with np.errstate(over="ignore"):
            square = np.dot(flat, flat)  # NaN if a number is, and quicker than looking at each
        return bool(square != square)
    return bool(np.isnan(g).any())


def flows(op: Any, i: int, x: Node) -> bool:
    """Whether input i takes part in the gradient: whole numbers and booleans do not."""
    if not x._requires_grad or not (op.variadic or op.vjps[i] is not None):
        return False
    return type(x._value) is float or x._value.dtype.kind == "f"


def carefully(operations: Iterable[Node], grads: dict[Node, Any], since: int, plain: bool) -> dict[Node, Any]:
    """Hand gradients back as `pull` does, latest first, and nothing to what no gradient can reach.

    `grads` is as in `pull`, on plain values or on Tensors. Returns the gradients of the operations.
    """
    alive: dict[Node, Any] = dict.fromkeys(grads, EVERYWHERE)
    kept: dict[Node, Any] = {}
    for z in operations:
        g = grads.pop(z, None)
        if g is None:
            continue
        kept[z] = g
        for x, share, reach in chosen_shares(z, g, alive.pop(z), plain, since):
            share = fitted(share, x, g, plain or None)
            alive[x] = either(alive[x], reach) if x in grads else reach
            grads[x] = grads[x] + share if x in grads else share
    return kept


def either(reach: Any, other: Any) -> Any:
    """Where a gradient can arrive in one way or the other."""
    return EVERYWHERE if reach is EVERYWHERE or other is EVERYWHERE else settled(np.logical_or(reach, other))


def chosen_shares(z: Node, g: Any, live: Any, plain: bool, since: int) -> Iterator[tuple[Node, Any, Any]]:
    """Each differentiated input of z with its share of g, and where in it a gradient can arrive."""
    op, inputs, settings = z.op, z.inputs, z.settings or {}
    value, values = (z._value, [x._value for x in inputs]) if plain else (z, list(inputs))
    wanted = [i for i, x in enumerate(inputs) if x.position >= since and flows(op, i, x)]
    if live is EVERYWHERE and not op.chooses:
        for i, share in zip(wanted, op.contributions(wanted, g, value, values, settings)):
            yield inputs[i], share, EVERYWHERE
        return
    ruled = [i for i, x in enumerate(inputs) if has_rule(op, i, x)]
    reaches = dict(zip(ruled, reached(op, live, z, inputs, settings, ruled)))
    own = {i: settled(at_input(reach, inputs[i])) for i, reach in reaches.items()}
    if live is not EVERYWHERE and not op.chooses:  # inputs that only the dead depend on may be any number
        values = [v if own.get(i) is EVERYWHERE else np.where(own[i], v, 0.5) for i, v in enumerate(values)]
    for i, share in zip(wanted, op.contributions(wanted, g, value, values, settings)):
        yield inputs[i], share if live is EVERYWHERE else np.where(reaches[i], share, 0.0), own[i]


def has_rule(op: Any, i: int, x: Node) -> bool:
    return (op.variadic or op.vjps[i] is not None) and (type(x._value) is float or x._value.dtype.kind == "f")


def reached(op: Any, live: Any, z: Node, inputs: Any, settings: dict[str, Any], ruled: list[int]) -> list[Any]:
    """Where in the shares of these inputs a NaN arrives that comes from where z is alive."""
    nothing = np.zeros(z._value.shape, z._value.dtype) if type(z._value) is np.ndarray else 0.0
    g = nothing + np.nan if live is EVERYWHERE else np.where(live, np.nan, nothing)
    if not op.chooses:  # then it does not matter what the numbers are, if only none is special
        value, values = plainest(z), [plainest(x) if i in ruled else x._value for i, x in enumerate(inputs)]
    elif MODE.get().compiling is not None:
        value, values = z, list(inputs)
    else:
        value, values = z._value, [x._value for x in inputs]
    return [np.isnan(share) for share in op.contributions(ruled, g, value, values, settings)]


def plainest(x: Node) -> Any:
    """Numbers of x's shape at which no rule meets an infinity."""
    if type(x._value) is float:
        return 0.5
    return np.linspace(0.25, 0.75, x._value.size, dtype=x._value.dtype).reshape(x._value.shape)


def at_input(reach: Any, x: Node) -> Any:
    """The same for the input itself, whose elements may have been broadcast to several."""
    if np.shape(reach) == np.shape(x._value):
        return reach
    return np.not_equal(fitted(np.where(reach, 1.0, 0.0), x, None), 0.0)


def settled(reach: Any) -> Any:
    """EVERYWHERE if so; while a function is recorded, that changes from run to run."""
    return reach if isinstance(reach, Node) else EVERYWHERE if np.all(reach) else reach
