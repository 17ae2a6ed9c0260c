"""The backward pass, written out for one and two inputs: the same as `backward`, only faster.

A program of single numbers spends its time here: recorded and played it runs 3.8 times as fast as by the clear path, arrays
1.4 times. Nothing is defined here that is not defined there; tests/autograd/kernel/test_quick_paths.py holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from autograd.kernel import backward as clear
from autograd.kernel.backward import CHOOSES, STORING, contributions, gradients_of, see_values
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.choices import any_nan
from autograd.kernel.hooks import had_hooks
from autograd.kernel.modes import MODE
from autograd.kernel.node import Node
from autograd.kernel.op import apply_rule
from autograd.kernel.pull import add_into
from autograd.kernel.versions import has_versions
from autograd.kernel.writes import refuse_written

POSITION = attrgetter("position")


def backward(root: Node, seed: Any, keep: bool = True) -> None:
    """`backward.backward`, with the gradients on the way in the nodes' `_grad` and not in a dict.

    One thread at a time can do that; others take the clear path, and show their gradients at the end.
    """
    lock = STORING.now
    if not lock.acquire(False):
        return clear.backward(root, seed, keep)
    nothing = object()  # what `_grad` holds from when a node is found until its first contribution arrives
    operations: list[Node] = []
    before: dict[Node, Any] = {}  # the leaves, and the gradients they had
    after: list[Any] | None = None
    quick = True
    try:
        find(root, nothing, operations, before)
        if any([x._hooks is not None for x in before]):
            raise Aside
        operations.sort(key=POSITION, reverse=True)
        root._grad = seed
        watchers = MODE.get().watchers
        keep = keep or bool(watchers)
        play(operations if keep else forget_each(operations), nothing)
        if finish(before, nothing) and any(map(CHOOSES, operations)) and any_nan([x._grad for x in before]):
            grads, shown = gradients_of(root, seed, operations)
            for z in operations:
                z._grad = shown.get(z) if keep else None
            for x in before:
                x._grad = grads.get(x)
        for watcher in watchers:
            watcher.played(operations)
        after = [x._grad for x in before]
    except Aside:
        quick = False
    finally:
        if after is None:
            for z in operations:
                z._grad = None
        for (x, old), found in zip(before.items(), after or [None] * len(before)):
            x._grad = old if found is None else found if old is None else old + found
        lock.release()
    if not quick:
        clear.backward(root, seed, keep)


class Aside(Exception):
    """Raised for what only the clear path knows: assigned elements, and hooks."""


def find(root: Node, nothing: Any, operations: list[Node], before: dict[Node, Any]) -> None:
    """`gather` without a dict: marks in `_grad` tell what was found. `operations` are in no order."""
    if root.op is None:
        return start(root, root, nothing, before)
    found = operations.append
    found(root)
    for z in operations:  # which grows on the way
        x = z._first
        y = z._second
        if y is None:
            if type(x) is tuple:
                if has_versions(z) or had_hooks(z):
                    raise Aside
                for y in x:
                    if y.op is None:
                        start(y, z, nothing, before)
                    elif y._grad is not nothing:
                        y._grad = nothing
                        found(y)
                continue
        elif type(y) is not float:
            if y.op is None:
                if y._grad is not nothing or y.position > z.position:
                    start(y, z, nothing, before)
            elif y._grad is not nothing:
                y._grad = nothing
                found(y)
        if type(x) is not float:
            if x.op is None:
                if x._grad is not nothing or x.position > z.position:
                    start(x, z, nothing, before)
            elif x._grad is not nothing:
                x._grad = nothing
                found(x)


def start(x: Node, z: Node, nothing: Any, before: dict[Node, Any]) -> None:
    """Mark a leaf that z used as found."""
    if x.position > z.position or x._witness is not None:
        refuse_written(x, z)
    if x._requires_grad and x._grad is not nothing:
        before[x] = x._grad
        x._grad = nothing


def play(operations: Iterable[Node], nothing: Any) -> None:
    """`hand_back` on plain numbers and arrays, in the nodes' `_grad`: that starts as `nothing`, or as the seed."""
    owned: dict[Node, Any] = {}
    for z in operations:
        g = z._grad
        if g is nothing:
            z._grad = None
            continue
        op = z.op
        value = z._value
        if type(g) is not type(value):  # a rule gave one number for all elements
            g = z._grad = np.full(value.shape, g, value.dtype)
        if op.pair is not None:
            vjp_x, vjp_y = op.pair
            x = z._first
            y = z._second
            xv = x if type(x) is float else x._value
            yv = y if type(y) is float else y._value
            if xv is not x and x._requires_grad:
                try:
                    contribution = vjp_x(g, value, xv, yv)
                except ArithmeticError:
                    contribution = apply_rule(vjp_x, g, value, xv, yv)
                if type(contribution) is not float:
                    contribution = fit(contribution, x, z, nothing)
                x._grad = contribution if x._grad is nothing else x._grad + contribution
            if yv is not y and y._requires_grad:
                try:
                    contribution = vjp_y(g, value, xv, yv)
                except ArithmeticError:
                    contribution = apply_rule(vjp_y, g, value, xv, yv)
                if type(contribution) is not float:
                    contribution = fit(contribution, y, z, nothing)
                y._grad = contribution if y._grad is nothing else y._grad + contribution
        elif op.single is not None and (z.settings is None or op.into is None):
            x = z._first
            settings = z.settings
            try:
                contribution = op.single(g, value, x._value, **settings) if settings else op.single(g, value, x._value)
            except ArithmeticError:
                contribution = apply_rule(op.single, g, value, x._value, **(settings or {}))
            if type(contribution) is not float:
                contribution = fit(contribution, x, z, nothing)
            x._grad = contribution if x._grad is nothing else x._grad + contribution
        elif op.into is not None and type(z._first._value) is np.ndarray:
            x = z._first
            x._grad = add_into(z, g, None if x._grad is nothing else x._grad, owned)
        else:
            for x, contribution in contributions(z, g, *see_values(z)):
                if type(contribution) is not float:
                    contribution = fit(contribution, x, z, nothing)
                x._grad = contribution if x._grad is nothing else x._grad + contribution


def fit(contribution: Any, x: Node, z: Node, nothing: Any) -> Any:
    """`fit_to_input`. A leaf owns its gradient's memory; others note that they share it, and copy it when they are asked."""
    data = x._value
    alike = type(contribution) is type(data) and contribution.shape == data.shape and contribution.dtype == data.dtype
    if not alike:
        contribution = fit_to_input(contribution, x)
        if type(contribution) is not np.ndarray:
            return contribution
    if (contribution is z._grad or contribution.base is not None) and x._grad is nothing:
        if x.op is None:
            return contribution.copy()
        x._lent = z._lent = True
    return contribution


def finish(leaves: Iterable[Node], nothing: Any) -> bool:
    """Bring the gradients of leaves in order; whether one of them may hold a NaN."""
    suspicious = False
    for x in leaves:
        g = x._grad
        if g is nothing:
            x._grad = None
        elif type(g) is not float:
            suspicious = True
        else:
            suspicious = suspicious or g != g
            if type(x._value) is not float:  # a rule gave one number for all elements
                x._grad = np.full(x._value.shape, g, x._value.dtype)
    return suspicious


def forget_each(operations: list[Node]) -> Iterator[Node]:
    """The operations one by one; a gradient that was handed on is forgotten, so that its memory serves the next."""
    for z in operations:
        yield z
        z._grad = None
