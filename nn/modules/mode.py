"""How a network is being called: in training or not, and which of its layers learn.

    with calling(training=True):
        y = model(x)             # dropout forgets, batch normalization looks at the batch

Both belong to the call, as in Keras, and not to the layers. So a callback or another thread may call the same model
meanwhile: that changes nothing in this call.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

Added = list[tuple[int, Any]]  # what layers added to the loss: the layer's id, and the number


class Passing(list[Any]):
    """The list for what layers add to the loss in a trial run on zeros: they do not keep it."""


TRAINING: ContextVar[bool | None] = ContextVar("training", default=None)  # None: as each module's own flag says
LEARNS: ContextVar[Mapping[Any, bool] | None] = ContextVar("learns", default=None)  # module: what `compile` saw
ADDED: ContextVar[Added | None] = ContextVar("added", default=None)  # to the loss, in the outermost call that is going on


class calling:
    """Settings for the calls inside the `with` block; None leaves a setting as it is.

    adding: the kind of list that gathers what layers add to the loss: `with calling(adding=list) as added: y = model(x)`.
    """

    __slots__ = ("adding", "learns", "tokens", "training")

    def __init__(
        self,
        training: bool | None = None,
        learns: Mapping[Any, bool] | None = None,
        adding: type[list[Any]] | None = None,
    ) -> None:
        self.training, self.learns, self.adding = training, learns, adding

    def __enter__(self) -> Added:
        added: Added = [] if self.adding is None else self.adding()
        self.tokens = (
            None if self.training is None else TRAINING.set(self.training),
            None if self.learns is None else LEARNS.set(self.learns),
            None if self.adding is None else ADDED.set(added),
        )
        return added

    def __exit__(self, *_: Any) -> None:
        for variable, token in zip((TRAINING, LEARNS, ADDED), self.tokens):
            if token is not None:
                variable.reset(token)  # type: ignore[attr-defined]
