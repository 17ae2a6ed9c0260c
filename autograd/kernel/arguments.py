"""What a row may be called with: its inputs and settings, read once from its own rules and forward.

A rule names them all: `(g, z, x, axis=None)` belongs to a row of one input x with the setting axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, Signature, signature
from types import FunctionType
from typing import Any

from autograd.kernel.node import Node
from autograd.kernel.values import LENT

LETTERS = "xyabcdefhijklmnopqrstuvw"  # for inputs that nothing names
MANY = 2**31  # stands for any number of inputs
ASKED = ("index", "wanted")  # how the tape asks a rule for several inputs
EMPTY, ONE, ALL = Parameter.empty, Parameter.POSITIONAL_ONLY, Parameter.VAR_POSITIONAL
NAMED, OTHERS = Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD


class Arguments:
    """How many inputs a row takes and which settings, with their defaults."""

    def __init__(self, name: str, inputs: list[Parameter], settings: list[Parameter]) -> None:
        self.name = name
        self.parameters = [*inputs, *settings]
        fewest = sum([x.default is EMPTY for x in inputs])
        self.counts = range(fewest, 1 + (MANY if any([x.kind is ALL for x in inputs]) else len(inputs)))
        self.inputs = [x.name for x in inputs]
        self.settings = {s.name: s for s in settings if s.kind is not OTHERS}
        self.open = len(settings) > len(self.settings)  # takes settings that it does not name
        self.needed = frozenset([s.name for s in settings if s.kind is not OTHERS and s.default is EMPTY])
        # how many inputs will do without any setting; quicker to ask than a range
        self.alone = () if self.needed else self.counts if len(self.counts) > MANY / 2 else tuple(self.counts)

    @property
    def signature(self) -> Signature:
        """The arguments as a `Signature`, for `help` and `inspect`."""
        return Signature(self.parameters)

    def with_defaults(self, settings: Mapping[str, Any] | None) -> dict[str, Any]:
        """All settings by name: those given, and the others at their defaults."""
        return {s.name: s.default for s in self.settings.values() if s.default is not EMPTY} | dict(settings or {})

    def check(self, inputs: Sequence[Any], settings: Mapping[str, Any]) -> None:
        """Raise TypeError for a call with the wrong number of inputs, or with settings that the row does not have."""
        if not self.open and not settings.keys() <= self.settings.keys():
            unknown = next(iter(settings.keys() - self.settings.keys()))
            if unknown in [p.name for p in self.parameters]:
                raise TypeError(f"{self.name} takes {unknown} by its place, not by its name: call it as {self}")
            raise TypeError(f"{self.name} has no setting {unknown!r}: call it as {self}")
        if len(inputs) not in self.counts:
            last = self.counts[-1]
            takes = f"{last} input" + "s" * (last != 1) if len(self.counts) == 1 else f"at least {self.counts[0]} inputs"
            takes = f"{self.counts[0]} to {last} inputs" if 1 < len(self.counts) < 1000 else takes
            raise TypeError(f"{self.name} takes {takes}, got {len(inputs)}: call it as {self}; its result is always a new one")
        if not self.needed <= settings.keys():
            raise TypeError(f"{self.name} needs the setting {next(iter(self.needed - settings.keys()))}=: call it as {self}")
        for key, value in settings.items():
            if isinstance(value, Node) and value.requires_grad:
                raise TypeError(
                    f"{self.name}: {key} is a setting, which has no derivative, so {value.describe()} would lose its own: "
                    f"give {key} as a number, or write the formula out with operators"
                )

    def __str__(self) -> str:
        shown = [f"{p.name}=..." if p.name in self.needed else str(p) for p in self.parameters]
        return f"{self.name}({', '.join(shown)})"


def arguments(
    name: str, forward: Callable[..., Any], rules: Sequence[Callable[..., Any] | None], variadic: bool, joint: bool
) -> Arguments:
    """Read inputs and settings from the first rule; where that says only `*inputs` or `**settings`, from the forward.

    Raises TypeError where a setting has not the same default in the forward and in all rules.
    """
    rule = next((rule for rule in rules if rule is not None), None)
    said, own = _parameters(rule), _parameters(forward)
    del said[: min(3 if joint else 2, sum([p.kind not in (ALL, NAMED, OTHERS) for p in said]))]  # g and z, and kept
    said = [p for p in said if p.name not in ASKED]
    if variadic:
        inputs = [Parameter("x", ALL)]
        settings = [p for p in said if p.kind is not ALL]
    else:
        n = len(rules)
        letters = [Parameter(letter, ONE) for letter in LETTERS[:n]]
        placed = [[p for p in found if p.kind not in (ALL, NAMED, OTHERS)] for found in (said, own)]
        inputs = next(found[:n] for found in (*placed, letters) if len(found) >= n)
        inputs = [p.replace(kind=ONE, annotation=EMPTY) for p in inputs]
        own = [p for p in own if p.name not in [q.name for q in placed[1][:n]]]
        settings = [p for p in said if p.kind is not ALL and p.name not in [q.name for q in inputs]]
    named = [p for p in settings if p.kind is not OTHERS]
    if (len(named) < len(settings) or rule is None) and own:
        known = [*[p.name for p in named], *LENT]
        settings = named + [p for p in own if p.kind is not ALL and p.name not in known]
    require_same_defaults(name, {p.name: p.default for p in own}, rules)
    settings = [p if p.kind is OTHERS else Parameter(p.name, NAMED, default=p.default) for p in settings]
    return Arguments(name, inputs, sorted(settings, key=lambda p: p.kind is OTHERS))


def require_same_defaults(name: str, defaults: dict[str, Any], rules: Sequence[Callable[..., Any] | None]) -> None:
    """TypeError for a setting that the forward, whose defaults these are, and a rule would take to be different numbers."""
    for rule in rules:
        for p in _parameters(rule):
            default = defaults.get(p.name, EMPTY)
            if default is not EMPTY and repr(p.default) != repr(default):
                its = "none" if p.default is EMPTY else f"{p.default!r}"
                raise TypeError(
                    f"{name}: the default of {p.name} is {default!r} in the forward and {its} in a rule: give both the same"
                )


def takes_settings(rule: Callable[..., Any] | None, n: int) -> bool:
    """Whether a rule takes more than g, z and n inputs. This is asked of each row at import, so it builds no signature."""
    code = getattr(rule, "__code__", None)
    more = code and (code.co_argcount > 2 + n or code.co_kwonlyargcount or code.co_flags & CO_VARKEYWORDS)
    return bool(more)


def _parameters(function: Callable[..., Any] | None) -> list[Parameter]:
    """The parameters of a function written in Python; those of NumPy's own functions are left out."""
    if not isinstance(function, FunctionType):
        return list(signature(function).parameters.values()) if function and hasattr(function, "__code__") else []
    code, named = function.__code__, function.__kwdefaults__ or {}  # inspect.signature says the same in ten times the time
    n, k = code.co_argcount, code.co_kwonlyargcount
    defaults = [*[EMPTY] * (n - len(function.__defaults__ or ())), *(function.__defaults__ or ())]
    found = [Parameter(name, ONE, default=default) for name, default in zip(code.co_varnames, defaults)]
    rest = [*code.co_varnames[n + k :]]
    found += [Parameter(rest.pop(0), ALL)] if code.co_flags & CO_VARARGS else []
    found += [Parameter(name, NAMED, default=named.get(name, EMPTY)) for name in code.co_varnames[n : n + k]]
    return found + ([Parameter(rest[0], OTHERS)] if code.co_flags & CO_VARKEYWORDS else [])
