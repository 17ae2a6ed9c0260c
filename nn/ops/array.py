"""What an operation gives where nothing is differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from nn.results import Array


def as_array(x: Any) -> Array:
    """The same numbers as an Array, over the same memory where there is some."""
    return np.asarray(x).view(Array)


def wrap_arrays(x: Any) -> Any:
    """What a function gave, its arrays and NumPy's numbers as Arrays, through lists and tuples."""
    if isinstance(x, (np.ndarray, np.generic)):
        return as_array(x)
    if type(x) is float:
        return as_array(x)
    if isinstance(x, (list, tuple)):
        parts = [wrap_arrays(part) for part in x]
        return type(x)(*parts) if hasattr(x, "_fields") else type(x)(parts)
    return x


def plain(x: Any) -> Any:
    """The numbers of a Tensor without its history; anything else as an array."""
    return np.asarray(x.numpy() if isinstance(x, Tensor) else x)
