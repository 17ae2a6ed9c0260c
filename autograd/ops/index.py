"""Picking elements, and its adjoint: adding values back where they were picked from."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.op import Op, Sample
from autograd.ops.samples import arrays, fixed


def is_basic(key: Any) -> bool:
    """Whether a key holds only integers, slices, None and ...: it then picks no element twice."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(part is None or part is ... or isinstance(part, (int, slice)) for part in parts)


def scatter(g, *, key, shape):
    """Zeros of `shape` with g added at `key`; elements picked twice get both."""
    out = np.zeros(shape, dtype=np.asarray(g).dtype)
    if is_basic(key):
        out[key] = g
    else:
        np.add.at(out, key, g)
    return out


# fmt: off
index = Op("index", lambda x, *, key: np.asarray(x)[key],
    vjps=(lambda g, z, x, key: scatter_add(g, key=key, shape=np.shape(x)),),
    label="[ ]", tex=("z_j = x_{k_j}", r"\bar x_{k_j} \mathrel{+}= \bar z_j"),
    samples=fixed(
        arrays((4,), key=1), arrays((4,), key=-1), arrays((4, 3), key=slice(1, None, 2)),
        arrays((4, 3), key=(..., None, 0)), arrays((4, 3), key=np.array([0, 0, 2])),
        arrays((4, 3), key=(np.array([0, 1, 1]), np.array([2, 2, 2]))), arrays((3,), key=np.array([True, False, True])),
        arrays((3, 4), key=(slice(None), np.array([[0, 1], [1, 1]]))), arrays((4,), key=slice(0, 0)),
        Sample((1.5,), {"key": None})))

scatter_add = Op("scatter_add", scatter,
    vjps=(lambda g, z, x, key, shape: index(g, key=key),),
    label="scatter", tex=("z_{k_j} \\mathrel{+}= x_j", r"\bar z_{k_j}"),
    samples=fixed(
        arrays((2, 3), key=slice(0, 2), shape=(4, 3)), arrays((3,), key=np.array([0, 0, 2]), shape=(4,)),
        Sample((1.5,), {"key": 2, "shape": (4,)})))
# fmt: on
