"""A sequence of LSTM steps backwards: one sweep finds δ, and from it come the gradients of all inputs.

With the letters of `recurrence`, δ_t = ∂/∂(x_t w + h_{t−1} u + b).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd.ops.activation import sigmoid
from autograd.ops.choosing import where
from autograd.ops.elementwise import tanh
from autograd.ops.networks.lstm_forward import INNER, by_gate, skips


class Deltas(NamedTuple):
    """What all rules are made of."""

    gates: list[Any]  # δ of each gate, i f g o, each (T·B, u)
    h: Any  # the gradients of the states before the first step
    c: Any
    x: Any  # the inputs of all steps, (T·B, n)


def find_deltas_on_tensors(g, z, x, h, c, w, u, b, m):
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


def quick_deltas(g, z, kept, gates, u, m):
    """The same on arrays, from what the forward pass kept; δ takes the place of the gates."""
    _, steps, batch, units = gates.shape
    back = np.ascontiguousarray(np.swapaxes(by_gate(u.astype(gates.dtype, copy=False)), 1, 2))  # (4, u, u), transposed
    slope, shares = np.empty_like(gates[:3, 0]), np.empty_like(gates[:, 0])
    dh, dc, product, dg = (np.zeros_like(shares[0]) for _ in range(4))
    dc += g[-1]
    for a, s, new, cell, k, gt, skip in reversed([
        *zip(np.moveaxis(gates, 1, 0), np.moveaxis(gates[:3], 1, 0), z, kept.cells, kept.squashed, g, skips(m, steps))
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
    return Deltas([flat[k] for k in INNER], dh, dc, kept.x)


def flat_steps(x):
    """(T, B, n) -> (T·B, n)."""
    return np.reshape(x, (np.shape(x)[0] * np.shape(x)[1], np.shape(x)[2]))


def share_x(found, z, x, h, w):
    """δ wᵀ, gate by gate."""
    first, *rest = (delta @ part.T for delta, part in zip(found.gates, np.split(w, 4, axis=-1)))  # (T·B, u) @ (u, n)
    for share in rest:
        first = first + share
    return np.reshape(first, np.shape(x))  # (T·B, n) -> (T, B, n)


def share_w(found, z, x, h, w):
    """xᵀ δ, gate by gate: (n, T·B) @ (T·B, u)."""
    return np.concatenate([found.x.T @ delta for delta in found.gates], axis=-1)


def share_u(found, z, x, h, w):
    """hᵀ δ, h from before each step."""
    first = len(h)  # the δ of the first step, where h comes from outside
    before = flat_steps(z[:-2])
    return np.concatenate([h.T @ delta[:first] + before.T @ delta[first:] for delta in found.gates], axis=-1)


def share_b(found, z, x, h, w):
    """The sum of δ over all steps and samples."""
    ones = np.ones(np.shape(found.gates[0])[0], found.gates[0].dtype)  # a product adds up rows quicker than sum does
    return np.concatenate([ones @ delta for delta in found.gates])


SHARES = (share_x, lambda found, *_: found.h, lambda found, *_: found.c, share_w, share_u, share_b)
