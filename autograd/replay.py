"""compile: a function that is recorded at its first call and replayed afterwards."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial, update_wrapper
from threading import RLock
from typing import Any, NoReturn

import numpy as np

from autograd.anomaly import user_line
from autograd.collector import Paused
from autograd.compiled.forms import Moving, describe, leaves_of, plain_gradients, put_together, take_apart
from autograd.compiled.program import Program
from autograd.console import printable
from autograd.modes import MODE, changed
from autograd.nest import flatten, unflatten
from autograd.node import Node, differentiated_around, leaf, next_position
from autograd.returned import require_function, require_one_number
from autograd.tensor import Tensor


class Compiled:
    """A function with the programs recorded so far, the latest used last; the oldest is dropped beyond `size`."""

    def __init__(self, f: Callable[..., Any], size: int, parameters: Sequence[Tensor] | None = None) -> None:
        self.f = f
        self.size = size
        self.parameters = None if parameters is None else list(parameters)
        self.replays: OrderedDict[Any, Replay] = OrderedDict()
        self._lock = RLock()
        update_wrapper(self, f)

    def __call__(self, *args: Any, **settings: Any) -> Any:
        found: list[Any] = []
        inside = MODE.get().compiling is not None  # part of a larger program
        try:
            form = () if inside else tuple([take_apart(x, found) for x in args])
        except Moving:  # someone differentiates through this call
            inside = True
        if inside:
            if self.parameters is not None:
                raise TypeError(f"{self!r} hands out gradients itself: call it with plain numbers and arrays, outside compile")
            return self.f(*args, **settings)
        key = (form, tuple(settings.items())) if settings else form
        with self._lock:
            replay = self.replays.get(key)
            if replay is None:
                replay = self.replays[key] = Replay(self.f, form, args, settings, found, self.parameters)
                if len(self.replays) > self.size:
                    self.replays.popitem(last=False)
            else:
                self.replays.move_to_end(key)
            if not differentiated_around(replay.outside):
                return replay(found, args)
            # someone differentiates by what f uses besides its arguments
            del self.replays[key]
            if self.parameters is not None:
                raise TypeError(f"{self!r} hands out gradients itself: call it outside of the derivative by what it uses")
        return self.f(*args, **settings)

    @property
    def programs(self) -> dict[str, Program]:
        """The recorded programs by the form of their arguments."""
        return {replay.name: replay.program for replay in self.replays.values()}

    def clear(self) -> None:
        """Forget all programs: the next call records anew."""
        self.replays.clear()

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        name = getattr(self.f, "__name__", repr(self.f))
        return f"<compiled {name}, {len(self.replays)} of at most {self.size} programs recorded>"


class Replay:
    """One recorded form of the arguments: the program, and how values go in and results come out."""

    def __init__(
        self, f: Any, form: Any, args: tuple[Any, ...], settings: dict[str, Any], found: list[Any],
        parameters: list[Tensor] | None,
    ) -> None:  # fmt: skip
        self.form, self.settings = form, settings
        self.name = ", ".join([*map(describe, form), *[f"{key}={value!r}" for key, value in settings.items()]])
        # a derivative is computed by the program itself, from the function alone
        of, inner, argnums, with_value = getattr(f, "derivative", (None, f, None, True))
        if of is not f:
            inner, argnums, with_value = f, None, True
        self.argnums, self.with_value = argnums, with_value
        self.draws: list[tuple[Callable[[], Any], Node]] = []
        self.effects: list[tuple[Callable[..., Any], Sequence[Any]]] = []
        since = next_position()
        inputs = [leaf(Tensor, np.array(x) if np.ndim(x) else float(x), True) for x in found]
        values = iter(inputs)
        with changed(compiling=self, grad=True, watchers=()), Paused():
            answer = inner(*[put_together(kind, values, x) for kind, x in zip(form, args)], **settings)
        results, self.structure = flatten(answer)
        self.moving = [_moves(x) for x in results]
        self.fixed = [x.numpy() if isinstance(x, Tensor) else x for x, moving in zip(results, self.moving) if not moving]
        self.spans: list[tuple[int, int]] = []
        if argnums is not None:
            require_one_number("compile", inner, results, self.structure)
            self.chosen = [i % len(form) for i in (argnums if isinstance(argnums, tuple) else (argnums,))]
            counts = [leaves_of(kind) for kind in form]
            self.spans = [(sum(counts[:i]), sum(counts[: i + 1])) for i in self.chosen]
        self.own = None if parameters is None else (len(inputs), len(inputs) + len(parameters))
        wanted = sorted({i for span in [*self.spans, self.own or (0, 0)] for i in range(*span)})
        moving = [x for x, moves in zip(results, self.moving) if moves]
        seen = [x for _, values in self.effects for x in values if _moves(x)]
        self.program = Program(inputs, parameters, moving, since, wanted, seen)
        self.machine = self.program.machine
        self.effects = [(do, [_Moves if _moves(x) else getattr(x, "_value", x) for x in values]) for do, values in self.effects]
        self.captured = self.machine.leaves[len(inputs) :]
        drawn = {x for _, x in self.draws}
        self.outside = [x for x in self.captured if x not in drawn]  # what f uses that was there before
        self.replayed = False

    def __call__(self, found: list[Any], args: tuple[Any, ...]) -> Any:
        self.program.take("calling a compiled function")
        try:
            return self._run(found, args)
        finally:
            self.program.running.release()

    def _run(self, found: list[Any], args: tuple[Any, ...]) -> Any:
        machine = self.machine
        if self.replayed:  # the first replay uses what was drawn while recording
            for draw, x in self.draws:
                x._value = _drawn(draw)
        self.replayed = True
        machine.set(0, found)
        if self.captured:
            machine.set(len(found), [x._value for x in self.captured])
        machine.forward()
        results = machine.results()
        if self.effects:
            values = iter(results[sum(self.moving) :])
            for do, given in self.effects:
                do(*[next(values) if x is _Moves else x for x in given])
        if self.fixed:
            moving, fixed = iter(results), iter(self.fixed)
            results = [next(moving) if is_moving else next(fixed) for is_moving in self.moving]
        value = unflatten(self.structure, results)
        if self.own is not None:
            return value, partial(self._back, self.program.runs)
        if self.argnums is None:
            return value
        machine.backward([] if self.fixed else [1.0])
        grads = tuple([
            put_together(self.form[i], iter(machine.leaf_gradients(*span)), args[i])
            for i, span in zip(self.chosen, self.spans)
        ])  # fmt: skip
        gradient = grads if isinstance(self.argnums, tuple) else grads[0]
        return (value, gradient) if self.with_value else gradient

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
            self.machine.backward([g for g, moves in zip(given, self.moving) if moves])
            assert self.own is not None
            return self.machine.leaf_gradients(*self.own)
        finally:
            self.program.running.release()

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


def compile(f: Callable[..., Any] | None = None, *, size: int = 16, parameters: Sequence[Tensor] | None = None) -> Any:
    """f, recorded at its first call for each form of its arguments and replayed in a few NumPy calls afterwards.

    Arguments and results are nested lists, tuples and dicts of numbers and arrays; keyword arguments, strings and
    None are settings, and other settings record anew. Tensors that f uses besides are read at each call. f may be a
    derivative: compile(value_and_grad(loss)). What else f does in Python (printing, drawing random numbers) happens
    once per recording; `fresh` draws anew, and `effect` acts at each call. Called with Tensors that require gradients,
    f runs eagerly. At most `size` programs are kept; `.programs` shows them. Sums may be added up in another order
    than eagerly, and a sum of zeros is +0.

    With `parameters`, Tensors that f uses besides its arguments, a call gives (value, back): `back(gradient)` makes
    of the gradient of the value the list of theirs, until the next call.

    Raises RuntimeError, naming the line, where f looks at a value (`if t > 0`, float(t), int(t)).

    >>> from autograd import value_and_grad
    >>> step = compile(value_and_grad(lambda w: w[0] * w[0] + 3.0 * w[1]))
    >>> step([1.0, 2.0]), step([2.0, 2.0])
    ((7.0, [2.0, 3.0]), (10.0, [4.0, 3.0]))
    """
    if f is None:
        return lambda function: compile(function, size=size, parameters=parameters)
    require_function("compile", f, "compile(f)(x)")
    return Compiled(f, size, parameters)


def fresh(draw: Callable[[], Any], like: Any = None) -> Any:
    """What `draw()` gives, drawn anew each time a program is replayed; `like` may name what it is for.

    Recording and the replay that follows are one call, and draw once.
    """
    recording = MODE.get().compiling
    if recording is None:
        return draw()
    x = leaf(Tensor, _drawn(draw), True)
    recording.draws.append((draw, x))
    return x


def _drawn(draw: Callable[[], Any]) -> Any:
    value = draw()
    return np.asarray(value) if np.ndim(value) else float(value)


def effect(do: Callable[..., Any], *values: Any) -> None:
    """Call `do` with the plain values: what a function does besides computing, such as following a running mean.

    While a function is recorded by `compile` nothing is done; each call of the program does it with that call's values.

    >>> seen = []
    >>> double = compile(lambda x: (effect(seen.append, x), 2.0 * x)[1])
    >>> double(1.0), double(5.0), seen
    (2.0, 10.0, [1.0, 5.0])
    """
    recording = MODE.get().compiling
    if recording is None:
        do(*[x.numpy() if isinstance(x, Tensor) else x for x in values])
    else:
        recording.effects.append((do, values))
