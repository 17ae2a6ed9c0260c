"""Which activations make probabilities of logits, and the way back to the logits."""

from __future__ import annotations

from typing import Any

from autograd import TABLE, Op, Tensor

# Rows that make probabilities of logits, and of what: of yes against no for each number, or of one class among several.
# Losses for these start from the logits, where nothing overflows or cancels.
EACH, ONE_OF_SEVERAL = "each", "one of several"
PROBABILITIES: dict[Op, str] = {TABLE["sigmoid"]: EACH, TABLE["softmax"]: ONE_OF_SEVERAL}


def logits_of(y: Any, kind: str | None = None, axis: int = -1) -> Any:
    """The logits of which an activation made the probabilities y; None if none did.

    y: the result of an activation, of any shape; anything else gives None.
    kind=None: EACH or ONE_OF_SEVERAL, the probabilities that are meant; None for either.
    axis=-1: along which the classes of ONE_OF_SEVERAL lie.

    >>> logits_of(Tensor([0.5]).sigmoid(), EACH).numpy()
    array([0.5])
    >>> logits_of(Tensor([0.5])) is None
    True
    """
    made = PROBABILITIES.get(y.op) if isinstance(y, Tensor) and y.op is not None else None
    if made is None or kind not in (None, made):
        return None
    along = y.settings.get("axis", axis) if y.settings else axis
    return y.inputs[0] if along == axis or along % y.ndim == axis % y.ndim or kind is None else None
