"""Lists every public name of the three packages with its signature.

    python -m tests.public_surface > tests/public_surface.txt

A name that disappears, or an argument that changes, shows as a line of the diff before anybody's program breaks.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

ROOMS = (
    "autograd", "nn", "nn.activations", "nn.callbacks", "nn.constraints", "nn.datasets", "nn.datasets.mnist", "nn.initializers",
    "nn.layers", "nn.losses", "nn.metrics", "nn.models", "nn.optimizers", "nn.optimizers.schedules", "nn.regularizers",
    "nn.backend", "nn.compat", "nn.config", "nn.ops", "nn.ops.image", "nn.preprocessing.image", "nn.preprocessing.sequence",
    "nn.preprocessing.text", "nn.random", "nn.tree", "nn.utils", "viz", "viz.plots",
)  # fmt: skip


def names_in(name: str) -> list[str]:
    """What a module offers: its `__all__`, else what it defines itself."""
    room = importlib.import_module(name)
    if hasattr(room, "__all__"):
        return sorted(room.__all__)
    own = [name for name, value in vars(room).items() if getattr(value, "__module__", None) == room.__name__]
    return sorted(name for name in own if not name.startswith("_"))


def signature_of(value: Any) -> str:
    """How something is called, without the types and without addresses in memory; empty if it is not called."""
    if not callable(value):
        return ""
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in found.parameters.values()]
    text = str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def members_of(value: Any, listed: set[Any]) -> Iterator[tuple[str, Any]]:
    """The public methods and properties of a class that is ours; what a listed base class has, or inherits, is shown there."""
    found = {}
    bases = inspect.getmro(value) if inspect.isclass(value) else ()
    shown = {inherited for base in bases[1:] if base in listed for inherited in inspect.getmro(base)}
    for base in reversed(bases):
        if base.__module__.partition(".")[0] in ("autograd", "nn", "viz") and base not in shown:
            found.update(vars(base))
    for name in sorted(found):
        if not name.startswith("_"):
            yield name, found[name]


def list_surface() -> list[str]:
    """One line for each public name, and for each public member of a class; a second path to a class names the first."""
    offered = [(name, public, getattr(importlib.import_module(name), public)) for name in ROOMS for public in names_in(name)]
    listed = {value for _, _, value in offered if inspect.isclass(value)}
    first: dict[Any, str] = {}
    lines = []
    for name, public, value in offered:
        path = f"{name}.{public}"
        if inspect.isclass(value) and first.setdefault(value, path) != path:
            lines.append(f"{path} is {first[value]}")
            continue
        lines.append(path + signature_of(value))
        for member, thing in members_of(value, listed):
            called = signature_of(thing.__func__ if isinstance(thing, (classmethod, staticmethod)) else thing)
            lines.append(f"{path}.{member}{called}")
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(list_surface()) + "\n")
