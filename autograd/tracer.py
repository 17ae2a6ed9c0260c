"""Whether a value is on the tape, for programs that ask the other package called autograd."""

from __future__ import annotations

from typing import Any

from autograd.extend import primitive
from autograd.kernel.node import Node

__all__ = ["getval", "isbox", "primitive"]


def isbox(x: Any) -> bool:
    """Whether x is a Tensor that is differentiated.

    x: anything.

    >>> isbox(2.0)
    False
    """
    return isinstance(x, Node) and x.requires_grad


def getval(x: Any) -> Any:
    """The plain value of a Tensor; anything else as it is.

    x: anything.

    >>> getval(2.0)
    2.0
    """
    return x._value if isinstance(x, Node) else x
