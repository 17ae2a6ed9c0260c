"""The last activation of an output, which a program leaves to do, so that a loss can work on the logits."""

from __future__ import annotations

from typing import Any

from autograd import Op, Tensor


class Tail:
    """The activation that is left to do before an output, or none."""

    def __init__(self, op: Op | None = None, settings: dict[str, Any] | None = None) -> None:
        self.op, self.settings = op, settings or {}

    def __call__(self, head: Tensor) -> Any:
        return head if self.op is None else self.op(head, **self.settings)
