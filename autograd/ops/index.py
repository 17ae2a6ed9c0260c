"""Picking elements, and its adjoint: adding values back where they were picked from."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.samples import arrays, space_out


def is_basic(key: Any) -> bool:
    """Whether a key holds only integers, slices, None and ...: it then picks no element twice."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(part is None or part is ... or isinstance(part, (int, slice)) for part in parts)


def scatter(g, *, key, shape):
    """Zeros of `shape` with g added at `key`; elements picked twice get both."""
    dtype = np.asarray(g).dtype
    out = np.zeros(shape, int if dtype.kind == "b" else dtype)  # booleans picked twice add up to 2
    if is_basic(key):
        out[key] = g
    else:
        add_at(out, g, key=key)
    return out


def add_at(out, g, *, key):
    """out[key] += g; elements picked twice get both. `out` lies in memory in order."""
    if is_basic(key) or (isinstance(key, np.ndarray) and key.dtype.kind == "b"):
        out[key] += g
    elif np.size(g) < 4096 or (out.ndim == 1 and np.ndim(key) == 1):  # NumPy is quick along a single axis, slow along more
        np.add.at(out, key, g)
    elif out.ndim > 1 and isinstance(key, np.ndarray) and key.dtype.kind in "iu" and key.size:
        add_rows(out, key.ravel(), np.reshape(g, (key.size, -1)))  # (*key's shape, ...) -> (picks, rest)
    else:
        places = np.arange(out.size).reshape(out.shape)[key]
        np.add.at(out.reshape(-1), places.reshape(-1), np.broadcast_to(g, places.shape).reshape(-1))


def assign(x, y, *, key, out=None):
    """A copy of x with x[key] = y, in x's dtype."""
    z = np.array(x) if out is None else out
    if out is not None:
        np.copyto(out, x)
    z[key] = y
    return z


def pick_last(g, y, *, key):
    """The gradient of what was assigned, in y's number of axes: g at the key; of a place met twice the last value stayed."""
    picked = index(g, key=key)
    if not is_basic(key) and not (isinstance(key, np.ndarray) and key.dtype.kind == "b"):
        numbers = np.arange(np.size(picked)).reshape(np.shape(picked))
        last = np.zeros(np.shape(g), int)
        last[key] = numbers
        if not np.array_equal(last[key], numbers):
            picked = np.where(last[key] == numbers, picked, 0.0)
    missing = np.ndim(y) - np.ndim(picked)  # NumPy takes a y of shape (1, 3) for three elements
    return np.reshape(picked, (1,) * missing + np.shape(picked)) if missing > 0 else picked


def add_rows(out, rows, g):
    """out[rows[i]] += g[i]: g (picks, rest). Sorted by row, each one's picks lie together and are added up in one go."""
    rows = rows + (rows < 0) * len(out)  # -1 is the last
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    first = np.flatnonzero(np.diff(rows, prepend=-1))  # where another row begins
    out.reshape(len(out), -1)[rows[first]] += np.add.reduceat(g[order], first, axis=0)


def whole(i: np.ndarray) -> np.ndarray:
    """An array of whole numbers as integers, others as they are; IndexError for fractions."""
    i = np.asarray(i)
    if i.dtype.kind != "f":
        return i
    found = i.astype(np.intp)
    if not np.array_equal(found, i):
        raise IndexError(f"an index must hold whole numbers, got {i[found != i].flat[0]}")
    return found


def put_forward(g, i, *, shape):
    """Zeros of `shape` with g added at the rows i."""
    return scatter(g, key=whole(i), shape=shape)


# fmt: off
index = Op("index", lambda x, *, key: np.asarray(x)[key], chooses=True, into=add_at,
    doc="The elements of x at a key, as NumPy's x[key].",
    vjps=(lambda g, z, x, key: scatter_add(g, key=key, shape=np.shape(x)),),
    oracle=lambda x, key: np.array(x)[key],
    linear=True, label="[ ]", tex=("z_j = x_{k_j}", r"\bar x_{k_j} \mathrel{+}= \bar z_j"),
    samples=lambda: [
        arrays((4,), key=1), arrays((4,), key=-1), arrays((4, 3), key=slice(1, None, 2)),
        arrays((4, 3), key=(..., None, 0)), arrays((4, 3), key=np.array([0, 0, 2])),
        arrays((4, 3), key=(np.array([0, 1, 1]), np.array([2, 2, 2]))), arrays((3,), key=np.array([True, False, True])),
        arrays((3, 4), key=(slice(None), np.array([[0, 1], [1, 1]]))), arrays((4,), key=slice(0, 0)),
        Sample((1.5,), {"key": None})])

scatter_add = Op("scatter_add", scatter,
    doc="Zeros of a shape with x added at a key; an element met twice gets both.",
    vjps=(lambda g, z, x, key, shape: index(g, key=key),),
    oracle=oracles.put,
    label="scatter", tex=("z_{k_j} \\mathrel{+}= x_j", r"\bar z_{k_j}"),
    samples=lambda: [
        arrays((2, 3), key=slice(0, 2), shape=(4, 3)), arrays((3,), key=np.array([0, 0, 2]), shape=(4,)),
        Sample((1.5,), {"key": 2, "shape": (4,)})])

index_update = Op("index_update", assign, chooses=True, floating=True,
    doc="A copy of x in which the elements at a key are y, as NumPy's x[key] = y.",
    vjps=(lambda g, z, x, y, key: index_update(g, 0.0, key=key), lambda g, z, x, y, key: pick_last(g, y, key=key)),
    oracle=oracles.assign,
    label="[ ] =", tex=(r"z = x,\; z_{k_j} = y_j", r"\bar z,\; \bar x_{k_j} = 0", r"\bar z_{k_j}"),
    samples=lambda: [
        arrays((4,), (), key=1), arrays((4,), (2,), key=slice(None, None, -2)), arrays((4, 3), (3,), key=slice(1, None, 2)),
        arrays((4, 3), (1, 1, 2), key=(slice(2), slice(1, 3))), arrays((4,), (3,), key=np.array([0, 2, 0])),
        arrays((3,), (2,), key=np.array([True, False, True])), arrays((4, 3), (2,), key=(np.array([0, 1]), np.array([2, 2]))),
        arrays((4,), (0,), key=slice(0, 0)), Sample((1.5, 2.5), {"key": ()})])

take = Op("take", lambda x, i: x[whole(i)], chooses=True,
    doc="The rows i of x, whole numbers that may repeat.",
    vjps=(lambda g, z, x, i: put(g, i, shape=np.shape(x)), None),
    oracle=lambda x, i: np.reshape([x[j] for j in i.ravel()], (*i.shape, *x.shape[1:])),
    label="[ i ]", tex=("z_j = x_{i_j}", r"\bar x_{i_j} \mathrel{+}= \bar z_j", "0"),
    samples=lambda: [Sample((space_out((4, 3), -2, 2), np.array([0, 0, 2]))), Sample((space_out((4,), -2, 2), np.array([[1, 3], [1, 0]])))])

put = Op("put", put_forward,
    doc="Zeros of a shape with x added at the rows i.",
    vjps=(lambda g, z, x, i, shape: take(g, i), None),
    oracle=lambda x, i, shape: oracles.put(x, i, shape),
    label="put", tex=(r"z_{i_j} \mathrel{+}= x_j", r"\bar z_{i_j}", "0"),
    samples=lambda: [
        Sample((space_out((3, 2), -2, 2), np.array([0, 0, 2])), {"shape": (4, 2)}),
        Sample((space_out((2, 2), -2, 2), np.array([[1, 3], [1, 0]])), {"shape": (4,)})])
# fmt: on
