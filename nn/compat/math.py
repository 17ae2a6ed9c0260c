"""tf.math: the same functions as at the top of `nn.compat`, and those of `nn.ops` that TensorFlow keeps here."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from nn import ops
from nn.absent import answer
from nn.compat import functions
from nn.ops.making import same_as

FROM_OPS = (
    "acos acosh asin asinh atan atanh atan2 cumprod erf expm1 floormod in_top_k is_finite is_inf is_nan log log1p log_sigmoid "
    "mod reciprocal rsqrt segment_sum softplus softsign top_k bincount count_nonzero divide_no_nan"
).split()
RENAMED = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan", "atanh": "arctanh",
    "atan2": "arctan2", "floormod": "mod", "is_finite": "isfinite", "is_inf": "isinf", "is_nan": "isnan",
}  # fmt: skip
OPS: dict[str, Any] = {
    **functions.OPS,
    **{name: ops.TABLE[RENAMED.get(name, name)] for name in FROM_OPS},
    "l2_normalize": ops.TABLE["normalize"],
    **{f"unsorted_{name}": ops.TABLE[name] for name in ("segment_max", "segment_min", "segment_prod", "segment_sum")},
    **dict(
        [
            same_as("reduce_std(input_tensor, axis=None, keepdims=False)", np.std, "NumPy's"),
            same_as("reduce_variance(input_tensor, axis=None, keepdims=False)", np.var, "NumPy's"),
        ]
    ),
}
vars(sys.modules[__name__]).update(OPS)


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
