"""Identity: what comes in goes out."""

from __future__ import annotations

from typing import Any

from nn.modules.module import Module, Shape


class Identity(Module):
    """Passes x on as it is: `x -> x`.

    >>> Identity()(3.0)
    3.0
    """

    only_computes = True
    supports_masking = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        return x
