"""Playing a tape backwards: the whole of backpropagation.

`gather` collects what a result depends on; `play` walks it in descending position and hands each operation's
gradient on to its inputs. Both are loops: depth is no limit. The same walk runs on plain values (`backward`)
or on Tensors (`pull`), where the backward pass is itself recorded and can be differentiated again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.locks import Held, RLock
from autograd.modes import MODE
from autograd.node import Node

POSITION = attrgetter("position")

def gather(roots: Iterable[Node], since: int = 0) -> tuple[list[Node], list[Node]]:
    """The operations that `roots` depend on, latest first, and the leaves; older than `since` is left out."""
    found: dict[int, Node] = {}
    leaves: list[Node] = []
    stack: list[Node] = []
    for z in roots:
        if z.requires_grad and z.position >= since and z.position not in found:
            found[z.position] = z
            (leaves if z.op is None else stack).append(z)
    pop, push = stack.pop, stack.append
    while stack:
        z = pop()
        here = z.position
        first = z._first
        for x in first if type(first) is tuple else (first, z._second):
            if x is None or type(x) is float:
                continue
            position = x.position
            if position > here or x._witness is not None:
                refuse_written(x, z)
            if x.requires_grad and position not in found and position >= since:
                found[position] = x
                if x.op is None:
                    leaves.append(x)
                else:
                    push(x)
    for x in leaves:
        del found[x.position]
    return [found[position] for position in sorted(found, reverse=True)], leaves


def refuse_written(x: Node, z: Node) -> None:
    """Raise if x was written after z used it."""
    if x.position > z.position or x.written_behind():
        assert z.op is not None
        raise RuntimeError(
            f"{x.describe()} was written after {z.op.name} (position {z.position}) used it, so its gradient "
            "would be wrong: run the forward pass again, or call backward() before changing data"
        )


def play(operations: Iterable[Node], nothing: Any) -> None:
    """Hand gradients back through operations, latest first, on plain numbers and arrays.

    Each `grad` starts as `nothing`, or as the seed; shares are added up in the inputs' `grad`.
    """
    for z in operations:
        g = z.grad
        if g is nothing:
            z.grad = None
            continue
        op = z.op
        if op.pair is not None:
            # one and two inputs written out: a scalar backward pass spends its time in these lines
            vjp_x, vjp_y = op.pair
            x = z._first
            y = z._second
            xv = x if type(x) is float else x._value
            yv = y if type(y) is float else y._value
            if xv is not x and x.requires_grad:
                share = vjp_x(g, z._value, xv, yv)
                if type(share) is not float:
                    share = fitted(share, x, g)
                x.grad = share if x.grad is nothing else x.grad + share
            if yv is not y and y.requires_grad:
                share = vjp_y(g, z._value, xv, yv)
                if type(share) is not float:
                    share = fitted(share, y, g)
                y.grad = share if y.grad is nothing else y.grad + share
        elif op.single is not None and z.settings is None:
            x = z._first
            share = op.single(g, z._value, x._value)
            if type(share) is not float or type(x._value) is not float:
                share = fitted(share, x, g)
            x.grad = share if x.grad is nothing else x.grad + share
        else:
            for x, share in shares(z, g, z._value, [x._value for x in z.inputs]):
                if type(share) is not float or type(x._value) is not float:
                    share = fitted(share, x, g)
                x.grad = share if x.grad is nothing else x.grad + share


def pull(operations: list[Node], grads: dict[Node, Any], since: int = 0) -> None:
    """The same walk on Tensors, where every step can be recorded.

    `grads` holds the seeds, and at the end the gradients of what no operation among these made; inputs older
    than `since` are left out.
    """
    for z in operations:
        g = grads.pop(z, None)
        if g is None:
            continue
        for x, share in shares(z, g, z, list(z.inputs), since):
            share = fitted(share, x, g)
            grads[x] = share if x not in grads else grads[x] + share


def shares(z: Node, g: Any, value: Any, values: list[Any], since: int = 0) -> Iterable[tuple[Node, Any]]:
    """Each differentiated input of z, not older than `since`, with its share of g."""
    op = z.op
    assert op is not None
    settings = z.settings or {}
    for i, x in enumerate(z.inputs):
        if x.requires_grad and x.position >= since and (type(x._value) is float or x._value.dtype.kind == "f"):
            rule = op.rule(i)
            if rule is not None:
                try:
                    share = rule(g, value, *values, **settings)
                except (ZeroDivisionError, OverflowError):  # floats refuse what IEEE has an answer to
                    share = rule(*[np.float64(v) for v in (g, value, *values)], **settings)
                if op.singular:
                    poles = at_poles(g, share)
                    if poles is not None:
                        harmless = [np.where(poles, 0.5, v) for v in (value, *values)]
                        share = rule(g, *harmless, **settings)
                yield x, share


def at_poles(g: Any, share: Any) -> Any:
    """Where a share is infinite or NaN although no gradient arrived; None if nowhere.

    Where nothing arrives nothing leaves, so there the rule is asked again at a harmless point. Without this,
    `where(x >= 0, x, sqrt(-x))` has the gradient 0 · ∞ = NaN at x = 1, from the branch not taken.
    """
    if isinstance(g, Node) and MODE.get().compiling is not None:
        # where they are changes from run to run, so the program asks, and nowhere else: a share whose g happens to be 0
        # still has a derivative by g
        return np.logical_and(np.equal(g, 0.0), np.logical_not(np.isfinite(share)))  # type: ignore[call-overload]
    g = g._value if isinstance(g, Node) else g
    if type(g) is float and g:
        return None
    share = share._value if isinstance(share, Node) else share
    poles = (np.equal(g, 0)) & ~np.isfinite(share)
    return poles if poles.any() else None


def fitted(share: Any, x: Node, g: Any) -> Any:
    """A share in x's own shape and dtype: summed over the axes along which x was broadcast."""
    data = x._value
    if type(data) is float:
        return total(share)
    if type(share) is float or share.shape != data.shape:
        share = unbroadcast(share, data.shape)
    if share.dtype != data.dtype:
        share = share.astype(data.dtype)
    if x.op is None and type(share) is np.ndarray and (share is g or share.base is not None):
        share = share.copy()  # a leaf owns its gradient: nobody else's array, and nobody's view
    return share


def total(share: Any) -> Any:
    """The sum of a share, as one number (or one Tensor of a number)."""
    if type(share._value if isinstance(share, Node) else share) is float:
        return share
    summed = np.add.reduce(share, axis=None)
    return summed if isinstance(summed, Node) else float(summed)


def unbroadcast(share: Any, shape: tuple[int, ...]) -> Any:
    """Undo NumPy's broadcasting of `shape`: sum the axes it added and those it stretched.

    >>> unbroadcast(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    got = np.shape(share)
    added = len(got) - len(shape)
    if added > 0:
        share = added_up(share, added)
        got = got[added:]
    if got == shape:
        return share
    stretched = tuple(i for i, (ours, its) in enumerate(zip(shape, got)) if ours == 1 != its)
    if stretched and added >= 0:
        share = np.add.reduce(share, axis=stretched, keepdims=True)
    try:
        return share if np.shape(share) == shape else np.broadcast_to(share, shape)
    except ValueError:
        raise ValueError(f"a derivative rule gave shape {got} for an input of shape {shape}") from None


def added_up(share: Any, axes: int) -> Any:
    """The sum over the first axes. A product with ones adds up rows quicker than sum does."""
    if share.size >= 4096 and share.dtype.char in "fd":
        outer, shape = share.shape[:axes], share.shape[axes:]
        rows = np.reshape(share, (math.prod(outer), math.prod(shape)))  # (*outer, *shape) -> (rows, numbers)
        return np.reshape(np.ones(len(rows), share.dtype) @ rows, shape)
    return np.add.reduce(share, axis=0 if axes == 1 else tuple(range(axes)))


def forgetting(operations: list[Node]) -> Iterator[Node]:
    """The operations one by one; what was handed on is forgotten, so that its memory serves the next."""
    for z in operations:
        yield z
        z.grad = None


PLAYING = Held(RLock)  # by the thread whose pass uses the nodes' `grad`


def backward(root: Node, seed: Any, keep: bool = True) -> None:
    """Play everything `root` depends on. Leaves add to their `grad`; other nodes show this pass's gradient, if to `keep`.

    If a rule raises, the leaves keep the gradients they had. A pass writes into `grad` what has arrived so far, so one
    thread at a time does that; the passes of others keep their gradients to themselves until the end.
    """
    lock = PLAYING.now
    if not lock.acquire(False):
        return _play_apart(root, seed, keep)
    try:
        _play_in_place(root, seed, keep)
    finally:
        lock.release()


def _play_apart(root: Node, seed: Any, keep: bool) -> None:
    operations, leaves = gather([root])
    grads: dict[Node, Any] = {root: seed}
    for z in operations:
        g = grads.get(z)
        for x, share in () if g is None else shares(z, g, z._value, [x._value for x in z.inputs]):
            share = fitted(share, x, g)
            grads[x] = share if x not in grads else grads[x] + share
    with PLAYING.now:
        for z in operations:
            z.grad = grads.get(z)
        for watcher in MODE.get().watchers:
            watcher.played(operations)
        for z in () if keep or MODE.get().watchers else operations:
            z.grad = None
        for x in leaves:
            new = grads.get(x)
            x.grad = x.grad if new is None else new if x.grad is None else x.grad + new


def _play_in_place(root: Node, seed: Any, keep: bool) -> None:
    nothing = object()  # what `grad` holds from when a node is found until its first share arrives
    operations: list[Node] = []
    before: dict[Node, Any] = {}  # the leaves, and the gradients they had
    after: list[Any] | None = None
    try:
        _find(root, nothing, operations, before)
        operations.sort(key=POSITION, reverse=True)
        root.grad = seed
        watchers = MODE.get().watchers
        play(operations if keep or watchers else forgetting(operations), nothing)
        for x in before:
            if x.grad is nothing:
                x.grad = None
        for watcher in watchers:
            watcher.played(operations)
        after = [x.grad for x in before]
    finally:
        if after is None:
            for z in operations:
                z.grad = None
        for (x, old), new in zip(before.items(), after or [None] * len(before)):
            x.grad = old if new is None else new if old is None else old + new


def _find(root: Node, nothing: Any, operations: list[Node], before: dict[Node, Any]) -> None:
    """`gather` for a backward pass: marks in `grad` tell what was found, quicker than a dict could."""

    def leaf(x: Node, z: Node) -> None:
        if x.position > z.position or x._witness is not None:
            refuse_written(x, z)
        if x.requires_grad and x.grad is not nothing:
            before[x] = x.grad
            x.grad = nothing

    if root.op is None:
        return leaf(root, root)
    root.grad = nothing
    stack = [root]
    pop, push, found = stack.pop, stack.append, operations.append
    found(root)
    while stack:
        z = pop()
        x = z._first
        y = z._second
        if type(x) is tuple:
            for y in x:
                if y.op is None:
                    leaf(y, z)
                elif y.grad is not nothing:
                    y.grad = nothing
                    push(y)
                    found(y)
            continue
        if type(x) is not float:  # one and two inputs written out, as in `play`
            if x.op is None:
                if x.grad is not nothing or x.position > z.position:
                    leaf(x, z)
            elif x.grad is not nothing:
                x.grad = nothing
                push(x)
                found(x)
        if y is not None and type(y) is not float:
            if y.op is None:
                if y.grad is not nothing or y.position > z.position:
                    leaf(y, z)
            elif y.grad is not nothing:
                y.grad = nothing
                push(y)
                found(y)
