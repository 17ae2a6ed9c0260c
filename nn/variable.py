"""Keras' Variable: a weight that stands alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from nn import initializers
from nn.config import floatx
from nn.metrics.variable import Variable as Count


def Variable(
    initializer: Any, shape: Any = None, dtype: Any = None, trainable: bool = True, autocast: bool = True,
    aggregation: str | None = None, synchronization: str | None = None, name: str | None = None, **settings: Any,
) -> Any:  # fmt: skip
    """A weight: a Tensor that `assign` changes. Of whole numbers or truths a counter, which has `assign`, too.

    initializer: the numbers it starts with, or a function of (shape, dtype), or the name of an initializer, with shape.
    shape=None: its sizes, for an initializer. dtype=None: the type; None is floatx() for floats.
    trainable=True: whether gradients reach it. name=None: for messages.
    autocast, aggregation, synchronization and settings are taken for Keras' sake and change nothing.

    >>> w = Variable([1.0, 2.0]); w.assign_add([1.0, 1.0]).numpy().tolist(), Variable("ones", (2, 1)).shape
    ([2.0, 3.0], (2, 1))
    """
    if isinstance(initializer, str) or (callable(initializer) and not hasattr(initializer, "shape")):
        start = initializers.get(initializer)(tuple(shape or ()), dtype or floatx())
    else:
        start = initializer
    value = np.asarray(start.numpy() if hasattr(start, "numpy") else start)
    value = value.astype(dtype or (floatx() if value.dtype.kind == "f" else value.dtype))
    return Tensor(value, requires_grad=trainable, name=name) if value.dtype.kind == "f" else Count(value, name)
