"""Comparisons and roundings: constant almost everywhere, so eagerly their values are plain and never on the tape.

Only a program that is recorded to run again must ask them anew; there they are operations without derivatives.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograd.kernel.op import Op

LABELS = {
    np.less: "<", np.less_equal: "≤", np.greater: ">", np.greater_equal: "≥", np.equal: "=", np.not_equal: "≠",
    np.logical_and: "and", np.logical_or: "or", np.logical_not: "not", np.isfinite: "finite?", np.isnan: "NaN?",
    np.isinf: "infinite?", np.signbit: "negative?", np.sign: "sign", np.floor: "⌊x⌋", np.ceil: "⌈x⌉", np.rint: "round",
    np.floor_divide: "⌊x/y⌋", np.trunc: "whole part",
}  # fmt: skip
SCALARS: dict[np.ufunc, Callable[..., float]] = {
    np.less: lambda x, y: 1.0 if x < y else 0.0,
    np.less_equal: lambda x, y: 1.0 if x <= y else 0.0,
    np.greater: lambda x, y: 1.0 if x > y else 0.0,
    np.greater_equal: lambda x, y: 1.0 if x >= y else 0.0,
    np.equal: lambda x, y: 1.0 if x == y else 0.0,
    np.not_equal: lambda x, y: 1.0 if x != y else 0.0,
    np.logical_and: lambda x, y: 1.0 if x and y else 0.0,
    np.logical_or: lambda x, y: 1.0 if x or y else 0.0,
    np.logical_not: lambda x: 0.0 if x else 1.0,
    np.isnan: lambda x: 1.0 if x != x else 0.0,
    np.sign: lambda x: 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0 if x == 0.0 else x,
}  # for Python floats, which the others take to NumPy
INDICATORS = {
    function: Op(
        function.__name__, function, vjps=(None,) * function.nin, label=label, tex=(label,) + ("0",) * function.nin,
        samples=list, scalar=SCALARS.get(function), ufunc=function, listed=False,
    )
    for function, label in LABELS.items()
}  # fmt: skip
