"""Every notebook runs from top to bottom, and what is committed of it is whole, current and free of machine paths."""

from __future__ import annotations

import base64
import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

nbformat = pytest.importorskip("nbformat", reason="needs nbformat: pip install -e '.[test]'")
pytest.importorskip("nbclient", reason="needs nbclient: pip install -e '.[test]'")
pytest.importorskip("ipykernel", reason="needs ipykernel: pip install -e '.[test]'")
pytest.importorskip("matplotlib", reason="needs matplotlib: pip install -e '.[plot]'")

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MACHINE_PATH = re.compile(r"/(?:home|root|tmp|work|Users)/|[A-Z]:\\\\")
PICTURES = {"01": 6, "02": 7, "03": 6, "04": 3, "05": 1, "06": 24}  # cells of each notebook that show a picture
PNG = b"\x89PNG\r\n\x1a\n"

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path):
    return nbformat.read(path, as_version=4)


def runner():
    """The module behind `python notebooks/run.py`."""
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "notebooks" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pictures(notebook) -> list[dict]:
    """The data of every output that holds a picture."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [output.data for output in outputs if "image/png" in output.get("data", {})]


def said(notebook) -> list[tuple[int, str]]:
    """What each cell printed, by the cell's number; numbers and times may differ from machine to machine."""
    return [
        (i, " ".join(re.sub(r"[-+]?\d[\d.,]*(e[-+]?\d+)?( m?s\b)?", "0", output.text).split()))
        for i, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]


def test_the_course_is_there():
    assert [path.stem[:2] for path in NOTEBOOKS] == sorted(PICTURES)


@each_notebook
def test_runs_from_top_to_bottom(path, tmp_path):
    notebook = runner().executed(path, tmp_path)  # what it writes, if anything, stays out of the checkout
    assert len(pictures(notebook)) == PICTURES[path.stem[:2]]
    assert said(notebook) == said(read(path))


@each_notebook
def test_outputs_are_committed_in_order(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert not [output for output in cell.outputs if output.output_type == "error"]
        assert not [output for output in cell.outputs if output.get("name") == "stderr"]
        if "print(" in cell.source and "def " not in cell.source:
            assert cell.outputs


@each_notebook
def test_committed_pictures_are_pictures(path):
    found = pictures(read(path))
    assert len(found) == PICTURES[path.stem[:2]]
    for data in found:
        assert base64.b64decode(data["image/png"]).startswith(PNG)
        if "image/svg+xml" in data:
            assert ElementTree.fromstring(data["image/svg+xml"]).tag.endswith("svg")


@each_notebook
def test_asserts_and_says_how_long_it_runs(path):
    notebook = read(path)
    assert sum("assert " in cell.source for cell in code_cells(notebook)) >= 8
    assert re.search(r"[Rr]uns in about \d+ seconds", notebook.cells[0].source)


@each_notebook
def test_names_no_place_on_a_machine(path):
    assert not MACHINE_PATH.findall(path.read_text(encoding="utf-8"))


def test_a_failing_cell_fails_the_run_and_changes_nothing(tmp_path, capsys):
    path = tmp_path / "wrong.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 2.0 == 2.001, 'wrong by 0.05 %'")])
    nbformat.write(notebook, path)
    before = path.read_bytes()
    assert runner().main([str(path)]) == 1
    assert "wrong by 0.05 %" in capsys.readouterr().err
    assert path.read_bytes() == before
