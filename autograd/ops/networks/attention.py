"""Attention as one row: likeness, softmax and the sum of the values, since step by step memory is moved more than numbers made.

With one head's queries q, keys k, values v and the mask of what may be seen

    p = softmax(q kᵀ / √D)          ∂v = pᵀ ∂z
    z = p v                         ∂s = p · (∂z vᵀ − Σ ∂z · z),  ∂q = ∂s k / √D,  ∂k = ∂sᵀ q / √D.

Of all the large arrays (heads, T, S) only p is kept for the way back. Vaswani et al., 2017, arXiv:1706.03762; that Σ ∂z · z is
the softmax' own sum over the T × S shares: Dao, Fu, Ermon, Rudra & Ré, 2022, arXiv:2205.14135.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.choosing import where
from autograd.ops.fused import softmax, softmax_forward
from autograd.ops.linalg import swap_last_axes
from autograd.ops.networks import oracles
from autograd.ops.samples import arrays

LEAST = 1e-20  # sums of eˣ from here to its inverse lost nothing to overflow or underflow, not even in single precision


def attention(*x: Any, heads: int = 1, mask: Any = None) -> Any:
    """softmax(q kᵀ / √D) v in heads: `q: (B, T, heads · D), k: (B, S, heads · D), v: (B, S, heads · V) -> (B, T, heads · V)`.

    x: q, k and v, or one array (B, T, 3 · heads · D) that holds them side by side. heads=1: how many heads.
    mask=None: True where a query may look, broadcast to (B, heads, T, S). A query that may look nowhere gets the mean of all
    values, and its gradient tells keys and queries nothing.
    Raises ValueError for other numbers of inputs or heads, TypeError for a mask that is not boolean.

    >>> attention(np.zeros((1, 1, 2)), np.ones((1, 2, 2)), np.array([[[1.0], [3.0]]]))
    array([[[2.]]])
    """
    if len(x) not in (1, 3):
        raise ValueError(f"attention takes q, k and v, or one array that holds all three, got {len(x)}")
    if isinstance(heads, bool) or not isinstance(heads, (int, np.integer)) or heads < 1:
        raise ValueError(f"attention: heads is a whole number of 1 or more, got {heads!r}")
    settings = {} if mask is None else {"mask": np.asarray(mask)}
    if mask is not None and settings["mask"].dtype != bool:
        raise TypeError(
            f"attention: a mask is boolean, True where a query may look, got {settings['mask'].dtype}: of one that is added "
            "to the likeness, 0 and −∞, write mask=np.isfinite(mask); of one of 0 and 1, mask=mask == 1"
        )
    return attention_row(*x, heads=heads, **settings)


def parts(xs, heads):
    """q, k and v by head: (B, T, heads · D) -> (B, heads, T, D)."""
    return [by_head(x, heads) for x in (xs if len(xs) == 3 else np.split(xs[0], 3, axis=-1))]


def by_head(x, heads):
    if np.ndim(x) != 3 or np.shape(x)[-1] % heads:
        raise ValueError(f"each input is (samples, steps, features), and {heads} heads need features that divide by {heads}")
    b, t, features = np.shape(x)
    return np.transpose(np.reshape(x, (b, t, heads, features // heads)), (0, 2, 1, 3))  # (B, T, H, D) -> (B, H, T, D)


def side_by_side(x):
    b, heads, t, size = np.shape(x)
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (b, t, heads * size))  # (B, T, H, D) -> (B, T, H · D)


def attention_forward(*xs, heads, mask=None, room=None):
    """z, and the shares p for the way back."""
    q, k, v = parts(xs, heads)
    b, _, t, _ = q.shape
    dtype = np.result_type(*xs)
    p = np.empty((b, heads, t, k.shape[2]), dtype) if room is None else room
    out = np.empty((b, t, heads * v.shape[-1]), dtype)
    np.matmul(shares(q, k, mask, p), v, out=by_head(out, heads))  # (B, H, T, S) @ (B, H, S, V)
    return out, p


def never(dtype):
    """A likeness that softmax turns to a share of exactly 0, and to equal ones where there is nothing else."""
    return dtype.type(-3e4 if dtype.itemsize < 4 else -1e30)


def shares(q, k, mask, p):
    """softmax(q kᵀ / √D) where the mask allows it, into p: (B, heads, T, S)."""
    # BLAS multiplies quicker by a matrix that lies in rows
    keys = np.multiply(swap_last_axes(k), 1.0 / math.sqrt(q.shape[-1]), order="C")  # (B, H, D, S)
    np.matmul(q, keys, out=p)
    with np.errstate(over="ignore", invalid="ignore"):
        np.exp(p, out=p)
        if mask is not None:
            p *= mask.astype(p.dtype)
        total = p @ np.ones((p.shape[-1], 1), p.dtype)  # a product adds up rows quicker than sum does
    if p.itemsize > 2 and LEAST < np.min(total, initial=1.0) <= np.max(total, initial=1.0) < 1.0 / LEAST:
        p *= 1.0 / total
    else:  # too large, too small, nothing to see, or NaN
        np.matmul(q, keys, out=p)
        p[...] = softmax_forward(p if mask is None else np.where(mask, p, never(p.dtype)))
    return p


def attention_gradients(g, z, p, *xs, wanted, heads, mask=None):
    """The gradients of the wanted inputs; of one that holds q, k and v, all three side by side."""
    q, k, v = parts(xs, heads)
    wanted = wanted if len(xs) == 3 else (0, 1, 2)
    small = g * (1.0 / math.sqrt(np.shape(q)[-1]))
    along = by_head(over_features(small * z, heads), heads)  # (B, H, T, 1)
    g, small = by_head(g, heads), by_head(small, heads)
    if p is None:
        likeness = q * (1.0 / math.sqrt(np.shape(q)[-1])) @ swap_last_axes(k)
        p = softmax(likeness if mask is None else where(mask, likeness, np.asarray(never(likeness.dtype))))
        found = [
            side_by_side(left @ right) for left, right in factors(wanted, g, small, along, q, k, swap_last_axes(v), p, mask)
        ]
        return found if len(xs) == 3 else [np.concatenate(found, axis=-1)]
    values = np.ascontiguousarray(swap_last_axes(v))
    out = [np.empty(xs[i].shape, z.dtype) for i in (wanted if len(xs) == 3 else (0,))]
    places = [by_head(share, heads) for share in out] if len(xs) == 3 else parts(out, heads)
    for place, (left, right) in zip(places, factors(wanted, g, small, along, q, k, values, p, mask)):
        np.matmul(left, right, out=place)
    return out


def factors(wanted, g, small, along, q, k, values, p, mask):
    """∂q, ∂k, ∂v as products ∂s k, ∂sᵀ q, pᵀ ∂z. In `small` is ∂z / √D, in `along` Σ small · z, in `values` vᵀ: (B, H, V, S)."""
    found = {}
    if tuple(wanted) != (2,):
        s = small @ values  # (B, H, T, V) @ (B, H, V, S)
        s -= along
        s *= p
        seeing = None if mask is None else np.logical_or.reduce(mask, axis=-1, keepdims=True)
        if seeing is not None and not seeing.all():
            s = where(seeing, s, 0.0)  # rows that may look nowhere
        found = {0: (s, k), 1: (swap_last_axes(s), q)}
    return [(swap_last_axes(p), g) if i == 2 else found[i] for i in wanted]


def over_features(x, heads):
    """Each head's features added up: (B, T, heads · V) -> (B, T, heads)."""
    b, t, features = np.shape(x)
    size = features // heads
    return np.reshape(np.reshape(x, (b * t * heads, size)) @ np.ones(size, x.dtype), (b, t, heads))


MASK = np.array([[True, False, True], [False, True, True]])

# fmt: off
attention_row = Op("attention", attention_forward, floating=True,
    doc="Each query's mean of the values, weighted by how well it agrees with the keys.",
    vjps=(attention_gradients,), variadic=True, joint=True,
    oracle=oracles.attention,
    real=True, label="attention", tex=(r"p\,v,\ p = \operatorname{softmax}(q\,k^\top / \sqrt{d})",
        r"(\bar s\,k,\ \bar s^\top q,\ p^\top \bar z),\ \bar s = p\,(\bar z\,v^\top - \textstyle\sum \bar z\,z) / \sqrt{d}"),
    samples=lambda: [
        arrays((1, 2, 2), (1, 3, 2), (1, 3, 1), heads=1), arrays((2, 2, 4), (2, 3, 4), (2, 3, 2), heads=2, mask=MASK),
        arrays((2, 3, 6), heads=2, mask=np.tri(3, dtype=bool)), arrays((1, 2, 3), heads=1, mask=MASK[:, :2] * MASK[:1, :2]),
        arrays((0, 2, 3), heads=1)],
    source="Vaswani et al., 2017, arXiv:1706.03762")
# fmt: on
