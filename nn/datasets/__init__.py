"""Data to learn from: MNIST (the full set, or a sample that needs no network), Keras' other sets, toy sets, one-hot labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find

from .labels import to_categorical

if TYPE_CHECKING:
    from . import boston_housing, california_housing, cifar10, cifar100, fashion_mnist, imdb, mnist, reuters
    from .toy import moons, spirals
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".boston_housing": "", ".california_housing": "", ".cifar10": "", ".cifar100": "", ".fashion_mnist": "",
        ".imdb": "", ".mnist": "", ".reuters": "", ".toy": "moons spirals",
    }, find)  # fmt: skip

__all__ = [
    "boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist", "imdb", "mnist", "moons", "reuters",
    "spirals", "to_categorical",
]  # fmt: skip
