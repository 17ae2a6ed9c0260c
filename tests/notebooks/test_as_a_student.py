"""A page as a student goes through it: guesses filled in, things built, cells run twice, wrong answers given too."""

from __future__ import annotations

import nbformat
import pytest
from pages import CORE, code_cells, each_core_page, find_tagged, notes, read, runner, solutions, tags

pytest.importorskip("nbclient", reason="needs nbclient: pip install -e '.[test]'")


def cell(source: str, *tags: str):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})


def fill_in(notebook):
    """The code cells with right guesses and solutions in place of what a student leaves open."""
    ready = iter(solutions(notebook))
    for each in code_cells(notebook):
        if "predict" in tags(each):
            each.source = each.metadata["guess"]["right"]
        elif "build" in tags(each):
            each.source = next(ready)
        yield each


def wrong_guesses(notebook):
    """Every cell that checks once more, each after wrong guesses for what it checks."""
    cells = code_cells(notebook)
    for i, each in enumerate(cells):
        if "predict" in tags(each):
            yield cell(each.metadata["guess"]["wrong"])
            yield cell(cells[i + 1].source, "misled")


@each_core_page
def test_untouched_it_says_what_is_open_and_gives_nothing_away(path):
    for each in find_tagged(read(path), "check"):
        assert notes(each)
        assert all(text.startswith("…") for text in notes(each))


LONG = (
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
)  # half a minute each, twice: these wait for `python -m pytest -m slow tests/notebooks`
BY_LENGTH = [pytest.param(p, id=p.stem, marks=[pytest.mark.slow] * p.stem.startswith(LONG)) for p in CORE]


@pytest.mark.parametrize("path", BY_LENGTH)
def test_right_guesses_are_praised_and_wrong_ones_helped_whatever_runs_twice(path, tmp_path):
    notebook = read(path)
    later = list(wrong_guesses(notebook))
    notebook.cells = [*(cell(each.source, *tags(each)) for each in fill_in(notebook) for _ in range(2)), *later]
    changed = tmp_path / path.name
    nbformat.write(notebook, changed)
    done = runner().executed(changed, tmp_path)
    for each in find_tagged(done, "check") + find_tagged(done, "result"):
        assert notes(each)
        assert all(text.startswith("✓") for text in notes(each)), notes(each)
    for each in find_tagged(done, "misled"):
        assert any(text.startswith("✗") for text in notes(each)), notes(each)
