"""The local derivatives of one operation: what a drawing writes on its edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.backward import contributions, see_values
from autograd.kernel.described import require_node
from autograd.kernel.node import Node


def local_derivatives(z: Node) -> tuple[Any, ...]:
    """∂z/∂x for each input x of the operation that made z: floats where z is one number, else None.

    z: a Tensor. An input that is a constant gives None too. Raises TypeError for what is no Tensor.

    >>> from autograd import Tensor
    >>> local_derivatives(Tensor(2.0) * Tensor(3.0))
    (3.0, 2.0)
    """
    require_node("local_derivatives", z)
    if z.op is None or np.shape(z._value) != ():
        return (None,) * len(z.inputs)
    found = dict.fromkeys(range(len(z.inputs)))
    pairs = iter(contributions(z, 1.0, *see_values(z)))
    for i, x in enumerate(z.inputs):
        if x.requires_grad and z.op.rule(i) is not None:
            found[i] = next(pairs)[1]
    return tuple(found.values())
