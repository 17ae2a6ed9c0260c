"""What the README promises to those who read the engine: which files, and how many lines of code."""

from __future__ import annotations

import ast
import operator
import re
from pathlib import Path

import autograd
from autograd import Tensor, kernel, ops
from autograd.kernel.backward import backward
from autograd.kernel.op import record

ROOT = Path(autograd.__file__).parent.parent
FILES = [
    f"autograd/{name}.py" for name in ("kernel/node", "kernel/op", "kernel/backward", "kernel/broadcasting", "ops/arithmetic")
]


def lines_of_code(path: Path) -> int:
    """Lines that are not empty, no comment, and in no docstring."""
    text = path.read_text(encoding="utf-8")
    prose: set[int] = set()
    for part in ast.walk(ast.parse(text)):
        if isinstance(part, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(part) is not None:
            prose.update(range(part.body[0].lineno, (part.body[0].end_lineno or 0) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for i, line in lines if i not in prose and line.strip() and not line.strip().startswith("#"))


def test_the_readme_says_which_files_are_all_of_backpropagation_and_how_many_lines_they_have():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if "that is all of backpropagation" in line)
    for name in FILES:
        assert f"({name})" in row
    said = int(re.search(r"(\d+) lines of code", row)[1])
    count = sum(lines_of_code(ROOT / name) for name in FILES)
    assert said == count < 400


def test_the_kernel_says_in_which_order_to_read_it_and_names_every_file():
    order = [kernel.__doc__.index(f". `{name}`") for name in ("node", "op", "backward")]
    assert order == sorted(order)
    for path in (ROOT / "autograd" / "kernel").glob("*.py"):
        assert path.stem == "__init__" or f"`{path.stem}`" in kernel.__doc__, path.stem


def test_no_file_of_the_engine_has_more_than_250_lines():
    for folder in ("kernel", "tensors"):
        for path in (ROOT / "autograd" / folder).glob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 250, path


def test_operators_do_what_the_head_of_the_kernel_says():
    """`a * b` means `record(Tensor, mul, (a, b))`, and `z.backward()` means `backward(z, 1.0)`."""
    found = []
    for mul, back in [
        (operator.mul, Tensor.backward),
        (lambda a, b: record(Tensor, ops.mul, (a, b)), lambda z: backward(z, 1.0)),
    ]:
        a, b = Tensor(3.0), Tensor(2.0)
        z = mul(a, b)
        back(z)
        found.append((z.data, z.op, z.inputs == (a, b), z.grad, a.grad, b.grad))
    assert found[0] == found[1] == (6.0, ops.mul, True, 1.0, 2.0, 3.0)
