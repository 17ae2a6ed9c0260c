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

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, holds_floats

See = Callable[[Node], tuple[Any, list[Any]]]  # an operation's result and inputs, as its rules see them
EVERYWHERE = None  # a gradient can arrive at all elements


def has_nan(g: Any) -> bool:
    """Whether a gradient holds a NaN: a float, an array or a Tensor."""
    g = g._value if isinstance(g, Node) else g
    if type(g) is not np.ndarray:
        return bool(g != g)
    square = np.vdot(g, g)  # NaN if a number is, without a warning, and quicker than looking at each
    return bool(square != square)


def any_nan(gradients: Iterable[Any]) -> bool:
    """Whether one of these gradients holds a NaN."""
    return any([has_nan(g) for g in gradients])


def takes_part(op: Any, i: int, x: Node) -> bool:
    """Whether input i has a gradient: it is differentiated, it holds floats, and the op has a rule for it."""
    return x._requires_grad and has_rule(op, i, x)


def kept_for(z: Node, value: Any) -> Any:
    """What the forward kept for the joint rule of z, if that rule sees z as the plain `value`; else None."""
    return getattr(z, "_kept", None) if z.op.joint and value is z._value else None


class Choices:
    """One walk back through the tape that hands nothing to what no gradient can reach.

    `seeds` are the gradients it begins with, `see(z)` gives a result and its inputs: plain values or Tensors.
    """

    def __init__(self, seeds: Iterable[Node], see: See, since: int = 0) -> None:
        self.alive: dict[Node, Any] = dict.fromkeys(seeds, EVERYWHERE)
        self.see, self.since = see, since

    def contributions(self, z: Node, g: Any) -> Iterator[tuple[Node, Any]]:
        """Each differentiated input of z, with its contribution: to be asked for the latest operation first."""
        for x, contribution, reach in choose(z, g, self.alive.pop(z), self.see, self.since):
            self.alive[x] = either(self.alive[x], reach) if x in self.alive else reach
            yield x, contribution


def either(reach: Any, other: Any) -> Any:
    """Where a gradient can arrive in one way or the other."""
    return EVERYWHERE if reach is EVERYWHERE or other is EVERYWHERE else simplify(np.logical_or(reach, other))


def choose(z: Node, g: Any, live: Any, see: See, since: int = 0) -> Iterator[tuple[Node, Any, Any]]:
    """Each differentiated input of z with its contribution, and where in it a gradient can arrive; `live`: where in z."""
    op, inputs, settings = z.op, z.inputs, z.settings or {}
    value, values = see(z)
    kept = kept_for(z, value)
    wanted = [i for i, x in enumerate(inputs) if x.position >= since and takes_part(op, i, x)]
    if live is EVERYWHERE and not op.chooses:
        for i, contribution in zip(wanted, op.contributions(wanted, g, value, values, settings, kept)):
            yield inputs[i], contribution, EVERYWHERE
        return
    ruled = [i for i, x in enumerate(inputs) if has_rule(op, i, x)]
    reaches = dict(zip(ruled, find_reaches(op, live, z, inputs, settings, ruled)))
    own = {i: simplify(reach_input(reach, inputs[i])) for i, reach in reaches.items()}
    if live is not EVERYWHERE and not op.chooses:  # inputs that only the dead depend on may be any number
        values = [v if own.get(i) is EVERYWHERE else np.where(own[i], v, 0.5) for i, v in enumerate(values)]
        kept = None
    for i, contribution in zip(wanted, op.contributions(wanted, g, value, values, settings, kept)):
        yield inputs[i], contribution if live is EVERYWHERE else np.where(reaches[i], contribution, 0.0), own[i]


def has_rule(op: Any, i: int, x: Node) -> bool:
    return (op.variadic or op.vjps[i] is not None) and holds_floats(x)


def find_reaches(op: Any, live: Any, z: Node, inputs: Any, settings: dict[str, Any], ruled: list[int]) -> list[Any]:
    """Where in the contributions of these inputs a NaN arrives that comes from where z is alive."""
    nothing = np.zeros(z._value.shape, z._value.dtype) if type(z._value) is np.ndarray else 0.0
    g = nothing + np.nan if live is EVERYWHERE else np.where(live, np.nan, nothing)
    if not op.chooses:  # then it does not matter what the numbers are, if only none is special
        value, values = find_harmless(z), [find_harmless(x) if i in ruled else x._value for i, x in enumerate(inputs)]
    elif MODE.get().compiling is not None:
        value, values = z, list(inputs)
    else:
        value, values = z._value, [x._value for x in inputs]
    return [np.isnan(contribution) for contribution in op.contributions(ruled, g, value, values, settings)]


def find_harmless(x: Node) -> Any:
    """Numbers of x's shape at which no rule meets an infinity."""
    if type(x._value) is float:
        return 0.5
    return np.linspace(0.25, 0.75, x._value.size, dtype=x._value.dtype).reshape(x._value.shape)


def reach_input(reach: Any, x: Node) -> Any:
    """Where in the input itself a gradient can arrive, each of whose elements may have been broadcast to several."""
    if np.shape(reach) == np.shape(x._value):
        return reach
    return np.not_equal(fit_to_input(np.where(reach, 1.0, 0.0), x), 0.0)


def simplify(reach: Any) -> Any:
    """EVERYWHERE if all elements can be reached; not while a function is recorded, for that may change from run to run."""
    return reach if isinstance(reach, Node) else EVERYWHERE if np.all(reach) else reach
