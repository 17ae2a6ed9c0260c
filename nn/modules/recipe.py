"""Recipe: what a module was made with, and the shape that its weights were made for, as plain data."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from nn.configuration.forms import serialize_keras_object
from nn.configuration.kept import Configured, arguments
from nn.modules.symbol_calls import fallback


class Recipe(Configured):
    """The part of a Module that is about its configuration."""

    name: str
    built: bool
    _trainable: bool
    _built_for: Any = None  # the shape of input that `build` was called with

    def get_config(self) -> dict[str, Any]:
        """The arguments to make it anew, as plain data, in Keras' shape; a subclass may write it, with from_config."""
        given = {**self._arguments(), "name": self.name, "trainable": self._trainable}
        kind: Any = type(self)
        if "dtype" in arguments(kind):  # Keras' layers tell it even if only their base names it
            given.setdefault("dtype", None)
        given = {name: value for name, value in given.items() if not (name in LEFT_OUT and value is None)}
        given = {name: value for name, value in given.items() if name not in UNWRITTEN}
        config = {name: serialize_keras_object(self._stand_in(name, value)) for name, value in given.items()}
        if "dtype" not in config:
            return config
        return {**config, "dtype": policy(np.dtype(config["dtype"] or "float32").name)}

    def _stand_in(self, name: str, value: Any) -> Any:
        """What stands for an argument: the object that was made of it, such as an initializer of its name."""
        held = vars(self).get(name)
        if name.endswith("activation") and value is None:
            return "linear"
        return held if isinstance(held, Configured) and not isinstance(held, Recipe) else value

    def get_build_config(self) -> dict[str, Any] | None:
        """The shape that its weights were made for; None if there are none."""
        several = len(inspect.signature(type(self).build).parameters) > 2  # type: ignore[attr-defined]
        if not self.built or self._built_for is None or several:  # of several inputs the call tells
            return None
        return {"input_shape": serialize_keras_object(self._built_for)}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Make the weights for the shape that get_build_config told."""
        shape = config.get("input_shape")
        if shape is not None and not self.built:
            self._build(as_shape(shape))  # type: ignore[attr-defined]

    @fallback
    def compute_dtype(self) -> str:
        """The type of numbers that it computes in, as Keras' layers tell it."""
        return str(np.dtype(getattr(self, "dtype", None) or "float32").name)

    @fallback
    def variable_dtype(self) -> str:
        """The type of its weights' numbers, as Keras' layers tell it."""
        return self.compute_dtype  # type: ignore[no-any-return]

    @fallback
    def path(self) -> str:
        """Its name, as in Keras' messages."""
        return self.name


LEFT_OUT = ("weights", "input_length", "input_dim")  # where they are None
UNWRITTEN = ("input_shape", "use_cudnn", "implementation")  # `get_build_config` tells the first; the others change nothing


def policy(dtype: str) -> dict[str, Any]:
    """A type of numbers as Keras' layers write it."""
    return {"module": "keras", "class_name": "DTypePolicy", "config": {"name": dtype}, "registered_name": None}


def as_shape(nest: Any) -> Any:
    """A shape, or a nest of shapes, from the lists that JSON made of it."""
    if isinstance(nest, dict):
        return {key: as_shape(part) for key, part in nest.items()}
    if isinstance(nest, (list, tuple)) and all(n is None or isinstance(n, int) for n in nest):
        return tuple(nest)
    return [as_shape(part) for part in nest]


SETUP = (  # methods that run outside of a call
    "build", "compute_output_shape", "named_tensors", "penalties", "list_constraints", "get_config", "from_config",
    "get_build_config", "build_from_config",
)  # fmt: skip


def overrides_what_runs(cls: type) -> bool:
    """Whether a class overrides a method of its base that may run in a call."""
    names = [name for name in vars(cls) if name not in SETUP and (name == "__call__" or not name.startswith("__"))]
    return any(inspect.isfunction(getattr(base, name, None)) for name in names for base in cls.__bases__)
