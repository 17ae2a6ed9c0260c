"""A data set as two: what to train on, and what to keep back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.nest import leaves, map_leaves
from nn.ops.array import as_array
from nn.utils.dataset import Dataset


def split_dataset(
    dataset: Any, left_size: float | None = None, right_size: float | None = None, shuffle: bool = False,
    seed: int | None = None, preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:  # fmt: skip
    """The first and the last part of a data set, each a Dataset.

    dataset: an array, a list or tuple of arrays with equally many rows, or a Dataset. left_size=None, right_size=None: of the
    parts, as a share (a float) or a number of samples (an int); one of them is enough. shuffle=False: whether the samples
    change places first. seed=None: of their order. preferred_backend=None: accepted and ignored.
    Raises ValueError for sizes that are not given, or more than there is.

    >>> left, right = split_dataset(np.arange(10), left_size=0.8)
    >>> len(left), [int(x) for x in right]
    (8, [8, 9])
    """
    elements = list(dataset) if isinstance(dataset, Dataset) else _rows(dataset)
    count = len(elements)
    left, right = (_number(name, size, count) for name, size in (("left_size", left_size), ("right_size", right_size)))
    if left is None and right is None:
        raise ValueError("split_dataset: say left_size= or right_size=, as a share such as 0.8 or as a number of samples")
    left = count - (right or 0) if left is None else left
    right = count - left if right is None else right
    if left < 0 or right < 0 or left + right > count:
        raise ValueError(f"split_dataset: {left} and {right} samples do not come out of {count}")
    if shuffle:
        np.random.default_rng(seed).shuffle(order := np.arange(count))
        elements = [elements[i] for i in order]
    parts = elements[:left], elements[count - right :]
    return tuple(Dataset(lambda part=part: iter(part), len(part)) for part in parts)  # type: ignore[misc, return-value]


def _rows(dataset: Any) -> list[Any]:
    arrays = map_leaves(np.asarray, tuple(dataset)) if isinstance(dataset, (list, tuple)) else map_leaves(np.asarray, dataset)
    if isinstance(dataset, list) and not hasattr(dataset[0], "shape"):
        arrays = np.asarray(dataset)
    counts = {len(each) for each in leaves(arrays)}
    if len(counts) != 1:
        raise ValueError(f"split_dataset: the arrays have different numbers of rows: {sorted(counts)}")
    return [map_leaves(lambda x, i=i: as_array(x[i]), arrays) for i in range(counts.pop())]  # type: ignore[misc]


def _number(name: str, size: float | None, count: int) -> int | None:
    """A size as a number of samples."""
    if isinstance(size, float):
        if not 0 < size < 1:
            raise ValueError(f"split_dataset: {name} as a share lies between 0 and 1, got {size}")
        return round(size * count)
    return size
