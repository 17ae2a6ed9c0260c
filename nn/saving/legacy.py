"""Keras' older file of a whole model, .h5, written and read with h5py: `pip install h5py`.

model_config and training_config are JSON in the file's attributes; the weights lie in model_weights/LAYER/..., in the order
of its attribute weight_names, and what the optimizer has learned in optimizer_weights.
"""

from __future__ import annotations

import io
import json
from typing import Any, NamedTuple

import numpy as np

from nn.configuration.forms import serialize_keras_object
from nn.saving.hdf5 import library

SUFFIXES = (".h5", ".hdf5")
OTHER = ".tapegrad"


class Content(NamedTuple):
    """What a file holds: the model's form, what `compile` was given, arrays by layer, and the optimizer's arrays."""

    form: dict[str, Any]
    compiled: dict[str, Any]
    layers: list[tuple[str, list[np.ndarray]]]
    optimizer: list[np.ndarray]


def pack(model: Any, version: str) -> bytes:
    """The content of a file."""
    h5py = library("save", OTHER)
    memory = io.BytesIO()
    form = serialize_keras_object(model)
    with h5py.File(memory, "w") as file:
        file.attrs["keras_version"], file.attrs["backend"] = version, "numpy"
        file.attrs["model_config"] = json.dumps({"class_name": form["class_name"], "config": form["config"]})
        stored = file.create_group("model_weights")
        stored.attrs["keras_version"], stored.attrs["backend"] = version, "numpy"
        stored.attrs["layer_names"] = [layer.name for layer in model.layers]
        for layer in model.layers:
            weights = sort_weights(layer)
            put(
                stored.create_group(layer.name), layer.name, [np.asarray(w.numpy()) for w in weights], [w.name for w in weights]
            )
        put(stored.create_group("top_level_model_weights"), "", [], [])
        if model.optimizer is not None:
            compiled = dict(model.get_compile_config())
            optimizer = compiled.pop("optimizer")
            compiled["optimizer_config"] = {"class_name": optimizer["class_name"], "config": optimizer["config"]}
            file.attrs["training_config"] = json.dumps(compiled)
            name, arrays = optimizer["config"]["name"], model.optimizer.to_keras()
            put(file.create_group("optimizer_weights"), name, arrays, [None] * len(arrays))
    return memory.getvalue()


def put(group: Any, owner: str, arrays: list[np.ndarray], names: list[str | None]) -> None:
    """Write arrays in order, each under a name of its own."""
    paths: list[str] = []
    for i, (array, name) in enumerate(zip(arrays, names)):
        path = f"{owner}/{(name or str(i)).replace('/', '_')}"
        paths.append(f"{path}_{i}" if path in paths else path)
        group.create_dataset(paths[-1], data=array)
    group.attrs["weight_names"] = paths if paths else np.zeros(0)


def sort_weights(layer: Any) -> list[Any]:
    """The weights of a layer in the order of such files: those that learn first, frozen or not."""
    return sorted(layer.weights, key=lambda w: not w.requires_grad)


def unpack(filepath: Any, content: bytes) -> Content:
    """What a file holds; ValueError if it is damaged, or holds weights alone."""
    h5py = library("load_model", OTHER)
    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            if "model_config" not in file.attrs:
                raise ValueError(f"{filepath} holds weights alone: build the model, then model.load_weights")
            stored = file["model_weights"]
            layers = [(words(name), take(h5py, stored[words(name)], len(content))) for name in stored.attrs["layer_names"]]
            optimizer = take(h5py, file["optimizer_weights"], len(content)) if "optimizer_weights" in file else []
            compiled = json.loads(words(file.attrs.get("training_config", "{}")))
            return Content(json.loads(words(file.attrs["model_config"])), compiled, layers, optimizer)
    except ValueError:
        raise
    except Exception as error:  # h5py raises OSError, KeyError, RuntimeError and others for damaged files
        raise ValueError(f"{filepath}: this is not a whole HDF5 file: {error}") from None


def take(h5py: Any, group: Any, most: int) -> list[np.ndarray]:
    """The arrays of a group in order; ValueError for what is no weight."""
    found = []
    for name in group.attrs["weight_names"]:
        item = group[words(name)]
        if not isinstance(item, h5py.Dataset) or item.dtype.kind not in "fiub" or item.nbytes > most or item.external:
            raise ValueError(f"{group.name}/{words(name)} is no array of weights")
        found.append(np.asarray(item))
    return found


def words(text: Any) -> str:
    """Text of a file, which older versions wrote as bytes."""
    return text.decode() if isinstance(text, bytes) else str(text)


def fill(model: Any, filepath: Any, layers: list[tuple[str, list[np.ndarray]]]) -> None:
    """Put the arrays into the layers with weights, one after another; ValueError, and nothing changed, if they do not fit."""
    own = [layer for layer in model.layers if layer.weights]
    given = [(name, arrays) for name, arrays in layers if arrays]
    if len(own) != len(given):
        raise ValueError(f"{filepath} holds weights of {len(given)} layers, {model.name} has {len(own)} with weights")
    pairs = []
    for layer, (name, arrays) in zip(own, given):
        weights = sort_weights(layer)
        if [w.shape for w in weights] != [a.shape for a in arrays]:
            shapes = f"{[w.shape for w in weights]} here, {[a.shape for a in arrays]} in the file"
            raise ValueError(f"{filepath}: the weights of {name} do not fit {layer.name}: {shapes}")
        pairs += list(zip(weights, arrays))
    for weight, array in pairs:
        weight.data = array.astype(weight.dtype) if weight.shape else float(array)


def compile_config(compiled: dict[str, Any]) -> dict[str, Any]:
    """What `compile` was given, as newer files hold it."""
    named = {name: value for name, value in compiled.items() if name != "optimizer_config"}
    return {**named, "optimizer": compiled["optimizer_config"]} if "optimizer_config" in compiled else {}
