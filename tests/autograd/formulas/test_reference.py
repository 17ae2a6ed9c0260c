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


def test_every_row_stands_in_it_once_with_five_cells():
    assert sorted(name for name, *_ in ROWS) == sorted(f"`{name}`" for name in TABLE)
    assert {len(row) for row in ROWS} == {5}


def test_formulas_and_derivatives_are_tex_between_dollars():
    for _, label, formula, derivatives, _ in ROWS:
        assert label
        assert formula.startswith("$")
        assert formula.endswith("$")
        assert derivatives.startswith(("$x$: $", "$x_i$: $", "$c$: none, $x$: $"))
        assert (formula + derivatives).count("$") % 2 == 0


def test_two_rows_as_a_reader_sees_them():
    assert reference.line(TABLE["mul"]) == (r"| `mul` | × | $x \cdot y$ | $x$: $\bar z\, y$, $y$: $\bar z\, x$ |  |" + "\n")
    assert reference.line(TABLE["abs"]).startswith(r"| `abs` | \|x\| | $\vert x\vert $ | ")
