"""Models, under the path where Keras' programs look for them."""

from __future__ import annotations

from typing import Any

from nn.aliases import find as _find_alias
from nn.models.model import Model
from nn.models.sequential import Sequential

__all__ = ["Model", "Sequential"]


def __getattr__(name: str) -> Any:
    return _find_alias(__name__, name, __all__)
