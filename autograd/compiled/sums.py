"""Step 3: chains of additions whose partial sums nobody else uses become one sum, products included.

w₀x₀ + w₁x₁ + … + b is recorded as a line per product and per addition. Here it becomes one Sum line with
pairs of factors (w, x) and plain terms (b).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiled.lines import Lines


@dataclass
class Sums:
    """The tape with its sums folded: which lines disappear, and the terms of those that stay.

    The terms of all sums lie one after another, by line; a plain term has the number -1 as its right factor.
    """

    folded: np.ndarray  # (lines,) swallowed by a later sum
    root: np.ndarray  # (lines,) that sum, or the line itself
    is_sum: np.ndarray  # (lines,) the sums that stay
    line: np.ndarray  # (terms,) the sum that a term belongs to, ascending
    left: np.ndarray  # (terms,) numbers
    right: np.ndarray  # (terms,) numbers, or -1
    pairs_before: np.ndarray  # (terms + 1,) how many of the terms before are products

    def tell_calls_apart(self, kind: np.ndarray) -> np.ndarray:
        """A number for each line that tells apart what one call runs: its kind, or the length of a sum; -1 if it is folded."""
        length = np.bincount(self.line, minlength=len(kind))
        return np.where(self.folded, -1, np.where(self.is_sum, 2 * length + 1, 2 * kind))


def fold(lines: Lines) -> Sums:
    """Find the sums. Terms keep the order in which they were added; zeros are dropped."""
    n, first = len(lines.kind), lines.first
    adds, products = lines.which(np.add), lines.which(np.multiply)
    uses = np.bincount(lines.operands, minlength=first + n)
    uses[lines.outputs] = 0  # seen from outside: never folded
    reader = np.zeros(first + n, np.int32)  # the line that uses a value; read only where it is the only one
    reader[lines.operands] = np.repeat(np.arange(n, dtype=np.int32), lines.arity)
    inside = (uses[first:] == 1) & adds[reader[first:]] if n else np.zeros(0, bool)

    root = np.where(adds & inside, reader[first:], np.arange(n, dtype=np.int32))
    while True:  # each round doubles how far a partial sum sees along its chain
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further

    added = np.flatnonzero(adds)
    at = lines.offsets[added][:, None] + np.arange(2)  # (additions, 2)
    term = lines.operands[at].ravel()
    line = np.repeat(root[added], 2)
    partial = np.zeros(first + n, bool)
    partial[first:] = adds & inside
    keep = ~partial[term] & ~_zero(lines)[term]  # something else is left: of constants alone nothing is recorded
    term, line = term[keep], line[keep]
    order = np.argsort(line, kind="stable")
    term, line = term[order], line[order]

    paired = np.zeros(first + n, bool)
    paired[first:] = products & inside
    is_pair = paired[term]
    at = lines.offsets[np.where(is_pair, term - first, 0)] if n else term
    left, right = term.copy(), np.full(len(term), -1, np.int32)
    left[is_pair] = lines.operands[at[is_pair]]
    right[is_pair] = lines.operands[at[is_pair] + 1]
    factor = products & inside
    root[factor] = root[reader[first:][factor]]
    return Sums((adds | products) & inside, root, adds & ~inside, line, left, right, np.append(0, np.cumsum(right >= 0)))


def _zero(lines: Lines) -> np.ndarray:
    """Which numbers are the constant 0, where Python's sum() starts."""
    zero = np.zeros(lines.first + len(lines.kind), bool)
    zero[len(lines.leaves) : lines.first] = lines.constants == 0
    return zero
