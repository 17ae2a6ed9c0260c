"""Where a gradient can arrive: a zero that comes from a choice is told from a product that happens to be 0.

`where(x > 0, x, exp(x) - 1)` at 1000 does not depend on exp(1000) = inf, yet the chain rule gives 0 · ∞ = NaN; PyTorch and
JAX do. `sqrt(x)**2` at 0 gives 0 · ∞ too, and there 0 would be wrong: the derivative is 1, which a product of numbers cannot
tell, so NaN is the honest answer. The difference lies in the rules. A rule that *chooses* (where, clip, maximum, relu,
indexing) hands on nothing at all where something else was chosen; a rule that *multiplies* hands on a number.

So each rule is tried with g = NaN. A product with NaN is NaN, so where the rule gives 0 all the same, no gradient passes.
Where no NaN arrives, the gradient is 0, whatever infinity follows. The trial is one more run of each rule. It is therefore
made only after a NaN arrived at the end of a plain backward pass. Where a derivative is to be differentiated again, it is
made if the tape holds both rows that choose and rows with infinite derivatives.
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
    """Whether a gradient, which is a float, an array or a Tensor, holds a NaN."""
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
    """One walk back through the tape that hands nothing on where no gradient can arrive.

    `seeds` are the nodes at which it begins; `see(z)` gives a result and its inputs, as plain values or as Tensors.
    """

    def __init__(self, seeds: Iterable[Node], see: See, since: int = 0) -> None:
        self.alive: dict[Node, Any] = dict.fromkeys(seeds, EVERYWHERE)
        self.see, self.since = see, since

    def contributions(self, z: Node, g: Any) -> Iterator[tuple[Node, Any]]:
        """Each differentiated input of z with the contribution to it; to be called for the latest operation first."""
        for x, contribution, reach in choose(z, g, self.alive.pop(z), self.see, self.since):
            self.alive[x] = either(self.alive[x], reach) if x in self.alive else reach
            yield x, contribution


def either(reach: Any, other: Any) -> Any:
    """Where a gradient can arrive on one of two ways."""
    return EVERYWHERE if reach is EVERYWHERE or other is EVERYWHERE else simplify(np.logical_or(reach, other))


def choose(z: Node, g: Any, live: Any, see: See, since: int = 0) -> Iterator[tuple[Node, Any, Any]]:
    """Each differentiated input of z, the contribution to it, and where in the input a gradient can arrive.

    live: where a gradient arrives in z itself.
    """
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
    if live is not EVERYWHERE and not op.chooses:  # an input may be any number where no gradient arrives
        values = [v if own.get(i) is EVERYWHERE else np.where(own[i], v, 0.5) for i, v in enumerate(values)]
        kept = None
    for i, contribution in zip(wanted, op.contributions(wanted, g, value, values, settings, kept)):
        yield inputs[i], contribution if live is EVERYWHERE else np.where(reaches[i], contribution, 0.0), own[i]


def has_rule(op: Any, i: int, x: Node) -> bool:
    return (op.variadic or op.vjps[i] is not None) and holds_floats(x)


def find_reaches(op: Any, live: Any, z: Node, inputs: Any, settings: dict[str, Any], ruled: list[int]) -> list[Any]:
    """Where the contribution to each of these inputs is NaN, if g is NaN wherever z is `live`: there a gradient arrives."""
    nothing = np.zeros(z._value.shape, z._value.dtype) if type(z._value) is np.ndarray else 0.0
    g = nothing + np.nan if live is EVERYWHERE else np.where(live, np.nan, nothing)
    if not op.chooses:  # then a NaN passes whatever the numbers are, so take harmless ones
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
    """Where in the input a gradient can arrive: an element that was broadcast to several needs only one of them."""
    if np.shape(reach) == np.shape(x._value):
        return reach
    return np.not_equal(fit_to_input(np.where(reach, 1.0, 0.0), x), 0.0)


def simplify(reach: Any) -> Any:
    """EVERYWHERE if a gradient arrives at all elements; left open while a function is recorded: it may change at each run."""
    return reach if isinstance(reach, Node) else EVERYWHERE if np.all(reach) else reach
