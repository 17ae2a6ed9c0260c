"""Array: what an operation gives where nothing is differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor


class Array(np.ndarray):
    """NumPy's array in all it does, with `numpy()`, which programs for Keras and TensorFlow ask of their tensors.

    >>> as_array([1.0, 2.0]).sum().numpy()
    np.float64(3.0)
    """

    def numpy(self) -> Any:
        """The plain array; of a single number the number."""
        return self.view(np.ndarray)[()]

    def __hash__(self) -> int:  # type: ignore[override]  # tensors are told apart by identity, and may be keys
        return id(self)

    def __format__(self, spec: str) -> str:
        return format(self.item() if self.ndim == 0 else self.view(np.ndarray), spec)


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
