"""Keras' operations by Keras' names: a thin ring over NumPy's functions and autograd's rows.

They take Tensors, arrays, numbers, and the Symbols of a network that is being drawn up. Where something is differentiated
the result is a Tensor; otherwise an `Array`, NumPy's array with the method `numpy()`. One line of a table makes a name:
`same.py` where NumPy or autograd has the function already, else the file of its family.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nn.absent import answer
from nn.ops import building, choosing, image, looping, networks, same, signals, tensors
from nn.ops.explained import explain
from nn.results import Array

FAMILIES = (same, building, tensors, choosing, networks, looping, signals)
TABLE: dict[str, Any] = {name: operation for family in FAMILIES for name, operation in family.OPS.items()}
globals().update(TABLE)
explain({**TABLE, **image.OPS}, Path(__file__).with_name("examples.txt"), "from nn import ops")

LINALG = "cholesky cholesky_inverse det eigh inv lstsq matrix_rank norm pinv qr slogdet solve solve_triangular svd jvp"
linalg = SimpleNamespace(**{name: TABLE[name] for name in LINALG.split() if name in TABLE})
nn = SimpleNamespace(**networks.OPS)
numpy = SimpleNamespace(**{**same.OPS, **building.OPS, **tensors.OPS})

__all__ = ["Array", "image", "linalg", "nn", "numpy", *TABLE]


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
