"""Every notebook runs from top to bottom, and what is committed of it is whole, current and free of machine paths."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import nbformat
import pytest
from pages import FOLDER, NAMES, code_cells, each_notebook, notes, pictures, read, runner, tags

for needed in ("nbclient", "ipykernel", "matplotlib"):
    pytest.importorskip(needed, reason=f"needs {needed}: pip install -e '.[test]'")

MACHINE_PATH = re.compile(r"/(?:home|root|tmp|work|Users)/|[A-Z]:\\\\")
PNG = b"\x89PNG\r\n\x1a\n"


def say(notebook) -> list[tuple[int, str]]:
    """What each cell printed or noted, by the cell's number; numbers and times may differ from machine to machine."""
    found = []
    for i, cell in enumerate(notebook.cells):
        if "full" in tags(cell) and "TAPEGRAD_DATA" not in os.environ:
            continue  # what is committed there was measured on data that are not at hand
        printed = [output.text for output in cell.get("outputs", []) if output.output_type == "stream"]
        for text in [*printed, *notes(cell)]:
            found.append((i, " ".join(re.sub(r"[-+]?\d[\d.,]*(e[-+]?\d+)?( m?s\b)?", "0", text).split())))
    return found


def show(notebook) -> list[int]:
    return [len(pictures(cell)) for cell in notebook.cells]


@each_notebook
def test_runs_from_top_to_bottom(path, tmp_path):
    notebook = runner().executed(path, tmp_path)  # what it writes, if anything, stays out of the checkout
    assert show(notebook) == show(read(path))
    assert say(notebook) == say(read(path))


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
def test_committed_pictures_are_pictures_that_every_viewer_shows(path):
    found = [picture for cell in code_cells(read(path)) for picture in pictures(cell)]
    assert found
    for data in found:
        assert base64.b64decode(data["image/png"]).startswith(PNG)
        assert not {"image/svg+xml", "text/html"} & set(data)  # a viewer that prefers these may show nothing


@each_notebook
def test_says_how_long_it_runs_and_stays_small(path):
    assert re.search(r"[Rr]uns in about \d+ seconds", read(path).cells[0].source)
    assert path.stat().st_size < 3_000_000


@each_notebook
def test_names_no_place_on_a_machine(path):
    assert not MACHINE_PATH.findall(path.read_text(encoding="utf-8"))


@each_notebook
def test_every_link_to_another_page_leads_there(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#:]+\.(?:ipynb|md|py))(?:#[^)]*)?\)", cell.source):
                assert (path.parent / target).exists() or Path(target).stem in NAMES, target


def test_a_failing_cell_fails_the_run_and_changes_nothing(tmp_path, capsys, monkeypatch):
    path = tmp_path / "wrong.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 2.0 == 2.001, 'wrong by 0.05 %'")])
    nbformat.write(notebook, path)
    before, run = path.read_bytes(), runner()
    monkeypatch.setattr(run, "write_table", lambda: None)
    assert run.main([str(path)]) == 1
    assert "wrong by 0.05 %" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_the_table_of_results_is_the_one_that_the_run_wrote():
    run = runner()
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert text.partition(run.BEGIN)[2].partition(run.END)[0] == run.table()
