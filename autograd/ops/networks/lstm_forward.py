"""A sequence of LSTM steps forwards, and what it keeps for the way back: the formulas are in `recurrence`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

INNER = (0, 1, 3, 2)  # weights hold i f g o; inside, i f o g lie together by gate: (4, ...), the three sigmoids in a row


def by_gate(weight):
    """(..., 4u), i f g o side by side -> (4, ..., u), i f o g."""
    units = weight.shape[-1] // 4
    return np.stack([weight[..., k * units : (k + 1) * units] for k in INNER])


class Kept(NamedTuple):
    """What the forward pass leaves for the way back."""

    gates: list[Any]  # (4, T, B, u), in a list, from which the first way back takes them and writes δ in their place
    used: list[Any]  # their memory after that
    cells: Any  # (T + 1, B, u), from before the first step on
    squashed: Any  # their tanh, (T, B, u), from the first step on
    x: Any  # the inputs of all steps, (T·B, n)


def check_sequence(x, h, c, w, u, b, m):
    """Refuse shapes that do not belong together."""
    if np.ndim(x) != 3 or np.ndim(u) != 2 or np.ndim(m) not in (0, 2):
        raise ValueError("x must be (T, B, n), u (u, 4u) and m a number or (T, B)")
    (steps, batch, features), units = x.shape, u.shape[0]
    fit = [(batch, units), (batch, units), (features, 4 * units), (units, 4 * units), (4 * units,)]
    if [np.shape(v) for v in (h, c, w, u, b)] != fit:
        raise ValueError(f"this x, and {units} units, need h, c, w, u, b of shapes {', '.join(map(str, fit))}")
    if not steps:
        raise ValueError("a sequence needs at least one step")


def lstm_forward(x, h, c, w, u, b, m, *, room=None):
    """The states, and the gates, the cells and their tanh for the way back."""
    check_sequence(x, h, c, w, u, b, m)
    steps, batch, features = x.shape
    units = u.shape[0]
    dtype = np.result_type(x, h, c, w, u, b)
    # σ(a) = ½ + ½ tanh(a / 2): with these weights halved, one tanh serves all four
    w, u, b = (by_gate(weight.astype(dtype, copy=False)) for weight in (w, u, b))
    for weight in (w, u, b):
        weight[:3] *= 0.5
    shapes = (4, steps, batch, units), (steps + 1, batch, units), (steps, batch, units), (steps * batch, features)
    gates, cells, squashed, flat_x = find_memory(room, shapes, dtype)
    flat = gates.reshape(4, steps * batch, units)  # (4, T, B, u) -> (4, T·B, u)
    flat_x.reshape(x.shape)[...] = x  # (T·B, n) -> (T, B, n)
    np.matmul(flat_x, w, out=flat)  # (T·B, n) @ (4, n, u)
    flat += b[:, None]
    out = np.empty((steps + 1, batch, units), dtype)
    inner, product = np.empty((4, batch, units), dtype), np.empty((batch, units), dtype)
    cells[0] = c
    for a, s, cell, new_cell, k, new, skip in zip(
        np.moveaxis(gates, 1, 0), np.moveaxis(gates[:3], 1, 0), cells, cells[1:], squashed, out, skips(m, steps)
    ):
        a += np.matmul(h, u, out=inner)  # (B, u) @ (4, u, u) -> (4, B, u)
        np.tanh(a, out=a)
        s *= 0.5
        s += 0.5
        i, f, o, g = a
        np.multiply(f, cell, out=new_cell)
        new_cell += np.multiply(i, g, out=product)
        np.tanh(new_cell, out=k)
        np.multiply(o, k, out=new)
        if skip is not None:
            np.copyto(new_cell, cell, where=skip)
            np.copyto(new, h, where=skip)
        h = new
    out[-1] = cells[-1]
    return out, Kept([gates], [], cells, squashed, flat_x)


def find_memory(room, shapes, dtype):
    """Arrays for the gates, the cells, their tanh and the inputs: those of `room`, which an earlier run kept, or new ones."""
    if room is None:
        return [np.empty(shape, dtype) for shape in shapes]
    gates = [*room.used, *room.gates] or [np.empty(shapes[0], dtype)]
    return gates[0], room.cells, room.squashed, room.x


def skips(m, steps):
    """For each step, where it does not count: (B, 1); None where all do."""
    return [None] * steps if np.ndim(m) == 0 else np.equal(m, 0)[:, :, None]
