"""What one operation on single numbers computes, forwards and backwards, written as Python from its row.

The forward is the row's `scalar`; each rule is run once on Tensors, and what it did is written down. So the text knows no
mathematics of its own. What has no such text (a row with a joint rule, a rule that looks at its values) runs by its row.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from autograd.compiled.lines import Kind
from autograd.compiled.reverse import Looked, Recording
from autograd.kernel.modes import change_mode
from autograd.kernel.node import leaf
from autograd.kernel.op import Op, record
from autograd.tensors.tensor import Tensor

SIGNS = {operator.add: "({} + {})", operator.sub: "({} - {})", operator.mul: "({} * {})", operator.truediv: "({} / {})",
         operator.neg: "(-{})"}  # fmt: skip
MOST = 3  # inputs of an operation that is written out


@dataclass(frozen=True)
class Template:
    """The text of one kind of operation, with places for names: {g}, {z} and the inputs {x0}, {x1}, ..."""

    forward: str
    shares: dict[int, str]  # what each input with a rule is given back
    functions: dict[str, Callable[..., Any]]  # by the names that they have in the text
    quick: bool  # all of them are plain functions of floats, which a compiler for numbers understands


class Unwritten(Exception):
    """A rule works with something else than single numbers."""


def find_templates(kind: np.ndarray, kinds: Sequence[Kind], arity: np.ndarray) -> tuple[list[Template], np.ndarray] | None:
    """The templates of the kinds that occur, and of each line which; None if one of them has no text. kind, arity: (lines,)."""
    occur = np.flatnonzero(np.bincount(kind))
    inputs = np.zeros(len(kinds), np.int64)
    np.maximum.at(inputs, kind, arity)
    found = [write_template(kinds[k].op, int(inputs[k]), Settings(kinds[k].settings)) for k in occur.tolist()]
    return None if None in found else ([t for t in found if t], np.searchsorted(occur, kind).astype(np.int32))


class Settings(dict[str, Any]):
    """Settings that compare as their text, as they do in `lines`."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(repr(sorted(self.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and repr(sorted(self.items())) == repr(sorted(other.items()))


@cache
def write_template(op: Op, arity: int, settings: Settings) -> Template | None:
    """The text of an operation with so many inputs; None if it has none."""
    if op.joint or op.variadic or arity > MOST:
        return None
    writer = Writer()
    try:
        with change_mode(compiling=Recording(), grad=True, watchers=(), scope=None), np.errstate(all="ignore"):
            inputs = tuple([leaf(Tensor, 0.5 + 0.125 * i, True) for i in range(arity)])
            z, g = record(Tensor, op, inputs, settings or None), leaf(Tensor, 1.0, True)
            ruled = [i for i in range(arity) if op.rule(i) is not None]
            shares = list(op.contributions(ruled, g, z, inputs, settings))
        names = ["{g}", "{z}", *[f"{{x{i}}}" for i in range(arity)]]
        given = dict(zip([x.position for x in (g, z, *inputs)], names))
        written = {i: writer.write(share, given) for i, share in zip(ruled, shares)}
        return Template(writer.call(op, settings, names[2:]), written, writer.functions, writer.quick)
    except (Looked, Unwritten, ArithmeticError, TypeError, ValueError, IndexError):
        return None  # a row that takes no single numbers, or not these: it runs by itself


class Writer:
    """Writes what was recorded as expressions, and keeps the functions that they call."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.quick = True

    def write(self, x: Any, given: dict[int, str]) -> str:
        """The expression of a recorded value; given: the texts of those that are known, by position."""
        if not isinstance(x, Tensor):
            return write_number(x)
        if x.position in given:
            return given[x.position]
        if x.op is None:
            return write_number(x._value)
        return self.call(x.op, x.settings or {}, [self.write(y, given) for y in x.operands])

    def call(self, op: Op, settings: dict[str, Any], texts: list[str]) -> str:
        """The call of a row: a sign where Python has one, else the function by a name."""
        if op.ufunc is np.positive:
            return texts[0]
        if op.scalar in SIGNS and not settings:
            return SIGNS[op.scalar].format(*texts)
        name = op.name
        if op.scalar is None or settings:
            self.quick = False
            name += "_" + repr(sorted(settings.items())).encode().hex()  # a name for each choice of settings
            self.functions[name] = lambda *values: float(op.compute(list(values), settings))
        else:
            self.functions[name] = op.scalar
        return f"{name}({', '.join(texts)})"


def write_number(x: Any) -> str:
    """A number as Python text.

    >>> write_number(0.5), write_number(float("inf"))
    ('0.5', 'float("inf")')
    """
    if np.ndim(x):
        raise Unwritten
    text = repr(float(x))
    return text if text.lstrip("-")[0].isdigit() else f'float("{text}")'
