"""Names that a package loads when somebody asks for them: the same ones as type checkers see, and nothing heavy before."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import autograd

ROOT = Path(autograd.__file__).parent.parent
DOORS = [path for package in ("autograd", "nn", "viz") for path in sorted((ROOT / package).rglob("__init__.py"))]
LATER = [path for path in DOORS if "load_later(" in path.read_text(encoding="utf-8")]
NAMES = [".".join(path.parent.relative_to(ROOT).parts) for path in LATER]

# each is slow to load, and a program that only computes needs none of them
HEAVY = "ast csv difflib gzip hashlib html numpy.random pathlib statistics string subprocess tempfile xml".split()


def names_for_type_checkers(path: Path) -> set[str]:
    """What a package imports under TYPE_CHECKING."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test).strip("_") == "TYPE_CHECKING"]
    lines = [line for block in blocks for line in block.body if isinstance(line, ast.ImportFrom)]
    return {alias.asname or alias.name for line in lines for alias in line.names}


@pytest.mark.parametrize("name", NAMES)
def test_type_checkers_see_the_names_that_are_loaded_later_and_each_of_them_loads(name):
    code = f"import {name} as package\nprint(*sorted(set(dir(package)) - set(vars(package))))"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    package = importlib.import_module(name)
    seen = names_for_type_checkers(Path(package.__file__))
    found = {each: getattr(package, each) for each in listed}
    assert seen <= set(dir(package))
    assert {each for each, value in found.items() if not isinstance(value, ModuleType)} <= seen


def test_a_name_that_a_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'autograd' has no attribute 'gradd'"):
        autograd.gradd  # noqa: B018


def test_a_function_called_as_its_module_is_found_whichever_name_of_it_is_asked_for_first():
    code = "import viz; viz.Playground; print(viz.playground.__name__, type(viz.playground).__name__)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert said.split() == ["playground", "function"]


@pytest.mark.parametrize(
    ("package", "heavy"),
    [("autograd", ["autograd.compiled", "autograd.formulas", "autograd.tape", "threading", *HEAVY]), ("nn", HEAVY)],
)
def test_importing_a_package_loads_nothing_heavy(package, heavy):
    code = f"import sys, numpy\nbefore = {{*sys.modules}}\nimport {package}\nprint(*({{*sys.modules}} - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert not set(heavy) & set(loaded)
