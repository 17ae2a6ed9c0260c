"""The notebooks, and what the tests read in them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = (
    "01_slopes_and_the_chain_rule", "02_your_own_engine", "03_one_neuron_learns", "04_a_network", "05_arrays", "06_ten_classes",
    "07_handwritten_digits", "08_when_training_fails", "09_overfitting", "10_convolution", "11_sequences",
    "12_a_gpt_of_numbers",
)  # fmt: skip
CORE = sorted(FOLDER.glob("[01][0-9]_*.ipynb"))
ELECTIVES = sorted(FOLDER.glob("electives/*.ipynb"))
ALL = [*CORE, FOLDER / "gallery.ipynb", *ELECTIVES]
MARKS = ("✓", "✗", "…")  # what the notes of viz.course begin with

each_notebook = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
each_core_page = pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def runner() -> Any:
    """The module behind `python notebooks/run.py`."""
    spec = importlib.util.spec_from_file_location("run_notebooks", FOLDER / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell: Any) -> list[str]:
    return cell.metadata.get("tags", [])


def find_tagged(notebook: Any, tag: str) -> list[Any]:
    return [cell for cell in notebook.cells if tag in tags(cell)]


def pictures(cell: Any) -> list[dict[str, Any]]:
    """The data of every output of a cell that holds a picture."""
    return [output.data for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def notes(cell: Any) -> list[str]:
    """The notes of viz.course under a cell, as text."""
    texts = [output.data.get("text/plain", "") for output in cell.get("outputs", []) if "data" in output]
    return [text for text in texts if text.startswith(MARKS)]


def solutions(notebook: Any) -> list[str]:
    """The programs in the folded solutions, one for each cell that asks to build."""
    return [re.search(r"```python\n(.*?)```", cell.source, re.DOTALL)[1] for cell in find_tagged(notebook, "solution")]
