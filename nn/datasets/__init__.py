"""Data to learn from: MNIST (the full set, or a sample that needs no network), Keras' other sets, texts and tables
that packages bring, toy sets, one-hot labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find

from .labels import to_categorical

if TYPE_CHECKING:
    from . import boston_housing, california_housing, cifar10, cifar100, fashion_mnist, imdb, mnist, reuters
    from .manuals import docstrings
    from .package_files import PackageMissing, need
    from .recommending import movie_ratings
    from .sentiment import food_reviews
    from .speaking import pronunciations
    from .talking import small_talk
    from .tissues import gene_expression
    from .toy import moons, spirals
    from .treebank import turkish_sentences
else:
    __getattr__, __dir__ = load_later(
        globals(),
        {
            "nn.datasets.boston_housing": "",
            "nn.datasets.california_housing": "",
            "nn.datasets.cifar10": "",
            "nn.datasets.cifar100": "",
            "nn.datasets.fashion_mnist": "",
            "nn.datasets.imdb": "",
            "nn.datasets.manuals": "docstrings",
            "nn.datasets.mnist": "",
            "nn.datasets.package_files": "PackageMissing need",
            "nn.datasets.recommending": "movie_ratings",
            "nn.datasets.reuters": "",
            "nn.datasets.sentiment": "food_reviews",
            "nn.datasets.speaking": "pronunciations",
            "nn.datasets.talking": "small_talk",
            "nn.datasets.tissues": "gene_expression",
            "nn.datasets.toy": "moons spirals",
            "nn.datasets.treebank": "turkish_sentences",
        },
        find,
    )

__all__ = [
    "PackageMissing", "boston_housing", "california_housing", "cifar10", "cifar100", "docstrings", "fashion_mnist",
    "food_reviews", "gene_expression", "imdb", "mnist", "moons", "movie_ratings", "need", "pronunciations", "reuters",
    "small_talk", "spirals", "to_categorical", "turkish_sentences",
]  # fmt: skip
