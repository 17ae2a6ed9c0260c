"""Data to learn from: MNIST (the full set, or a sample that needs no network), Keras' other sets, toy sets, scenes and films of
digits, what packages carry (texts, tables, voices, photographs), one-hot labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find

from .labels import to_categorical

if TYPE_CHECKING:
    from . import boston_housing, california_housing, cifar10, cifar100, fashion_mnist, imdb, mnist, reuters
    from .digit_scenes import films, scenes
    from .manuals import docstrings
    from .package_files import PackageMissing, need
    from .photographs import faces, photograph
    from .recommending import movie_ratings
    from .sentiment import food_reviews
    from .speakers import vowels
    from .speaking import pronunciations
    from .talking import small_talk
    from .tissues import gene_expression
    from .toy import moons, spirals
    from .treebank import turkish_sentences
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".boston_housing": "", ".california_housing": "", ".cifar10": "", ".cifar100": "", ".fashion_mnist": "",
        ".imdb": "", ".mnist": "", ".reuters": "", ".toy": "moons spirals", ".digit_scenes": "films scenes",
        ".package_files": "PackageMissing need", ".photographs": "faces photograph", ".speakers": "vowels",
        ".manuals": "docstrings", ".recommending": "movie_ratings", ".sentiment": "food_reviews",
        ".speaking": "pronunciations", ".talking": "small_talk", ".tissues": "gene_expression",
        ".treebank": "turkish_sentences",
    }, find)  # fmt: skip

__all__ = [
    "PackageMissing", "boston_housing", "california_housing", "cifar10", "cifar100", "docstrings", "faces", "fashion_mnist",
    "films", "food_reviews", "gene_expression", "imdb", "mnist", "moons", "movie_ratings", "need", "photograph",
    "pronunciations", "reuters", "scenes", "small_talk", "spirals", "to_categorical", "turkish_sentences", "vowels",
]  # fmt: skip
