"""Data to learn from: MNIST (the full set, or a sample that needs no network), toy sets, one-hot labels."""

from __future__ import annotations

from . import mnist
from .labels import to_categorical
from .toy import moons, spirals

__all__ = ["mnist", "moons", "spirals", "to_categorical"]
