"""Every page of the core has all that a page of the course has (notebooks/WRITING.md), and no plumbing among the lessons."""

from __future__ import annotations

import ast
import re

from pages import CORE, FOLDER, NAMES, code_cells, each_core_page, find_tagged, pictures, read, runner, solutions, tags

MOVERS = r"\b(slide|play|playground)\("


def anchors(text: str) -> set[str]:
    """What the headings of a Markdown text are called in links."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_core_has_twelve_pages():
    assert [path.stem for path in CORE] == list(NAMES)


@each_core_page
def test_begins_with_a_picture(path):
    assert any(pictures(cell) for cell in code_cells(read(path))[:2])


@each_core_page
def test_has_something_to_move(path):
    moved = find_tagged(read(path), "move")
    assert moved
    for cell in moved:
        assert re.search(MOVERS, cell.source)


@each_core_page
def test_has_something_to_predict_with_an_answer_that_is_not_given_away(path):
    notebook = read(path)
    cells = code_cells(notebook)
    asking = [cell for cell in cells if re.search(r"^my_\w+(?:, my_\w+)* = None", cell.source, re.MULTILINE)]
    assert asking
    assert asking == find_tagged(notebook, "predict")
    for cell in asking:
        assert {"right", "wrong"} <= set(cell.metadata["guess"])  # for the test that fills them in
        assert "check" in tags(cells[cells.index(cell) + 1])


@each_core_page
def test_has_something_to_build_a_grade_and_a_folded_solution(path):
    notebook = read(path)
    cells, built = code_cells(notebook), find_tagged(notebook, "build")
    assert built
    assert len(built) == len(find_tagged(notebook, "solution")) == len(solutions(notebook))
    for cell in find_tagged(notebook, "solution"):
        assert cell.cell_type == "markdown"
        assert "<details>" in cell.source
    for cell in built:
        grading = cells[cells.index(cell) + 1]
        assert "check" in tags(grading)
        assert "grade(" in grading.source


@each_core_page
def test_shows_a_classic_bug_and_mends_it(path):
    order = [tag for cell in code_cells(read(path)) for tag in tags(cell) if tag in ("bug", "mended")]
    assert order[:1] == ["bug"]
    assert "mended" in order


@each_core_page
def test_states_a_result_beside_a_baseline(path):
    notebook = read(path)
    rows = runner().results(notebook)
    assert rows
    assert find_tagged(notebook, "result")
    assert all(row["passed"] for row in rows)
    assert path.stem[:2] in ("01", "02", "05") or any(row["seeds"] >= 5 and row["baseline"] for row in rows)  # others are exact


@each_core_page
def test_asks_five_questions_with_folded_answers(path):
    (cell,) = find_tagged(read(path), "questions")
    assert cell.source.count("<details>") == cell.source.count("</details>") == cell.source.count("<summary>") == 5


@each_core_page
def test_new_words_lead_to_the_glossary(path):
    (cell,) = find_tagged(read(path), "words")
    known = anchors((FOLDER / "glossary.md").read_text(encoding="utf-8"))
    found = re.findall(r"\(glossary\.md#([^)]+)\)", cell.source)
    assert len(found) >= 4
    assert set(found) <= known


@each_core_page
def test_leads_to_the_pages_beside_it(path):
    last = read(path).cells[-1].source
    place = NAMES.index(path.stem)
    for side, name in ("Previous", NAMES[place - 1] if place else ""), ("Next", (*NAMES, "")[place + 1]):
        assert re.search(rf"\*\*{side}:\*\* \[[^]]+\]\({f'{name}.ipynb' if name else 'README.md'}\)", last)


@each_core_page
def test_teaching_cells_hold_no_assert_and_no_plumbing(path):
    for cell in code_cells(read(path)):
        tree = ast.parse(cell.source)
        assert not any(isinstance(node, ast.Assert) for node in ast.walk(tree))
        assert not re.search(r"get_ipython|^\s*[%!]|IPython", cell.source, re.MULTILINE)


@each_core_page
def test_no_line_of_a_program_is_cut_off_at_a_width_of_1000_pixels(path):
    for cell in code_cells(read(path)):
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            assert max(map(len, cell.source.splitlines()), default=0) <= 100


@each_core_page
def test_cells_that_check_are_folded_away(path):
    for cell in code_cells(read(path)):
        if re.search(r"^(check|grade|result)\(", cell.source, re.MULTILINE):
            assert set(tags(cell)) & {"check", "result"}
            assert cell.metadata["jupyter"]["source_hidden"]
        if "reveal" in tags(cell):
            assert cell.metadata["jupyter"]["outputs_hidden"]


def test_the_glossary_is_in_the_order_of_the_alphabet():
    words = re.findall(r"^### (.+)$", (FOLDER / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert words == sorted(words, key=str.lower)
