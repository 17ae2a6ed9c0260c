"""gradients: the derivative of a Tensor that is there already by others, as Tensors that can be differentiated again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.kernel.backward import gather
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.modes import change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.pull import pull
from autograd.tensors.tensor import Tensor
from autograd.text.owners import name_owner


@name_owner
def gradients(y: Tensor, by: Sequence[Tensor], gradient: Tensor | np.ndarray | float | None = None) -> list[Tensor | None]:
    """The gradient of y by each of some Tensors it was computed from, recorded: a further derivative goes through it.

    y: a Tensor. by: Tensors, also results on the way to y. gradient=None: the gradient of something further on with respect
    to y, in its shape; None is 1 for each number of y. Gives None for a Tensor that y does not depend on, and leaves every
    `grad` as it is. Raises TypeError if y or one of the others is no Tensor, ValueError for a gradient of another shape.

    >>> x = Tensor(2.0)
    >>> (slope,) = gradients(x**3, [x])
    >>> slope.backward()
    >>> slope.data, x.grad
    (12.0, 12.0)
    """
    for each in (y, *by):
        if not isinstance(each, Tensor):
            raise TypeError(f"gradients(y, by) differentiates Tensors by Tensors, got {type(each).__name__}")
    seed = gradient if isinstance(gradient, Tensor) else Tensor(np.ones(y.shape) if gradient is None else gradient, False)
    if seed.shape != y.shape:
        raise ValueError(f"gradients: y has shape {y.shape}, but its gradient was given as {seed.shape}")
    if not y.requires_grad:
        return [None for _ in by]
    operations, _ = gather([y])
    by_leaves = _hand_back(operations, y, seed) if any(x.op is None for x in by) else {}
    return [(by_leaves if x.op is None else _hand_back([z for z in operations if z is not x], y, seed)).get(x) for x in by]


def _hand_back(operations: list[Node], y: Tensor, seed: Tensor) -> dict[Node, Tensor]:
    """The gradients of what none of these operations made."""
    grads: dict[Node, Tensor] = {y: fit_to_input(seed, y)}
    with change_mode(grad=True):
        pull(operations, grads)
    return {x: g if isinstance(g, Node) else leaf(Tensor, g, False) for x, g in grads.items()}
