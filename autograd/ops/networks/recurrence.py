"""Recurrence: a whole sequence of LSTM steps as one row, since step by step the overhead is larger than the work.

With the gates i (in), f (forget), o (out), the candidate g and the mask m of the steps that count, step t is

    [i f g o] = σ, σ, tanh, σ of  x_t w + h_{t−1} u + b
    c_t = f · c_{t−1} + i · g
    h_t = o · tanh c_t                    where m_t is 0, h and c stay as they were.

Backwards, δ_t = ∂/∂(x_t w + h_{t−1} u + b) is all that the weights need: each of their gradients is one product over all
steps at once. Hochreiter & Schmidhuber, 1997, Neural Computation 9; Gers, Schmidhuber & Cummins, 2000.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd.kernel.node import Node
from autograd.kernel.op import Op, Sample
from autograd.ops.activation import sigmoid
from autograd.ops.choosing import where
from autograd.ops.elementwise import tanh
from autograd.ops.networks import oracles
from autograd.ops.networks.workspace import Kept, Workspace
from autograd.ops.samples import fixed, spaced

INNER = (0, 1, 3, 2)  # weights hold i f g o; inside, i f o g lie together by gate: (4, ...), the three sigmoids in a row


def lstm(x: Any, h: Any, c: Any, w: Any, u: Any, b: Any, m: Any = 1.0, workspace: Workspace | None = None) -> Any:
    """The hidden states of all steps, then the last cell state: `x: (T, B, n) -> (T + 1, B, u)`.

    h, c: (B, u), the states before the first step. w: (n, 4u), u: (u, 4u), b: (4u,), the gates i f g o side by side.
    m: (T, B), 0 where a step does not count. A workspace kept by the caller saves memory from call to call.
    Hochreiter & Schmidhuber, 1997.

    >>> lstm(np.ones((3, 2, 5)), np.zeros((2, 4)), np.zeros((2, 4)), np.ones((5, 16)), np.ones((4, 16)), np.zeros(16)).shape
    (4, 2, 4)
    """
    return lstm_row(x, h, c, w, u, b, m, workspace=workspace or Workspace())


def by_gate(weight):
    """(..., 4u), i f g o side by side -> (4, ..., u), i f o g."""
    units = weight.shape[-1] // 4
    return np.stack([weight[..., k * units : (k + 1) * units] for k in INNER])


def lstm_forward(x, h, c, w, u, b, m, *, workspace=None):
    kept = Kept() if workspace is None else workspace.take()
    out = run(kept, x, h, c, w, u, b, m)
    if workspace is not None:
        workspace.hold(kept, out)
    return out


def run(kept, x, h, c, w, u, b, m):
    """The forward pass; the gates, the cells and their tanh are left in kept."""
    if np.ndim(x) != 3 or np.ndim(u) != 2 or np.ndim(m) not in (0, 2):
        raise ValueError("x must be (T, B, n), u (u, 4u) and m a number or (T, B)")
    steps, batch, features = x.shape
    units = u.shape[0]
    fit = [(batch, units), (batch, units), (features, 4 * units), (units, 4 * units), (4 * units,)]
    if [np.shape(v) for v in (h, c, w, u, b)] != fit:
        raise ValueError(f"this x, and {units} units, need h, c, w, u, b of shapes {', '.join(map(str, fit))}")
    if not steps:
        raise ValueError("a sequence needs at least one step")
    dtype = np.result_type(x, h, c, w, u, b)
    # σ(a) = ½ + ½ tanh(a / 2): with these weights halved, one tanh serves all four
    w, u, b = (by_gate(weight.astype(dtype, copy=False)) for weight in (w, u, b))
    for weight in (w, u, b):
        weight[:3] *= 0.5
    gates = kept.array("gates", (4, steps, batch, units), dtype)
    flat = gates.reshape(4, steps * batch, units)  # (4, T, B, u) -> (4, T·B, u)
    flat_x = kept.array("x", (steps * batch, features), dtype)
    flat_x.reshape(x.shape)[...] = x  # (T·B, n) -> (T, B, n)
    np.matmul(flat_x, w, out=flat)  # (T·B, n) @ (4, n, u)
    flat += b[:, None]
    out = np.empty((steps + 1, batch, units), dtype)
    cells = kept.array("cells", out.shape, dtype)  # from before the first step on
    squashed = kept.array("squashed", (steps, batch, units), dtype)  # their tanh, from the first step on
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
    return out[...]  # a view, which dies with the Tensor that holds it even if others look at the same memory


def skips(m, steps):
    """For each step, where it does not count: (B, 1); None where all do."""
    return [None] * steps if np.ndim(m) == 0 else np.equal(m, 0)[:, :, None]


class Deltas(NamedTuple):
    """What all rules are made of."""

    gates: list[Any]  # δ of each gate, i f g o, each (T·B, u)
    h: Any  # the gradients of the states before the first step
    c: Any
    x: Any  # the inputs of all steps, (T·B, n)


def deltas(workspace, g, z, *inputs):
    """The sweep back through time, once for all rules."""
    if any(isinstance(v, Node) for v in (g, z, *inputs)):
        return plain_deltas(g, z, *inputs)
    kept = workspace.of(z) if workspace is not None else None
    if kept is None or (kept.g is not None and kept.g is not g):
        kept = Kept()
        z = run(kept, *inputs)
    if kept.g is None:
        kept.deltas, kept.g = quick_deltas(g, z, kept, *inputs[-3::2]), g
    return kept.deltas


def plain_deltas(g, z, x, h, c, w, u, b, m):
    """The sweep back through time, written out; on Tensors it is recorded, and so can be differentiated again."""
    states = []
    for t in range(len(x)):
        i, f, candidate, o = np.split(x[t] @ w + h @ u + b, 4, axis=-1)  # (B, 4u) -> 4 x (B, u)
        i, f, candidate, o = sigmoid(i), sigmoid(f), tanh(candidate), sigmoid(o)
        new = f * c + i * candidate
        counts = True if np.ndim(m) == 0 else np.not_equal(m[t], 0)[:, None]
        states.append((i, f, candidate, o, c, tanh(new), counts))
        h, c = z[t], where(counts, new, c)
    dh, dc = 0.0, g[-1]
    found = []
    for t, (i, f, candidate, o, c, k, counts) in reversed([*enumerate(states)]):
        dh = dh + g[t]
        past_h, past_c = where(counts, 0.0, dh), where(counts, 0.0, dc)  # what skips this step
        dh = where(counts, dh, 0.0)
        dc = where(counts, dc, 0.0) + dh * o * (1.0 - k * k)
        found.append((
            dc * candidate * i * (1.0 - i), dc * c * f * (1.0 - f), dc * i * (1.0 - candidate * candidate), dh * k * o * (1.0 - o)
        ))  # fmt: skip
        dh = np.concatenate(found[-1], axis=-1) @ u.T + past_h  # (B, 4u) @ (4u, u)
        dc = dc * f + past_c
    return Deltas([np.concatenate(gate) for gate in zip(*reversed(found))], dh, dc, flat_steps(x))


def quick_deltas(g, z, kept, u, m):
    """The same on arrays, from what the forward pass kept; δ takes the place of the gates."""
    gates, cells, squashed = (kept.arrays[name] for name in ("gates", "cells", "squashed"))
    _, steps, batch, units = gates.shape
    back = np.ascontiguousarray(np.swapaxes(by_gate(u.astype(gates.dtype, copy=False)), 1, 2))  # (4, u, u), transposed
    slope, shares = np.empty_like(gates[:3, 0]), np.empty_like(gates[:, 0])
    dh, dc, product, dg = (np.zeros_like(shares[0]) for _ in range(4))
    dc += g[-1]
    for a, s, new, cell, k, gt, skip in reversed([
        *zip(np.moveaxis(gates, 1, 0), np.moveaxis(gates[:3], 1, 0), z, cells, squashed, g, skips(m, steps))
    ]):  # fmt: skip
        i, f, o, candidate = a
        dh += gt
        if skip is not None:
            past_h, past_c = np.where(skip, dh, 0.0), np.where(skip, dc, 0.0)
            np.copyto(dh, 0.0, where=skip)
            np.copyto(dc, 0.0, where=skip)
            new = o * k
        np.multiply(new, k, out=product)  # o · (1 − k²) = o − h · k
        np.subtract(o, product, out=product)
        product *= dh
        dc += product
        np.subtract(1.0, s, out=slope)
        slope *= s
        np.multiply(dc, i, out=dg)  # dc · i · (1 − g²)
        np.multiply(dg, candidate, out=product)
        product *= candidate
        np.multiply(dc, candidate, out=i)
        np.subtract(dg, product, out=candidate)
        np.multiply(dh, k, out=o)
        np.multiply(dc, f, out=product)
        np.multiply(dc, cell, out=f)
        s *= slope
        dc, product = product, dc
        np.add.reduce(np.matmul(a, back, out=shares), axis=0, out=dh)  # (4, B, u) @ (4, u, u), added up over the gates
        if skip is not None:
            dh += past_h
            dc += past_c
    flat = gates.reshape(4, steps * batch, units)  # (4, T, B, u) -> (4, T·B, u)
    return Deltas([flat[k] for k in INNER], dh, dc, kept.arrays["x"])


def flat_steps(x):
    """(T, B, n) -> (T·B, n)."""
    return np.reshape(x, (np.shape(x)[0] * np.shape(x)[1], np.shape(x)[2]))


def lstm_x(g, z, x, h, c, w, u, b, m, workspace=None):
    """δ wᵀ, gate by gate."""
    found = deltas(workspace, g, z, x, h, c, w, u, b, m)
    first, *rest = (delta @ part.T for delta, part in zip(found.gates, np.split(w, 4, axis=-1)))  # (T·B, u) @ (u, n)
    for share in rest:
        first = first + share
    return np.reshape(first, np.shape(x))  # (T·B, n) -> (T, B, n)


def lstm_w(g, z, x, *others, workspace=None):
    """xᵀ δ, gate by gate: (n, T·B) @ (T·B, u)."""
    found = deltas(workspace, g, z, x, *others)
    return np.concatenate([found.x.T @ delta for delta in found.gates], axis=-1)


def lstm_u(g, z, x, h, *others, workspace=None):
    """hᵀ δ, h from before each step."""
    first = len(h)  # the δ of the first step, where h comes from outside
    found = deltas(workspace, g, z, x, h, *others)
    before = flat_steps(z[:-2])
    return np.concatenate([h.T @ delta[:first] + before.T @ delta[first:] for delta in found.gates], axis=-1)


def lstm_b(g, z, x, h, c, w, u, b, m, workspace=None):
    """The sum of δ over all steps and samples."""
    found = deltas(workspace, g, z, x, h, c, w, u, b, m).gates
    ones = np.ones(np.shape(found[0])[0], found[0].dtype)  # a product adds up rows quicker than sum does
    return np.concatenate([ones @ delta for delta in found])


def sequences(masked: bool, steps: int, batch: int, features: int, units: int) -> Sample:
    shapes = [(steps, batch, features), *[(batch, units)] * 2, (features, 4 * units), (units, 4 * units), (4 * units,)]
    mask = np.arange(steps * batch).reshape(steps, batch) % 3 != 1 if masked else 1
    return Sample((*(spaced(shape, -1.0, 1.0, seed) for seed, shape in enumerate(shapes)), mask))


# fmt: off
lstm_row = Op("lstm", lstm_forward, floating=True,
    doc="A whole sequence of long short-term memory steps: the hidden states h of all steps, then the last cell state c.",
    vjps=(lstm_x, lambda g, z, *inputs, workspace=None: deltas(workspace, g, z, *inputs).h,
          lambda g, z, *inputs, workspace=None: deltas(workspace, g, z, *inputs).c,
          lstm_w, lstm_u, lstm_b, None),
    oracle=oracles.lstm, label="LSTM", tex=(r"h_t = o_t \tanh c_t", r"\delta_t\, w^\top", r"\delta_1 u^\top", r"f_1\, \bar c_1",
                       r"\sum_t x_t^\top \delta_t", r"\sum_t h_{t-1}^\top \delta_t", r"\sum_t \delta_t", "0"),
    samples=fixed(sequences(False, 3, 2, 3, 2), sequences(True, 4, 3, 2, 2), sequences(False, 1, 1, 1, 1)),
    whole=True, source="Hochreiter & Schmidhuber, 1997, Neural Computation 9")
# fmt: on
