"""A CSV file for a model that a program saved: every column is a number, in the order in which the model takes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.commands.answer import Misuse
from nn.commands.columns import as_numbers
from nn.commands.csv_file import Sheet, is_number
from nn.commands.model_file import find_input_shape
from nn.datasets import to_categorical


def read_plain(model: Any, sheet: Sheet, target: str | None) -> tuple[np.ndarray, np.ndarray | None]:
    """Inputs in the shape that the model takes, and the target, None for none; Misuse if they do not fit."""
    numbers = {name: read_column(name, cells) for name, cells in sheet.columns.items()}
    y = numbers.pop(target) if target is not None else None
    shape = find_input_shape(model)
    if shape is None or None in shape[1:]:
        raise Misuse(f"the model takes data of the shape {shape}, which no row of a table has")
    width = math.prod(shape[1:])
    if target is None and len(numbers) == width + 1:  # the target stands last, as in the data to evaluate on
        numbers.popitem()
    if len(numbers) != width:
        beside = f" beside the target {target!r}" if target is not None else ""
        raise Misuse(f"the model takes {width} numbers a row, the data have {len(numbers)} columns{beside}")
    x = np.stack(list(numbers.values()), axis=1).reshape(-1, *shape[1:]).astype("float32")
    return x, None if y is None else fit_target(model, y)


def read_column(name: str, cells: list[str]) -> np.ndarray:
    """The numbers of a column; Misuse for words and empty cells, of which the model's file says nothing."""
    strange = next((cell for cell in cells if not is_number(cell)), None)
    if strange is not None:
        raise Misuse(
            f"the column {name!r} holds {strange!r}: the file of the model does not say how that becomes a number, as it does "
            "after `python -m nn train`"
        )
    return as_numbers(cells)


def fit_target(model: Any, y: np.ndarray) -> np.ndarray:
    """The target as the model's loss takes it: class numbers one-hot for categorical_crossentropy."""
    outputs = (getattr(model, "output_shape", None) or (None,))[-1]
    loss = str(model.get_compile_config().get("loss")).lower().replace("_", "")
    one_hot = "categoricalcrossentropy" in loss and "sparse" not in loss
    return to_categorical(y, outputs) if one_hot else y
