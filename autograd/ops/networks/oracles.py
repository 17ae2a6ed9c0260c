"""Results of the networks' rows computed another way: step by step, window by window, number by number."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from autograd.ops.oracles import softmax


def lstm(x, h, c, w, u, b, m):
    hidden = []
    for t in range(len(x)):
        i, f, g, o = np.split(np.concatenate([x[t], h], 1) @ np.concatenate([w, u]) + b, 4, axis=1)
        counts = np.broadcast_to(m, x.shape[:2])[t][:, None]
        c = np.where(counts, c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i)), c)
        h = np.where(counts, np.tanh(c) / (1 + np.exp(-o)), h)
        hidden.append(h)
    return np.stack([*hidden, c])


def attention(*xs, heads, mask=None):
    q, k, v = (np.stack(np.split(x, heads, -1), 1) for x in (xs if len(xs) == 3 else np.split(xs[0], 3, -1)))
    likeness = np.einsum("bhtd,bhsd->bhts", q, k) / np.sqrt(q.shape[-1])
    likeness = np.where(True if mask is None else mask, likeness, -1e9)
    shares = softmax(likeness - likeness.max(-1, keepdims=True))
    return np.concatenate(list(np.moveaxis(shares @ v, 1, 0)), -1)


def normalize(x, gamma, beta, epsilon):
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - x.mean(axes)) / np.sqrt(x.var(axes) + epsilon) + beta if x.size else x


def standardize(x, epsilon, center):
    return (x - x.mean(-1, keepdims=True) * center) * inverse_deviation(x, epsilon, center)


def inverse_deviation(x, epsilon, center):
    c = x - x.mean(-1, keepdims=True) * center
    return 1 / np.sqrt((c**2).mean(-1, keepdims=True) + epsilon)


def meetings(size, taps, strides=1, padding=0, dilation=1):
    """(position in x, window, tap) of every number that a kernel or a pool meets, found one by one."""
    axes = len(size)
    strides, dilation = (v if isinstance(v, tuple) else (v,) * axes for v in (strides, dilation))
    padding = padding if isinstance(padding, tuple) else ((padding, padding),) * axes
    spans = [(t - 1) * d + 1 for t, d in zip(taps, dilation)]
    counts = [(n + sum(p) - span) // s + 1 for n, p, span, s in zip(size, padding, spans, strides)]
    for o, a in itertools.product(np.ndindex(*counts), np.ndindex(*taps)):
        i = tuple([o_ * s + a_ * d - p[0] for o_, a_, s, d, p in zip(o, a, strides, dilation, padding)])
        if all(0 <= i_ < n for i_, n in zip(i, size)):
            yield (slice(None), *i), (slice(None), *o), a


def write_out_groups(y, groups):
    """The kernel with its groups written out: (*taps, C, F), zeros between them."""
    c, f = y.shape[-2], y.shape[-1] // groups
    whole = np.zeros((*y.shape[:-2], c * groups, y.shape[-1]))
    for k in range(groups):
        whole[..., k * c : (k + 1) * c, k * f : (k + 1) * f] = y[..., k * f : (k + 1) * f]
    return whole


def conv(x, y, b=0.0, groups=1, **settings):
    met = list(meetings(x.shape[1:-1], y.shape[:-2], **settings))
    sizes = [max([o[axis] for _, o, _ in met]) + 1 for axis in range(1, y.ndim - 1)]
    z, whole = np.zeros((len(x), *sizes, y.shape[-1])), write_out_groups(y, groups)
    for i, o, a in met:
        z[o] += x[i] @ whole[a]
    return z + b


def conv_transpose(g, y, b=0.0, *, size, groups=1, **settings):
    x, whole = np.zeros((len(g), *size, y.shape[-2] * groups)), write_out_groups(y, groups)
    for i, o, a in meetings(size, y.shape[:-2], **settings):
        x[i] += g[o] @ whole[a].T
    return x + b


def conv_kernel(x, g, taps, groups=1, **settings):
    whole = np.zeros((*taps, x.shape[-1], g.shape[-1]))
    for i, o, a in meetings(x.shape[1:-1], taps, **settings):
        whole[a] += x[i].T @ g[o]
    c, f = x.shape[-1] // groups, g.shape[-1] // groups
    own = [whole[..., k * c : (k + 1) * c, k * f : (k + 1) * f] for k in range(groups)]
    return np.concatenate(own, -1)


def under(x, window=2, strides=None, padding=0):
    """{window: the positions under it}."""
    window = window if isinstance(window, tuple) else (window,) * (x.ndim - 2)
    found: dict[Any, Any] = {}
    for i, o, _ in meetings(x.shape[1:-1], window, window if strides is None else strides, padding):
        found.setdefault(o[1:], []).append(i[1:])
    return found


def channels(place):
    """The index of all images and channels at a place."""
    return (slice(None), *place)


def pool(x, reduce, **settings):
    found = under(x, **settings)
    z = np.zeros((len(x), *np.max(list(found), axis=0) + 1, x.shape[-1]))
    for o, places in found.items():
        z[channels(o)] = reduce([x[channels(i)] for i in places], axis=0)
    return z


def at_largest(x, **settings):
    """For each window and channel, where the largest number lies: (n, *position, channel) triples."""
    for o, places in under(x, **settings).items():
        for n, c in np.ndindex(len(x), x.shape[-1]):
            best = places[np.argmax([x[tuple([n, *i, c])] for i in places])]
            yield (n, *o, c), (n, *best, c)


def max_unpool(g, x, **settings):
    z = np.zeros(x.shape)
    for o, i in at_largest(x, **settings):
        z[i] += g[o]
    return z


def max_pick(y, x, **settings):
    z = np.zeros(pool(x, np.max, **settings).shape)
    for o, i in at_largest(x, **settings):
        z[o] = y[i]
    return z


def sum_unpool(g, size, **settings):
    z = np.zeros((len(g), *size, g.shape[-1]))
    for o, places in under(z, **settings).items():
        for i in places:
            z[channels(i)] += g[channels(o)]
    return z
