"""Whole models in files: their layers, their weights, and the optimizer's state.

m.keras      Keras' own file: a zip of config.json and model.weights.h5 (needs h5py)
m.h5         its older file, which Keras still reads and writes (needs h5py)
m.tapegrad   the same as m.keras in a zip of config.json and safetensors, for which nothing is to be installed
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nn.configuration.custom import CustomObjectScope
from nn.configuration.forms import deserialize_keras_object, serialize_keras_object
from nn.files import write_whole
from nn.saving import archive, hdf5, legacy, weights
from nn.saving.tree import places

KERAS, OWN = ".keras", ".tapegrad"
KERAS_VERSION = "3.15.1"  # whose layout is written
CONFIG, METADATA, HDF5 = "config.json", "metadata.json", "model.weights.h5"
WEIGHTS, OPTIMIZER = "weights.safetensors", "optimizer.safetensors"


def suffix_of(who: str, filepath: Any) -> str:
    """The suffix of a file for a whole model; ValueError for a name that promises another kind of file."""
    suffix = Path(filepath).suffix.lower()
    weights_only = str(filepath).endswith(".weights.h5")
    if suffix in (KERAS, OWN, *legacy.SUFFIXES) and not weights_only:
        return suffix
    alone = "; for weights alone, model.save_weights" if weights_only or suffix in (".safetensors", ".weights") else ""
    raise ValueError(
        f"{who}: a whole model goes into a file that ends in .keras, .h5 or .tapegrad, got {str(filepath)!r}{alone}"
    )


def save_model(model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None) -> None:
    """Write a whole model: its layers, its weights, what `compile` was given, and the optimizer's state.

    model: the model. filepath: ends in .keras or .h5, Keras' own files, which need h5py, or in .tapegrad, which needs nothing.
    overwrite=True: whether a file that is there may be replaced. zipped=None: accepted and ignored; both are zips.
    The file appears whole or not at all. Raises ValueError for another suffix and for what no file can describe, such as a
    lambda, FileExistsError, OSError telling what to do if it cannot be written.

    >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), "m.tapegrad")
    >>> from nn import Dense, Sequential
    >>> save_model(Sequential([Dense(3, input_shape=(2,))]), path); load_model(path).count_params()
    9
    """
    if zipped is False:
        raise ValueError("save: a model is written as one file, zipped must be True or None")
    suffix = suffix_of("save", filepath)
    if not overwrite and Path(filepath).exists():
        raise FileExistsError(f"save: {filepath} is there already: take another name, or overwrite=True")
    if suffix in legacy.SUFFIXES:
        write_whole(filepath, legacy.pack(model, KERAS_VERSION), "the model")
        return
    write_whole(filepath, archive.pack(members_of(model, suffix)), "the model")


def members_of(model: Any, suffix: str) -> dict[str, bytes]:
    """The parts of the file of a model, by name; ValueError for what no file can describe."""
    form = serialize_keras_object(model)
    form["compile_config"] = model.get_compile_config()
    date = time.strftime("%Y-%m-%d@%H:%M:%S")
    members = {METADATA: text({"keras_version": KERAS_VERSION, "date_saved": date}), CONFIG: text(form)}
    optimizer = model.optimizer
    if suffix == KERAS:
        variables = optimizer.to_keras() if optimizer is not None else []
        members[HDF5] = hdf5.pack("save", list(places(model)), variables, OWN, getattr(optimizer, "name", ""))
    else:
        members[WEIGHTS] = weights.pack({name: weights.plain(t) for name, t in weights.name_weights(model).items()})
        if optimizer is not None:
            members[OPTIMIZER] = weights.pack(optimizer.get_state())
    return members


def load_model(
    filepath: Any, custom_objects: Mapping[str, Any] | None = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """The model in a file that `model.save` wrote, here or, if it ends in .keras or .h5, in Keras.

    filepath: the file. custom_objects=None: classes and functions of your own by name, see `register_keras_serializable`.
    compile=True: whether it is compiled as it was, and goes on learning from the optimizer's state.
    safe_mode=True: accepted and ignored; nothing in a file is ever run.
    Raises FileNotFoundError, ValueError for a damaged file, an unknown class, or weights that do not fit, TypeError for
    arguments that a class does not have here.

    >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), "m.tapegrad")
    >>> from nn import Dense, Sequential
    >>> Sequential([Dense(3, input_shape=(2,))]).save(path)
    >>> load_model(path).output_shape
    (None, 3)
    """
    suffix = suffix_of("load_model", filepath)
    if suffix in legacy.SUFFIXES:
        return load_legacy(filepath, custom_objects, compile)
    members = archive.unpack(filepath, (CONFIG, HDF5 if suffix == KERAS else WEIGHTS))
    form = archive.read_json(filepath, CONFIG, members[CONFIG])
    compiled = form.pop("compile_config", None) or {}
    with CustomObjectScope(custom_objects):
        model = whole_form(filepath, form)
        state: Any
        if suffix == KERAS:
            arrays = hdf5.unpack("load_model", members[HDF5], OWN)
            hdf5.fill("load_model", model, arrays)
            state = arrays.get("optimizer")
        else:
            weights.fill(model, filepath, weights.parse(filepath, members[WEIGHTS]))
            state = weights.parse(filepath, members[OPTIMIZER]) if OPTIMIZER in members else None
        if compile and compiled:
            model.compile_from_config(compiled)
            restore_optimizer(filepath, model, state)
    return model


def load_legacy(filepath: Any, custom_objects: Mapping[str, Any] | None, compile: bool) -> Any:
    """The model in one of Keras' older files."""
    held = legacy.unpack(filepath, hdf5.read(filepath))
    with CustomObjectScope(custom_objects):
        model = whole_form(filepath, held.form)
        legacy.fill(model, filepath, held.layers)
        compiled = legacy.compile_config(held.compiled)
        if compile and compiled:
            model.compile_from_config(compiled)
            restore_optimizer(filepath, model, held.optimizer)
    return model


def restore_optimizer(filepath: Any, model: Any, state: Any) -> None:
    """Put the state of a file into the optimizer; ValueError if it does not fit."""
    if not state or model.optimizer is None:
        return
    parameters = model._trainer.intake.parts().parameters
    try:
        if isinstance(state, list):
            model.optimizer.from_keras(state, parameters)
        else:
            model.optimizer.set_state(state, parameters)
    except (ValueError, KeyError) as error:
        raise ValueError(f"{filepath}: the state of the optimizer does not fit: {error}; load_model(compile=False)") from None


def whole_form(filepath: Any, form: dict[str, Any]) -> Any:
    """The model that a form describes; ValueError if the form is damaged."""
    try:
        model = deserialize_keras_object(form)
    except (KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"{filepath} describes no model: {type(error).__name__} {error}") from None
    if not hasattr(model, "compile_from_config"):
        raise ValueError(f"{filepath} describes no model, but {model!r}")
    return model


def text(form: dict[str, Any]) -> bytes:
    """Plain data as JSON."""
    return json.dumps(form).encode()
