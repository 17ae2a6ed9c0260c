"""Models, under the path where Keras' programs look for them."""

from __future__ import annotations

from nn.model import Model
from nn.sequential import Sequential

__all__ = ["Model", "Sequential"]
