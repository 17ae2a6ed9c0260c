"""Step 4: the calls. Each step runs one group forward, and hands its gradient back to what it read."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from autograd.compiled.lines import Kind
from autograd.compiled.matmuls import Grid
from autograd.compiled.places import Memory, Places
from autograd.kernel.op import apply_rule


class Step(Protocol):
    """One call of a compiled program."""

    def forward(self) -> None: ...

    def backward(self) -> None:
        """Hand back gradients; once the memory knows what is alive (see kernel.choices), only to what a gradient can reach."""
        ...

    def mark(self) -> None:
        """Hand back liveness: a gradient of NaN where one can arrive, else 0."""
        ...

    def describe(self) -> tuple[str, int]:
        """What it runs, and how many recorded operations that is."""
        ...

    def nbytes(self) -> int: ...


class Elementwise:
    """One row on many numbers: slots `start` and up take its results."""

    def __init__(self, memory: Memory, kind: Kind, slots: np.ndarray, start: int) -> None:
        """slots: (operands, M)"""
        self.op, self.settings = kind.op, kind.settings
        self.reads = [Places(memory, row) for row in slots]
        self.out, self.g = memory.own(start, slots.shape[1])
        self.memory, self.own = memory, slice(start, start + slots.shape[1])
        self.rules = [(x, rule) for i, x in enumerate(self.reads) if (rule := self.op.rule(i)) and not x.constant]
        self.ufunc = None if self.settings else self.op.ufunc
        self.inputs: list[Any] = []

    def forward(self) -> None:
        self.inputs = [x.read() for x in self.reads]
        if self.ufunc is not None:
            self.ufunc(*self.inputs, out=self.out)
        else:
            self.out[...] = self.op.compute(self.inputs, self.settings)

    def backward(self) -> None:
        live = self.memory.live
        for x, rule in self.rules:
            contribution = apply_rule(rule, self.g, self.out, *self.inputs, **self.settings)
            x.add(contribution if live is None else np.where(live[self.own], contribution, 0.0))

    def mark(self) -> None:
        for x, rule in self.rules:
            x.add(rule(self.g, self.out, *self.inputs, **self.settings) if self.op.chooses else self.g)

    def describe(self) -> tuple[str, int]:
        return self.op.name, len(self.out)

    def nbytes(self) -> int:
        return sum(x.nbytes() for x in self.reads)


class Sum:
    """Many equally long sums of products at once, or of plain terms, a column for each."""

    def __init__(self, memory: Memory, left: np.ndarray, right: np.ndarray | None, start: int, products: int) -> None:
        """left, right: (terms, M); right None: plain terms."""
        self.operations = left.size - left.shape[1] + products  # the other terms are plain ones, times 1
        self.left = Places(memory, left)
        self.right = None if right is None else Places(memory, right)
        self.out, self.g = memory.own(start, left.shape[1])
        self.memory, self.own = memory, slice(start, start + left.shape[1])

    def forward(self) -> None:
        terms = self.left.read() if self.right is None else self.left.read() * self.right.read()
        np.add.reduce(terms, axis=0, out=self.out)

    def backward(self) -> None:
        live = self.memory.live
        for x, other in (self.left, self.right), (self.right, self.left):
            if x is not None and not x.constant:
                contribution = self.g if other is None else self.g * other.read()
                x.add(contribution if live is None else np.where(live[self.own], contribution, 0.0))

    def mark(self) -> None:
        for x in (self.left, self.right):
            if x is not None and not x.constant:
                x.add(self.g)

    def describe(self) -> tuple[str, int]:
        return "sum" if self.right is None else "sum of products", self.operations

    def nbytes(self) -> int:
        return self.left.nbytes() + (self.right.nbytes() if self.right else 0)


class Product:
    """left @ rightᵀ + plain terms, for one grid or a stack of them."""

    def __init__(self, memory: Memory, grid: Grid, start: int) -> None:
        """Each pair has a slot, also one that nobody wants, from `start` on."""
        one = len(grid.sums) == 1  # a single grid is a plain matrix product
        left, right, wanted, *plain = [x[0] if one else x for x in (grid.left, grid.right, grid.sums >= 0, *grid.plain)]
        self.left, self.right = Places(memory, left), Places(memory, right.swapaxes(-1, -2))  # (..., I, K), (..., K, J)
        self.plain = [Places(memory, terms) for terms in plain]
        self.sizes = (len(grid.sums), *left.shape[-2:], right.shape[-2])
        self.wanted: Any = None if wanted.all() else wanted
        self.count = np.count_nonzero(wanted)
        self.out, self.g = memory.own(start, *wanted.shape)  # (..., I, J)
        self.memory, self.own = memory, slice(start, start + wanted.size)
        self.ones = np.ones(wanted.shape[-2]), np.ones(wanted.shape[-1])
        self.inputs: tuple[np.ndarray, np.ndarray] | None = None

    def forward(self) -> None:
        left, right = self.inputs = self._whole(self.left), self._whole(self.right)
        np.matmul(left, right, out=self.out)
        for terms in self.plain:
            np.add(self.out, terms.read(), out=self.out)

    def backward(self) -> None:
        assert self.inputs is not None
        left, right = self.inputs
        self._hand_on(left, right)

    def mark(self) -> None:
        assert self.inputs is not None
        self._hand_on(*[np.ones(x.shape) for x in self.inputs])

    def _hand_on(self, left: np.ndarray, right: np.ndarray) -> None:
        if not self.left.constant:
            self._hand(self.left, self.g, right.swapaxes(-1, -2))  # (..., I, J) @ (..., J, K)
        if not self.right.constant:
            self._hand(self.right, left.swapaxes(-1, -2), self.g)  # (..., K, I) @ (..., I, J)
        for terms in self.plain:
            if terms.constant:
                continue
            if terms.distinct == (self.g.shape[0], 1):  # sums along an axis are products with ones, and BLAS is quick
                terms.add(np.dot(self.g, self.ones[1])[:, None])  # (I, J) @ (J,) -> (I, 1)
            elif terms.distinct == (1, self.g.shape[-1]) and self.g.ndim == 2:
                terms.add(np.dot(self.ones[0], self.g)[None])  # (I,) @ (I, J) -> (1, J)
            else:
                terms.add(self.g)

    def _hand(self, x: Places, first: np.ndarray, second: np.ndarray) -> None:
        """Add first @ second to x's gradient, without a copy where nothing else is added to it."""
        wanted = self.wanted if self.memory.live is None else self.memory.live[self.own].reshape(self.g.shape)
        if wanted is not None and not (np.isfinite(first).all() and np.isfinite(second).all()):
            # pair by pair without those that nobody wants: their 0 · ∞ would be NaN
            products = first[..., None] * second[..., None, :, :]  # (..., A, B), (..., B, C) -> (..., A, B, C)
            wanted = wanted[..., None] if first is self.g else wanted[..., None, :, :]
            x.add(np.where(wanted, products, 0.0).sum(-2))
        elif x.sole and x.distinct == x.shape and x.sink is not None:  # else it is added up along an axis first
            np.matmul(first, second, out=x.sink)
        else:
            x.add(np.matmul(first, second))

    @staticmethod
    def _whole(x: Places) -> np.ndarray:
        value = x.read()
        return np.full(x.shape, value) if type(value) is float else value

    def describe(self) -> tuple[str, int]:
        n, i, k, j = self.sizes
        batch = f"{n} x " if n > 1 else ""
        plus = " + b" if self.plain else ""
        part = "" if self.wanted is None else f", {self.count} of {n * i * j}"
        return f"{batch}({i}×{k}) @ ({k}×{j}){plus}{part}", self.count * (2 * k - 1 + len(self.plain))

    def nbytes(self) -> int:
        own = 0 if self.wanted is None else self.wanted.nbytes
        return own + sum(x.nbytes() for x in (self.left, self.right, *self.plain))


def is_elementwise(kind: Kind, arity: int) -> bool:
    """Whether a row does to three numbers at once what it does to each."""
    op, settings = kind.op, kind.settings
    if op.ufunc is not None:
        return op.ufunc.signature is None
    for numbers in ([0.3, 0.7, 0.45], [0.3, -0.7, 0.0], [30.0, -0.7, -30.0]):  # it might choose by any, or all
        probe = [np.array(numbers) + 0.01 * i for i in range(arity)]
        try:
            with np.errstate(all="ignore"):
                together = op.compute(probe, settings)
                if np.shape(together) != (3,):
                    return False
                apart = [op.compute([x[i : i + 1] for x in probe], settings) for i in range(3)]
        except (ValueError, TypeError, IndexError):
            return False
        same = all(np.shape(one) == (1,) for one in apart)
        if not (same and np.allclose(together, np.concatenate(apart), rtol=1e-12, equal_nan=True)):
            return False
    return True
