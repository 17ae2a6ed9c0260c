"""Replay: one recording of a function, and how values go in and results come out."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

import numpy as np

from autograd.anomaly import user_line
from autograd.compiled.anew import draw_value
from autograd.compiled.forms import describe, leaves_of, plain_gradients, put_together
from autograd.compiled.program import Program
from autograd.compiled.surroundings import Surroundings, find_owner
from autograd.derivatives.returned import require_one_number
from autograd.kernel.backward import gather
from autograd.kernel.collector import Paused
from autograd.kernel.modes import change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.versions import versions_at
from autograd.kernel.writes import find_shown_leaf, next_position, note_writes
from autograd.nest import flatten, unflatten
from autograd.tensors.tensor import Tensor


class Replay:
    """One recorded form of the arguments: the program, and how values go in and results come out."""

    def __init__(
        self, f: Any, form: Any, args: tuple[Any, ...], settings: dict[str, Any], found: list[Any],
        parameters: list[Tensor] | None, gradients: list[np.ndarray] | None = None,
    ) -> None:  # fmt: skip
        """gradients: where each run also writes the parameters' gradients, of the first result, which is one number."""
        self.form, self.settings, self.into = form, settings, gradients
        self.name = ", ".join([*map(describe, form), *[f"{key}={value!r}" for key, value in settings.items()]])
        # a derivative is computed by the program itself, from the function alone
        alone: Any = f, f, None, None
        of, *derivative = getattr(f, "derivative", alone)
        inner, self.argnums, self.with_value = derivative if of is f else alone[1:]
        self.draws: list[tuple[Callable[[], Any], Node]] = []
        self.effects: list[tuple[Callable[..., Any], Sequence[Any]]] = []
        self._arrays: list[Any] = []  # while recording: what operations used, arrays weakly
        self._constants: list[Node] = []
        self.since = next_position()
        inputs = [leaf(Tensor, np.array(x, order="C") if np.ndim(x) else float(x), True) for x in found]
        results = self._record(inner, inputs, args)
        self._choose_gradients(inner, results, len(inputs), parameters)
        if gradients is not None and not (self.moving[:1] == [True] and self.shapes[0] == ()):
            raise ValueError("compile: with gradients=, the first that f gives must be one number that depends on parameters")
        self._compile(inputs, parameters, [x for x, moves in zip(results, self.moving) if moves])
        self._look_around(f, args, len(inputs))
        if self.own is not None:
            self._check_reach(parameters)
        # what a run uses as it stands until back() has run, and when that was last written
        arrays = [x for x in self.captured if np.ndim(x._value)]
        shown_by = [x if x.op is None else find_shown_leaf(x._value, x.inputs) for x in arrays]
        self.owners = tuple([x for x in shown_by if x is not None])
        self.read: list[tuple[Node, int]] = []
        self.replayed = False

    def _record(self, inner: Any, inputs: list[Tensor], args: tuple[Any, ...]) -> list[Any]:
        """Call the function with Tensors in place of the numbers among its arguments; its results, one after another."""
        values, called = iter(inputs), next_position()
        with change_mode(compiling=self, grad=True, watchers=()), Paused():
            answer = inner(*[put_together(kind, values, x) for kind, x in zip(self.form, args)], **self.settings)
        inputs[:] = versions_at(inputs, called)
        results, self.structure = flatten(answer)
        self.moving = [_moves(x) for x in results]
        self.shapes = [np.shape(x._value) for x in results if _moves(x)]
        self.fixed = [x.numpy() if isinstance(x, Tensor) else x for x, moving in zip(results, self.moving) if not moving]
        return results

    def _choose_gradients(self, inner: Any, results: list[Any], given: int, parameters: list[Tensor] | None) -> None:
        """Which leaves' gradients are handed out: the spans of the arguments, and that of the parameters."""
        self.spans: list[tuple[int, int]] = []
        if self.argnums is not None:
            require_one_number("compile", inner, results, self.structure)
            argnums = self.argnums if isinstance(self.argnums, (tuple, list)) else (self.argnums,)
            self.chosen = [i % len(self.form) for i in argnums]
            counts = [leaves_of(kind) for kind in self.form]
            self.spans = [(sum(counts[:i]), sum(counts[: i + 1])) for i in self.chosen]
        self.own = None if parameters is None else (given, given + len(parameters))

    def _compile(self, inputs: list[Tensor], parameters: list[Tensor] | None, moving: list[Any]) -> None:
        """Make the program; what was recorded besides it is let go."""
        wanted = sorted({i for span in [*self.spans, self.own or (0, 0)] for i in range(*span)})
        differentiated = len(moving) if self.into is None else 1
        seen = moving[differentiated:] + [x for _, values in self.effects for x in values if _moves(x)]
        into = None if self.into is None or self.own is None else dict(zip(range(*self.own), self.into))
        self.program = Program(inputs, parameters, moving[:differentiated], self.since, wanted, seen, into)
        self.machine = self.program.machine
        at_home = getattr(self.machine, "homes", ())
        self.elsewhere = [(i, array) for i, array in (into or {}).items() if i not in at_home]
        self.effects = [(do, [_Moves if _moves(x) else getattr(x, "_value", x) for x in values]) for do, values in self.effects]

    def _look_around(self, f: Any, args: tuple[Any, ...], given: int) -> None:
        """Note what the function used besides its arguments."""
        self.captured = self.machine.leaves[given:]
        bound: set[int] = getattr(self.machine, "bound", set())
        self.bound = [(x, x._value) for i, x in enumerate(self.machine.leaves) if i in bound]
        self.after_bound = given + len(self.bound) if bound == set(range(given, given + len(bound))) else given
        drawn = {x for _, x in self.draws}
        self.outside = [x for x in self.captured if x not in drawn]  # what f uses that was there before
        constants = [*self._constants, *(x for x in self.machine.used if x.position < self.since)]
        fixed = [x for x in flatten(args)[0] if not isinstance(x, (Node, np.ndarray, np.generic, float, int))]
        self.surroundings = Surroundings(f, [*fixed, *self.settings.values()], self._arrays, constants)
        self._arrays, self._constants = [], []

    def _check_reach(self, parameters: Sequence[Tensor] | None) -> None:
        """Raise if parameters share in the value through what was computed outside, where no gradient is followed."""
        outside = [x for x in self.captured if x.op is not None]
        for x in outside:
            behind = {leaf.position for leaf in gather([x])[1]}
            for p in parameters or ():
                if p.position in behind:
                    raise ValueError(
                        f"compile: f uses {x.describe()}, computed outside from the parameter {p.describe()}, so the "
                        "parameter's gradient would miss that way: compute it inside f"
                    )

    def is_stale(self) -> bool:
        """Whether what the function saw has changed, or arrays that were to stay where they were have moved."""
        moved = bool(self.bound) and any([x._value is not value for x, value in self.bound])
        return moved or self.surroundings.have_changed()

    def __call__(self, found: list[Any], args: tuple[Any, ...], lent: Sequence[Node]) -> Any:
        self.program.take("calling a compiled function")
        try:
            return self._run(found, args, lent)
        finally:
            self.program.running.now.release()

    def _run(self, found: list[Any], args: tuple[Any, ...], lent: Sequence[Node]) -> Any:
        machine = self.machine
        if self.replayed:  # the first replay uses what was drawn while recording
            for draw, x in self.draws:
                x._value = draw_value(draw)
        self.replayed = True
        if found:
            machine.set(0, found, self.own is not None and self.into is None, [x._value for x in lent])
        if self.captured:
            machine.set(self.after_bound, [x._value for x in self.machine.leaves[self.after_bound :]])
        if self.own is not None and self.into is None:
            as_it_stands = (*self.owners, *lent)
            note_writes(as_it_stands)  # what was written since it was last read takes its new place on the tape
            self.read = [(x, x.position) for x in as_it_stands]
        machine.forward()
        results = machine.results()
        if self.effects:
            values = iter(results[sum(self.moving) :])
            for do, given in self.effects:
                do(*[next(values) if x is _Moves else x for x in given])
        if self.fixed:
            moving = iter(results)
            fixed = (np.array(x) if isinstance(x, np.ndarray) else x for x in self.fixed)  # what the caller gets is his own
            results = [next(moving) if is_moving else next(fixed) for is_moving in self.moving]
        value = unflatten(self.structure, results)
        if self.into is not None:
            self._write_gradients()
            return value
        if self.own is not None:
            return value, partial(self._back, self.program.runs)
        if self.argnums is None:
            return value
        machine.backward([] if self.fixed else [1.0])
        grads = tuple([
            put_together(self.form[i], iter(machine.leaf_gradients(*span)), args[i])
            for i, span in zip(self.chosen, self.spans)
        ])  # fmt: skip
        gradient = grads if isinstance(self.argnums, (tuple, list)) else grads[0]
        return (value, gradient) if self.with_value else gradient

    def _write_gradients(self) -> None:
        """Put the parameters' gradients into the arrays that are to hold them, in which most lie already."""
        self.machine.backward([1.0])
        if self.elsewhere:
            assert self.own is not None
            found = self.machine.leaf_gradients(*self.own)
            for i, array in self.elsewhere:
                array[...] = found[i - self.own[0]]

    def _back(self, run: int, gradient: Any) -> list[Any]:
        """The parameters' gradients, given that of the value of this run."""
        given, structure = flatten(gradient)
        if structure != self.structure:
            raise ValueError("back: the gradient must be nested like the value")
        given = plain_gradients("back", given)
        self.program.take("back", forward=False)
        try:
            if run != self.program.runs:
                raise RuntimeError("back: the program has run again since, and its values are gone")
            for x, position in self.read:
                if x.position != position or x.written_behind():
                    raise RuntimeError(
                        f"back: {x.describe()} was written after the program used it, so gradients would be wrong: "
                        "call the function again, or back() before changing data"
                    )
            seeds = [g for g, moves in zip(given, self.moving) if moves]
            for g, shape in zip(seeds, self.shapes):
                if (() if type(g) is float else np.shape(g)) != shape:
                    raise ValueError(f"back: the value has shape {shape}, but its gradient was given as {np.shape(g)}")
            self.machine.backward(seeds)
            assert self.own is not None
            return self.machine.leaf_gradients(*self.own)
        finally:
            self.program.running.now.release()

    def uses(self, value: Any) -> None:
        """Called with each constant that an operation computes with."""
        if isinstance(value, Node):
            if value.position < self.since:
                self._constants.append(value)
        else:
            self._arrays.append(weakref.ref(find_owner(value)))

    def refuse(self, what: str, instead: str) -> NoReturn:
        """Called by what would look at a value."""
        raise RuntimeError(
            f"{what} at {user_line()} looks at a value while a function is recorded by compile: the answer would stay "
            f"the same for all later values. Use {instead}"
        )


def _moves(x: Any) -> bool:
    return isinstance(x, Node) and x.requires_grad


class _Moves:
    """Stands for a value that each run computes anew: keeping its Tensor would keep all that was recorded."""
