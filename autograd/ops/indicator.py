"""Comparisons and roundings: constant almost everywhere, so eagerly their values are plain and never on the tape.

Only a program that is recorded to run again must ask them anew; there they are operations without derivatives.
"""

from __future__ import annotations

import numpy as np

from autograd.kernel.op import Op

LABELS = {
    np.less: "<", np.less_equal: "≤", np.greater: ">", np.greater_equal: "≥", np.equal: "=", np.not_equal: "≠",
    np.logical_and: "and", np.logical_or: "or", np.logical_not: "not", np.isfinite: "finite?", np.isnan: "NaN?",
    np.isinf: "infinite?", np.signbit: "negative?", np.sign: "sign", np.floor: "⌊x⌋", np.ceil: "⌈x⌉", np.rint: "round",
    np.floor_divide: "⌊x/y⌋", np.trunc: "whole part",
}  # fmt: skip
INDICATORS = {
    function: Op(
        function.__name__, function, vjps=(None,) * function.nin, label=label, tex=(label,) + ("0",) * function.nin,
        samples=list, ufunc=function, listed=False,
    )
    for function, label in LABELS.items()
}  # fmt: skip
