"""Configured: an object that knows the arguments it was made with, and so can be made again.

Nothing has to be written for it: the arguments are kept as they were given, and the signature names the rest.
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import Any, TypeVar

from autograd import name_owner
from nn.configuration.forms import deserialize_keras_object, serialize_keras_object
from nn.help import WrittenOut

Made = TypeVar("Made", bound="Configured")


class Configured:
    """The base of what has a configuration: `get_config`, and `from_config`, which makes it anew.

    A subclass may write both, in Keras' manner: `{**super().get_config(), "units": self.units}`.

    >>> class Line(Configured):
    ...     def __init__(self, slope, offset=0.0):
    ...         self.slope, self.offset = slope, offset
    >>> Line(2.0).get_config()
    {'slope': 2.0, 'offset': 0.0}
    >>> Line.from_config({"slope": 3.0}).slope
    3.0
    """

    _given: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
    __signature__ = WrittenOut()  # that of __init__: Python 3.10 would show __new__'s

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "__init__" in vars(cls):  # what it raises says whose it is; an error in a caller's own lines stays as it is
            cls.__init__ = name_owner(cls.__init__)  # type: ignore[method-assign]

    def __new__(cls: type[Made], *given: Any, **named: Any) -> Made:
        made = super().__new__(cls)
        object.__setattr__(made, "_given", (given, named))  # also where a dataclass is frozen
        return made

    def get_config(self) -> dict[str, Any]:
        """The arguments to make it anew, as plain data."""
        return {name: serialize_keras_object(value) for name, value in self._arguments().items()}

    def _arguments(self) -> dict[str, Any]:
        """The arguments that it was made with, and the defaults of the others that its class names.

        Those that only its bases name are told if they were given: the class may hand on the others itself, as
        `super().__init__(units, use_bias=False, **settings)` does, and would then not take them.
        """
        given, named = self._given
        kind: Any = type(self)
        signature = inspect.signature(kind)
        places = [p.name for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        found = {**dict(zip(places, given)), **named}
        told = {name: default for name, default in arguments(kind).items() if name in signature.parameters or name in found}
        told = {**{name: found.pop(name, default) for name, default in told.items()}, **found}
        return {name: getattr(self, name, None) if name in SETTLED and x is None else x for name, x in told.items()}

    @classmethod
    def from_config(cls: type[Made], config: dict[str, Any]) -> Made:
        """One made with these arguments.

        config: what get_config gave, or Keras' for the same class; what has no meaning here is left out if it is off.
        Raises TypeError for an argument that the class does not have.
        """
        kind: Any = cls
        known, anything = arguments(kind), takes_anything(kind)
        kept = {name: value for name, value in config.items() if name in known or anything or not is_off(name, value)}
        return cls(**{name: deserialize_keras_object(value) for name, value in kept.items()})


SETTLED = ("data_format",)  # arguments of which None stands for what was chosen for all when it was made
MEANINGLESS = (  # arguments of Keras that change nothing here, whatever they are
    "dtype", "batch_input_shape", "build_input_shape", "implementation", "unroll", "use_cudnn", "autocast", "synchronized",
    "renorm_momentum", "sparse", "ragged", "optional", "input_axes", "output_axes", "loss_scale_factor", "jit_compile",
    "seed", "attention_axes",
)  # fmt: skip
OFF: dict[str, Any] = {"data_format": "channels_last"}  # others, where they say this, or None, or False


def is_off(name: str, value: Any) -> bool:
    """Whether an argument that a class does not have may be left out."""
    return name in MEANINGLESS or value is None or value is False or OFF.get(name, value is None) == value


@lru_cache
def arguments(kind: Any) -> dict[str, Any]:
    """The arguments of a class, each with its default; those that it hands on by **settings are its bases'."""
    found: dict[str, Any] = {}
    shown = inspect.signature(kind).parameters.values()
    inits = [inspect.signature(vars(base)["__init__"]).parameters.values() for base in kind.__mro__ if "__init__" in vars(base)]
    for parameters in [shown, *inits[:-1]]:  # the last one is object's
        for p in parameters:
            if p.name != "self" and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY):
                found.setdefault(p.name, p.default)
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            break
    return found


@lru_cache
def takes_anything(kind: Any) -> bool:
    """Whether a class takes arguments that its signature does not name: it has **settings, and no list of their names."""
    shown = inspect.signature(kind).parameters.values()
    return any(p.kind is p.VAR_KEYWORD and not str(p.annotation).startswith("Unpack[") for p in shown)
