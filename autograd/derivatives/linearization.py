"""A function at one point: its value, gradients carried back to the arguments, tangents carried forward to the value.

The function is called with fresh aliases of its arguments. They are later on the tape than anything made before the
call, so an inner derivative never mistakes an outer variable for its own.

A result is recorded if it depends on something that could be differentiated by once more: a Tensor among the arguments, a
Tensor that f uses such as a model's weights, the variable of a surrounding derivative, the gradient or tangent given.
Each call asks this of each of its results. A result that depends on nothing of the kind is off the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd import ops
from autograd.derivatives.batched import run_batched, split_seeds
from autograd.derivatives.push import push, push_carefully
from autograd.derivatives.returned import require_numbers
from autograd.kernel.backward import gather
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.modes import MODE, change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.noting import BackwardScope, note
from autograd.kernel.pull import pull
from autograd.kernel.versions import versions_at
from autograd.kernel.writes import next_position
from autograd.nest import flatten, unflatten
from autograd.tensors.tensor import Tensor


class Linearization:
    """f at one point; `what` names the derivative that is taken, for messages, and `named` the user's function."""

    def __init__(self, what: str, named: Any, f: Callable[..., Any], args: tuple[Any, ...]) -> None:
        given, self.structure = flatten(args)
        self.backward = BackwardScope("backward", MODE.get().scope)  # what drawings frame
        self.first = next_position()
        with change_mode(grad=True, inside=MODE.get().inside or self.first):
            self.aliases = [_make_alias(x) for x in given]
            self.inside = next_position()
            self.value, self.value_structure = flatten(f(*unflatten(self.structure, self.aliases)))
        self.aliases = versions_at(self.aliases, self.inside)  # f may have assigned elements of its arguments
        require_numbers(what, named, self.value, self.value_structure)
        self.what = what
        mode = MODE.get()
        # None: that depends on what f used, which the first gathering tells
        sure = mode.compiling is not None or any([isinstance(x, Node) for x in given])
        self._recorded: bool | None = False if not mode.grad else sure or None
        # aliases that are leaves are nobody else's business: what depends on them alone is a plain number to all others
        self._own = {x for x in self.aliases if x.op is None}

    @property
    def recorded(self) -> bool:
        """Whether the value depends on something outside, such as a model's weights in f's closure."""
        if self._recorded is None:
            self._gather([z for z in self.value if isinstance(z, Node)])
        assert self._recorded is not None
        return self._recorded

    def values(self) -> list[Any]:
        """The leaves of the value, to be handed out."""
        if self.recorded:
            return self._turn_outward(self.value)
        return [z.numpy() if isinstance(z, Tensor) else z for z in self.value]

    def pull(self, cotangents: list[Any], plainly: bool = False) -> list[Any]:
        """The gradient for each argument leaf, given one for each leaf of the value; `plainly` records nothing."""
        grads: dict[Node, Any] = {}
        watched = _is_watched() and not plainly
        for z, g in zip(self.value, cotangents):
            if getattr(g, "shape", ()) != getattr(z, "shape", ()):
                raise ValueError(f"{self.what}: the value has shape {np.shape(z)}, but its gradient was given as {np.shape(g)}")
            if isinstance(z, Node) and z.requires_grad:
                g = fit_to_input(g if isinstance(g, Node) else _make_seed(g, watched), z)
                grads[z] = grads[z] + g if z in grads else g
        operations = self._gather(grads)
        recorded = not plainly and self._to_record(cotangents)
        compiling = None if plainly else MODE.get().compiling
        with change_mode(grad=recorded or watched, scope=self.backward, compiling=compiling):
            pull(operations, grads, self.first, linear=not self.recorded)
        if recorded:
            note(self.backward, grads)
        handed = [g._value for g in cotangents if isinstance(g, Node)]
        return self._deliver([grads.get(x) for x in self.aliases], self.aliases, recorded, handed)

    def push(self, directions: list[Any]) -> list[Any]:
        """The derivative of each leaf of the value along directions, one for each argument leaf."""
        for x, v in zip(self.aliases, directions):
            if np.shape(v) != x.shape:
                raise ValueError(f"{self.what}: an argument of shape {x.shape} was given a tangent of shape {np.shape(v)}")
        operations = self._gather([z for z in self.value if isinstance(z, Node)])
        recorded, watched = self._to_record(directions), _is_watched()
        given = [v if isinstance(v, Node) else _make_seed(v, watched) for v in directions]
        with change_mode(grad=recorded or watched):
            given = [fit_to_input(v if recorded or watched else v._value, x) for v, x in zip(given, self.aliases)]
            start: dict[Node, Any] = dict(zip(self.aliases, given))
            tangents = dict(start)
            push(operations, tangents, not self.recorded)
            if MODE.get().compiling is None and any([_has_nan(tangents.get(z)) for z in self.value if isinstance(z, Node)]):
                tangents = start
                push_carefully(operations, tangents, not self.recorded)
        handed = [v._value if isinstance(v, Node) else v for v in [*directions, *given]]
        found = [tangents.get(z) if isinstance(z, Node) else None for z in self.value]
        return self._deliver(found, self.value, recorded, handed)

    def all_derivatives(self) -> np.ndarray | None:
        """The Jacobian of the one value by the one argument, (value's numbers, argument's numbers), found for all rows or all
        columns at once, whichever are fewer; None where it is to be found one by one: recorded, or a NaN arrived.
        """
        x: Any
        z: Any
        (x,), (z,) = self.aliases, self.value
        plain = MODE.get().compiling is None and not MODE.get().watchers
        if not (plain and isinstance(z, Node) and z.requires_grad and np.ndim(z._value) and not self.recorded):
            return None
        n, m = np.size(z._value), np.size(x._value)
        if not n or not m:
            return None
        operations = self._gather([z])
        by_rows = n <= m or x.dtype.kind == "c"  # a complex column has two directions
        start: Any
        start, end = (z, x) if by_rows else (x, z)
        seed = leaf(Tensor, np.ones(start.shape, start.dtype) if start.shape else 1.0, True)
        since = next_position()
        with change_mode(grad=True, watchers=(), scope=None):
            ends: dict[Node, Any] = {start: seed}
            if by_rows:
                pull(operations, ends, self.first, linear=True)
            else:
                push(operations, ends, linear=True)
            found = ends.get(end)
            if not isinstance(found, Node) or not found.requires_grad:
                return np.zeros((n, m), x.dtype)
            found = fit_to_input(found, end)
        steps = gather([found], since)[0][::-1]
        size = n if by_rows else m
        at_once = split_seeds(steps, size)
        units = np.eye(size, dtype=start.dtype).reshape(size, *start.shape)
        parts = [run_batched(steps, seed, units[k : k + at_once])[found] for k in range(0, size, at_once)]
        rows = np.concatenate(parts).reshape(size, -1)
        if np.isnan(rows).any():
            return None
        return np.asarray(rows if by_rows else rows.T, x.dtype)

    def _gather(self, roots: Iterable[Node]) -> list[Node]:
        """The operations to play back: those that this call recorded."""
        operations, _ = gather([z for z in roots if z.op is not None], since=self.inside)
        if self._recorded is None:
            used = [x for z in operations for x in z.operands if type(x) is not float]
            self._recorded = any([x._requires_grad and x.position < self.first for x in used])
        return operations

    def _to_record(self, given: list[Any]) -> bool:
        """Whether what this call hands out is recorded."""
        return MODE.get().grad and (self.recorded or any([isinstance(g, Node) and g.requires_grad for g in given]))

    def _deliver(self, found: list[Any], of: list[Any], recorded: bool, handed: list[Any]) -> list[Any]:
        """Results for the caller, zeros where there is none, in memory that the caller's arguments do not share."""
        found = [_make_zeros(x) if g is None else g for g, x in zip(found, of)]
        if recorded:
            return self._turn_outward([g if isinstance(g, Node) else _make_seed(g) for g in found])
        taken = set(map(id, handed))
        for i, g in enumerate(found):
            g = g._value if isinstance(g, Node) else g
            if type(g) is np.ndarray and (g.base is not None or id(g) in taken):
                g = np.array(g)
            g = g[()] if type(g) is np.ndarray and not g.ndim else g  # a single complex number
            taken.add(id(g))
            found[i] = g
        return found

    def _turn_outward(self, results: list[Any]) -> list[Any]:
        """Results as they look from outside: a constant if it depends on nothing outside."""
        wanted = {z for z in results if isinstance(z, Node) and z.requires_grad}
        if not wanted or not self._own or MODE.get().compiling is not None:
            return results
        operations, leaves = gather(wanted, since=self.first)
        outside = {z for z in wanted if z.position < self.first} | {x for x in leaves if x not in self._own}
        for z in reversed(operations):
            if any([x.requires_grad and (x.position < self.first or x in outside) for x in z.inputs]):
                outside.add(z)
        settled = wanted - outside
        return [leaf(Tensor, z._value, False) if isinstance(z, Node) and z in settled else z for z in results]


def _make_alias(x: Any) -> Tensor:
    """A fresh Tensor of the same value; recorded, so that an outer derivative passes through, if x is one.

    An array is copied: f may write into its own, and the function that vjp hands out is called later.
    """
    if isinstance(x, Tensor) and x.requires_grad:
        return ops.alias(x)
    return Tensor(x)


def _make_zeros(x: Any) -> Any:
    return 0.0 if type(getattr(x, "_value", 0.0)) is float and not np.ndim(x) else np.zeros(x.shape, x.dtype)


def _make_seed(value: Any, watched: bool = False) -> Tensor:
    """A plain gradient or tangent as a Tensor; a recorded one if a watcher is to be told of every step."""
    return leaf(Tensor, value if type(value) is float else Tensor(value, requires_grad=False)._value, watched)


def _is_watched() -> bool:
    return any([watcher.everything for watcher in MODE.get().watchers])


def _has_nan(t: Any) -> bool:
    return t is not None and bool(np.isnan(t._value if isinstance(t, Node) else t).any())
