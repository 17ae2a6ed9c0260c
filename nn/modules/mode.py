"""How a network is being called: in training or not, and which of its layers learn.

    with calling(training=True):
        y = model(x)             # dropout forgets, batch normalization looks at the batch

Both belong to the call, as in Keras, and not to the layers: what a callback or another thread does with the same model
meanwhile is a call of its own, and changes nothing in this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

Added = list[tuple[int, Any]]  # what layers added to the loss: the layer's id, and the number


class Passing(list[Any]):
    """What layers added in a trial run on zeros, which they forget at once."""


TRAINING: ContextVar[bool | None] = ContextVar("training", default=None)  # None: as each module's own flag says
LEARNS: ContextVar[Mapping[Any, bool] | None] = ContextVar("learns", default=None)  # module: what `compile` saw
ADDED: ContextVar[Added | None] = ContextVar("added", default=None)  # to the loss, in the outermost call that is going on


class calling:
    """What holds for the calls inside the `with` block; None leaves it as it was."""

    __slots__ = ("learns", "tokens", "training")

    def __init__(self, training: bool | None = None, learns: Mapping[Any, bool] | None = None) -> None:
        self.training, self.learns = training, learns

    def __enter__(self) -> None:
        self.tokens = (
            None if self.training is None else TRAINING.set(self.training),
            None if self.learns is None else LEARNS.set(self.learns),
        )

    def __exit__(self, *_: Any) -> None:
        training, learns = self.tokens
        if training is not None:
            TRAINING.reset(training)
        if learns is not None:
            LEARNS.reset(learns)


class adding:
    """Gather what layers add to the loss in the calls inside the `with` block: `with adding() as terms: y = model(x)`."""

    __slots__ = ("kind", "token")

    def __init__(self, kind: type[list[Any]] = list) -> None:
        self.kind = kind

    def __enter__(self) -> Added:
        terms: Added = self.kind()
        self.token = ADDED.set(terms)
        return terms

    def __exit__(self, *_: Any) -> None:
        ADDED.reset(self.token)
