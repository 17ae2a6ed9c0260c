"""RNN: any cell, stepped through a sequence."""

from __future__ import annotations

from collections.abc import Sequence as Several
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import stack, where
from autograd.nest import leaves, refill
from nn.layers.base.arguments import build_early
from nn.layers.recurrent.sequence import Sequence, flat_shapes
from nn.layers.recurrent.stacked_cells import StackedRNNCells, require_cell, sizes_of
from nn.modules.masks import widen
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class RNN(Sequence):
    """A cell at every step: `x: (n, steps, ...) -> (n, ...)`, or `(n, steps, ...)` with return_sequences.

    cell: a layer whose `call(x, states)` gives the output and the new states of one step, and whose `state_size` says how
        many numbers each state has; or a list of cells, each fed with the output of the one before.
    go_backwards=False: whether it begins at the last step.
    stateful=False: whether each call begins with the final states of the call before.

    Raises TypeError for what is no cell, ValueError for states or masks that do not fit.

    >>> from nn.layers.recurrent.cells import LSTMCell
    >>> RNN([LSTMCell(4), LSTMCell(3)], return_sequences=True)(np.ones((2, 5, 6), "float32")).shape
    (2, 5, 3)
    """

    only_computes = True

    def __init__(
        self, cell: Module | Several[Module], return_sequences: bool = False, return_state: bool = False,
        go_backwards: bool = False, stateful: bool = False, unroll: bool = False, zero_output_for_mask: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(
            return_sequences=return_sequences, return_state=return_state, go_backwards=go_backwards, stateful=stateful,
            unroll=unroll, zero_output_for_mask=zero_output_for_mask, **settings,
        )  # fmt: skip
        self.cell: Any = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else require_cell(self.name, cell)
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        if not self.cell.built:
            self.cell._build((input_shape[0], *input_shape[2:]))

    def check_sequence(self, shape: Shape) -> None:
        if len(shape) < 3 or not shape[1]:
            raise ValueError(f"{self.name}: RNN expects (n, steps, ...) of at least one step, got {shape}")

    def state_shapes(self, shape: Shape) -> Any:
        return _with_batch(sizes_of(self.cell), shape[0])

    def zero_states(self, shapes: Any, dtype: Any) -> Any:
        if hasattr(self.cell, "get_initial_state") and shapes:
            made = self.cell.get_initial_state(batch_size=flat_shapes(shapes)[0][0])
            return list(made) if isinstance(made, (list, tuple)) else [made]
        return super().zero_states(shapes, dtype)

    def compute_output_shape(self, input_shape: Shape) -> Any:
        n, steps, *_ = input_shape
        sizes = sizes_of(self.cell)
        one = getattr(self.cell, "output_size", None)
        one = flat_shapes(_with_batch(sizes, n))[0] if one is None else (n, *np.atleast_1d(one).tolist())
        output = (n, steps, *one[1:]) if self.return_sequences else one
        return (output, *_with_batch(sizes, n)) if self.return_state else output

    def run(self, x: Any, states: Any, mask: Any, training: bool = False) -> tuple[Any, Any]:
        self._share_noise(True)
        outputs: list[Any] = []
        try:
            for t in range(len(x)):
                output, new = self.cell(x[t], states, training=training)
                new = list(new) if isinstance(new, (list, tuple)) else [new]
                if mask is not None:
                    counts = mask[t]
                    kept = [where(widen(counts, np.ndim(a)), a, b) for a, b in zip(leaves(new), leaves(states))]
                    new = refill(new, kept)
                    before = outputs[-1] if outputs else np.zeros(np.shape(output), output.dtype)
                    output = where(widen(counts, np.ndim(output)), output, before)
                states = new
                outputs.append(output)
        finally:
            self._share_noise(False)
        return stack(outputs) if self.return_sequences else outputs[-1], states

    def _share_noise(self, share: bool) -> None:
        """Let all steps forget the same numbers, or each call of a cell its own again."""
        for m in self.cell.modules():
            if hasattr(m, "shares_noise"):
                m.reset_dropout_mask(share)

    def __repr__(self) -> str:
        return f"RNN({self.cell!r}{', return_sequences=True' * self.return_sequences})"


def _with_batch(sizes: Any, n: Any) -> list[Any]:
    """The shapes of states for their sizes: of a size, a shape, or a list of those."""
    if not isinstance(sizes, list):
        return [(n, *np.atleast_1d(sizes).tolist())]
    return [_with_batch(size, n) if isinstance(size, list) else (n, *np.atleast_1d(size).tolist()) for size in sizes]
