"""What preprocessing layers are given: numbers or text, whole or in batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from autograd import Tensor


def floats(x: Any, dtype: Any = None) -> Any:
    """Numbers as floats: floats keep their type unless one is given, others become float32."""
    if isinstance(x, Tensor):
        wanted = dtype or (x.dtype if x.dtype.kind == "f" else np.float32)
        return x if x.dtype == wanted else x.astype(wanted)
    found = np.asarray(x)
    return found.astype(dtype or (found.dtype if found.dtype.kind == "f" else np.float32), copy=False)


def plain(x: Any) -> np.ndarray:
    """Numbers as an array; of another library's array, too."""
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


def whole_numbers(who: str, x: Any) -> np.ndarray:
    """Ids as an array of int64; ValueError for numbers that are not whole."""
    found = plain(x)
    if found.dtype.kind not in "iub" and not np.array_equal(found, np.trunc(found.astype(float))):
        raise ValueError(f"{who} takes whole numbers, got {found[found != np.trunc(found)].flat[0]}")
    return found.astype(np.int64)


def text(who: str, x: Any, encoding: str = "utf-8") -> np.ndarray:
    """Strings as an array of str; TypeError for anything else."""
    found = plain(x)
    if found.dtype.kind == "O":
        parts = [s.decode(encoding) if isinstance(s, bytes) else s for s in found.flat]
        strange = next((s for s in parts if not isinstance(s, str)), None)
        if strange is not None:
            raise TypeError(f"{who} takes text, got {strange!r}; pad lists of different lengths to one first")
        found = np.array(parts, dtype=str).reshape(found.shape)
    if found.dtype.kind == "S":
        found = np.char.decode(found, encoding)
    if found.dtype.kind != "U":
        raise TypeError(f"{who} takes text, got {found.dtype} data of shape {found.shape}")
    return found


def batches(data: Any, steps: int | None = None) -> Iterator[Any]:
    """The batches of what `adapt` is given: an array or a list is one; of (x, y) pairs the x.

    steps=None: how many batches of an iterable to take; None is all.
    """
    if hasattr(data, "shape") or isinstance(data, (list, tuple)):
        yield data
        return
    if hasattr(data, "__getitem__") and hasattr(data, "__len__") and not hasattr(data, "__iter__"):
        data = (data[i] for i in range(len(data)))
    for batch in islice(iter(data), steps):
        yield batch[0] if isinstance(batch, tuple) else batch
