"""Models, under the path where Keras' programs look for them."""

from __future__ import annotations

from nn.models.model import Model
from nn.models.sequential import Sequential

__all__ = ["Model", "Sequential"]
