"""What a program does anew at each run, besides repeating operations: drawing, looking at what was drawn, and acting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE, change_mode
from autograd.kernel.node import leaf
from autograd.tensors.tensor import Tensor


def fresh(draw: Callable[[], Any], like: Any = None) -> Any:
    """What a function gives, drawn anew each time a program is replayed; outside of `compile`, a plain call.

    draw: a function without arguments that gives numbers, such as random ones. like=None: unused; it may name what the draw
    is for. Recording and the replay that follows are one call, and draw once.

    >>> from autograd import compile
    >>> numbers = iter([1.0, 2.0, 3.0])
    >>> noisy = compile(lambda x: x + fresh(lambda: next(numbers)))
    >>> noisy(10.0), noisy(10.0)
    (11.0, 12.0)
    """
    recording = MODE.get().compiling
    if not callable(draw):
        raise TypeError(f"fresh draws by a function, got {draw!r}")
    if recording is None:
        return draw()
    x = leaf(Tensor, draw_value(draw), True)
    recording.draws.append((draw, x))
    return x


def compute_anew(f: Callable[..., Any], *values: Any) -> Any:
    """f(*values) of plain values. While a function is recorded, what f makes of what was drawn is made anew at each call.

    f: a function that gives numbers, or an array of the same shape each time, and may look at values as it likes.
    values: what it takes. Where a Tensor that `fresh` or `compute_anew` gave is among them, the result is such a one too.

    >>> from autograd import compile, tanh
    >>> labels = [2.0]
    >>> def loss(y):
    ...     largest = compute_anew(max, fresh(lambda: labels[0]), 1.0)   # Python's max, which looks at values
    ...     return tanh(y) * largest
    >>> program = compile(loss)
    >>> first = program(0.5)
    >>> labels[0] = 4.0
    >>> program(0.5) / first
    2.0
    """
    recording = MODE.get().compiling
    if not callable(f):
        raise TypeError(f"compute_anew calls a function, got {f!r}")
    if recording is None:
        return f(*values)
    drawn = {id(x) for _, x in recording.draws}
    if not any(id(x) in drawn for x in values):
        return f(*values)

    def compute() -> Any:
        with change_mode(compiling=None, grad=False):
            return f(*[x._value if id(x) in drawn else x for x in values])

    first = [compute()]  # the draw of the recording, which does not look at the values again
    return fresh(lambda: first.pop() if first else compute())


def draw_value(draw: Callable[[], Any]) -> Any:
    """What is drawn, as the value of a leaf."""
    value = draw()
    if type(value) is np.ndarray and value.ndim:
        return value
    return np.asarray(value) if np.ndim(value) else float(value)


def effect(do: Callable[..., Any], *values: Any) -> None:
    """Call a function with plain values: what a program does besides computing, such as following a running mean.

    do: the function, whose answer is not used. values: Tensors, arrays or numbers; it gets their plain values.
    While a function is recorded by `compile` nothing is done; each call of the program does it with that call's values.

    >>> from autograd import compile
    >>> seen = []
    >>> double = compile(lambda x: (effect(seen.append, x), 2.0 * x)[1])
    >>> double(1.0), double(5.0), seen
    (2.0, 10.0, [1.0, 5.0])
    """
    recording = MODE.get().compiling
    if not callable(do):
        raise TypeError(f"effect calls a function, got {do!r}")
    if recording is None:
        do(*[x.numpy() if isinstance(x, Tensor) else x for x in values])
    else:
        recording.effects.append((do, values))
