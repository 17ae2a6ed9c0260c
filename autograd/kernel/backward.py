"""The backward pass: all of backpropagation.

`gather` collects the tape of a result: the operations that it depends on. `hand_back` walks this tape, latest operation
first. Each rule of an operation turns the operation's gradient g into a contribution to one input, and the contributions to
the same input are added up. Both functions are loops, so a deep graph is no problem. An infinity is handed on like any
number; if a NaN arrives at a leaf, the tape is walked once more, as `choices` describes.

`backward` stores the gradients in the nodes. Derivatives of functions make the same walk in `pull`: there on Tensors, so that
the walk itself is recorded and can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from autograd.kernel.broadcasting import copy_if_shared, fit_to_input
from autograd.kernel.choices import Choices, any_nan
from autograd.kernel.hooks import any_hooks, call_hooks
from autograd.kernel.joint import contribute_jointly
from autograd.kernel.locks import Held, RLock
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node, holds_floats
from autograd.kernel.op import apply_rule
from autograd.kernel.versions import find_used

CHOOSES = attrgetter("op.chooses")
STORING = Held(RLock)  # held by the thread whose pass uses the nodes' `_grad`

Contributions = Iterable[tuple[Node, Any]]


def gather(roots: Iterable[Node], since: int = 0) -> tuple[list[Node], list[Node]]:
    """The operations that `roots` depend on, latest first, and the leaves; both without those older than position `since`."""
    found: dict[int, Node] = {}
    leaves: list[Node] = []
    stack: list[Node] = []
    for z in roots:
        if z._requires_grad and z.position >= since and z.position not in found:
            found[z.position] = z
            (leaves if z.op is None else stack).append(z)
    while stack:
        z = stack.pop()
        for x in z._first if type(z._first) is tuple else (z._first, z._second):
            if x is None or type(x) is float:
                continue
            if x.position > z.position or x._witness is not None:
                x = find_used(x, z)
            if x._requires_grad and x.position not in found and x.position >= since:
                found[x.position] = x
                (leaves if x.op is None else stack).append(x)
    return [z for position in sorted(found, reverse=True) if (z := found[position]).op is not None], leaves


def hand_back(
    operations: Iterable[Node],
    grads: dict[Node, Any],
    contribute: Callable[[Node, Any], Contributions],
    shown: dict[Node, Any] | None = None,
) -> None:
    """Hand gradients back through operations, latest first.

    `grads` holds the gradients of the roots at first, and those of the leaves at the end: of all nodes that none of these
    operations made. `contribute(z, g)` gives pairs: an input of z, and the contribution to it. `shown`, if given, receives the
    gradient of each operation, in memory of its own.
    """
    for z in operations:
        g = grads.pop(z, None)
        if g is None:
            continue
        g = call_hooks(z, g) if type(z._first) is tuple else g
        if shown is not None:
            shown[z] = g
        for x, contribution in contribute(z, g):
            contribution = fit_to_input(contribution, x)
            if shown is not None:
                contribution = copy_if_shared(contribution, g)
            grads[x] = contribution if x not in grads else grads[x] + contribution
    grads.update([(x, call_hooks(x, g)) for x, g in grads.items()])


def contributions(z: Node, g: Any, value: Any, values: list[Any], since: int = 0) -> Contributions:
    """Each differentiated input of z that is not older than `since`, with the contribution to it.

    `value` is what the rules see of z, and `values` what they see of its inputs: numbers and arrays, or Tensors.
    """
    op, inputs, settings = z.op, z.inputs, z.settings or {}
    if op.variadic or op.joint:
        return contribute_jointly(z, g, value, values, since)
    return [
        (x, apply_rule(rule, g, value, *values, **settings))
        for x, rule in zip(inputs, op.vjps)
        if rule is not None and x._requires_grad and x.position >= since and holds_floats(x)
    ]


def see_values(z: Node) -> tuple[Any, list[Any]]:
    """An operation's result and inputs as its rules see them: plain numbers and arrays."""
    return z._value, [x if type(x) is float else x._value for x in z.operands]


def gradients_of(root: Node, seed: Any, operations: list[Node]) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """The gradients of leaves and of operations, as plain numbers and arrays that share no memory."""
    grads: dict[Node, Any] = {root: seed}
    shown: dict[Node, Any] = {}
    care = any_hooks(operations)  # then walk carefully at once: a second walk would call hooks twice
    if not care:
        hand_back(operations, grads, lambda z, g: contributions(z, g, *see_values(z)), shown)
        care = any(map(CHOOSES, operations)) and any_nan(grads.values())
    if care:
        grads, shown = {root: seed}, {}
        hand_back(operations, grads, Choices(grads, see_values).contributions, shown)
    return grads, shown


def backward(root: Node, seed: Any, keep: bool = True) -> None:
    """Set the gradients of everything that `root` depends on: leaves add to their `grad`, results get one if `keep`.

    If a rule raises, the leaves keep the gradients they had. `quick_backward.backward` does the same faster.
    """
    operations, _ = gather([root])
    grads, shown = gradients_of(root, seed, operations)
    watchers = MODE.get().watchers
    shown = shown if keep or watchers else {}
    with STORING.now:
        for z in operations:
            z._grad, z._lent = shown.get(z), False
        for watcher in watchers:
            watcher.played(operations)
        for x, g in grads.items():
            x._grad = g if x._grad is None else x._grad + g
