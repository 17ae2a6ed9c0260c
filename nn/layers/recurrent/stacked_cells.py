"""StackedRNNCells: several cells as one, each fed with the output of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class StackedRNNCells(Module):
    """Several cells at one step: `x: (n, ...), states -> (n, ...), states`, for each cell its state, or a list of several.

    cells: the cells, the first one fed with x.

    Raises TypeError for what is no cell.

    >>> from nn.layers.recurrent.cells import GRUCell
    >>> cells = StackedRNNCells([GRUCell(4), GRUCell(3)])
    >>> cells(np.ones((2, 5), "float32"), cells.get_initial_state(2))[0].shape
    (2, 3)
    """

    only_computes = True

    def __init__(self, cells: Sequence[Module], **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.cells: list[Any] = [require_cell(self.name, cell) for cell in cells]
        if not self.cells:
            raise ValueError(f"{self.name}: StackedRNNCells takes a list of at least one cell, got {cells!r}")

    def build(self, input_shape: Shape) -> None:
        for cell in self.cells:
            if not cell.built:
                cell._build(input_shape)
            input_shape = (input_shape[0], *np.atleast_1d(_output_size(cell)).tolist())

    @property
    def state_size(self) -> list[Any]:
        """The sizes of the states of each cell."""
        return [sizes_of(cell) for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """How many numbers come out at each step."""
        return _output_size(self.cells[-1])

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """Zeros for the states of each cell."""
        return [_as_sized(cell, _zeros(cell, batch_size or 1)) for cell in self.cells]

    def compute_output_shape(self, input_shape: Shape, *_: Any) -> Any:
        return (input_shape[0], *np.atleast_1d(self.output_size).tolist())

    def call(self, x: Any, states: Any, training: bool = False) -> Any:  # type: ignore[override]
        new = []
        for cell, own in zip(self.cells, states):
            held = list(own) if isinstance(own, (list, tuple)) else [own]
            x, after = cell(x, held, training=training)
            new.append(_as_sized(cell, list(after) if isinstance(after, (list, tuple)) else [after]))
        return x, new

    def __repr__(self) -> str:
        return f"StackedRNNCells({self.cells})"


def require_cell(who: str, cell: Any) -> Any:
    """The cell; TypeError if it is none."""
    if not isinstance(cell, Module) or not hasattr(cell, "state_size"):
        raise TypeError(
            f"{who}: a cell is a layer with `state_size`, and a `call(x, states)` that gives an output and new states, such as "
            f"LSTMCell(16), got {cell!r}"
        )
    return cell


def sizes_of(cell: Any) -> Any:
    """A cell's state_size, its lists as lists; a shape of several axes stays a tuple."""
    size = cell.state_size
    if isinstance(size, tuple) and not isinstance(cell, StackedRNNCells) and not hasattr(cell, "get_initial_state"):
        return list(size)
    return size


def _output_size(cell: Any) -> Any:
    size = getattr(cell, "output_size", None)
    if size is not None:
        return size
    size = sizes_of(cell)
    return size[0] if isinstance(size, list) else size


def _as_sized(cell: Any, states: list[Any]) -> Any:
    """A cell's states as its state_size nests them: one of a plain size stands by itself."""
    return states if isinstance(sizes_of(cell), list) else states[0]


def _zeros(cell: Any, n: int) -> list[Any]:
    """The states that a cell begins with."""
    if hasattr(cell, "get_initial_state"):
        made = cell.get_initial_state(batch_size=n)
        return list(made) if isinstance(made, (list, tuple)) else [made]
    size = sizes_of(cell)
    sizes = size if isinstance(size, list) else [size]
    return [np.zeros((n, *np.atleast_1d(one).tolist()), "float32") for one in sizes]
