"""The loss of a playground: one of nn's, or a function of two numbers, for one sample and number by number."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, no_grad, sigmoid
from nn import losses
from viz.network.net import Net
from viz.playground.record import Loss, crossentropy_of
from viz.playground.samples import Samples

ONE_OF_SEVERAL = ("categorical_crossentropy", "sparse_categorical_crossentropy")  # what goes with a softmax
EACH = "binary_crossentropy"  # what goes with a sigmoid
USUAL = "mean_squared_error"


def name_of(net: Net, model: Any, loss: Any) -> Any:
    """The loss that is meant: the one given, the one the model was compiled with, or the one its last layer goes with."""
    found = loss if loss is not None else getattr(model, "loss", None)
    if found is not None:
        return found
    return ONE_OF_SEVERAL[1] if net.softmax else EACH if net.activation(-1) is sigmoid else USUAL


def goal(net: Net, asked: Any, train: Samples) -> tuple[str, Loss]:
    """The loss by its name and as a function of the targets and outputs of one sample.

    Raises ValueError or TypeError for a loss that nn does not know, that does not go with a softmax, or that is something
    else than the mean of what it says of each output.
    """
    found = losses.get(asked)
    name = str(getattr(found, "name", None) or getattr(asked, "__name__", "loss"))
    if net.softmax:
        if name not in ONE_OF_SEVERAL:
            raise ValueError(f"playground: a softmax goes with {' or '.join(ONE_OF_SEVERAL)}, got the loss {name}")
        return name, crossentropy_of

    def each(targets: list[Any], outputs: list[Any]) -> Any:
        parts = [found(y, p) for y, p in zip(targets, outputs)]
        return parts[0] if len(parts) == 1 else sum(parts[1:], parts[0]) / len(parts)

    _compare(name, found, each, net, train)
    return name, each


def _compare(name: str, whole: Any, each: Loss, net: Net, train: Samples) -> None:
    """ValueError if a sample's loss is not made of its numbers one by one; labels that do not fit are refused by the loss."""
    with no_grad():
        outputs = [np.asarray(p.numpy() if isinstance(p, Tensor) else p) for p in net.outputs(list(train.x.T))[-1]]
        predicted = np.stack([np.broadcast_to(p, len(train.x)) for p in outputs], axis=-1)  # (n,) each -> (n, outputs)
        expected = float(whole(train.y, predicted))
        rows = [float(each([Tensor(v) for v in y], [Tensor(float(v)) for v in p])) for y, p in zip(train.y, predicted)]
    if not np.isclose(np.mean(rows), expected, rtol=1e-3, atol=1e-6, equal_nan=True):
        raise ValueError(
            f"playground: the loss {name} is not the mean of what it says of each number ({np.mean(rows):.6g}, not "
            f"{expected:.6g}), so the page cannot compute it for one sample at a time"
        )
