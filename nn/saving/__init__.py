"""Files that hold weights, and whole models; and how objects become the plain data in them. Names as in Keras' `saving`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import load_later
from nn.aliases import find as _find
from nn.configuration.custom import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from nn.configuration.forms import deserialize_keras_object, serialize_keras_object

if TYPE_CHECKING:
    from nn.saving import hdf5, weights
    from nn.saving.models import load_model, save_model
else:
    __getattr__, __dir__ = load_later(globals(), {".models": "load_model save_model", ".hdf5": "", ".weights": ""}, _find)

__all__ = [
    "CustomObjectScope", "custom_object_scope", "deserialize_keras_object", "get_custom_objects", "get_registered_name",
    "get_registered_object", "hdf5", "load_model", "load_weights", "register_keras_serializable", "save_model", "save_weights",
    "serialize_keras_object", "weights",
]  # fmt: skip


def save_weights(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write a model's weights, as `model.save_weights` does.

    model: the model. filepath: ends in .safetensors or .weights.h5. overwrite: whether a file may be replaced (default True).
    Raises ValueError for another suffix, FileExistsError, OSError that says what to do.
    """
    model.save_weights(filepath, overwrite)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False) -> None:
    """Read a model's weights, as `model.load_weights` does.

    model: the model. filepath: the file. skip_mismatch: leave out what does not fit (default False).
    Raises FileNotFoundError, and ValueError for weights that do not fit.
    """
    model.load_weights(filepath, skip_mismatch)
