"""Where a file of Python can be broken, and the file broken there: conditions, operators, numbers, calls, assignments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

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


def change(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each way to break one node: what is done, and what stands there instead."""
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "inverted condition", with_field(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_COMPARISONS:
        yield "another comparison", with_field(node, "ops", [OTHER_COMPARISONS[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        yield "and for or", with_field(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OTHER_OPERATORS:
        yield "another operator", with_field(node, "op", OTHER_OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "off by one", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is float:
        yield "factor 1.001", ast.Constant(node.value * 1.001 or 0.001)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield "the other of two", ast.Constant(not node.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "a call left out", ast.Pass()
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        yield "an assignment left out", ast.Pass()


def with_field(node: ast.AST, name: str, value: object) -> ast.AST:
    """A copy of the node with another field."""
    made = deepcopy(node)
    setattr(made, name, value)
    return made


def leave_out(tree: ast.Module) -> set[ast.AST]:
    """Nodes that no test could notice: annotations, texts of errors, what only a type checker reads."""
    ignored: set[ast.AST] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Raise):
            parts = [node]
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts = [node]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = [node.returns, *[a.annotation for a in ast.walk(node.args) if isinstance(a, ast.arg)]]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.Subscript):
            continue
        for part in parts:
            ignored.update(ast.walk(part) if part is not None else ())
    return ignored


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """All mutants of a file: the line, what was done there, and the whole file as it is then."""
    tree = ast.parse(source)
    ignored = leave_out(tree)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(node, ast.AST) or node in ignored or parent in ignored:
                    continue
                for what, other in change(node):
                    place(parent, field, index, value, other)
                    yield getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(tree))
                    place(parent, field, index, value, node)


def place(parent: ast.AST, field: str, index: int, value: object, node: ast.AST) -> None:
    """Put a node into its parent."""
    if isinstance(value, list):
        value[index] = node
    else:
        setattr(parent, field, node)
