"""Adapting: the base of layers that learn from data before training, by `adapt`, and do not change afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from nn.layers.preprocessing.data import batches
from nn.modules.module import Module

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class PreprocessingSettings(TypedDict, total=False):
    """The settings of every module but its name; the docstring of `Module` describes them."""

    trainable: bool
    input_shape: int | Sequence[int | None] | None
    dtype: DTypeLike | None


class Adapting(Module):
    """The base of layers with `adapt(data)`; a subclass writes `reset_state`, `update_state` and `finalize_state`."""

    takes_text = False  # whether what enters is text

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learn from data: an array, a list, or an iterable of batches.

        batch_size=None: accepted and ignored. steps=None: how many batches of an iterable to take.
        """
        self.reset_state()
        for batch in batches(data, steps):
            self.update_state(batch)
        self.finalize_state()

    def list_learned(self) -> dict[str, Any]:
        """What `adapt` found, as the arguments that stand for it: they make the same layer anew."""
        return {}

    def _arguments(self) -> dict[str, Any]:
        """The arguments of its configuration."""
        above: Any = super()
        return {**above._arguments(), **self.list_learned()}

    def reset_state(self) -> None:
        """Forget what was counted."""

    def update_state(self, data: Any) -> None:
        """Count a batch in."""
        raise NotImplementedError(f"{type(self).__name__} needs a method update_state(self, data)")

    def finalize_state(self) -> None:
        """Make use of what was counted."""
