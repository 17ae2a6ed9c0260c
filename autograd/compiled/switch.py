"""A small interpreter, written from the rows: a loop over lines that asks which kind each is.

Python runs it where nothing repeats. With the extra `fast` numba compiles the same text for the whole stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd.compiled.templates import Template

OPERANDS = ("a", "b", "c")
FORWARD = "def forward(kind, first, second, third, v, at):"
BACKWARD = "def backward(kind, first, second, third, v, q, at):"
LINE = "        k = kind[i]; a = first[i]; b = second[i]; c = third[i]"


def write_switch(templates: Sequence[Template]) -> str:
    """The functions forward(kind, first, second, third, v, at), which fills v from place `at` on, and backward(..., q, at)."""
    text = [FORWARD, "    for i in range(len(kind)):", LINE]
    back = [BACKWARD, "    for i in range(len(kind) - 1, -1, -1):", LINE, "        z = v[at + i]; g = q[at + i]"]
    values = {f"x{i}": f"v[{name}]" for i, name in enumerate(OPERANDS)}
    for k, template in enumerate(templates):
        asks = "if" if k == 0 else "elif"
        text.append(f"        {asks} k == {k}: v[at + i] = {template.forward.format(**values)}")
        shares = [f"q[{OPERANDS[i]}] += {share.format(g='g', z='z', **values)}" for i, share in template.shares.items()] or [
            "pass"
        ]
        back += [f"        {asks} k == {k}:", *[f"            {share}" for share in shares]]
    return "\n".join([*text, *back])


class Switch:
    """Lines first, first + 1, ... one by one, on lists."""

    def __init__(
        self, functions: tuple[Callable[..., None], Callable[..., None]], kind: np.ndarray, reads: np.ndarray, at: int
    ) -> None:
        """kind: (lines,) by template. reads: (lines, 3) places. at: the place of the first result."""
        self.run_forward, self.run_backward = functions
        self.lines = (kind.tolist(), *[column.tolist() for column in reads.T])
        self.at = at

    def forward(self, v: list[float]) -> None:
        v += [0.0] * len(self.lines[0])
        self.run_forward(*self.lines, v, self.at)

    def backward(self, v: list[float], q: list[float]) -> None:
        self.run_backward(*self.lines, v, q, self.at)


def compile_text(text: str, functions: dict[str, Any]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Both functions of an interpreter's text; functions: what it calls, by name."""
    made: dict[str, Any] = dict(functions)
    exec(compile(text, "<an interpreter of the tape>", "exec"), made)
    return made["forward"], made["backward"]


def gather_functions(templates: Sequence[Template]) -> dict[str, Any]:
    """What the texts call, by name."""
    return {name: function for template in templates for name, function in template.functions.items()}


@cache
def compile_switch(text: str, functions: tuple[tuple[str, Any], ...]) -> tuple[Callable[..., None], Callable[..., None]] | None:
    """Both functions for arrays, at the speed of the machine; None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    lines, numbers = (numba.int32[::1],) * 4, numba.float64[::1]
    written = compile_text(text, {name: compile_function(function) for name, function in functions})
    forward, backward = map(compile_function, written)
    forward.compile((*lines, numbers, numba.int64))
    backward.compile((*lines, numbers, numbers, numba.int64))
    return forward, backward


def compile_function(function: Callable[..., Any]) -> Any:
    """Functions of `math` are known to numba as they are; those written in Python are compiled, so that 1/0 is infinite."""
    import numba

    return numba.njit(error_model="numpy")(function) if hasattr(function, "__code__") else function


class Interpreted:
    """Lines run by the compiled interpreter, on arrays: they stand in v from place `at` on."""

    def __init__(
        self, functions: tuple[Callable[..., None], Callable[..., None]], kind: np.ndarray, reads: np.ndarray, at: int
    ) -> None:
        self.run_forward, self.run_backward = functions
        self.lines = (np.ascontiguousarray(kind, np.int32), *[np.ascontiguousarray(column, np.int32) for column in reads.T])
        self.at = at

    def forward(self, v: np.ndarray) -> None:
        self.run_forward(*self.lines, v, self.at)

    def backward(self, v: np.ndarray, q: np.ndarray) -> None:
        self.run_backward(*self.lines, v, q, self.at)

    def nbytes(self) -> int:
        return sum(column.nbytes for column in self.lines)


def compile_interpreter(templates: Sequence[Template]) -> tuple[Callable[..., None], Callable[..., None]] | None:
    """The interpreter for these kinds of lines; None without numba, or if a row has no plain function of floats."""
    if not all(template.quick for template in templates):
        return None
    return compile_switch(write_switch(templates), tuple(gather_functions(templates).items()))
