"""What a name stands for: the one reader behind `losses.get`, `optimizers.get`, `initializers.get` and the others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nn.configuration.forms import deserialize_keras_object


def look_up(
    kind: str, given: Any, known: Mapping[str, Any], fits: Callable[[Any], bool], others: str, *, ignore_case: bool = False
) -> Any:
    """The object for a name, a class, a dict or an object.

    kind: "loss", for messages. given: a name in `known`; a class, which is called without arguments; a dict as Keras
    writes it, {"class_name": name, "config": its arguments}; or anything that `fits`, which stays as it is.
    known: each name with its class or its function. others: in words, what may be given in place of a name.
    ignore_case: "Adam" and "ADAM" stand for "adam".
    Raises ValueError for an unknown name, listing all; TypeError for anything else.

    >>> look_up("shape", "square", {"square": set}, lambda s: isinstance(s, set), "a set")
    set()
    """
    config: dict[str, Any] = {}
    if isinstance(given, dict):
        if "class_name" not in given or not isinstance(given.get("config", {}), dict):
            form = '{"class_name": name, "config": {argument: value}}'
            raise TypeError(f"{article(kind)} as a dict is {form}, got {given!r}")
        if "module" in given or "registered_name" in given:  # as `get_config` and files write it
            return _check_fit(kind, deserialize_keras_object(given), given, fits, others)
        given, config = given["class_name"], given.get("config", {})
    if isinstance(given, str):
        name = given.lower() if ignore_case else given
        if name not in known:
            raise ValueError(f"unknown {kind} {given!r}: choose from {', '.join(known)}, or give {others}")
        given = known[name]
    if isinstance(given, type):
        try:
            found = given.from_config(config) if hasattr(given, "from_config") else given(**config)
        except TypeError as error:
            raise TypeError(f"{article(kind)} is a name or {others}; {given.__name__} by itself failed: {error}") from None
    elif config:
        raise TypeError(f"{article(kind)} given as a function takes no config, got {config!r}")
    else:
        found = given
    return _check_fit(kind, found, given, fits, others)


def _check_fit(kind: str, found: Any, given: Any, fits: Callable[[Any], bool], others: str) -> Any:
    """The object that was found; TypeError if it is none of its kind."""
    if found is None or not fits(found):
        raise TypeError(f"{article(kind)} is a name or {others}, got {given!r}")
    return found


def article(kind: str) -> str:
    """The word with "a" or "an" before it."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def is_made_alone(found: Any, base: type) -> bool:
    """Whether it is a class of this base that can be called without arguments."""
    if not (isinstance(found, type) and issubclass(found, base)):
        return False
    needed = [p for p in inspect.signature(found).parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return all(p.default is not p.empty for p in needed)
