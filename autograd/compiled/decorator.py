"""compile: a function that is recorded at its first call and replayed afterwards."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, overload

import numpy as np

from autograd.compiled.forms import Exactly, Moving, take_apart
from autograd.compiled.program import Program
from autograd.compiled.replay import Replay
from autograd.derivatives.returned import require_function
from autograd.kernel.locks import Held, RLock
from autograd.kernel.modes import MODE, differentiated_around
from autograd.kernel.node import Node
from autograd.tensors.tensor import Tensor
from autograd.text.console import printable


class Compiled:
    """A function with the programs recorded so far, the latest used last; the oldest is dropped beyond `size`."""

    def __init__(
        self, f: Callable[..., Any], size: int, parameters: Sequence[Tensor] | None = None, gradients: Any = None
    ) -> None:
        """Raises TypeError if f is no function or parameters are no Tensors, ValueError for a size below 1."""
        require_function("compile", f, "compile(f)(x)")
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 1:
            raise ValueError(f"compile: size says how many programs are kept, a whole number from 1 on, got {size!r}")
        self.f = f
        self.size = size
        self.parameters = None if parameters is None else list(parameters)
        self.gradients = None if gradients is None else list(gradients)
        if self.gradients is not None:
            check_gradients(self.parameters, self.gradients)
        self.replays: OrderedDict[Any, Replay] = OrderedDict()
        self._lock = Held(RLock)
        update_wrapper(self, f)

    def __call__(self, *args: Any, **settings: Any) -> Any:
        found: list[Any] = []
        lent: list[Node] = []
        mode = MODE.get()
        inside = mode.compiling is not None  # part of a larger program
        try:
            form = () if inside else tuple([take_apart(x, found, lent) for x in args])
        except Moving:  # someone differentiates through this call
            inside = True
        if inside:
            if self.parameters is not None:
                raise TypeError(f"{self!r} hands out gradients itself: call it with plain numbers and arrays, outside compile")
            return self.f(*args, **settings)
        key = (form, Exactly(settings)) if settings else form
        with self._lock.now:
            replay = self.replays.get(key)
            if replay is None or replay.is_stale():
                replay = self.replays[key] = Replay(self.f, form, args, settings, found, self.parameters, self.gradients)
            self.replays.move_to_end(key)
            if len(self.replays) > self.size:
                self.replays.popitem(last=False)
            if not (mode.inside and differentiated_around(replay.outside)):
                return replay(found, args, lent)
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


def check_gradients(parameters: list[Tensor] | None, gradients: list[np.ndarray]) -> None:
    """ValueError or TypeError for anything but one array for each parameter, of its shape."""
    if parameters is None or len(gradients) != len(parameters):
        raise ValueError("compile: gradients= takes one array for each of parameters=")
    for p, a in zip(parameters, gradients):
        if not isinstance(a, np.ndarray):
            raise TypeError(f"compile: gradients= takes arrays to write into, got {type(a).__name__}")
        if a.shape != np.shape(p._value):
            raise ValueError(f"compile: gradients= has shape {a.shape} for {p.describe()} of shape {np.shape(p._value)}")


Parameters = Sequence[Tensor] | None
Gradients = Sequence[np.ndarray] | None


@overload
def compile(
    f: Callable[..., Any], *, size: int = 16, parameters: Parameters = None, gradients: Gradients = None
) -> Compiled: ...
@overload
def compile(
    f: None = None, *, size: int = 16, parameters: Parameters = None, gradients: Gradients = None
) -> Callable[[Callable[..., Any]], Compiled]: ...
def compile(
    f: Callable[..., Any] | None = None, *, size: int = 16, parameters: Parameters = None, gradients: Gradients = None
) -> Any:
    """f, recorded at its first call for each form of its arguments and replayed in a few NumPy calls afterwards.

    Arguments and results are nested lists, tuples and dicts of numbers and arrays; keyword arguments, strings and
    None are settings, and other settings record anew. f may be a derivative: compile(value_and_grad(loss)). Called with
    Tensors that require gradients, f runs eagerly. `.programs` shows the programs. Sums may
    be added up in another order than eagerly, and a sum of zeros is +0.

    Tensors that require gradients and that f uses besides its arguments are read at each call. Whatever else it sees
    is looked at before each call, and f recorded anew if that has changed: constant Tensors, arrays that are used with
    Tensors, and the names, attributes, lists, dicts and arrays that f and functions of its module read. What changes
    all the time had better be an argument. Frozen is only what Python does while f is recorded (printing, drawing
    random numbers, reading files, the clock, or what functions of other modules keep to themselves): it happens once
    per recording. `fresh` draws anew, and `effect` acts, at each call.

    f=None: the function; without it, a decorator. size=16: how many programs are kept. parameters=None: a list of Tensors that
    f uses besides its arguments; a call then gives (value, back), and `back(gradient)` makes of the gradient of the value the
    list of theirs, until the next call. gradients=None: arrays, one for each parameter; a call then gives the value alone and
    writes into them the gradient of the value, one number, or of the first of its results.

    Raises RuntimeError, naming the line, where f looks at a value (`if t > 0`, float(t), int(t)), and in `back` if a
    parameter was written after the call used it; TypeError or ValueError for what is no function, parameters that are
    no Tensors or were used outside to compute what f uses, and a size below 1.

    >>> from autograd import value_and_grad
    >>> step = compile(value_and_grad(lambda w: w[0] * w[0] + 3.0 * w[1]))
    >>> step([1.0, 2.0]), step([2.0, 2.0])
    ((7.0, [2.0, 3.0]), (10.0, [4.0, 3.0]))
    """
    if f is None:
        return lambda function: Compiled(function, size, parameters, gradients)
    return Compiled(f, size, parameters, gradients)
