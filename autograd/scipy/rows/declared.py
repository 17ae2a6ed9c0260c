"""How a row for a function of SciPy is declared: by the function, which gives name, forward and place in the protocols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.op import NUMPY, Op

ROWS: list[Op] = []  # every row of this folder, in order of declaration


def declare(function: Any, name: str = "", **facts: Any) -> Op:
    """The row of a function of SciPy; facts are those of Op. It is found when the function is a ufunc called on a Tensor."""
    ufunc = function if isinstance(function, np.ufunc) else None
    name = name or function.__name__
    row = Op(name, function, label=facts.pop("label", name), ufunc=ufunc, floating=True, listed=False, **facts)
    ROWS.append(row)
    if ufunc is not None:
        NUMPY[ufunc] = row
    return row


def no_rule(name: str, argument: str) -> Callable[..., Any]:
    """The rule of an argument by which SciPy has no derivative: an error, never a silent zero."""

    def rule(*values: Any, **settings: Any) -> Any:
        raise TypeError(f"{name}: there is no derivative by {argument}: give it as a plain number, or as {argument}.detach()")

    return rule
