"""Every notebook runs from top to bottom, and what is committed of it is whole, current and free of machine paths."""

from __future__ import annotations

import base64
import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from nn import Neuron

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


# -- predict, then reveal: right whichever way a student goes ---------------------------------------------------


def softmax(scores):
    shares = np.exp(scores)
    return shares / shares.sum()


def neuron_gradients():
    """Notebook 2's neuron by hand: tanh(w0 · 1.5 − w1 + b) and the square of its distance from 1."""
    (w0, w1), b = (w.item() for w in Neuron(2, activation="tanh", seed=8).w), 0.0
    out = np.tanh(w0 * 1.5 - w1 + b)
    by_b = 2 * (out - 1) * (1 - out**2)
    return by_b, 1.5 * by_b


BY_B, BY_W0 = neuron_gradients()
SCORES = [round(float(x), 3) for x in softmax(np.array([2.0, 1.0, -1.0])) - [1, 0, 0]]

# of each pair of cells: lines that fill in right guesses, how many verdicts that makes, lines that fill in wrong ones
GUESSES = {
    "01": [
        ("my_gradient_of_a, my_gradient_of_b = 2, 5", 2, "my_gradient_of_a, my_gradient_of_b = 4, 10"),
        ("my_gradient_of_x = 6", 1, "my_gradient_of_x = 3"),
    ],
    "02": [
        (
            f"my_gradient_of_b, my_gradient_of_w0 = {BY_B:.2f}, {BY_W0:.2f}", 2,
            f"my_gradient_of_b, my_gradient_of_w0 = {2 * BY_B}, {2 * BY_W0}",
        )
    ],
    "03": [(f"my_gradient = {SCORES}", 1, "my_gradient = [0.7, 0.26, 0.04]")],
}  # fmt: skip


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def verdicts(outputs):
    return re.findall(r"no prediction yet|right!|not quite", "".join(o.get("text", "") for o in outputs))


def test_every_cell_that_asks_for_a_guess_has_its_reveal():
    for path in NOTEBOOKS:
        notebook = read(path)
        asking = [cell for cell in code_cells(notebook) if re.search(r"^my_\w+ = None", cell.source, re.M)]
        assert tagged(notebook, "predict") == asking
        assert len(asking) == len(tagged(notebook, "reveal")) == len(GUESSES.get(path.stem[:2], []))


@pytest.mark.parametrize("when", ["on the way down", "after everything was run"])
@pytest.mark.parametrize("number", GUESSES)
def test_a_reveal_is_right_every_time_it_is_run(number, when, tmp_path):
    (path,) = [path for path in NOTEBOOKS if path.stem.startswith(number)]
    notebook = read(path)
    reveals = tagged(notebook, "reveal")
    expected: list[tuple[str, int]] = []  # the verdicts in the order in which the reveal cells are run

    def ways(reveal, guess, count, wrong):
        """Empty-handed twice, right twice, wrong twice, and right again."""
        for line, verdict in (("", "no prediction yet"), (guess, "right!"), (wrong, "not quite"), (guess, "right!")):
            for _ in range(2):
                expected.append((verdict, count))
                yield nbformat.v4.new_code_cell(f"{line}\n{reveal.source}", metadata={"tags": ["told"]})

    cells, later = [], []
    for cell in code_cells(notebook):
        cells.append(cell)
        if cell in reveals:
            told = ways(cell, *GUESSES[number][reveals.index(cell)])
            (cells if when == "on the way down" else later).extend(told)
    notebook.cells = [*cells, *later]
    changed = tmp_path / path.name
    nbformat.write(notebook, changed)
    done = runner().executed(changed, tmp_path)
    found = [verdicts(cell.outputs) for cell in tagged(done, "told")]
    assert found == [[verdict] * count for verdict, count in expected]


def test_other_numbers_at_the_top_are_revealed_too(tmp_path):
    """What notebook 1 asks for in "Try it": a = −1, b = 4, so the gradients are b + 1 = 5 and (b + 1) + (a + b) = 8."""
    (path,) = [path for path in NOTEBOOKS if path.stem.startswith("01")]
    notebook = read(path)
    for cell in code_cells(notebook):
        cell.source = cell.source.replace("a = Tensor(2.0", "a = Tensor(-1.0").replace("b = Tensor(1.0", "b = Tensor(4.0")
    tagged(notebook, "predict")[0].source = "my_gradient_of_a, my_gradient_of_b = 5, 8"
    changed = tmp_path / path.name
    nbformat.write(notebook, changed)
    done = runner().executed(changed, tmp_path)
    assert verdicts(tagged(done, "reveal")[0].outputs) == ["right!", "right!"]
