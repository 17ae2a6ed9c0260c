"""Data to learn from: MNIST (the full set, or a sample that needs no network), Keras' other sets, toy sets, one-hot labels."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from nn.absent import answer

from . import mnist
from .labels import to_categorical
from .toy import moons, spirals

__all__ = ["mnist", "moons", "spirals", "to_categorical"]

KERAS_SETS = ("boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist", "imdb", "reuters")


def __getattr__(name: str) -> Any:
    if name in KERAS_SETS:  # a module of its own, which loads when it is first used
        return import_module(f"nn.datasets.{name}")
    raise answer(__name__, name, (*__all__, *KERAS_SETS))
