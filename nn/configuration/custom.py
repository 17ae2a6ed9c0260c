"""Custom objects: classes and functions of your own, by the names that configurations call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from autograd import name_owner

REGISTERED: dict[str, Any] = {}  # by "package>name": what `register_keras_serializable` decorates adds itself
NONE: Mapping[str, Any] = MappingProxyType({})
SCOPE: ContextVar[Mapping[str, Any]] = ContextVar("custom_objects", default=NONE)  # what the `with` blocks around name


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[Any], Any]:
    """A decorator: files that name this class or function are read without `custom_objects`.

    package="Custom": what stands before the name, so that two libraries may each have a "Block".
    name=None: the name in files; None is that of the class or function.
    Raises TypeError for anything else, and for a class without get_config, whose objects no file could describe.

    >>> @register_keras_serializable(package="mine")
    ... def double(x):
    ...     return 2 * x
    >>> get_registered_name(double)
    'mine>double'
    """

    def register(found: Any) -> Any:
        if not callable(found) or not hasattr(found, "__name__"):
            raise TypeError(f"register_keras_serializable is for classes and functions, got {found!r}")
        if isinstance(found, type) and not hasattr(found, "get_config"):
            raise TypeError(
                f"{found.__name__} needs a method get_config(self), the arguments to make it anew, to be registered"
            )
        REGISTERED[f"{package}>{name or found.__name__}"] = found
        return found

    return register


class CustomObjectScope:
    """Inside the `with` block names in configurations stand for these classes and functions.

    objects: by name.

    >>> with CustomObjectScope({"half": lambda x: x / 2}):
    ...     get_registered_object("half")(3.0)
    1.5
    """

    def __init__(self, objects: Mapping[str, Any] | None) -> None:
        self.objects = objects or {}

    def __enter__(self) -> CustomObjectScope:
        self.token = SCOPE.set({**SCOPE.get(), **self.objects})
        return self

    def __exit__(self, *_: Any) -> None:
        SCOPE.reset(self.token)


custom_object_scope = CustomObjectScope


def make_deserialize(get: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function `deserialize` of a package: what its `get` gives, with custom objects known by name."""

    @name_owner
    def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The object for a name, or for what `serialize` or get_config gave.

        config: the name or the plain data. custom_objects: classes and functions of your own by name (default None).
        Raises ValueError for a name that is not known, TypeError for arguments that its class does not have.

        >>> from nn.optimizers import SGD, deserialize, serialize
        >>> deserialize(serialize(SGD(0.5))).learning_rate
        0.5
        """
        with CustomObjectScope(custom_objects):
            return get(config)

    return deserialize


def get_custom_objects() -> dict[str, Any]:
    """The registered classes and functions by name: a dict to add to.

    >>> get_custom_objects()["half"] = lambda x: x / 2
    >>> get_registered_object("half")(3.0)
    1.5
    >>> _ = get_custom_objects().pop("half")
    """
    return REGISTERED


def get_registered_name(obj: Any) -> str:
    """What files call a class or function: "package>name" if it is registered, or else its own name.

    obj: the class or function.

    >>> class Half: ...
    >>> get_registered_name(Half)
    'Half'
    """
    return next((name for name, known in REGISTERED.items() if known is obj), obj.__name__)


def get_registered_object(name: Any, custom_objects: Mapping[str, Any] | None = None, module_objects: Any = None) -> Any:
    """The class or function of this name: from custom_objects, the scopes around, the register or module_objects; or None.

    name: as files write it. custom_objects, module_objects: further ones by name (default None).

    >>> get_registered_object("half", custom_objects={"half": lambda x: x / 2})(3.0)
    1.5
    """
    for known in (custom_objects or {}, SCOPE.get(), REGISTERED, module_objects or {}):
        if name in known:
            return known[name]
    return None
