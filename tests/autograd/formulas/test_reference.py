"""The op reference: current, complete, and a table that Markdown can read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from autograd import TABLE
from autograd.formulas import reference

OPS = Path(reference.__file__).parents[1] / "OPS.md"


def cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table; an escaped bar is no border."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


ROWS = [cells(line) for line in OPS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]


def test_the_committed_reference_is_current():
    """If this fails: python -m autograd.formulas.reference > autograd/OPS.md."""
    assert reference.text() == OPS.read_text(encoding="utf-8")


def test_running_the_module_prints_it():
    command = [sys.executable, "-m", "autograd.formulas.reference"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=OPS.parents[1])
    assert run.stdout == reference.text()


def test_every_row_stands_in_it_once_with_its_settings_and_its_sentence():
    assert sorted(call for call, *_ in ROWS) == sorted(f"`{row.arguments}`" for row in TABLE.values())
    assert {len(row) for row in ROWS} == {6}
    said = {call: result.replace("\\|", "|") for call, _, result, *_ in ROWS}
    assert said == {f"`{row.arguments}`": row.doc for row in TABLE.values()}


def test_formulas_and_derivatives_are_tex_between_dollars():
    for _, label, _, formula, derivatives, _ in ROWS:
        assert label
        assert formula.startswith("$")
        assert formula.endswith("$")
        assert derivatives.startswith(("$x$: $", "$x_i$: $", "$c$: none, $x$: $"))
        assert (formula + derivatives).count("$") % 2 == 0


def test_two_rows_as_a_reader_sees_them():
    said = "The product of x and y, element by element."
    line = rf"| `mul(x, y)` | × | {said} | $x \cdot y$ | $x$: $\bar z\, y$, $y$: $\bar z\, x$ |  |"
    assert reference.line(TABLE["mul"]) == line + "\n"
    said = "The size of x without its sign; the slope at 0 is 0."
    assert reference.line(TABLE["abs"]).startswith(rf"| `abs(x)` | \|x\| | {said} | $\vert x\vert $ | ")
