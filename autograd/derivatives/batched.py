"""All rows of a Jacobian in one pass: a recorded tape that is linear in one seed, run for many seeds at once.

Each value that depends on the seed has one more axis, the first, which counts the seeds: (n, ...). Elementwise operations
need only line up the axes. For operations along axes, `RUNS` says how the first axis is kept apart. Any other operation runs
once for each seed. So every tape runs, and an operation that is missing here costs only time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import TABLE

MOST = 1 << 22  # numbers that one value may have for all seeds together
Values = list[Any]  # of the inputs, (n, ...) for those that depend on the seed
Flags = list[bool]  # which ones do


def run_batched(operations: list[Node], seed: Node, seeds: np.ndarray) -> dict[Node, np.ndarray]:
    """The results of all operations, which are given oldest first, for all seeds: (n, ...)."""
    found: dict[Node, np.ndarray] = {seed: seeds}
    for z in operations:
        flags = [type(x) is not float and x in found for x in z.operands]
        values = [x if type(x) is float else found.get(x, x._value) for x in z.operands]
        answer = choose_run(z)(z, values, flags)
        found[z] = run_each(z, values, flags) if answer is None else answer
    return found


def split_seeds(operations: list[Node], n: int) -> int:
    """How many of n seeds are run together."""
    largest = max([np.size(x._value) for z in operations for x in (z, *z.inputs)], default=1)
    return max(1, min(n, MOST // max(1, largest)))


def choose_run(z: Node) -> Callable[[Node, Values, Flags], Any]:
    """How z runs for all seeds. An operation of a user's own may have the name of a row, and is another."""
    if z.op.ufunc is not None and z.op.ufunc.signature is None:
        return run_elementwise
    listed = TABLE.get(z.op.name) is z.op
    return RUNS.get(z.op.name, run_each) if listed else run_each


def run_each(z: Node, values: Values, flags: Flags) -> np.ndarray:
    """One seed after the other."""
    n = next(len(v) for v, flag in zip(values, flags) if flag)
    rows = []
    for k in range(n):
        given = [take(v, k) if flag else v for v, flag in zip(values, flags)]
        rows.append(z.op.compute(given, z.settings or {}))
    return np.stack([np.asarray(row) for row in rows])


def take(values: np.ndarray, k: int) -> Any:
    """The value for seed k."""
    return values[k] if values.ndim > 1 or values.dtype.kind == "c" else float(values[k])


def line_up(values: Values, flags: Flags, axes: int) -> Values:
    """The values with as many axes behind the first as there are in the result, so that NumPy broadcasts them as before."""
    shapes = [(len(v), *[1] * (axes + 1 - np.ndim(v)), *np.shape(v)[1:]) if flag else None for v, flag in zip(values, flags)]
    return [v if shape is None else np.reshape(v, shape) for v, shape in zip(values, shapes)]


def run_elementwise(z: Node, values: Values, flags: Flags) -> Any:
    return z.op.forward(*line_up(values, flags, np.ndim(z._value)), **(z.settings or {}))


def run_matmul(z: Node, values: Values, flags: Flags) -> Any:
    """One product of matrices where it can be one: with a matrix that is the same for all seeds."""
    x, y = values
    axes = [np.ndim(v) - flag for v, flag in zip(values, flags)]
    if flags == [True, False] and axes[1] == 2:
        return x @ y
    if flags == [False, True] and axes == [2, 2]:  # (i, k) (n, k, j) -> (i, n j) -> (n, i, j)
        n, k, j = y.shape
        return np.moveaxis((x @ np.moveaxis(y, 0, 1).reshape(k, n * j)).reshape(len(x), n, j), 1, 0)
    if flags == [False, True] and axes == [2, 1]:
        return y @ x.T
    y = y[..., None] if axes[1] == 1 else y
    product = np.matmul(*line_up([x, y], flags, max(axes)))
    return product.reshape(len(product), *np.shape(z._value))


def run_sum(z: Node, values: Values, flags: Flags) -> Any:
    settings = z.settings or {}
    axes = np.ndim(values[0]) - 1
    axis = settings.get("axis")
    chosen = range(axes) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return values[0].sum(axis=tuple(a % axes + 1 for a in chosen), keepdims=bool(settings.get("keepdims")))


def run_reshape(z: Node, values: Values, flags: Flags) -> Any:
    return np.reshape(values[0], (len(values[0]), *np.shape(z._value)))


def run_broadcast_to(z: Node, values: Values, flags: Flags) -> Any:
    return np.broadcast_to(line_up(values, flags, np.ndim(z._value))[0], (len(values[0]), *np.shape(z._value)))


def run_transpose(z: Node, values: Values, flags: Flags) -> Any:
    axes = np.ndim(z._value)
    order = (z.settings or {}).get("axes") or range(axes)[::-1]
    return np.transpose(values[0], (0, *[a % axes + 1 for a in order]))


def run_index(z: Node, values: Values, flags: Flags) -> Any:
    key = behind_first((z.settings or {})["key"])
    return None if key is None else values[0][key]


def run_scatter_add(z: Node, values: Values, flags: Flags) -> Any:
    settings = z.settings or {}
    key, shape = behind_first(settings["key"]), settings["shape"]
    if key is None:
        return None
    out = np.zeros((len(values[0]), *shape), values[0].dtype)
    if all(map(is_basic, key)):
        out[key] = values[0]
    else:
        np.add.at(out, key, values[0])
    return out


def behind_first(key: Any) -> Any:
    """A key that leaves the first axis alone; None where arrays in it would put theirs before that."""
    parts = key if isinstance(key, tuple) else (key,)
    arrays = [i for i, part in enumerate(parts) if isinstance(part, (np.ndarray, list))]
    if not arrays:
        return (slice(None), *parts) if all(map(is_basic, parts)) else None
    alone = len(arrays) == 1 and all(
        is_basic(part) and not isinstance(part, int) for part in parts if part is not parts[arrays[0]]
    )
    together = alone or len(arrays) == len(parts)
    return (slice(None), *parts) if together and all(np.ndim(parts[i]) for i in arrays) else None


def is_basic(part: Any) -> bool:
    """Whether a part of a key chooses by counting alone."""
    return part is None or part is ... or isinstance(part, slice) or (isinstance(part, int) and not isinstance(part, bool))


def run_joined(z: Node, values: Values, flags: Flags) -> Any:
    """concatenate, and stack."""
    n = next(len(v) for v, flag in zip(values, flags) if flag)
    axis = (z.settings or {}).get("axis", 0) % np.ndim(z._value) + 1
    rows = [v if flag else np.broadcast_to(v, (n, *np.shape(v))) for v, flag in zip(values, flags)]
    return getattr(np, z.op.name)(rows, axis)


ELEMENTWISE = ["where", "alias", "astype", "div", "mul", "add", "sub"]
RUNS: dict[str, Callable[[Node, Values, Flags], Any]] = {
    **dict.fromkeys(ELEMENTWISE, run_elementwise),
    "matmul": run_matmul,
    "sum": run_sum,
    "reshape": run_reshape,
    "expand_dims": run_reshape,
    "squeeze": run_reshape,
    "broadcast_to": run_broadcast_to,
    "transpose": run_transpose,
    "index": run_index,
    "scatter_add": run_scatter_add,
    "concatenate": run_joined,
    "stack": run_joined,
}
