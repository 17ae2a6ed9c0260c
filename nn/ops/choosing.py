"""Operations that count, choose and put into order: classes as ones and zeros, the largest numbers, sums over segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.config import floatx
from nn.ops.array import plain
from nn.ops.making import table


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Any:
    """A 1 at the place of each whole number among num_classes zeros; nothing for numbers beyond. sparse changes nothing."""
    found = plain(x).astype(int)[..., None] == np.arange(num_classes)
    return np.moveaxis(found.astype(dtype or floatx()), -1, axis)


def multi_hot(
    inputs: Any, num_classes: int | None = None, axis: int = -1, dtype: Any = None, sparse: bool = False, num_tokens: Any = None
) -> Any:
    """A 1 for every class among the last axis' numbers: (..., numbers) -> (..., num_classes). num_tokens: its older name."""
    classes = num_classes if num_classes is not None else num_tokens
    found = one_hot(inputs, classes, dtype=dtype)
    return np.moveaxis(found.max(axis=-2) if found.ndim > 1 and np.ndim(inputs) else found, -1, axis)


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Any]:
    """The k largest numbers along the last axis and their places; equal ones in their order. sorted changes nothing."""
    places = np.argsort(-plain(x), axis=-1, kind="stable")[..., :k].astype("int32")
    return np.take_along_axis(x, places, axis=-1), places


def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether the target class is among the k best: (n,), (n, classes) -> (n,)."""
    scores = plain(predictions)
    own = np.take_along_axis(scores, plain(targets)[:, None], axis=-1)
    return (scores > own).sum(axis=-1) < k


def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Any:
    """How often each whole number is there, along the last axis; weights are added up instead. sparse changes nothing."""
    numbers = plain(x)
    if numbers.ndim == 1:
        return np.bincount(numbers, None if weights is None else plain(weights), minlength)
    most = max(minlength, int(numbers.max()) + 1)
    rows = [np.bincount(row, None if weights is None else plain(weights)[i], most) for i, row in enumerate(numbers)]
    return np.stack(rows)


def histogram(x: Any, bins: int = 10, range: Any = None) -> tuple[Any, Any]:
    """How many numbers fall into each of `bins` parts of the range, and the ends of the parts."""
    return np.histogram(plain(x), bins, range)


def unique(
    x: Any, sorted: bool = True, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False,
    axis: int | None = None, size: int | None = None, fill_value: Any = None,
) -> Any:  # fmt: skip
    """The numbers that occur, in order; also where first, where each stands, how often. size cuts or fills their count."""
    look: Any = np.unique  # whose overloads want to know the truths beforehand
    found = look(plain(x), return_index, return_inverse, return_counts, axis)
    if size is None:
        return found
    values, *more = found if isinstance(found, tuple) else (found,)
    lacking = max(0, size - len(values))
    filled = np.concatenate([values[:size], np.full(lacking, values[0] if fill_value is None else fill_value, values.dtype)])
    return (filled, *more) if more else filled


def segment_sum(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """Rows with equal ids added up: (n, ...), (n,) -> (num_segments, ...). sorted changes nothing."""
    member = one_hot(segment_ids, _count(segment_ids, num_segments), dtype=getattr(data, "dtype", "float32")).T
    return np.tensordot(member, data, axes=1)


def segment_max(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """The largest of rows with equal ids; the smallest number there is where no row has the id. sorted changes nothing."""
    return _segments(np.max, data, segment_ids, num_segments, -np.inf)


def segment_min(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """The smallest of rows with equal ids; the largest number there is where no row has the id. sorted changes nothing."""
    return _segments(np.min, data, segment_ids, num_segments, np.inf)


def segment_prod(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """The product of rows with equal ids; 1 where no row has the id. sorted changes nothing."""
    return _segments(np.prod, data, segment_ids, num_segments, 1.0)


def _segments(reduce: Any, data: Any, ids: Any, count: int | None, nothing: float) -> Any:
    ids = plain(ids)
    none = np.full(np.shape(data)[1:], nothing, getattr(data, "dtype", "float32"))
    parts = [reduce(data[ids == i], axis=0) if (ids == i).any() else none for i in range(_count(ids, count))]
    return np.stack(parts)


def _count(ids: Any, count: int | None) -> int:
    return int(plain(ids).max()) + 1 if count is None else count


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """x with a border around it."""
    given: dict[str, Any] = {} if constant_values is None else {"constant_values": constant_values}
    border: Any = np.pad  # whose overloads want to know the mode beforehand
    return border(x, pad_width, mode, **given)


OPS = table(
    bincount, histogram, in_top_k, multi_hot, one_hot, pad, segment_max, segment_min, segment_prod, segment_sum, top_k, unique
)
