"""Keras' file of weights, .weights.h5, written and read with h5py: `pip install h5py`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from nn.files import write_whole
from nn.saving.tree import Place, places

SUFFIX = ".weights.h5"
MISSING = "{who}: Keras' files need h5py: pip install h5py, or take a name that ends in {other}"


def library(who: str, other: str) -> Any:
    """h5py; ImportError that says what to do."""
    try:
        import h5py
    except ImportError:
        raise ImportError(MISSING.format(who=who, other=other)) from None
    return h5py


def pack(who: str, groups: list[Place], variables: list[np.ndarray], other: str, name: str = "optimizer") -> bytes:
    """The content of a file: these groups of weights, and an optimizer's variables."""
    h5py = library(who, other)
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        everything = [(group.path, group.name, [np.asarray(w.numpy()) for w in group.weights]) for group in groups]
        everything += [("optimizer", name, variables)] if variables else []
        for path, owner, arrays in everything:
            stored = file.require_group(f"{path}/vars" if path else "vars")
            stored.attrs["name"] = owner
            for i, array in enumerate(arrays):
                stored.create_dataset(str(i), data=array)
    return memory.getvalue()


def unpack(who: str, content: bytes, other: str) -> dict[str, list[np.ndarray]]:
    """The arrays of a file by the path of their group; ValueError if it is damaged."""
    h5py = library(who, other)
    found: dict[str, list[tuple[int, np.ndarray]]] = {}

    def note(path: str, item: Any) -> None:
        group, _, number = path.rpartition("/")
        if isinstance(item, h5py.Dataset) and number.isdigit() and group.split("/")[-1] == "vars":
            if item.dtype.kind not in "fiub" or item.nbytes > len(content) or item.external:
                raise ValueError(f"{path} is {item.dtype} of shape {item.shape}, which no weight is")
            found.setdefault(group.rpartition("vars")[0].strip("/"), []).append((int(number), np.asarray(item)))

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            file.visititems(note)
    except Exception as error:  # h5py raises OSError, KeyError, RuntimeError, UnicodeDecodeError and others for damaged files
        raise ValueError(f"{who}: this is not a whole HDF5 file: {error}") from None
    return {path: [array for _, array in sorted(arrays, key=lambda pair: pair[0])] for path, arrays in found.items()}


def fill(who: str, model: Any, arrays: dict[str, list[np.ndarray]], skip_mismatch: bool = False) -> None:
    """Put the arrays of a file into a model's weights; ValueError, and nothing changed, if they do not fit.

    skip_mismatch: leave out what does not fit.
    """
    problems, chosen, expected = [], [], set()
    for place in places(model):
        given = arrays.get(place.path, [])
        expected.add(place.path)
        where = place.path or "the model itself"
        if len(given) != len(place.weights):
            problems.append(f"{where} has {len(place.weights)} weights here, {len(given)} in the file")
            continue
        for i, (weight, array) in enumerate(zip(place.weights, given)):
            if array.shape == weight.shape:
                chosen.append((weight, array))
            else:
                problems.append(f"{where}/{i} has shape {weight.shape} here, {array.shape} in the file")
    others = [p for p in arrays if p not in expected and not p.startswith("optimizer") and "seed_generator" not in p]
    problems += [f"the file has weights of {path}, the model has no such layer" for path in others]
    if problems and not skip_mismatch:
        raise ValueError(f"{who}: the weights do not fit {model.name}: " + "; ".join(problems[:6]))
    for weight, array in chosen:
        weight.data = array.astype(weight.dtype)


def is_hdf5(path: Any) -> bool:
    """Whether a file begins as HDF5 does, or is not there at all."""
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"\x89HDF"
    except OSError:
        return True


def read(path: Any) -> bytes:
    """The content of a file of weights; FileNotFoundError that names it if there is none."""
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no weights file {path}")
    return Path(path).read_bytes()


def save(model: Any, path: Any) -> None:
    """Write a model's weights in the layout of Keras' .weights.h5 files; an OSError says what to do if that fails."""
    write_whole(path, pack("save_weights", list(places(model)), [], ".safetensors"), "weights")


def load(model: Any, path: Any, skip_mismatch: bool = False) -> None:
    """Read weights in the layout of Keras' .weights.h5 files; ValueError if they do not fit."""
    who = f"load_weights: {path}"
    fill(who, model, unpack(who, read(path), ".safetensors"), skip_mismatch)
