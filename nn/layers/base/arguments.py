"""The arguments of layers: their types, and the lookup of those that may be given by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nn import activations, constraints, initializers, regularizers
from nn.modules.module import Module

ActivationLike = str | Callable[..., Any] | None  # None is linear
InitializerLike = str | Callable[..., Any]
RegularizerLike = str | Callable[..., Any] | None
ConstraintLike = str | Callable[..., Any] | None
ShapeLike = int | Sequence[int | None]  # of one sample; None is an open size
Sizes = int | Sequence[int]  # one for each axis, or one for all
Borders = int | Sequence[int] | Sequence[Sequence[int]]  # (before, after) for each axis, or less

REGISTRIES: dict[str, Callable[[Any], Any]] = {  # by the last word of an argument's name
    "activation": activations.get,
    "initializer": initializers.get,
    "regularizer": regularizers.get,
    "constraint": constraints.get,
}


def look_up(layer: Module, arguments: Mapping[str, Any]) -> None:
    """Set each argument that names an activation, initializer, regularizer or constraint as an attribute of the layer.

    layer: whose `__init__` this is called in, as look_up(self, locals()).
    arguments: those of `__init__`; others than these four kinds are left alone.
    """
    for name, value in arguments.items():
        registry = REGISTRIES.get(name.rpartition("_")[2])
        if registry is None:
            continue
        try:
            setattr(layer, name, registry(value))
        except (TypeError, ValueError) as error:
            raise type(error)(f"{type(layer).__name__}: {name}: {error}") from None


def build_early(layer: Module) -> None:
    """Make the weights at once if the layer was given an input_shape; this ends an `__init__`."""
    if layer.input_shape is not None:
        layer._build((None, *layer.input_shape))
