"""Each folder says in its head what it holds, and folders with a reading order name all their files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [path.parent for package in ("autograd", "nn", "viz") for path in sorted((ROOT / package).rglob("__init__.py"))]
ORDERED = (
    "autograd/compiled autograd/derivatives autograd/formulas autograd/kernel autograd/numpy_api autograd/tensors "
    "nn/modules nn/training viz/reading viz/tape"
).split()


def head(folder: Path) -> str:
    return ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_a_folder_says_what_it_holds(folder):
    assert len(head(folder).split()) >= 5


@pytest.mark.parametrize("name", ORDERED)
def test_a_reading_order_names_each_file(name):
    files = {path.stem for path in (ROOT / name).glob("*.py") if path.stem != "__init__"}
    named = set(re.findall(r"`(\w+)`", head(ROOT / name)))
    assert files - named == set()
