"""Data to learn from: MNIST (the full set, or a sample that needs no network), Keras' other sets, toy sets, scenes and films of
digits, what packages carry (voices, photographs), one-hot labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find

from .labels import to_categorical

if TYPE_CHECKING:
    from . import boston_housing, california_housing, cifar10, cifar100, fashion_mnist, imdb, mnist, reuters
    from .digit_scenes import films, scenes
    from .package_files import PackageMissing, need
    from .photographs import faces, photograph
    from .speakers import vowels
    from .toy import moons, spirals
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".boston_housing": "", ".california_housing": "", ".cifar10": "", ".cifar100": "", ".fashion_mnist": "",
        ".imdb": "", ".mnist": "", ".reuters": "", ".toy": "moons spirals", ".digit_scenes": "films scenes",
        ".package_files": "PackageMissing need", ".photographs": "faces photograph", ".speakers": "vowels",
    }, find)  # fmt: skip

__all__ = [
    "PackageMissing", "boston_housing", "california_housing", "cifar10", "cifar100", "faces", "fashion_mnist", "films", "imdb",
    "mnist", "moons", "need", "photograph", "reuters", "scenes", "spirals", "to_categorical", "vowels",
]  # fmt: skip
