"""The op table, and what a row must say to enter it: everything about rows that has nothing to do with running them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TABLE: dict[str, Any] = {}  # every row by its name, in order of declaration
NUMPY: dict[Any, Any] = {}  # NumPy's ufuncs to the rows that differentiate them


class Sample:
    """Inputs that exercise a row in tests.

    inputs: the tuple of numbers and arrays. settings={}: the row's keyword arguments. grads=None: the gradients of the result's
    sum by each input, written out, for kinks and extremes where finite differences cannot judge.

    >>> Sample((0.0,), grads=(0.5,)).inputs
    (0.0,)
    """

    def __init__(
        self, inputs: tuple[Any, ...], settings: dict[str, Any] | None = None, grads: tuple[Any, ...] | None = None
    ) -> None:
        self.inputs = inputs
        self.settings = settings or {}
        self.grads = grads

    def __repr__(self) -> str:
        return f"Sample({self.inputs!r}, {self.settings!r}, {self.grads!r})"


class Found:
    """A fact about a row that is worked out when it is first read, and then kept."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        self.find = find

    def __set_name__(self, kind: type, name: str) -> None:
        self.name = name

    def __get__(self, op: Any, kind: type) -> Any:
        if op is None:
            return self
        fact = self.find(op)
        object.__setattr__(op, self.name, fact)  # which Python finds sooner than this
        return fact


class Told:
    """An attribute for `help` and `inspect`: on a row it is made when it is read, on the class Op it is that of the class."""

    def __init__(self, of: Callable[[Any], Any], own: Any = None) -> None:
        self.of, self.own = of, own

    def __get__(self, op: Any, kind: type) -> Any:
        if op is not None:
            return self.of(op)
        if self.own is None:
            raise AttributeError
        return self.own


def require_complete(op: Any) -> None:
    """ValueError for a row that lacks a part; a row of a user's own needs no label, formula and samples.

    Its module tells whose row it is: any other mark could be forgotten.
    """
    if callable(op.vjps):
        object.__setattr__(op, "vjps", (op.vjps,))
    if not (op.listed and home(op).startswith("autograd.")):
        object.__setattr__(op, "label", op.label or op.name)
        object.__setattr__(op, "tex", op.tex or default_formulas(op))
    needed = 1 + len(op.vjps)
    if len(op.tex) != needed:
        raise ValueError(f"row {op.name!r} is incomplete: {len(op.vjps)} rules need {needed} formulas in tex")
    if op.js and len(op.js) != needed:
        raise ValueError(f"row {op.name!r}: {len(op.vjps)} rules need {needed} expressions in js")
    if not (op.label and callable(op.forward) and callable(op.samples) and op.vjps):
        raise ValueError(f"row {op.name!r} is incomplete: it needs forward, a rule, label and samples")


def default_formulas(op: Any) -> tuple[str, ...]:
    """What stands for the formulas of a row that gives none: name(x, y), and g times the derivative by each input."""
    letters = ["x", "y"][: len(op.vjps)] if len(op.vjps) <= 2 else [f"x_{{{i + 1}}}" for i in range(len(op.vjps))]
    name = op.name.replace("_", r"\_")
    shares = [rf"\bar z\, \frac{{\partial z}}{{\partial {x}}}" if rule else "0" for x, rule in zip(letters, op.vjps)]
    return (rf"\operatorname{{{name}}}({', '.join(letters)})", *shares)


def enter(op: Any) -> None:
    """Put a row into the table. It replaces the row that an earlier run of the same notebook cell declared.

    Raises ValueError if another row has that name.
    """
    before = TABLE.get(op.name)
    if before is not None and (before.home != op.home or op.home.startswith("autograd.")):
        raise ValueError(f"two rows are called {op.name!r}: the other one is declared in {before.home}")
    for ufunc in [known for known, found in NUMPY.items() if found is before is not None]:
        del NUMPY[ufunc]
    TABLE[op.name] = op
    if op.ufunc is not None:
        NUMPY[op.ufunc] = op


def choose_kinds(op: Any, values: list[Any]) -> list[Any]:
    """Whole numbers as floats for a row that computes in floats; TypeError for complex ones where it takes real ones alone."""
    if all([type(x) is float or x.dtype.kind == "f" for x in values]):
        return values
    if op.real and any([type(x) is not float and x.dtype.kind == "c" for x in values]):
        raise TypeError(
            f"{op.name} is for real numbers, and got complex ones: give it their size np.abs(t), their angle np.angle(t), "
            "or np.real(t) and np.imag(t)"
        )
    return [
        x.astype(float) if op.floating and type(x) is not float and x.dtype.kind in "iub" and op.rule(i) is not None else x
        for i, x in enumerate(values)
    ]


def home(op: Any) -> str:
    """The module that declares a row: where its rules are written. It tells a cell that is run again from a second row."""
    return str(next((rule.__module__ for rule in op.vjps if rule), getattr(op.forward, "__module__", "numpy")))


def row(name: str) -> Any:
    """The row of this name."""
    return TABLE[name]
