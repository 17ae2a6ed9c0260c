"""Every public name of the three packages, once: where it is at home, its other names, what it is."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def load_surface() -> Any:
    """The listing of public names that the tests keep, `tests/public_surface.py`."""
    spec = importlib.util.spec_from_file_location("public_surface", ROOT / "tests" / "public_surface.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SURFACE = load_surface()
MORE = ("nn.distribution", "nn.onnx", "nn.saving", "nn.sklearn", "nn.weights")  # public, too; nn.sklearn needs scikit-learn


@dataclass
class Name:
    """A public name: the folder that offers it, what it is there called, and what it is."""

    folder: str
    name: str
    value: Any
    others: list[str] = field(default_factory=list)  # further paths to the same thing

    @property
    def path(self) -> str:
        return f"{self.folder}.{self.name}"

    @property
    def kind(self) -> str:
        """What Sphinx calls it: class, exception, function or data."""
        if inspect.isclass(self.value):
            return "exception" if issubclass(self.value, BaseException) else "class"
        return "function" if callable(self.value) and hasattr(self.value, "__name__") else "data"

    @property
    def home(self) -> str:
        """The module that defines it."""
        told = getattr(self.value, "home", None)
        return told if isinstance(told, str) else str(getattr(self.value, "__module__", None) or self.folder)


def offered() -> Iterator[tuple[str, str, Any]]:
    """Each folder, each name that it offers, and what that is; modules have pages of their own."""
    for folder in (*SURFACE.ROOMS, *MORE):
        try:
            names = SURFACE.names_in(folder)
        except ImportError:  # an optional package is not here
            continue
        for name in names:
            value = getattr(importlib.import_module(folder), name)
            if not inspect.ismodule(value):
                yield folder, name, value


def nearness(folder: str, home: str) -> tuple[bool, int]:
    """How well a folder fits what `home` defines: the longest one around it, else the shortest name."""
    around = home == folder or home.startswith(f"{folder}.")
    return around, len(folder) if around else -len(folder)


@cache
def public_names() -> list[Name]:
    """Every public name, once: under the folder nearest to where it is defined, with its other paths."""
    found: dict[Any, list[Name]] = defaultdict(list)
    for folder, name, value in offered():
        plain = isinstance(value, (str, int, type(None)))  # equal numbers and texts may be one object
        found[f"{folder}.{name}" if plain else id(value)].append(Name(folder, name, value))
    chosen = []
    for same in found.values():
        own = getattr(same[0].value, "__name__", None)
        best = max(same, key=lambda each: (*nearness(each.folder, each.home), each.name == own))
        best.others = sorted(each.path for each in same if each is not best)
        chosen.append(best)
    return sorted(chosen, key=lambda each: (each.folder, each.name.lower(), each.name))


def members(name: Name, listed: set[Any]) -> list[tuple[str, Any]]:
    """The public methods and properties of a class of ours, but for those that a listed base class has as well."""
    if not inspect.isclass(name.value) or not name.home.startswith(("autograd", "nn", "viz")):
        return []
    bases = [base for base in name.value.__mro__[1:] if base in listed]
    own = SURFACE.members_of(name.value, listed)
    return [(member, thing) for member, thing in own if inspect.getdoc(thing) and not any(hasattr(b, member) for b in bases)]


def group_by_folder(names: list[Name], at_most: int = 70, at_least: int = 3) -> dict[str, list[Name]]:
    """The names of each page: of a folder that offers many, a page for each folder that defines some.

    at_most: the names of a folder that still make one page. at_least: those that make a page of their own.
    """
    folders: dict[str, dict[str, list[Name]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        inside = name.home.startswith(f"{name.folder}.")
        folders[name.folder][name.home.removeprefix(f"{name.folder}.").partition(".")[0] if inside else ""].append(name)
    pages: dict[str, list[Name]] = defaultdict(list)
    for folder, parts in folders.items():
        large = sum(map(len, parts.values())) > at_most
        for part, inside_it in parts.items():
            pages[f"{folder}.{part}" if part and large and len(inside_it) >= at_least else folder] += inside_it
    return dict(sorted(pages.items()))
