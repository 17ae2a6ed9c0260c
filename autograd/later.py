"""Names of a package whose modules are loaded when somebody asks for one of them: importing the package stays quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def load_later(
    package: dict[str, Any], homes: Mapping[str, str], otherwise: Callable[[str, str, list[str]], Any] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for a package, which load a module when a name of it is read first.

    package: the package's globals(). homes: modules, those inside the package with a dot before them as in `from .gpt import
    GPT`, each with the names that it lends, blanks between them. The folders and modules of the package that lie on the way are
    found too. Type checkers read the names as imports under TYPE_CHECKING.
    otherwise=None: a function of the package's name, a name and the known ones that answers for what is not found; None raises
    AttributeError.

    >>> read, names = load_later({"__name__": "mine"}, {"math": "pi sqrt"})
    >>> read("sqrt")(9.0)
    3.0
    """
    own = package["__name__"]
    whole = {own + home if home.startswith(".") else home: names.split() for home, names in homes.items()}
    found = {name: home for home, names in whole.items() for name in names}
    inside = {home.removeprefix(f"{own}.").split(".")[0] for home in whole if home.startswith(f"{own}.")}

    def __getattr__(name: str) -> Any:
        if name in found:
            names = whole[found[name]]  # all of them now: one may be called as its module is
            module = __import__(found[name], fromlist=names)
            package.update({name: getattr(module, name) for name in names})
            return package[name]
        if name in inside:
            return import_module(f"{own}.{name}")
        if otherwise is not None and not name.startswith("__"):  # Python itself asks for such names, and whether they are there
            return otherwise(own, name, __dir__())
        raise AttributeError(f"module {own!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*package, *found, *inside})

    return __getattr__, __dir__
