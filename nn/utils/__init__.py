"""Keras' utilities by Keras' names. A line of imports adds a name."""

from __future__ import annotations

from typing import Any

from nn.aliases import find
from nn.backend import clear_session, is_keras_tensor, standardize_dtype
from nn.callbacks.progbar import Progbar
from nn.config import disable_interactive_logging, enable_interactive_logging, is_interactive_logging_enabled
from nn.datasets.fetching import get_file
from nn.datasets.labels import to_categorical
from nn.seeds import set_random_seed
from nn.utils.arrays import get_source_inputs, normalize, pack_x_y_sample_weight, unpack_x_y_sample_weight
from nn.utils.drawing import model_to_dot, plot_model
from nn.utils.folders import image_dataset_from_directory, text_dataset_from_directory
from nn.utils.images import array_to_img, img_to_array, load_img, save_img
from nn.utils.py_dataset import PyDataset, Sequence
from nn.utils.sequences import pad_sequences
from nn.utils.splitting import split_dataset
from nn.utils.timeseries import timeseries_dataset_from_array

__all__ = [
    "Progbar", "PyDataset", "Sequence", "array_to_img", "clear_session", "disable_interactive_logging",
    "enable_interactive_logging", "get_file", "get_source_inputs", "image_dataset_from_directory", "img_to_array",
    "is_interactive_logging_enabled", "is_keras_tensor", "load_img", "model_to_dot", "normalize", "pack_x_y_sample_weight",
    "pad_sequences", "plot_model", "save_img", "set_random_seed", "split_dataset", "standardize_dtype",
    "text_dataset_from_directory", "timeseries_dataset_from_array", "to_categorical", "unpack_x_y_sample_weight",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    return find(__name__, name, __all__)
