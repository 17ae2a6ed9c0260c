"""One complete row of the op table, and the table itself.

An Op declares an operation once: how to compute it, the derivative for each input, how a drawing labels it,
its formula, and the inputs that exercise it. Running, differentiating, gradient checking, drawing, the tape
player and the reference all read this row; adding an operation touches nothing else.

    mul = Op("mul", operator.mul,
             vjps=(lambda g, z, x, y: g * y,
                   lambda g, z, x, y: g * x),
             label="×", tex=(r"x \\cdot y", r"\\bar z\\, y", r"\\bar z\\, x"), samples=binary)

* `forward(*inputs, **settings)` takes plain numbers and arrays; arrays are positional, settings are keywords. One that
  also takes `out=` as NumPy's functions do writes into memory that a compiled program keeps.
* `vjps[i](g, z, *inputs, **settings)` is input i's share of `g`, the gradient of the result `z`; None where there
  is no derivative. A rule is written with Python operators, NumPy functions and other rows, so the same rule
  runs on floats, on arrays and on Tensors, and on Tensors it is recorded and can be differentiated again.
* Rules never un-broadcast: the tape does, in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd.node import Node, record, settled, used

TABLE: dict[str, Op] = {}  # every row, in order of declaration
NUMPY: dict[Any, Any] = {}  # NumPy's ufuncs to the rows that differentiate them

Rule = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Sample:
    """Inputs that exercise a row; `grads`, where given, are the gradients of the result's sum, written out."""

    inputs: tuple[Any, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    grads: tuple[Any, ...] | None = None  # for kinks and extremes, where finite differences cannot judge


@dataclass(frozen=True, eq=False)
class Op:
    """A row: `op(*inputs, **settings)` runs it, and records it when an input is a Tensor."""

    name: str
    forward: Rule
    vjps: tuple[Rule | None, ...]
    label: str
    tex: tuple[str, ...]  # the formula, then one derivative per vjp
    samples: Callable[[], list[Sample]]
    scalar: Rule | None = None  # a faster forward for Python floats
    variadic: bool = False  # any number of inputs: the one rule is called as vjp(g, z, *inputs, index=i, **settings)
    singular: bool = False  # the derivative has poles: see autograd.play.away_from_poles
    whole: bool = False  # its rules share their work through the settings: a program runs each rule as one operation
    ufunc: Any = None  # the NumPy ufunc this row differentiates
    listed: bool = True  # False: not in the table, since it has nothing to differentiate
    source: str = ""  # where the method comes from: author, year, arXiv
    single: Rule | None = field(init=False)  # the rule of a plain unary row: the tape's short cut
    pair: tuple[Rule, Rule] | None = field(init=False)  # both rules of a plain binary row: likewise

    def __post_init__(self) -> None:
        if self.name in TABLE:
            raise ValueError(f"two rows are called {self.name!r}")
        if len(self.tex) != 1 + len(self.vjps):
            raise ValueError(f"row {self.name!r}: {len(self.vjps)} rules need {1 + len(self.vjps)} formulas in tex")
        if not (self.label and callable(self.forward) and callable(self.samples)):
            raise ValueError(f"row {self.name!r} is incomplete: it needs forward, label and samples")
        keywords = getattr(getattr(self.forward, "__code__", None), "co_kwonlyargcount", 0)  # the short cuts pass none
        plain = None not in self.vjps and not (self.singular or self.variadic or (keywords and len(self.vjps) == 2))
        object.__setattr__(self, "single", self.vjps[0] if plain and len(self.vjps) == 1 else None)
        object.__setattr__(self, "pair", self.vjps if plain and len(self.vjps) == 2 else None)
        if not self.listed:
            return
        TABLE[self.name] = self
        if self.ufunc is not None:
            NUMPY[self.ufunc] = self

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        for x in inputs:
            if isinstance(x, Node):
                return record(type(x), self, inputs, settings or None)
        for x in inputs:
            if type(x) is np.ndarray:
                used(x)
        values = [x if type(x) is float or type(x) is np.ndarray else settled(np.asarray(x), ()) for x in inputs]
        data = self.compute(values, settings)
        return data if type(data) is float else settled(data, ())

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __reduce__(self) -> Any:
        return row, (self.name,)  # a row is pickled and copied by name: there is one of each

    def compute(self, values: list[Any], settings: dict[str, Any] | None) -> Any:
        """The forward on floats and arrays; impossible shapes raise ValueError naming the op and the shapes."""
        if self.scalar is not None:
            for x in values:
                if type(x) is not float:
                    break
            else:
                try:
                    return self.scalar(*values, **settings) if settings else self.scalar(*values)
                except (ArithmeticError, ValueError):  # Python refuses 1/0, log 0 and exp 1000; IEEE does not
                    values = [np.float64(x) for x in values]
        try:
            return self.forward(*values, **settings) if settings else self.forward(*values)
        except (ValueError, IndexError) as error:
            raise self.misfit(error, values, settings) from error

    def misfit(self, error: Exception, values: Sequence[Any], settings: dict[str, Any] | None = None) -> Exception:
        """NumPy's complaint with the op's name and the shapes in front."""
        shapes = " and ".join(str(np.shape(x)) for x in values)
        written = "".join(f", {key}={value!r}" for key, value in (settings or {}).items())
        return type(error)(f"{self.name} of shapes {shapes}{written}: {error}")

    def rule(self, i: int) -> Rule | None:
        """The rule for input i."""
        if self.variadic:
            vjp = self.vjps[0]
            assert vjp is not None
            return lambda *values, **settings: vjp(*values, index=i, **settings)
        return self.vjps[i]


def row(name: str) -> Op:
    """The row of this name."""
    return TABLE[name]
