"""One vector slid along another: convolution and correlation, as products of windows with the shorter vector."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import ops
from autograd.numpy_api.joining import pad
from autograd.numpy_api.moving import sliding_window_view
from autograd.numpy_api.register import NoRule, differentiates
from autograd.numpy_api.shaping import flip, ravel
from autograd.numpy_api.signatures import of_two
from autograd.ops.complex import conjugate_of


@differentiates(np.convolve)
@of_two
def convolve(x: Any, y: Any, mode: str = "full") -> Any:
    """Each element of one vector times the other, shifted, and all of it added up: (n,), (m,) -> (n + m − 1,).

    x, y: vectors. mode="full": all places where they overlap; "same" has the length of the longer one, "valid" the places where
    they overlap wholly.

    >>> convolve(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0]))
    array([1., 3., 5., 3.])
    """
    if np.ndim(x) > 1 or np.ndim(y) > 1 or not np.size(x) or not np.size(y):
        raise ValueError(f"convolve needs two vectors with elements, got shapes {np.shape(x)} and {np.shape(y)}")
    if mode not in ("full", "same", "valid"):
        raise NoRule(f"convolve: mode must be 'full', 'same' or 'valid', got {mode!r}")
    x, y = (ravel(v) for v in ((x, y) if np.size(x) >= np.size(y) else (y, x)))
    m = np.size(y)
    before = {"full": m - 1, "same": m // 2, "valid": 0}[mode]
    behind = {"full": m - 1, "same": m - 1 - m // 2, "valid": 0}[mode]
    windows = sliding_window_view(pad(x, (before, behind)), m)  # (n + before + behind,) -> (n + before + behind − m + 1, m)
    return ops.linalg.matmul(windows, flip(y))


@differentiates(np.correlate)
@of_two
def correlate(x: Any, y: Any, mode: str = "valid") -> Any:
    """The sums of products of one vector with the other, shifted: (n,), (m,) -> (n − m + 1,).

    x, y: vectors; complex numbers of y are conjugated. mode="valid": the places where they overlap wholly; "same" has the
    length of the longer one, "full" has all.

    >>> correlate(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0]))
    array([3., 5.])
    """
    y = conjugate_of(y)
    if np.size(x) >= np.size(y):
        return convolve(x, flip(ravel(y)), mode)
    return flip(convolve(y, flip(ravel(x)), mode))
