"""Signatures and help that are written once for a whole family of classes, such as all modules or all optimizers.

    class Adam(Optimizer):
        def __init__(self, learning_rate: float = 0.001, **settings: Unpack[Settings]) -> None:
            super().__init__(learning_rate, **settings)

Type checkers read the names in `Settings`, so a misspelt keyword is an error there. `inspect.signature(Adam)` and `help(Adam)`
show these settings written out, and `help` describes each argument that the docstring of Adam leaves out as the docstrings of
its base classes do. `Configured` asks for the first, `__signature__ = WrittenOut()`; a family's base asks for the second: its
`__init_subclass__` calls `describe(cls)`.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from inspect import Parameter, Signature
from typing import Any

ARGUMENTS = re.compile(r"(\w+(?:=[^:]+?)?(?:, \w+(?:=[^:]+?)?)*): (.+)")  # name=default, name=default: what they mean

WIDTH = 120  # of a line of help, in characters


class WrittenOut:
    """The signature of a class, in which `**settings: Unpack[...]` is replaced by the settings themselves."""

    def __get__(self, instance: Any, kind: type) -> Signature:
        if instance is not None:
            raise AttributeError("__signature__")  # an instance is called by its class' __call__
        return write_signature(kind)


class Described:
    """A docstring, followed by the arguments that only the base classes describe."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __get__(self, instance: Any, kind: type) -> str:
        missing = list(_missing(kind, self.text))
        heading = "Further arguments:" if read_arguments(self.text) else "Arguments:"
        return "\n".join([inspect.cleandoc(self.text), "", heading, "", *missing, ""]) if missing else self.text


def describe(kind: type) -> None:
    """Let the help of a class go on with the arguments that only its base classes describe."""
    if kind.__doc__:
        kind.__doc__ = Described(kind.__doc__)  # type: ignore[assignment]


def write_signature(kind: type) -> Signature:
    """The signature of a class, without self; settings taken together in a TypedDict are listed one by one."""
    own = inspect.signature(kind.__init__)  # type: ignore[misc]
    parameters = [p for p in list(own.parameters.values())[1:] if p.annotation != "NoReturn"]
    together = re.match(r"Unpack\[(\w+)\]", str(parameters[-1].annotation)) if parameters else None
    if together is None:
        return own.replace(parameters=parameters)
    function = inspect.unwrap(next(base.__dict__["__init__"] for base in kind.__mro__ if "__init__" in base.__dict__))
    types = function.__globals__[together[1]].__annotations__
    defaults = _defaults(kind)
    named = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=getattr(hint, "__forward_arg__", hint))
        for name, hint in types.items()
        if name not in own.parameters
    ]
    return own.replace(parameters=[*parameters[:-1], *named])


def _defaults(kind: type) -> dict[str, Any]:
    """The default of each argument of the `__init__` of a class and its bases; the nearest class counts."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__[:-1]):
        if "__init__" in base.__dict__:
            found.update({p.name: p.default for p in inspect.signature(base.__dict__["__init__"]).parameters.values()})
    return found


def read_arguments(text: str) -> dict[str, str]:
    """The arguments that a docstring describes, each with its meaning.

    >>> read_arguments("rate: how much is forgotten.\\nseed=None: where random numbers start.")
    {'rate': 'how much is forgotten.', 'seed': 'where random numbers start.'}
    """
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(text).splitlines():
        match = ARGUMENTS.fullmatch(line)
        if match:
            names = re.findall(r"(?:^|, )(\w+)(?==|,|$)", match[1])
            found.update(dict.fromkeys(names, match[2]))
        elif line.startswith("    "):
            found.update({name: f"{found[name]} {line.strip()}" for name in names})
        else:
            names = []
    return found


def _missing(kind: type, text: str) -> Iterator[str]:
    """A line for each argument that this docstring leaves out and a base class describes."""
    known = read_arguments(text)
    above: dict[str, str] = {}
    for base in reversed(kind.__mro__[1:]):
        doc = vars(base).get("__doc__")
        above.update(read_arguments(doc.text if isinstance(doc, Described) else doc or ""))
    for p in write_signature(kind).parameters.values():
        if p.name not in known and p.name in above:
            default = "" if p.default is p.empty else f"={p.default!r}".replace("'", '"')
            yield textwrap.fill(f"{p.name}{default}: {above[p.name]}", WIDTH, subsequent_indent="    ")
