"""Step 4: the calls. Each step runs one group forward, and hands its gradient back to what it read."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from autograd.compiled.lines import Kind
from autograd.compiled.places import Memory, Places
from autograd.op import Op, Rule
from autograd.play import at_poles


class Step(Protocol):
    """One call of a compiled program."""

    def forward(self) -> None: ...

    def backward(self) -> None: ...

    def describe(self) -> tuple[str, int]:
        """What it runs, and how many recorded operations that is."""
        ...

    def nbytes(self) -> int: ...


class Elementwise:
    """One row on many numbers: slots `start` and up take its results."""

    def __init__(self, memory: Memory, kind: Kind, slots: np.ndarray, start: int) -> None:
        """slots: (operands, M)"""
        self.op, self.attrs = kind.op, kind.attrs
        self.reads = [Places(memory, row) for row in slots]
        size = slots.shape[1]
        self.out, self.g = memory.values[start : start + size], memory.gradients[start : start + size]
        self.rules = [(x, rule) for i, x in enumerate(self.reads) if (rule := self.op.rule(i)) and not x.constant]
        self.ufunc = None if self.attrs else self.op.ufunc
        self.inputs: list[Any] = []

    def forward(self) -> None:
        self.inputs = [x.read() for x in self.reads]
        if self.ufunc is not None:
            self.ufunc(*self.inputs, out=self.out)
        else:
            self.out[...] = self.op.forward(*self.inputs, **self.attrs)

    def backward(self) -> None:
        for x, rule in self.rules:
            x.add(share(self.op, rule, self.g, [self.out, *self.inputs], self.attrs))

    def describe(self) -> tuple[str, int]:
        return self.op.name, len(self.out)

    def nbytes(self) -> int:
        return sum(x.nbytes() for x in self.reads)


class Sum:
    """Many sums of products at once: equally long ones as columns, others one after another with their starts."""

    def __init__(
        self, memory: Memory, left: np.ndarray, right: np.ndarray | None, starts: np.ndarray | None,
        start: int, products: int,
    ) -> None:  # fmt: skip
        """left, right: (terms, M), or (all terms,) with the `starts` of M sums; right None: plain terms."""
        self.products = products  # the other terms are plain ones, times 1
        self.left = Places(memory, left)
        self.right = None if right is None else Places(memory, right)
        self.shape, self.starts = left.shape, starts
        sums = left.shape[1] if starts is None else len(starts)
        self.lengths = None if starts is None else np.diff(np.append(starts, left.size))
        self.out, self.g = memory.values[start : start + sums], memory.gradients[start : start + sums]

    def forward(self) -> None:
        terms = self.left.read() if self.right is None else self.left.read() * self.right.read()
        if type(terms) is float:  # the same constant everywhere
            terms = np.full(self.shape, terms)
        if self.starts is None:
            np.add.reduce(terms, axis=0, out=self.out)
        else:
            np.add.reduceat(terms, self.starts, out=self.out)

    def backward(self) -> None:
        g = self.g if self.lengths is None else np.repeat(self.g, self.lengths)
        if not self.left.constant:
            self.left.add(g if self.right is None else g * self.right.read())
        if self.right is not None and not self.right.constant:
            self.right.add(g * self.left.read())

    def describe(self) -> tuple[str, int]:
        additions = int(np.prod(self.shape)) - len(self.out)
        return "sum" if self.right is None else "sum of products", additions + self.products

    def nbytes(self) -> int:
        index = [a.nbytes for a in (self.starts, self.lengths) if a is not None]
        return self.left.nbytes() + (self.right.nbytes() if self.right else 0) + sum(index)


def share(op: Op, rule: Rule, g: Any, values: list[Any], attrs: dict[str, Any]) -> Any:
    """A rule's share of g, asked again at a harmless point where nothing arrives at a pole."""
    found = rule(g, *values, **attrs)
    if op.singular and not np.isfinite(np.sum(found)):
        poles = at_poles(g, found)
        if poles is not None:
            found = rule(g, *[np.where(poles, 0.5, v) for v in values], **attrs)
    return found


def is_elementwise(kind: Kind, arity: int) -> bool:
    """Whether a row does to three numbers at once what it does to each."""
    op, attrs = kind.op, kind.attrs
    if op.ufunc is not None:
        return op.ufunc.signature is None
    probe = [np.array([0.3, 0.7, 0.45]) + 0.01 * i for i in range(arity)]
    try:
        together = op.forward(*probe, **attrs)
        if np.shape(together) != (3,):
            return False
        apart = [op.forward(*[x[i : i + 1] for x in probe], **attrs) for i in range(3)]
    except (ValueError, TypeError, IndexError):
        return False
    same = all(np.shape(one) == (1,) for one in apart)
    return bool(same and np.allclose(together, np.concatenate(apart), rtol=1e-12, equal_nan=True))
