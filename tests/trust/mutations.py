"""Where a file of Python can be broken, and how: conditions, operators, numbers, calls, assignments."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from types import CodeType
from typing import Any

SAME_WHEN_INVERTED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)  # `not a == b` is `a != b`, which is tried too
OTHER_COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OTHER_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


def change(node: Any) -> Iterator[tuple[str, ast.AST]]:
    """Each way to break one node: what is done, and what stands there instead."""
    if isinstance(node, (ast.If, ast.IfExp, ast.While)) and not is_inverted_by_its_comparison(node.test):
        yield "inverted condition", with_field(node, "test", ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test))
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_COMPARISONS:
        yield "another comparison", with_field(node, "ops", [OTHER_COMPARISONS[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        yield "and for or", with_field(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OTHER_OPERATORS:
        yield "another operator", with_field(node, "op", OTHER_OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "off by one", with_field(node, "value", node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is float:
        yield "factor 1.001", with_field(node, "value", node.value * 1.001 or 0.001)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield "the other of two", with_field(node, "value", not node.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "a call left out", ast.copy_location(ast.Pass(), node)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        yield "an assignment left out", ast.copy_location(ast.Pass(), node)


def is_inverted_by_its_comparison(test: ast.AST) -> bool:
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], SAME_WHEN_INVERTED)


def with_field(node: ast.AST, name: str, value: object) -> ast.AST:
    """A copy of the node with another field."""
    made = copy(node)
    setattr(made, name, value)
    return made


def leave_out(tree: ast.Module) -> set[ast.AST]:
    """Nodes that no test could notice: annotations, texts of errors, what only a type checker or a programmer reads.

    In `reshape(-1)` NumPy takes any negative number.
    """
    ignored: set[ast.AST] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Raise) or (isinstance(node, ast.FunctionDef) and node.name == "__repr__"):
            parts = [node]
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts = [node]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = [node.returns, *[a.annotation for a in ast.walk(node.args) if isinstance(a, ast.arg)]]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reshape":
            parts = [part for part in ast.walk(node) if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub)]
        for part in parts:
            ignored.update(ast.walk(part) if part is not None else ())
    return ignored


@dataclass
class Mutation:
    """One way to break a file: in its tree, a node that has another put into its place.

    line: where. text: that line, without a remark. what: is done. number: which of the places on such lines where that is
    done, from 1.
    """

    line: int
    text: str
    what: str
    number: int
    tree: ast.Module
    place: tuple[ast.AST, str, int, ast.AST]
    other: ast.AST

    def __str__(self) -> str:
        return f"{self.text} -> {self.what}" + (f" ({self.number})" if self.number > 1 else "")

    def compile(self, path: str) -> CodeType:
        """The broken file, every line of it where it was."""
        parent, field, index, node = self.place
        put(parent, field, index, self.other)
        try:
            return compile(self.tree, path, "exec")
        finally:
            put(parent, field, index, node)


def put(parent: ast.AST, field: str, index: int, node: ast.AST) -> None:
    """Put a node into its parent, there into a list if the index is not -1."""
    if index < 0:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int, ast.AST]]:
    """Each node that may be broken: its parent, the field and the place in it, and the node."""
    ignored = leave_out(tree)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(-1, value)]:
                if isinstance(node, ast.AST) and node not in ignored and parent not in ignored:
                    yield parent, field, index, node


def mutations(source: str) -> list[Mutation]:
    """All mutations of a file, in the order of its lines."""
    tree, lines = ast.parse(source), source.splitlines()
    found = [(place, what, other) for place in places(tree) for what, other in change(place[-1])]
    found.sort(key=lambda one: (one[0][-1].lineno, one[0][-1].col_offset, one[1]))  # type: ignore[attr-defined]
    numbers: Counter[tuple[str, str]] = Counter()
    made = []
    for place, what, other in found:
        line = place[-1].lineno  # type: ignore[attr-defined]
        text = lines[line - 1].partition("  # ")[0].strip()
        numbers[text, what] += 1
        made.append(Mutation(line, text, what, numbers[text, what], tree, place, other))
    return made
