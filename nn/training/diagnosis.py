"""Where in a training step a number that is not finite came from, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Tensor
from nn.training.samples import Samples

Named = Iterable[tuple[str, Tensor]]

CALMER = "lower the learning rate, or clip gradients with clipnorm=1.0"
KEPT = "The weights are those from before this batch, and model.history holds the epochs that were finished."


def of_loss(loss: Tensor, where: str, batch: Samples, parameters: Named) -> FloatingPointError:
    """The error that says why this loss of a batch is not finite."""
    data = {"x": batch.x, "y": batch.y, "sample_weight": batch.weight}
    return FloatingPointError(f"the loss became {loss.item()} at {where}: {_cause(loss, parameters, **data)}. {KEPT}")


def _cause(loss: Tensor, parameters: Named, **data: Any) -> str:
    """The data, weights that an earlier step has spoiled, or the operation that made it."""
    for name, values in data.items():
        if values is not None and not np.isfinite(values).all():
            return f"{name} holds NaN or infinity already; find the rows with np.isfinite"
    if spoiled := [name for name, p in parameters if not np.isfinite(p.numpy()).all()]:
        return f"{_list(spoiled)} became infinite in a step before: {CALMER}"
    for z in _operations(loss):
        if not np.isfinite(z.numpy()).all():
            if np.isnan(z.numpy()).any():
                return f"{_name(z)} produced a NaN from {_operands(z)}"
            return f"{_name(z)} overflowed at {_operands(z)}: {CALMER}"
    return "no recorded operation made it"


def of_gradient(loss: Tensor, where: str, parameters: Named) -> FloatingPointError:
    """The error that says which gradients are not finite, and why; the loss is played backwards to see those on the way."""
    loss.backward()
    return FloatingPointError(f"at {where}, with a loss of {loss.item():.4g}, {_derivative(loss, parameters)}. {KEPT}")


def _derivative(loss: Tensor, parameters: Named) -> str:
    """Which operation's derivative first is infinite or NaN, and whose gradients that spoils."""
    spoiled = [name for name, p in parameters if not _finite(p.grad)]
    what = f"the gradient of {_list(spoiled)} became infinite or NaN"
    for z in reversed(_operations(loss)):
        if _finite(z.grad) and not all(_finite(x.grad) for x in z.inputs):
            return f"{what}; the first derivative to do so was that of {_name(z)} at {_operands(z)}"
    return what


def _operations(loss: Tensor) -> list[Tensor]:
    """What the loss was computed by, in order. (`Tape.gather` would refuse: the parameters may have moved since.)"""
    found: dict[int, Tensor] = {}
    stack = [loss]
    while stack:
        z = stack.pop()
        if z.op is not None and z.position not in found:
            found[z.position] = z
            stack.extend(z.inputs)
    return [found[position] for position in sorted(found)]


def _finite(grad: Any) -> bool:
    return grad is None or bool(np.isfinite(grad).all())


def _name(z: Tensor) -> str:
    layer = getattr(z.scope.owner, "name", None) if z.scope else None
    name = z.op.name if z.op else "a value"
    return f"{name} in {layer}" if layer else name


def _operands(z: Tensor) -> str:
    parts = []
    for x in z.inputs:
        values = np.asarray(x.numpy())
        where = f" of shape {x.shape}" if x.shape else ""
        parts.append(f"{x.name or 'values'}{where} from {values.min():.4g} to {values.max():.4g}" if values.size else "nothing")
    return " and ".join(parts)


def _list(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
