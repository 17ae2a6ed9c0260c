"""Values that no setting expects, or that only some do: each is made anew, so that none remembers an earlier call."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import Tensor


class Refuses:
    """An object that raises whatever is asked of it."""

    def __repr__(self) -> str:
        return "<an object that refuses>"

    def __bool__(self) -> bool:
        raise ValueError("it refuses")


def itself() -> list[Any]:
    """A list that holds itself."""
    found: list[Any] = []
    found.append(found)
    return found


VALUES: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "False": lambda: False,
    "0": lambda: 0,
    "-1": lambda: -1,
    "2": lambda: 2,
    "-7": lambda: -7,
    "2.5": lambda: 2.5,
    "-0.5": lambda: -0.5,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "-inf": lambda: float("-inf"),
    "1j": lambda: 1j,
    "text": lambda: "abc",
    "number in quotes": lambda: "0.5",
    "empty text": lambda: "",
    "bytes": lambda: b"abc",
    "empty list": list,
    "list of numbers": lambda: [1.0, 2.0],
    "tuple": lambda: (1, 2, 3),
    "ragged list": lambda: [[1.0, 2.0], [3.0]],
    "list of text": lambda: ["a", "b"],
    "mixed list": lambda: [1, "a", None],
    "dict": lambda: {"a": 1},
    "empty dict": dict,
    "set": lambda: {1, 2},
    "range": lambda: range(3),
    "generator": lambda: (i for i in range(3)),
    "object": object,
    "refusing object": Refuses,
    "function": lambda: lambda: 3,
    "class": lambda: int,
    "module": lambda: np,
    "Ellipsis": lambda: ...,
    "slice": lambda: slice(None),
    "date": lambda: datetime.date(2020, 1, 1),
    "array of dates": lambda: np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]"),
    "array of text": lambda: np.array(["a", "b"]),
    "array of objects": lambda: np.array([None, "a"], dtype=object),
    "array of complex": lambda: np.array([1.0 + 2.0j]),
    "array of whole numbers": lambda: np.arange(6).reshape(2, 3),
    "array of booleans": lambda: np.array([True, False]),
    "structured array": lambda: np.zeros(2, dtype=[("a", float)]),
    "empty array": lambda: np.zeros((0, 3)),
    "array without axes": lambda: np.array(3.0),
    "array of five axes": lambda: np.ones((1, 2, 1, 2, 1)),
    "matrix": lambda: np.matrix([[1.0, 2.0]]),
    "masked array": lambda: np.ma.array([1.0, 2.0], mask=[True, False]),
    "Tensor": lambda: Tensor([1.0, 2.0]),
    "Tensor of a number": lambda: Tensor(0.5),
    "list of itself": itself,
}  # not among them: numbers so large that they ask for hours or for all memory, and mean it
CRASH_NUMPY = ("matrix", "list of itself")  # as seeds: NumPy's own generator ends the process
FIXED = ("None", "True", "-1", "2.5", "nan", "text", "number in quotes", "ragged list", "dict", "object", "matrix", "Tensor")
