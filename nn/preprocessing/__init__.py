"""Data made ready for a network, under the paths where older programs look for it."""

from __future__ import annotations

from typing import Any

from nn.absent import answer
from nn.preprocessing import image, sequence, text
from nn.utils.folders import image_dataset_from_directory, text_dataset_from_directory
from nn.utils.timeseries import timeseries_dataset_from_array

__all__ = [
    "image", "image_dataset_from_directory", "sequence", "text", "text_dataset_from_directory", "timeseries_dataset_from_array",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
