"""Sequence: the base of layers that go through a sequence step by step: the states they begin with, masks, directions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor, compute_anew, effect, flip, fresh, swapaxes, where
from autograd.nest import leaves, refill
from nn.modules.masks import notice, plain, widen
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Sequence(Module):
    """The base of layers that carry states from step to step: `x: (n, steps, ...) -> (n, ...)`, or `(n, steps, ...)`.

    return_sequences=False: whether the output of every step is returned instead of the last one.
    return_state=False: whether the final states are returned, too, behind the output.
    go_backwards=False: whether it begins at the last step; a sequence of outputs is then in that order.
    stateful=False: whether each call begins with the final states of the call before, cut off from its tape (truncated
        backpropagation through time); `reset_state()` forgets them.
    unroll=False: accepted and ignored.
    zero_output_for_mask=False: whether the output is 0 where the mask is False, instead of that of the step before.

    In a call, initial_state gives the states to begin with, and mask, (n, steps), is False where a step does not count:
    it leaves the states as they are, and the output repeats that of the step before (zeros where there was none).
    A subclass writes `run`, `state_shapes` and `check_sequence`.
    """

    only_computes = True
    makes_mask = False

    def __init__(
        self, *, return_sequences: bool = False, return_state: bool = False, go_backwards: bool = False,
        stateful: bool = False, unroll: bool = False, zero_output_for_mask: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self._carried: Any = None

    # -- what a subclass says ----------------------------------------------------------------------------------

    def check_sequence(self, shape: Shape) -> None:
        """ValueError if an input of this shape is no sequence that this layer takes."""

    def state_shapes(self, shape: Shape) -> Any:
        """The shape of each state, nested as the states are, for an input of this shape."""
        raise NotImplementedError(f"{type(self).__name__} needs a method state_shapes(self, shape)")

    def run(self, x: Any, states: Any, mask: Any, training: bool = False) -> tuple[Any, Any]:
        """All steps: x: (steps, n, ...), mask: (steps, n) or None -> outputs (steps, n, ...), the final states.

        Without return_sequences the outputs are the last one alone, or None if that is the first state.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method run(self, x, states, mask, training)")

    # -- one call ----------------------------------------------------------------------------------------------

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """The mask of the output: that of the input where every step has an output, else None."""
        return mask if self.return_sequences else None

    def call(self, x: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        shape = np.shape(x)
        self.check_sequence(shape)
        if mask is None:
            notice(self, x)
        kind = getattr(x, "dtype", None)
        states = self._first_states(initial_state, shape, kind)
        if self.stateful and initial_state is None and not any(isinstance(state, (list, tuple)) for state in states):
            states = [fresh(partial(self._read_state, i, shape, kind), like=x) for i in range(len(states))]
        x = swapaxes(x, 0, 1)  # (n, steps, ...) -> (steps, n, ...)
        if mask is not None:
            mask = self._steps_that_count(mask, shape[:2])
        if self.go_backwards:
            x, mask = flip(x, 0), None if mask is None else compute_anew(np.flip, mask, 0)
        outputs, states = self.run(x, states, mask, training)
        if self.stateful:
            effect(partial(self._carry, refill(states, [None] * len(leaves(states)))), *leaves(states))
        output = states[0] if outputs is None else outputs
        if mask is not None:
            shown = compute_anew(partial(self._find_shown, rank=np.ndim(output)), mask)
            output = where(shown, output, 0.0)
        if self.return_sequences:
            output = swapaxes(output, 0, 1)  # (steps, n, ...) -> (n, steps, ...)
        return (output, *states) if self.return_state else output

    def _first_states(self, given: Any, shape: Shape, dtype: Any) -> Any:
        wanted = self.state_shapes(shape)
        if given is None:
            if self._carried is None:
                return self.zero_states(wanted, dtype)
            held = [np.shape(state) for state in leaves(self._carried)]
            if held != flat_shapes(wanted):
                raise ValueError(
                    f"{self.name} is stateful and holds the states of {held[0][0]} sequences, got {shape[0]}: give batches of "
                    "one size (fit with shuffle=False), or call reset_state() before other sequences begin"
                )
            return list(self._carried)
        found = list(given) if isinstance(given, (list, tuple)) else [given]
        shapes = [np.shape(state) for state in leaves(found)]
        if shapes != flat_shapes(wanted):
            one, s = flat_shapes(wanted), "s" * (len(wanted) > 1)
            sizes = f"{len(one)} array{s} of shape {one[0]}" if len(set(one)) == 1 else f"arrays of shapes {one}"
            raise ValueError(f"{self.name}: initial_state holds {sizes}, got {shapes}")
        return found

    def zero_states(self, shapes: Any, dtype: Any) -> Any:
        """States to begin with, for these shapes."""
        kind = dtype if dtype is not None and np.dtype(dtype).kind == "f" else np.float32
        return [np.zeros(s, kind) if is_shape(s) else self.zero_states(s, kind) for s in shapes]

    def _steps_that_count(self, mask: Any, shape: tuple[int, ...]) -> Any:
        """A mask (n, steps) as booleans (steps, n)."""
        if np.shape(mask) != shape:
            raise ValueError(f"{self.name}: mask must have the shape (n, steps) of the input, {shape}, got {np.shape(mask)}")
        return compute_anew(lambda m: plain(m).T, mask)  # (n, steps) -> (steps, n)

    def _find_shown(self, mask: Any, rank: int) -> Any:
        """Where outputs are not 0: (steps, n) -> with as many axes as the outputs."""
        shown = mask if self.zero_output_for_mask else np.logical_or.accumulate(mask)
        return widen(shown if self.return_sequences else shown[-1], rank)

    def _read_state(self, i: int, shape: Shape, dtype: Any) -> Any:
        """A state to begin with, as a plain array."""
        state = self._first_states(None, shape, dtype)[i]
        return state.numpy() if isinstance(state, Tensor) else state

    def _carry(self, nest: Any, *states: Any) -> None:
        """Keep the states for the next batch."""
        self._carried = refill(nest, [Tensor(state, requires_grad=False) for state in states])

    def reset_state(self) -> None:
        """Let the next call of a stateful layer begin with zeros."""
        self._carried = None

    reset_states = reset_state


def is_shape(nest: Any) -> bool:
    """Whether this is the shape of one state, and not a nest of several."""
    return isinstance(nest, tuple) and all(n is None or isinstance(n, (int, np.integer)) for n in nest)


def flat_shapes(nest: Any) -> list[Any]:
    """The shapes in a nest of them, one after another."""
    return [nest] if is_shape(nest) else [shape for part in nest for shape in flat_shapes(part)]
