"""Columns of a table as the numbers that a network takes: numbers as they are, words as one column for each word."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nn.commands.answer import Misuse, note
from nn.commands.csv_file import Sheet, holds_numbers, is_number

MOST_WORDS = 100  # different words of a column; more are names or ids, from which nothing is learned
MOST_CLASSES, FEWEST_OF_EACH = 20, 5  # whole numbers are classes if they are few, and each is there often enough
EMPTY = "nan"  # how a cell without a number is read


class Column(NamedTuple):
    """One column of the inputs: its words, None for numbers, and the number that stands in for an empty cell."""

    name: str
    words: list[str] | None
    middle: float = 0.0


class Target(NamedTuple):
    """The column to be predicted: its classes, None for a number."""

    name: str
    classes: list[str] | None


def find_columns(sheet: Sheet, target: str) -> list[Column]:
    """The columns beside the target, as training sees them; Misuse for one that is full of different words."""
    found = []
    for name, cells in sheet.columns.items():
        if name == target:
            continue
        if holds_numbers(cells):
            found.append(Column(name, None, float(np.nanmean(as_numbers(cells)))))
            continue
        words = sorted({cell for cell in cells if cell})
        if len(words) > MOST_WORDS:
            raise Misuse(f"the column {name!r} holds {len(words)} different words: leave it out with --without {name}")
        if words:
            found.append(Column(name, words))
    if not found:
        raise Misuse(f"there is no column to learn from beside {target!r}")
    return found


def find_target(sheet: Sheet, name: str, task: str) -> Target:
    """Whether the target is a class or a number; Misuse for an empty cell in it, and where the task does not fit."""
    cells = sheet.columns[name]
    if not all(cells):
        raise Misuse(f"the target {name!r} is empty in row {cells.index('') + 1} of the data")
    numbers = holds_numbers(cells)
    if task == "regress" and not numbers:
        raise Misuse(f"--task regress needs numbers, but the target {name!r} holds words such as {cells[0]!r}")
    if numbers and task == "auto":
        values, counts = np.unique(as_numbers(cells), return_counts=True)
        whole = bool((values == np.floor(values)).all())
        task = "classify" if whole and len(values) <= MOST_CLASSES and counts.mean() >= FEWEST_OF_EACH else "regress"
    if numbers and task == "regress":
        return Target(name, None)
    classes = sorted(set(cells), key=float if numbers else str)
    if len(classes) < 2:
        raise Misuse(f"the target {name!r} holds {classes[0]!r} in every row: there is nothing to tell apart")
    return Target(name, classes)


def encode(columns: list[Column], sheet: Sheet) -> np.ndarray:
    """The inputs of a sheet: (rows, numbers); Misuse if a column is missing, or holds words instead of numbers."""
    return np.concatenate([encode_column(column, sheet) for column in columns], axis=1).astype("float32")


def encode_column(column: Column, sheet: Sheet) -> np.ndarray:
    """One column: (rows, 1), or for words (rows, words)."""
    if column.name not in sheet.columns:
        raise Misuse(f"the data have no column {column.name!r}, which the model takes; there are {', '.join(sheet.columns)}")
    cells = sheet.columns[column.name]
    if column.words is None:
        strange = next((cell for cell in cells if cell and not is_number(cell)), None)
        if strange is not None:
            raise Misuse(f"the column {column.name!r} must hold numbers, got {strange!r}")
        numbers = as_numbers(cells)
        return np.where(np.isnan(numbers), column.middle, numbers)[:, None]
    unknown = sorted({cell for cell in cells if cell} - set(column.words))
    if unknown:
        note(f"the column {column.name!r} holds words that training has not seen, such as {unknown[0]!r}: they count as empty")
    return np.array([[cell == word for word in column.words] for cell in cells], float).reshape(-1, len(column.words))


def encode_target(target: Target, cells: list[str]) -> np.ndarray:
    """The numbers of classes, or the numbers: (rows,); Misuse for a class that training has not seen."""
    if target.classes is None:
        strange = next((cell for cell in cells if not is_number(cell)), None)
        if strange is not None:
            raise Misuse(f"the target {target.name!r} must hold numbers, got {strange!r}")
        return as_numbers(cells).astype("float32")
    places = {name: i for i, name in enumerate(target.classes)}
    strange = next((cell for cell in cells if cell not in places), None)
    if strange is not None:
        raise Misuse(f"the target {target.name!r} holds {strange!r}, the model knows {', '.join(target.classes)}")
    return np.array([places[cell] for cell in cells])


def as_numbers(cells: list[str]) -> np.ndarray:
    """Cells as floats; empty ones are NaN."""
    return np.array([float(cell or EMPTY) for cell in cells])


def to_form(columns: list[Column], target: Target) -> dict[str, Any]:
    """Columns and target as plain data."""
    return {"kind": "table", "columns": [column._asdict() for column in columns], "target": target._asdict()}


def from_form(form: dict[str, Any]) -> tuple[list[Column], Target]:
    """What `to_form` was given."""
    return [Column(**column) for column in form["columns"]], Target(**form["target"])
