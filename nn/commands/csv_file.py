"""A CSV file as columns of cells: with or without a line of names, whatever stands between the cells."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import NamedTuple

from nn.commands.answer import Misuse

BETWEEN = ",;\t|"
GLANCE = 1 << 16  # letters that are enough to see what stands between cells


class Sheet(NamedTuple):
    """Names of columns, and the cells of each, as text."""

    columns: dict[str, list[str]]
    rows: int


def read_sheet(path: Path) -> Sheet:
    """The columns of a CSV file; Misuse, naming the line, for what is none.

    A first line without a number is the names; else the columns are called by their number, from 0.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misuse(f"{path} is no text in UTF-8: {error.reason} at byte {error.start}") from None
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=find_delimiter(text)) if any(row)]
    except csv.Error as error:
        raise Misuse(f"{path} is no CSV file: {error}") from None
    if not rows:
        raise Misuse(f"{path} is empty")
    named = not any(is_number(cell) for cell in rows[0])
    names = [cell.strip() for cell in rows[0]] if named else [str(i) for i in range(len(rows[0]))]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Misuse(f"{path} has two columns called {twice!r}")
    for i, row in enumerate(rows):
        if len(row) != len(names):
            raise Misuse(f"{path}: row {i + 1} has {len(row)} cells, the first has {len(names)}")
    cells = rows[1:] if named else rows
    return Sheet({name: [row[i].strip() for row in cells] for i, name in enumerate(names)}, len(cells))


def find_delimiter(text: str) -> str:
    """What stands between the cells: of the usual ones, the one that is most often in the first line.

    >>> find_delimiter("a;b;c\\n1,5;2;3")
    ';'
    """
    first = text[:GLANCE].split("\n", 1)[0]
    return max(BETWEEN, key=lambda letter: (first.count(letter), letter == ","))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number."""
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def holds_numbers(cells: list[str]) -> bool:
    """Whether a column holds numbers; empty cells say nothing."""
    return any(cells) and all(is_number(cell) for cell in cells if cell)
