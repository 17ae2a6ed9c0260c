"""Module: something with parameters that maps inputs to outputs. Neurons, layers and networks are Modules.

    class Scale(Module):
        def __init__(self):
            super().__init__()
            self.factor = Tensor(2.0)       # a Tensor attribute is a parameter, and bears the attribute's name

        def call(self, x):
            return x * self.factor

Parameters are found in the attributes, in the order in which these were assigned, through lists, tuples, dicts
and inner Modules; the path of attributes is the parameter's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd import Tensor, scope

Shape = tuple[Any, ...]  # sizes; None for the batch


class Module:
    """The base class: a name, parameters, a training flag, and `call`."""

    def __init__(self, name: str | None = None, trainable: bool = True) -> None:
        self.name = name or snake_case(type(self).__name__)
        self.trainable = trainable
        self.training = False
        self.built = False

    def call(self, x: Any) -> Any:
        """What the module computes; subclasses write this."""
        raise TypeError(f"{type(self).__name__} needs a method call(self, x)")

    def build(self, input_shape: Shape) -> None:
        """Make the parameters, now that the shape of the input is known (its batch size is None)."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for this shape of input."""
        return input_shape

    def __call__(self, x: Any, *args: Any, training: bool | None = None, **settings: Any) -> Any:
        if training is not None and training != self.training:
            before = self.training
            self.train(training)
            try:
                return self(x, *args, **settings)
            finally:
                self.train(before)
        if not self.built:
            self._build((None, *np.shape(x)[1:]))
        with scope(self):
            return self.call(x, *args, **settings)

    def _build(self, input_shape: Shape) -> None:
        self.build(input_shape)
        self.built = True
        for name, p in self.named_parameters():
            p.name = p.name or name

    # -- parameters ------------------------------------------------------------------------------------------

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        yield from {id(m): m for _, m in _found(vars(self), Module)}.values()

    def modules(self) -> Iterator[Module]:
        """This module and all inside it, depth first."""
        yield self
        for child in self.children():
            yield from child.modules()

    def named_tensors(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """Every Tensor inside with the path of attributes that leads to it, in order of definition."""
        for path, x in _found(vars(self), (Tensor, Module)):
            if isinstance(x, Module):
                yield from x.named_tensors(prefix + x._path_name(path) + ".")
            else:
                yield prefix + path, x

    def _path_name(self, path: str) -> str:
        return path

    def named_parameters(self) -> list[tuple[str, Tensor]]:
        """What training changes, each once, with its name."""
        frozen = {id(t) for m in self.modules() if not m.trainable for _, t in m.named_tensors()}
        first: dict[int, tuple[str, Tensor]] = {}
        for name, t in self.named_tensors():
            if t.requires_grad and t.op is None and id(t) not in frozen:
                first.setdefault(id(t), (name, t))
        return list(first.values())

    def parameters(self) -> list[Tensor]:
        """What training changes, in order of definition."""
        return [p for _, p in self.named_parameters()]

    @property
    def weights(self) -> list[Tensor]:
        """All Tensors inside, trained or not, each once."""
        return list({id(t): t for _, t in self.named_tensors()}.values())

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in order of definition."""
        return [np.array(t.numpy()) for t in self.weights]

    def set_weights(self, arrays: list[Any]) -> None:
        """Put these numbers in place of all weights; ValueError if their number or a shape does not fit."""
        tensors = self.weights
        if len(arrays) != len(tensors):
            raise ValueError(f"{self.name} has {len(tensors)} weights, got {len(arrays)}")
        for t, array in zip(tensors, arrays):
            if np.shape(array) != t.shape:
                raise ValueError(f"{self.name}: weight {t.name!r} has shape {t.shape}, got {np.shape(array)}")
        for t, array in zip(tensors, arrays):
            t.data = array

    def count_params(self) -> int:
        """How many numbers the weights hold."""
        return sum(t.size for t in self.weights)

    def zero_grad(self) -> None:
        """Forget the parameters' gradients."""
        for p in self.parameters():
            p.grad = None

    # -- modes -----------------------------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Module:
        """Switch layers that behave differently in training (dropout, batch normalization)."""
        for m in self.modules():
            m.training = mode
        return self

    def eval(self) -> Module:
        """The opposite of `train`."""
        return self.train(False)

    def __repr__(self) -> str:
        inner = ", ".join(type(m).__name__ for m in self.children())
        return f"{type(self).__name__}({inner})" if inner else f"{type(self).__name__}(name={self.name!r})"


def _found(attributes: Any, kinds: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Tensors or Modules inside attributes, lists, tuples and dicts, with their paths."""
    if isinstance(attributes, kinds):
        yield path, attributes
    elif isinstance(attributes, dict):
        for key, value in attributes.items():
            if not (isinstance(key, str) and key.startswith("_")):
                yield from _found(value, kinds, f"{path}.{key}" if path else str(key))
    elif isinstance(attributes, (list, tuple)):
        for i, value in enumerate(attributes):
            yield from _found(value, kinds, f"{path}.{i}")


def snake_case(name: str) -> str:
    """A class name as an attribute is written.

    >>> snake_case("Conv2DTranspose"), snake_case("MLP")
    ('conv2d_transpose', 'mlp')
    """
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
