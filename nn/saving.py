"""Weights in a file that is only numbers: safetensors, without pickle, read by other frameworks too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from nn.module import Module


def save_weights(model: Module, path: Any) -> None:
    """Write every weight under its name. The file appears whole or not at all.

    Raises OSError telling what to do if the folder cannot be written, RuntimeError if the model has no weights yet.
    """
    from safetensors.numpy import save  # noqa: PLC0415 - an optional dependency

    path = Path(path)
    arrays = {name: np.ascontiguousarray(t.numpy()) for name, t in model.named_tensors()}
    if not arrays:
        raise RuntimeError(f"{model.name} has no weights yet: call it once, or give the first layer an input_shape")
    content = save(arrays, metadata={"format": "tapegrad", "model": type(model).__name__})
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        raise OSError(f"cannot write weights to {path}: {error.strerror or error}; choose a folder you may write to") from error


def load_weights(model: Module, path: Any) -> None:
    """Read weights into a model of the same structure.

    Raises ValueError, and changes nothing, if the file is damaged or its names and shapes do not fit.
    """
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no weights file {path}")
    try:
        arrays = load(path.read_bytes())
    except SafetensorError as error:
        raise ValueError(f"{path} is not a whole safetensors file: {error}") from error
    tensors = dict(model.named_tensors())
    problems = [f"{name} is missing from the file" for name in tensors if name not in arrays]
    problems += [f"{name} is not in the model" for name in arrays if name not in tensors]
    problems += [
        f"{name} has shape {arrays[name].shape} in the file, {t.shape} in the model"
        for name, t in tensors.items()
        if name in arrays and arrays[name].shape != t.shape
    ]
    if problems:
        raise ValueError(f"the weights in {path.name} do not fit {model.name}: " + "; ".join(problems[:6]))
    for name, t in tensors.items():
        t.data = arrays[name]
