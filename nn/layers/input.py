"""Input: the shape that enters a network."""

from __future__ import annotations

from typing import Any

from nn.module import Module


class Input(Module):
    """The first entry of a Sequential: says the shape of one sample, so that the weights can be made at once.

    >>> Input(shape=(784,)).shape
    (784,)
    """

    def __init__(self, shape: tuple[int, ...], name: str | None = None) -> None:
        super().__init__(name)
        self.shape = tuple(shape)
        self.built = True

    def call(self, x: Any) -> Any:
        return x
