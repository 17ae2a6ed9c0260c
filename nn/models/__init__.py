"""Models, under the path where Keras' programs look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find
from nn.models.model import Model
from nn.models.sequential import Sequential

__all__ = ["Model", "Sequential"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
