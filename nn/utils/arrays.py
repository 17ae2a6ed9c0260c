"""Small helpers around arrays and batches."""

from __future__ import annotations

from typing import Any

import numpy as np


def normalize(x: Any, axis: int = -1, order: int = 2) -> np.ndarray:
    """x with every row divided by its norm; a row of zeros stays.

    x: numbers. axis=-1: the axis of the rows. order=2: of the norm.

    >>> normalize([[3.0, 4.0], [0.0, 0.0]])
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    x = np.asarray(x)
    norms = np.atleast_1d(np.linalg.norm(x, order, axis))
    norms[norms == 0] = 1
    return np.asarray(x / np.expand_dims(norms, axis))


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """A batch as `fit` takes it: x, (x, y) or (x, y, sample_weight).

    x: what enters. y=None: what is to come out. sample_weight=None: how much each sample counts.

    >>> pack_x_y_sample_weight(1, 2)
    (1, 2)
    """
    if y is None:
        return (x,) if isinstance(x, (list, tuple)) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """The three parts of a batch, None for those it lacks.

    data: x, or a tuple of x, y and sample_weight. Raises ValueError for a longer tuple.

    >>> unpack_x_y_sample_weight((1, 2))
    (1, 2, None)
    """
    parts = tuple(data) if isinstance(data, tuple) else (data,)
    if len(parts) > 3:
        raise ValueError(f"a batch is x, (x, y) or (x, y, sample_weight), got {len(parts)} parts")
    return (*parts, None, None)[:3]


def get_source_inputs(tensor: Any) -> list[Any]:
    """The Inputs that a Symbol is computed from.

    tensor: the output of a layer in a network that is being drawn up.

    >>> from nn import Dense, Input
    >>> x = Input((3,)); get_source_inputs(Dense(2)(x))[0].shape
    (None, 3)
    """
    feeds = tensor.node.feeds
    if not feeds:
        return [tensor]
    found = {symbol.key: symbol for feed in feeds for symbol in get_source_inputs(feed)}
    return list(found.values())
