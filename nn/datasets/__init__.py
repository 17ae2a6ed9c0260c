"""Data to learn from: MNIST (the full set, or a sample that needs no network), toy sets, one-hot labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later

from .labels import to_categorical

if TYPE_CHECKING:
    from . import mnist
    from .toy import moons, spirals
else:
    __getattr__, __dir__ = load_later(globals(), {"nn.datasets.mnist": "", "nn.datasets.toy": "moons spirals"})

__all__ = ["mnist", "moons", "spirals", "to_categorical"]
