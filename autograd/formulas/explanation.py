"""The chain rule for one tensor as text and as TeX.

Backwards from a result, every value through which the result depends on the tensor gets one line: how it was
computed, and its gradient as the sum over its uses. The letters come from the op table, the numbers from the tape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from autograd.derivatives.local import local_derivatives
from autograd.formulas.formula import letters, names_of, settings
from autograd.formulas.substitution import Shown, bar, enclose, fill_in, name, number, place, size, total
from autograd.kernel.node import Node
from autograd.text.console import printable
from autograd.text.pairs import align_pairs

MOST, FIRST, LAST = 30, 8, 16  # steps: if there are more, those after the result and those before the tensor
USES = 6  # terms of one sum: if there are more, the first and the last
PATHS, LENGTH = 6, 10  # paths that are written out, and the longest of them, in operations
COUNTED = 10**9  # paths are counted up to here

EQUALS, DOT, FROM = Shown(" = ", " = "), Shown(" · ", r" \cdot "), Shown(" ← ", r" \leftarrow ")
SUM = Shown("Σ ", r"\sum ")


@dataclass
class Term:
    """What one use of a value hands back to it: operation z has it as input i."""

    z: Node
    i: int
    share: Any  # as the rule gave it
    value: Any  # summed over what broadcasting stretched


@dataclass
class Step:
    """A value between the result and the tensor, and its gradient term by term."""

    node: Node
    gradient: Any = None
    terms: list[Term] = field(default_factory=list)


class Explanation:
    """The chain rule for one tensor: prints as text, a notebook shows a formula; `.latex` is its TeX, `.gradient` its value."""

    def __init__(self, steps: list[Step], names: Mapping[str, Any] | None) -> None:
        self.steps = steps
        self.result, self.tensor, self.gradient = steps[0].node, steps[-1].node, steps[-1].gradient
        self.shown = [*steps[:FIRST], *steps[-LAST:]] if len(steps) > MOST else steps
        self.given = names_of(names or {})
        mentioned = {x for step in self.shown for z in (step.node, *[term.z for term in step.terms]) for x in (z, *z.inputs)}
        called = [text for x in mentioned if (text := self.given.get(id(x)) or x.name)]
        self.shared = {text for text in called if called.count(text) > 1}  # these need their position beside them
        self._gradients = {step.node: step.gradient for step in steps}

    # -- names and formulas ----------------------------------------------------------------------------------

    def name(self, x: Node) -> Shown:
        """What the user calls it, else its position on the tape; a constant is its number."""
        text = self.given.get(id(x)) or x.name
        if text:
            short = text if len(text) <= 24 else text[:23] + "…"
            return name(" ".join(short.split()), x.position if text in self.shared else None)
        plain = x.op is None and not x.requires_grad and type(x._value) is float
        return number(x._value) if plain else place(x.position)

    def formula(self, z: Node) -> Shown:
        """What an operation computes: its row's formula with names, or a call where that has indices or hides settings."""
        tex, chosen = z.op.tex[0], z.settings or {}
        spelled = {key for letter, key in settings(z.op).items() if letter in tex}
        if not (set(tex) & set("_=") or z.op.variadic or set(chosen) - spelled):
            return fill_in(tex, self._letters(z))
        inputs = [self.name(x) for x in z.inputs]
        given = [Shown(text, rf"\mathrm{{{_escape(text)}}}") for text in (f"{key}={_brief(v)}" for key, v in chosen.items())]
        inside = _join([*inputs, *given], Shown(", ", ", "))
        return Shown(z.op.name, rf"\operatorname{{{_escape(z.op.name)}}}") + Shown("(", "(") + inside + Shown(")", ")")

    def term(self, term: Term) -> tuple[Shown, Shown | None]:
        """One share of a gradient with names, and with numbers; None for those of an array."""
        z = term.z
        tex = z.op.tex[1 + min(term.i, len(z.op.vjps) - 1)]
        if z.op.variadic or "=" in tex.replace(r"\neq", "").partition("[")[0]:
            tex = r"\bar z"  # what it says besides is where among many places that goes
        named = fill_in(tex, self._letters(z))
        if np.shape(term.share) != np.shape(term.value):
            named = SUM + named
        values = [self._gradients[z], z._value, *[x._value for x in z.inputs]]
        if not all([type(value) is float for value in values]):
            return named, number(term.value) if type(term.value) is float else None
        barred, result, *inputs = map(number, values)
        return named, fill_in(tex, {**self._settings(z), **dict(zip(letters(z.op), inputs)), "z": result, r"\bar z": barred})

    def _letters(self, z: Node) -> dict[str, Shown]:
        named = {"z": self.name(z), r"\bar z": bar(self.name(z))}
        return {**self._settings(z), **dict(zip(letters(z.op), [self.name(x) for x in z.inputs])), **named}

    def _settings(self, z: Node) -> dict[str, Shown]:
        given = z.op.arguments.with_defaults(z.settings)
        found = {letter: given.get(key) for letter, key in settings(z.op).items()}
        return {letter: number(float(value)) for letter, value in found.items() if isinstance(value, (int, float))}

    # -- lines -----------------------------------------------------------------------------------------------

    def title(self) -> Shown:
        derivative = _partial(self.name(self.result), self.name(self.tensor))
        if self.result.grad != 1.0:
            derivative = bar(self.name(self.tensor)) + EQUALS + bar(self.name(self.result)) + DOT + derivative
        n = self.paths()[self.tensor]
        along = f", along {'1 path' if n == 1 else f'{n:,} paths' if n < COUNTED else 'more than a billion paths'}"
        return derivative + EQUALS + _value(self.gradient) + Shown(along, rf"\text{{{along}}}")

    def line(self, step: Step) -> tuple[Shown, Shown, Shown]:
        made = self.name(step.node)
        if step.node.op is not None:
            made += EQUALS + self.formula(step.node)
        made += EQUALS + _value(step.node._value)
        sums = [_value(step.gradient)]
        if step.terms:
            terms = [self.term(term) for term in step.terms]
            hidden = len(terms) - USES if len(terms) > USES + 1 else 0
            left_out = step.terms[USES - 1 : USES - 1 + hidden]
            rest = sum([term.value for term in left_out]) if hidden and type(step.gradient) is float else None
            sums.insert(0, total(_cut([named for named, _ in terms], hidden, None)))
            if all([in_numbers for _, in_numbers in terms]):
                sums.insert(1, total(_cut([in_numbers for _, in_numbers in terms if in_numbers], hidden, rest)))
                if sums[1].text == sums[2].text:
                    del sums[1]
        return made, bar(self.name(step.node)), _join(sums, EQUALS)

    def paths(self) -> dict[Node, int]:
        """Along how many paths each value is reached from the result."""
        counts: dict[Node, int] = {self.result: 1}
        for step in self.steps[1:]:
            counts[step.node] = min(COUNTED, sum(counts[term.z] for term in step.terms))
        return counts

    def products(self) -> list[tuple[Shown, Shown]]:
        """Each path with the product of its local derivatives, if they are few, short, and of numbers."""
        numbers = all([type(step.node._value) is float for step in self.steps])
        if not (numbers and 2 < len(self.steps) <= MOST and self.paths()[self.tensor] <= PATHS):
            return []
        terms = {step.node: step.terms for step in self.steps}
        found: list[list[Term]] = []
        stack: list[tuple[Node, list[Term]]] = [(self.tensor, [])]
        while stack:
            x, path = stack.pop()
            if x is self.result:
                found.append(path)
            stack += [(term.z, [term, *path]) for term in terms[x]]
        return [self._path(path) for path in found] if max(map(len, found)) <= LENGTH else []

    def _path(self, path: list[Term]) -> tuple[Shown, Shown]:
        nodes = [term.z for term in path]
        called = [self.name(x) for x in [*nodes, self.tensor]]
        slopes = [local_derivatives(term.z)[term.i] for term in path]
        partials = [_partial(z, x) for z, x in pairwise(called)]
        in_numbers = [number(slopes[0]), *[enclose(number(slope), True) for slope in slopes[1:]]]
        if self.result.grad != 1.0:
            slopes.insert(0, self.result.grad)
            partials.insert(0, bar(called[0]))
            in_numbers = [number(slopes[0]), *[enclose(number(slope), True) for slope in slopes[1:]]]
        sums = [_join(partials, DOT), _join(in_numbers, DOT), number(float(np.prod(slopes)))]
        return _join(called, FROM), _join(sums if len(slopes) > 1 else sums[::2], EQUALS)

    def notes(self) -> list[str]:
        """What a reader who compares with `.grad` has to know."""
        x = self.tensor
        text = self.name(x).text
        if x.grad is None:
            return [f"{text}.grad was cleared since"]
        if np.allclose(x.grad, self.gradient, rtol=1e-9, atol=0, equal_nan=True):
            return []
        other = "another array: the rest"
        if type(x.grad) is float:
            other = f"{number(x.grad).text}: the other {number(x.grad - self.gradient).text}"
        return [f"{text}.grad is {other} came from other passes, or from operations that are not on this tape"]

    # -- text and TeX ----------------------------------------------------------------------------------------

    def __str__(self) -> str:
        hidden = len(self.steps) - len(self.shown)
        rows = [[made.text, f"{gradient.text} = {sums.text}"] for made, gradient, sums in map(self.line, self.shown)]
        if hidden:
            rows.insert(FIRST, [f"⋮ {hidden:,} steps more", "⋮"])
        blocks = [[self.title().text], align_pairs(rows)]
        if paths := self.products():
            blocks.append(align_pairs([[path.text, product.text] for path, product in paths]))
        return printable("\n\n".join("\n".join(lines) for lines in [*blocks, self.notes()] if lines))

    @property
    def latex(self) -> str:
        """TeX for display math, without the dollars."""
        hidden = len(self.steps) - len(self.shown)
        rows = [[made.tex, gradient.tex, f"= {sums.tex}"] for made, gradient, sums in map(self.line, self.shown)]
        if hidden:
            rows.insert(FIRST, [rf"\vdots\;\text{{{hidden:,} steps more}}", "", r"\vdots"])
        rows += [[path.tex, "", f"= {product.tex}"] for path, product in self.products()]
        rows += [[rf"\text{{{_escape(note)}}}", "", ""] for note in self.notes()]
        table = "\\\\[4pt]\n".join(" & ".join(row) for row in [[self.title().tex, "", ""], *rows])
        return f"\\begin{{array}}{{l@{{\\qquad}}r@{{\\;}}l}}\n{table}\n\\end{{array}}"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex}\n$$"

    __repr__ = __str__


def _value(data: Any) -> Shown:
    if np.iscomplexobj(data) and not np.ndim(data):
        sign = "−" if data.imag < 0 else "+"
        return number(float(data.real)) + Shown(f" {sign} ", f" {sign} ") + number(abs(float(data.imag))) + Shown("i", "i")
    return number(data) if type(data) is float else size(np.shape(data))


def _partial(z: Shown, x: Shown) -> Shown:
    return Shown(f"∂{z.text}/∂{x.text}", rf"\frac{{\partial {z.tex}}}{{\partial {x.tex}}}")


def _join(parts: list[Shown], between: Shown) -> Shown:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + between + part
    return whole


def _cut(terms: list[Shown], hidden: int, value: Any) -> list[Shown]:
    """The terms with `hidden` of them, those before the last, as one: their number, and their sum where it is known."""
    if not hidden:
        return terms
    words = f"{hidden} more" + ("" if value is None else f": {number(value).text}")
    return [*terms[: USES - 1], Shown(f"[{words}]", rf"[\text{{{words}}}]"), terms[-1]]


def _brief(value: Any) -> str:
    """A setting in a few characters."""
    text = repr(value) if not isinstance(value, np.ndarray) else size(value.shape).text
    return text if len(text) <= 16 else text[:15] + "…"


def _escape(text: str) -> str:
    return re.sub(r"([_%&#$])", r"\\\1", re.sub(r"[\\\\{}^~]", " ", text))
