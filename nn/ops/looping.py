"""Operations that call functions: choices and loops, written with Python's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.nest import leaves, map_leaves, refill
from nn.ops.array import wrap_arrays


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """true_fn() if the condition holds, else false_fn().

    pred: the condition. true_fn, false_fn: functions without arguments.

    >>> cond(True, lambda: 1, lambda: 2)
    1
    """
    return true_fn() if pred else false_fn()


def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """The branch of this number, called with the operands; numbers beyond stand for the first or the last.

    index: a whole number, from 0. branches: functions. operands: what they are called with.

    >>> switch(1, [abs, str], -3)
    '-3'
    """
    return branches[min(max(int(index), 0), len(branches) - 1)](*operands)


def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any, maximum_iterations: int | None = None
) -> Any:
    """loop_vars, through body again and again while cond holds, at most maximum_iterations times.

    >>> while_loop(lambda i: i < 10, lambda i: i + 3, 0)
    12
    """
    several = isinstance(loop_vars, (list, tuple))
    values, done = tuple(loop_vars) if several else (loop_vars,), 0
    while cond(*values) and (maximum_iterations is None or done < maximum_iterations):
        given = body(*values)
        values, done = tuple(given) if isinstance(given, (list, tuple)) else (given,), done + 1
    return type(loop_vars)(values) if several else values[0]


def fori_loop(lower: Any, upper: Any, body_fun: Callable[[int, Any], Any], init_val: Any) -> Any:
    """init_val, through body_fun(i, value) for each i from lower up to upper, without it.

    >>> fori_loop(0, 4, lambda i, total: total + i, 0)
    6
    """
    for i in range(int(lower), int(upper)):
        init_val = body_fun(i, init_val)
    return init_val


def scan(
    f: Callable[..., Any], init: Any, xs: Any = None, length: int | None = None, reverse: bool = False, unroll: Any = 1
) -> tuple[Any, Any]:
    """The last carried value, and what f(carried, x) -> (carried, y) gave for each part of xs, stacked. unroll changes nothing.

    f: the function. init: what is carried into the first step. xs=None: an array, or a nest of them. length=None: how many
    steps, where xs is None. reverse=False: whether it begins at the end.

    >>> scan(lambda total, x: (total + x, total + x), 0.0, np.array([1.0, 2.0, 3.0]))[1].numpy().tolist()
    [1.0, 3.0, 6.0]
    """
    steps = len(leaves(xs)[0]) if xs is not None else length
    if steps is None:
        raise ValueError("ops.scan needs xs, or the length of the loop")
    given: list[Any] = [None] * steps
    for i in reversed(range(steps)) if reverse else range(steps):
        init, given[i] = f(init, None if xs is None else _part(xs, i))
    return init, None if given and given[0] is None else _stack(given)


def associative_scan(f: Callable[[Any, Any], Any], elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """What f joins of the first part along an axis, of the first two, of the first three, ...

    f: a function of two parts. elems: an array, or a nest of them. reverse=False: whether it begins at the end. axis=0: the
    axis along which the parts lie.

    >>> associative_scan(lambda a, b: a + b, np.array([1.0, 2.0, 3.0])).numpy().tolist()
    [1.0, 3.0, 6.0]
    """
    moved = map_leaves(lambda x: np.moveaxis(x, axis, 0), elems)
    order = range(len(leaves(moved)[0]))
    parts = [_part(moved, i) for i in (reversed(order) if reverse else order)]
    for i in range(1, len(parts)):
        parts[i] = f(parts[i - 1], parts[i])
    joined = _stack(parts[::-1] if reverse else parts)
    return wrap_arrays(map_leaves(lambda x: np.moveaxis(x, 0, axis), joined))


def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """What f gives for each part of xs along the first axis, stacked.

    >>> map(lambda x: x * x, np.array([1.0, 2.0])).numpy().tolist()
    [1.0, 4.0]
    """
    return _stack([f(_part(xs, i)) for i in range(len(leaves(xs)[0]))])


def vectorized_map(function: Callable[[Any], Any], elements: Any) -> Any:
    """The same as `map`.

    function: a function of one part. elements: an array, or a nest of them.

    >>> vectorized_map(lambda x: x + 1, np.array([1.0, 2.0])).numpy().tolist()
    [2.0, 3.0]
    """
    return map(function, elements)


def vectorize(pyfunc: Callable[..., Any], *, excluded: Any = None, signature: str | None = None) -> Callable[..., Any]:
    """A function of single numbers as one of arrays, by NumPy's vectorize: the result has no derivative.

    pyfunc: a function of single numbers. excluded=None: the arguments that stay as they are. signature=None: the axes that it
    takes itself, as NumPy writes them.

    >>> vectorize(lambda a: a + 1)(np.array([1, 2])).tolist()
    [2, 3]
    """
    return np.vectorize(pyfunc, excluded=excluded, signature=signature)


def _part(xs: Any, i: int) -> Any:
    return map_leaves(lambda x: x[i], xs)


def _stack(parts: list[Any]) -> Any:
    columns = [np.stack(column) for column in zip(*[leaves(part) for part in parts])]
    return wrap_arrays(refill(parts[0], columns))


OPS: dict[str, Any] = {
    "associative_scan": associative_scan, "cond": cond, "fori_loop": fori_loop, "map": map, "scan": scan, "switch": switch,
    "vectorize": vectorize, "vectorized_map": vectorized_map, "while_loop": while_loop,
}  # fmt: skip
