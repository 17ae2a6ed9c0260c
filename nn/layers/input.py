"""Input: the shape that enters a network."""

from __future__ import annotations

from typing import Any

from nn.module import Module, sizes


class Input(Module):
    """The first entry of a Sequential: says the shape of one sample, so that the weights can be made at once.

    >>> Input(shape=(784,)).shape
    (784,)
    """

    def __init__(self, shape: Any, *, name: str | None = None) -> None:
        super().__init__(name)
        self.shape = sizes(self.name, shape)

    def call(self, x: Any) -> Any:
        return x
