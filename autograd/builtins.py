"""Python's containers under the names that the other package called autograd gives them: here they are Python's own.

>>> from autograd.builtins import tuple
>>> tuple([1.0, 2.0])
(1.0, 2.0)
"""

import builtins
from builtins import dict, list, tuple, type  # noqa: UP029 - they are what this module is for
from typing import Any

from autograd.kernel.node import Node

__all__ = ["dict", "isinstance", "list", "tuple", "type"]


def isinstance(x: Any, kinds: Any) -> bool:
    """Whether x is of a kind; a Tensor counts as the array or the number that it holds.

    x: anything. kinds: a class, or a tuple of them.

    >>> isinstance([1.0], list)
    True
    """
    return builtins.isinstance(x, kinds) or (builtins.isinstance(x, Node) and builtins.isinstance(x._value, kinds))
