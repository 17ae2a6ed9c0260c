"""The tape of one sample as plain data: the network, its loss, and what may stand in the place of an activation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import Op, Tensor, exp, log, maximum
from nn import activations, regularizers
from viz.network.net import Net
from viz.player.payload import number
from viz.tape.survey import in_order

CHOICES = ("tanh", "relu", "sigmoid", "linear", "leaky_relu", "elu", "softplus", "silu")
ONE_SAMPLE = 0.5  # any number: a tape of single numbers records the same operations for each sample

Loss = Callable[[list[Any], list[Any]], Any]  # of the targets and outputs of one sample


class Recording:
    """One sample on its way through a net to its loss, in tape order.

    values: every value as [kind, place] for a leaf, [row, inputs, settings, which inputs are differentiated by] for an
    operation. neurons: by layer, where each neuron's sum and output stand. outputs: where what the network answers stands.
    """

    def __init__(self, net: Net, loss: Loss, targets: int) -> None:
        self.net = net
        # differentiable, so that what is made of them alone is on the tape too, such as 1 − y
        self.x = [Tensor(ONE_SAMPLE, name=f"x{i}") for i in range(net.sizes[0])]
        self.y = [Tensor(ONE_SAMPLE, name=f"y{i}" if targets > 1 else "y") for i in range(targets)]
        layers = net.outputs(self.x)
        answers = softmax_of(layers[-1]) if net.softmax else layers[-1]
        self.loss = loss(self.y, layers[-1])
        roots = (*answers, self.loss)
        self.tensors = in_order(roots)
        self.index = {id(t): i for i, t in enumerate(self.tensors)}
        leaves = {id(t): ["w", i] for i, t in enumerate(net.weights())}
        leaves |= {id(t): ["x", i] for i, t in enumerate(self.x)}
        leaves |= {id(t): ["y", i] for i, t in enumerate(self.y)}
        self.values = plain(self.tensors, leaves)
        self.outputs = [self.index[id(t)] for t in answers]
        self.end = self.index[id(self.loss)]
        self.neurons = [[self._places(out, i) for out in outs] for i, outs in enumerate(layers)]

    def _places(self, out: Tensor, layer: int) -> list[int]:
        """Where the sum that a neuron's activation gets stands, and where its output stands."""
        end = self.index[id(out)]
        steps = [i for i in range(end + 1) if self.tensors[i].op is not None]
        return [steps[-1 - operations(self.net.activation(layer))], end]


def softmax_of(logits: list[Any]) -> list[Any]:
    """The probabilities of a softmax, written out with single numbers; the largest logit is taken off first."""
    powers = [exp(z - most_of(logits)) for z in logits]
    return [power / sum(powers[1:], powers[0]) for power in powers]


def crossentropy_of(targets: list[Any], logits: list[Any]) -> Any:
    """−Σ y log p of a softmax, from its logits: log Σ exp z − Σ y z, for targets that add up to 1."""
    largest = most_of(logits)
    powers = [exp(z - largest) for z in logits]
    hit = [y * z for y, z in zip(targets, logits)]
    return log(sum(powers[1:], powers[0])) + largest - sum(hit[1:], hit[0])


def most_of(numbers: list[Any]) -> Any:
    """The largest number."""
    found = numbers[0]
    for x in numbers[1:]:
        found = maximum(found, x)
    return found


def plain(tensors: list[Tensor], leaves: dict[int, list[Any]]) -> list[list[Any]]:
    """Values in tape order as lists; a leaf that is not named in `leaves` is a constant.

    Raises ValueError for an operation that the page cannot compute.
    """
    index = {id(t): i for i, t in enumerate(tensors)}
    return [_operation(t, t.op, index) if t.op else leaves.get(id(t), ["c", number(float(t.numpy()))]) for t in tensors]


def _operation(t: Tensor, op: Op, index: dict[int, int]) -> list[Any]:
    if not op.js or t.shape:
        raise ValueError(
            f"playground: the page computes with single numbers, by the rows that carry JavaScript, and {op.name} is none: "
            "take another activation or loss"
        )
    flows = [x.requires_grad and op.rule(i) is not None for i, x in enumerate(t.inputs)]
    settings = {
        key: number(float(value)) for key, value in op.arguments.with_defaults(t.settings or {}).items() if _counts(value)
    }
    return [op.name, [index[id(x)] for x in t.inputs], settings, flows]


def _counts(value: Any) -> bool:
    return isinstance(value, (int, float, np.number))


def operations(function: Any) -> int:
    """How many operations a function of one number records."""
    return sum(t.op is not None for t in in_order((_apply(function)[1],)))


def piece(function: Any) -> dict[str, Any]:
    """A function of one number as plain values, which begin at its input."""
    x, z = _apply(function)
    tensors = in_order((z,))
    values = plain(tensors, {id(x): ["x", 0]})
    return {"values": values, "end": len(values) - 1}


def _apply(function: Any) -> tuple[Tensor, Any]:
    x = Tensor(ONE_SAMPLE)
    return x, function(x)


def choices() -> dict[str, dict[str, Any]]:
    """The activations that hidden layers may be given, by name."""
    return {name: piece(activations.get(name)) for name in CHOICES}


def penalties() -> dict[str, dict[str, Any]]:
    """What each weight adds to the loss, times the strength that is set in the page."""
    return {"L1": piece(regularizers.L1(1.0)), "L2": piece(regularizers.L2(1.0))}
