"""The inputs of a program: how they were nested when it was recorded, and new ones taken apart in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np

from autograd.kernel.node import Node
from autograd.nest import array_shape, flatten, unflatten


class Inputs:
    """How each input was nested, and the shape of an array that may stand for it."""

    def __init__(self, inputs: Iterable[Any]) -> None:
        nests = [flatten(value) for value in inputs]
        self.recorded = [(structure, array_shape(structure)) for _, structure in nests]
        self.leaves = [x for leaves, _ in nests for x in leaves]

    def put_together(self, values: Iterable[Any]) -> list[Any]:
        """Values for all leaves, nested as the inputs are."""
        values = iter(values)
        return [unflatten(structure, values) for structure, _ in self.recorded]

    def take_apart(self, inputs: tuple[Any, ...], leaves: Iterable[Node]) -> list[Any]:
        """The numbers and arrays inside each input, in order; checked."""
        if len(inputs) != len(self.recorded):
            raise TypeError(f"this program takes {len(self.recorded)} inputs, got {len(inputs)}")
        found: list[Any] = []
        expected = iter(leaves)
        anew = "a program is for one shape, record another one or use autograd.compile"
        for i, (value, (structure, shape)) in enumerate(zip(inputs, self.recorded)):
            if structure is not None and isinstance(value, np.ndarray):
                if value.shape != shape:
                    got = f"input {i} is an array of shape {value.shape}"
                    raise ValueError(f"{got}, recorded as a nest of shape {shape}: {anew}")
                found.append(value.ravel())
                next(islice(expected, value.size, value.size), None)  # skips them
                continue
            values, got = flatten(value)
            if got != structure:
                raise TypeError(f"input {i} is nested otherwise than recorded: record it anew, or use autograd.compile")
            found.append([x._value if isinstance(x, Node) else x for x in values])
            for x, recorded in zip(found[-1], expected):
                if type(x) is float and type(recorded._value) is float:
                    continue
                if np.shape(x) != np.shape(recorded._value):
                    was = f"recorded with shape {np.shape(recorded._value)}"
                    raise ValueError(f"input {i} holds shape {np.shape(x)} for {recorded.describe()}, {was}: {anew}")
        return found
