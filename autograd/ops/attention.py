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

from autograd.node import Node
from autograd.op import Op
from autograd.ops.arithmetic import where
from autograd.ops.fused import softmax, softmax_forward
from autograd.ops.linalg import flipped
from autograd.ops.samples import arrays, fixed
from autograd.ops.workspace import Workspace

NEVER = -1e30  # a likeness that softmax turns to a share of exactly 0
SAFE = 60.0  # eˣ and its sums neither overflow nor vanish between -60 and 60, not even in single precision


def attention(*x: Any, heads: int = 1, mask: Any = None, workspace: Workspace | None = None) -> Any:
    """softmax(q kᵀ / √D) v in heads: `q: (B, T, heads · D), k: (B, S, heads · D), v: (B, S, heads · V) -> (B, T, heads · V)`.

    One array (B, T, 3 · heads · D) holds q, k and v side by side. `mask`, which broadcasts to (B, heads, T, S), is True where
    a query may look; one that may look nowhere gets the mean of all values, and tells keys and queries nothing by its
    gradient. A workspace kept by the caller saves finding the shares once more on the way back.

    >>> attention(np.zeros((1, 1, 2)), np.ones((1, 2, 2)), np.array([[[1.0], [3.0]]]))
    array([[[2.]]])
    """
    if len(x) not in (1, 3):
        raise ValueError(f"attention takes q, k and v, or one array that holds all three, got {len(x)}")
    settings = {} if mask is None else {"mask": np.asarray(mask)}
    return attention_row(*x, heads=heads, workspace=workspace or Workspace(), **settings)


def parts(xs, heads):
    """q, k and v by head: (B, T, heads · D) -> (B, heads, T, D)."""
    return [by_head(x, heads) for x in (xs if len(xs) == 3 else np.split(xs[0], 3, axis=-1))]


def by_head(x, heads):
    b, t, features = np.shape(x)
    return np.transpose(np.reshape(x, (b, t, heads, features // heads)), (0, 2, 1, 3))  # (B, T, H, D) -> (B, H, T, D)


def side_by_side(x):
    b, heads, t, size = np.shape(x)
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (b, t, heads * size))  # (B, T, H, D) -> (B, T, H · D)


def shares(q, k, mask, likeness=None):
    """p: (B, heads, T, S). Between arrays it is quick, in the memory of `likeness`; between Tensors it is recorded."""
    if isinstance(q, Node) or isinstance(k, Node):
        found = q @ flipped(k)
        return softmax(found if mask is None else where(mask, found, np.asarray(NEVER, found.dtype)))
    p = np.matmul(q, flipped(k), out=likeness)
    if not p.size:
        return p
    if not -SAFE < np.minimum.reduce(p, axis=None) <= np.maximum.reduce(p, axis=None) < SAFE or blind(mask) is not None:
        p[...] = softmax_forward(p if mask is None else np.where(mask, p, p.dtype.type(NEVER)))
        return p
    np.exp(p, out=p)
    if mask is not None:
        p *= mask.astype(p.dtype)
    p *= 1.0 / np.expand_dims(p @ np.ones(p.shape[-1], p.dtype), -1)  # a product adds up rows quicker than sum does
    return p


def blind(mask):
    """Which queries may look somewhere, (..., T, 1), if there are some that may not."""
    seeing = None if mask is None else np.logical_or.reduce(mask, axis=-1, keepdims=True)
    return None if seeing is None or seeing.all() else seeing


def attention_forward(*xs, heads, mask=None, workspace=None):
    q, k, v = parts(xs, heads)
    (b, _, t, d), s = q.shape, k.shape[2]
    dtype = np.result_type(*xs)
    kept = None if workspace is None else workspace.take()
    p = shares(q * (1.0 / math.sqrt(d)), k, mask, None if kept is None else kept.array("shares", (b, heads, t, s), dtype))
    out = np.empty((b, t, heads * v.shape[-1]), dtype)
    np.matmul(p, v, out=by_head(out, heads))  # (B, H, T, S) @ (B, H, S, V)
    out = out[...]  # a view, which dies with the Tensor that holds it even if others look at the same memory
    if workspace is not None:
        workspace.hold(kept, out)
    return out


def attention_i(g, z, *xs, index, heads, mask=None, workspace=None):
    """The gradient of input `index`; of one that holds q, k and v, all three side by side."""
    (q, k, v), kept = parts(xs, heads), None
    size = 1.0 / math.sqrt(np.shape(q)[-1])
    q = q * size
    if workspace is not None and not any(isinstance(x, Node) for x in (g, z, *xs)):
        kept = workspace.of(z)
    p = shares(q, k, mask) if kept is None else kept.arrays["shares"]
    wanted = (index,) if len(xs) == 3 else (0, 1, 2)
    if wanted != (2,):
        ds = by_head(g, heads) @ flipped(v)  # (B, H, T, V) @ (B, H, V, S)
        ds -= by_head(over_features(g * z, heads), heads)
        ds *= p
        seeing = blind(mask)
        if seeing is not None:
            ds = where(seeing, ds, 0.0)
    makers = (lambda: ds @ k * size, lambda: flipped(ds) @ q, lambda: flipped(p) @ by_head(g, heads))
    found = [side_by_side(makers[i]()) for i in wanted]  # from (B, H, T, D), and twice (B, H, S, D)
    return found[0] if len(xs) == 3 else np.concatenate(found, axis=-1)


def over_features(x, heads):
    """Each head's features added up: (B, T, heads · V) -> (B, T, heads)."""
    b, t, features = np.shape(x)
    size = features // heads
    return np.reshape(np.reshape(x, (b * t * heads, size)) @ np.ones(size, x.dtype), (b, t, heads))


MASK = np.array([[True, False, True], [False, True, True]])

# fmt: off
attention_row = Op("attention", attention_forward,
    vjps=(attention_i,), variadic=True, whole=True,
    label="attention", tex=(r"p\,v,\ p = \operatorname{softmax}(q\,k^\top / \sqrt{d})",
        r"(\bar s\,k,\ \bar s^\top q,\ p^\top \bar z),\ \bar s = p\,(\bar z\,v^\top - \textstyle\sum \bar z\,z) / \sqrt{d}"),
    samples=fixed(
        arrays((1, 2, 2), (1, 3, 2), (1, 3, 1), heads=1), arrays((2, 2, 4), (2, 3, 4), (2, 3, 2), heads=2, mask=MASK),
        arrays((2, 3, 6), heads=2, mask=np.tri(3, dtype=bool)), arrays((1, 2, 3), heads=1, mask=MASK[:, :2] * MASK[:1, :2]),
        arrays((0, 2, 3), heads=1)),
    source="Vaswani et al., 2017, arXiv:1706.03762")
# fmt: on
