"""Every elective has what ten minutes need: a picture, something to do, a result, questions, and where to read on."""

from __future__ import annotations

import re

import nbformat
import pytest
from pages import ELECTIVES, FOLDER, code_cells, find_tagged, notes, pictures, read, runner, tags

pytest.importorskip("nbclient", reason="needs nbclient: pip install -e '.[test]'")

each_elective = pytest.mark.parametrize("path", ELECTIVES, ids=lambda path: path.stem)


@each_elective
def test_begins_with_a_picture(path):
    assert any(pictures(cell) for cell in code_cells(read(path))[:2])


@each_elective
def test_has_something_to_move_and_something_to_predict(path):
    notebook = read(path)
    cells = code_cells(notebook)
    assert find_tagged(notebook, "move")
    assert find_tagged(notebook, "predict")
    for cell in find_tagged(notebook, "predict"):
        assert {"right", "wrong"} <= set(cell.metadata["guess"])
        assert "check" in tags(cells[cells.index(cell) + 1])


@each_elective
def test_states_the_worst_of_five_seeds_beside_a_baseline(path):
    rows = runner().results(read(path))
    assert rows
    for row in rows:
        assert row["passed"]
        assert row["seeds"] >= 5
        assert row["baseline"]


@each_elective
def test_asks_three_questions_with_folded_answers(path):
    (cell,) = find_tagged(read(path), "questions")
    assert cell.source.count("<details>") == cell.source.count("</details>") == cell.source.count("<summary>") == 3


@each_elective
def test_tells_what_it_would_take_for_real_and_where_to_read_on(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert "## For real" in text
    assert re.search(r"\*\*Read on:\*\* .+(19|20)\d\d", text)


@each_elective
def test_its_right_answers_are_right_and_its_wrong_ones_helped(path, tmp_path):
    """The cells up to the last check, with right guesses, then each check once more after a wrong one."""
    notebook = read(path)
    cells = code_cells(notebook)
    asked = [i for i, cell in enumerate(cells) if "predict" in tags(cell)]
    made = [
        nbformat.v4.new_code_cell(cell.metadata["guess"]["right"] if i in asked else cell.source, metadata={"tags": tags(cell)})
        for i, cell in enumerate(cells[: asked[-1] + 2])
    ]
    for i in asked:
        made.append(nbformat.v4.new_code_cell(cells[i].metadata["guess"]["wrong"]))
        made.append(nbformat.v4.new_code_cell(cells[i + 1].source, metadata={"tags": ["misled"]}))
    notebook.cells = made
    changed = tmp_path / path.name
    nbformat.write(notebook, changed)
    done = runner().executed(changed, tmp_path)
    for cell in find_tagged(done, "check"):
        assert all(text.startswith("✓") for text in notes(cell)), notes(cell)
    for cell in find_tagged(done, "misled"):
        assert any(text.startswith("✗") for text in notes(cell)), notes(cell)


@each_elective
def test_leads_back_to_a_course_that_leads_here(path):
    assert "[the course](../README.md)" in read(path).cells[-1].source
    assert f"(electives/{path.name})" in (FOLDER / "README.md").read_text(encoding="utf-8").partition("## The topic index")[2]
