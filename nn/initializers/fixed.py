"""Weights that are the same each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import number
from nn.configuration.kept import Configured


class Constant(Configured):
    """One number everywhere.

    value: the number, or an array that fits the shape (default 0.0). Raises TypeError for what is no number.

    >>> Constant(0.5)((2,))
    array([0.5, 0.5], dtype=float32)
    """

    def __init__(self, value: float | np.ndarray = 0.0) -> None:
        self.value = value if isinstance(value, np.ndarray) else number(type(self).__name__, "value", value)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return np.full(shape, self.value, dtype)


class Zeros(Constant):
    """All zeros.

    >>> Zeros()((2,))
    array([0., 0.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """All ones.

    >>> Ones()((2,))
    array([1., 1.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(1.0)


class Identity(Configured):
    """gain on the diagonal of a matrix, 0 elsewhere: a layer that starts by passing its input on.

    gain: the numbers on the diagonal (default 1.0). Raises ValueError, when called, for a shape of other than two axes.

    >>> Identity()((2, 2))
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = number("Identity", "gain", gain)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices: shape needs two axes, got {tuple(shape)}")
        return self.gain * np.eye(*shape, dtype=dtype)
