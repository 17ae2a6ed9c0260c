"""Where in a training step a number that is not finite came from, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Tape, Tensor

Named = Iterable[tuple[str, Tensor]]

KEPT = "The weights are those from before this batch, and model.history holds the epochs that were finished."


def of_loss(loss: Tensor, parameters: Named, **data: Any) -> str:
    """Why this loss is NaN: the data, weights that an earlier step has spoiled, or the operation that made it."""
    for name, values in data.items():
        if values is not None and not np.isfinite(values).all():
            return f"{name} holds NaN or infinity already; find the rows with np.isnan"
    if spoiled := [name for name, p in parameters if not np.isfinite(p.numpy()).all()]:
        return f"{_listed(spoiled)} became infinite in a step before: lower the learning rate, or set clipnorm=1.0"
    return Tape.gather(loss).first_nan() or "no recorded operation made it"


def of_gradient(loss: Tensor, parameters: Named) -> str:
    """Which operation's derivative first is infinite or NaN, and whose gradients that spoils."""
    spoiled = [name for name, p in parameters if p.grad is not None and not np.isfinite(p.grad).all()]
    what = f"the gradient of {_listed(spoiled)} became infinite or NaN"
    for z in reversed(list(Tape.gather(loss))):
        if z.op is not None and _finite(z.grad) and not all(_finite(x.grad) for x in z.inputs):
            return f"{what}; the first derivative to do so was that of {z.op.name}, {_operands(z)}"
    return what


def _finite(grad: Any) -> bool:
    return grad is None or bool(np.isfinite(grad).all())


def _operands(z: Any) -> str:
    ranges = [f"{x.name or 'a value'} from {np.min(x.numpy()):.4g} to {np.max(x.numpy()):.4g}" for x in z.inputs if x.size]
    return "taken at " + " and ".join(ranges)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
