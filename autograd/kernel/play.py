"""Playing a tape backwards: the whole of backpropagation.

`gather` collects what a result depends on; `play` walks it in descending position and hands each operation's
gradient on to its inputs. Both are loops: depth is no limit. Derivatives of functions take the same walk in `pull`. Neither
looks for infinities on the way; only when a NaN arrives at the end is the tape played once more, as `live` describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel.fitting import fitted
from autograd.kernel.live import carefully, has_nan
from autograd.kernel.locks import Held, RLock
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.op import asked
from autograd.kernel.pull import added_into, shares

POSITION = attrgetter("position")


def gather(roots: Iterable[Node], since: int = 0) -> tuple[list[Node], list[Node]]:
    """The operations that `roots` depend on, latest first, and the leaves; older than `since` is left out."""
    found: dict[int, Node] = {}
    leaves: list[Node] = []
    stack: list[Node] = []
    for z in roots:
        if z._requires_grad and z.position >= since and z.position not in found:
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
            if x._requires_grad and position not in found and position >= since:
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


def play(operations: Iterable[Node], nothing: Any, keep: bool = True) -> None:
    """Hand gradients back through operations, latest first, on plain numbers and arrays.

    Each `grad` starts as `nothing`, or as the seed; shares are added up in the inputs' `grad`.
    With `keep` each input gets an array of its own.
    """
    owned: dict[Node, Any] = {}
    for z in operations:
        g = z._grad
        if g is nothing:
            z._grad = None
            continue
        op = z.op
        if op.pair is not None:
            # one and two inputs written out: a scalar backward pass spends its time in these lines
            vjp_x, vjp_y = op.pair
            x = z._first
            y = z._second
            xv = x if type(x) is float else x._value
            yv = y if type(y) is float else y._value
            if xv is not x and x._requires_grad:
                try:
                    share = vjp_x(g, z._value, xv, yv)
                except ArithmeticError:
                    share = asked(vjp_x, g, z._value, xv, yv)
                if type(share) is not float or type(xv) is not float:
                    share = fitted(share, x, g, x._grad is nothing and (keep or x.op is None))
                x._grad = share if x._grad is nothing else x._grad + share
            if yv is not y and y._requires_grad:
                try:
                    share = vjp_y(g, z._value, xv, yv)
                except ArithmeticError:
                    share = asked(vjp_y, g, z._value, xv, yv)
                if type(share) is not float or type(yv) is not float:
                    share = fitted(share, y, g, y._grad is nothing and (keep or y.op is None))
                y._grad = share if y._grad is nothing else y._grad + share
        elif op.single is not None and z.settings is None:
            x = z._first
            try:
                share = op.single(g, z._value, x._value)
            except ArithmeticError:
                share = asked(op.single, g, z._value, x._value)
            if type(share) is not float or type(x._value) is not float:
                share = fitted(share, x, g, x._grad is nothing and (keep or x.op is None))
            x._grad = share if x._grad is nothing else x._grad + share
        elif op.into is not None and type(z._first._value) is np.ndarray:
            x = z._first
            x._grad = added_into(z, g, None if x._grad is nothing else x._grad, owned)
        else:
            for x, share in shares(z, g, z._value, [x._value for x in z.inputs]):
                if type(share) is not float or type(x._value) is not float:
                    share = fitted(share, x, g, x._grad is nothing and (keep or x.op is None))
                x._grad = share if x._grad is nothing else x._grad + share


def forgetting(operations: list[Node]) -> Iterator[Node]:
    """The operations one by one; what was handed on is forgotten, so that its memory serves the next."""
    for z in operations:
        yield z
        z._grad = None


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
            share = fitted(share, x, g, True)
            grads[x] = share if x not in grads else grads[x] + share
    if any([has_nan(grads[x]) for x in leaves if x in grads]):
        grads = {root: seed}
        grads.update(carefully(operations, grads, 0, True))
    with PLAYING.now:
        for z in operations:
            z._grad = grads.get(z)
        for watcher in MODE.get().watchers:
            watcher.played(operations)
        for z in () if keep or MODE.get().watchers else operations:
            z._grad = None
        for x in leaves:
            new = grads.get(x)
            x._grad = x._grad if new is None else new if x._grad is None else x._grad + new


def _play_in_place(root: Node, seed: Any, keep: bool) -> None:
    nothing = object()  # what `grad` holds from when a node is found until its first share arrives
    operations: list[Node] = []
    before: dict[Node, Any] = {}  # the leaves, and the gradients they had
    after: list[Any] | None = None
    try:
        _find(root, nothing, operations, before)
        operations.sort(key=POSITION, reverse=True)
        root._grad = seed
        watchers = MODE.get().watchers
        keep = keep or bool(watchers)
        play(operations if keep else forgetting(operations), nothing, keep)
        if any([(g != g if type(g) is float else g is not nothing and has_nan(g)) for g in [x._grad for x in before]]):
            play_carefully(root, seed, operations, before, nothing)
        for x in before:
            if x._grad is nothing:
                x._grad = None
        for watcher in watchers:
            watcher.played(operations)
        after = [x._grad for x in before]
    finally:
        if after is None:
            for z in operations:
                z._grad = None
        for (x, old), new in zip(before.items(), after or [None] * len(before)):
            x._grad = old if new is None else new if old is None else old + new


def play_carefully(root: Node, seed: Any, operations: list[Node], leaves: Iterable[Node], nothing: Any) -> None:
    """A NaN arrived: play once more, with an eye on what a gradient can reach."""
    grads: dict[Node, Any] = {root: seed}
    kept = carefully(operations, grads, 0, True)
    for z in operations:
        z._grad = kept.get(z)
    for x in leaves:
        x._grad = grads.get(x, nothing)


def _find(root: Node, nothing: Any, operations: list[Node], before: dict[Node, Any]) -> None:
    """`gather` for a backward pass: marks in `grad` tell what was found, quicker than a dict could."""

    def leaf(x: Node, z: Node) -> None:
        if x.position > z.position or x._witness is not None:
            refuse_written(x, z)
        if x._requires_grad and x._grad is not nothing:
            before[x] = x._grad
            x._grad = nothing

    if root.op is None:
        return leaf(root, root)
    root._grad = nothing
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
                elif y._grad is not nothing:
                    y._grad = nothing
                    push(y)
                    found(y)
            continue
        if type(x) is not float:  # one and two inputs written out, as in `play`
            if x.op is None:
                if x._grad is not nothing or x.position > z.position:
                    leaf(x, z)
            elif x._grad is not nothing:
                x._grad = nothing
                push(x)
                found(x)
        if y is not None and type(y) is not float:
            if y.op is None:
                if y._grad is not nothing or y.position > z.position:
                    leaf(y, z)
            elif y._grad is not nothing:
                y._grad = nothing
                push(y)
                found(y)
