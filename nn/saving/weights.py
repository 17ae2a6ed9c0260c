"""Weights in a file that is only numbers: safetensors, without pickle, read by other frameworks too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from autograd import Tensor
from nn.files import write_whole


class HasWeights(Protocol):
    """What saving needs to know of a model: its name, and its Tensors by theirs."""

    name: str

    def named_tensors(self) -> Iterator[tuple[str, Tensor]]: ...


SUFFIX = ".safetensors"
FOREIGN = {  # what a file of another kind begins with: its kind, and the way its weights come in
    b"\x89HDF": ("HDF5, as Keras writes .h5", "in Keras, model.get_weights() gives arrays that model.set_weights takes here"),
    b"PK\x03\x04": (
        "a zip, as Keras' .keras, PyTorch's .pt and NumPy's .npz are",
        "from Keras, model.set_weights takes keras_model.get_weights(); from PyTorch, nn.load_torch takes a state_dict; "
        "what np.load reads, model.set_weights takes as a list of arrays",
    ),
    b"\x93NUMPY": ("one array of NumPy's (.npy)", "model.set_weights takes a list of what np.load reads"),
    b"\x80": ("a pickle", "from PyTorch, nn.load_torch takes a state_dict"),
}


def check_path(path: Any, owner: str) -> Path:
    """The path; ValueError if its name promises another kind of file than safetensors.

    A name without a suffix says nothing, nor does one like "loss-0.25".

    >>> check_path("best.keras", "save_weights")
    Traceback (most recent call last):
    ValueError: save_weights: 'best.keras' is a false name, for weights are kept as safetensors: call it 'best.safetensors'
    """
    given = Path(path)
    suffix = given.suffix
    if suffix.lower() != SUFFIX and suffix[1:2].isalpha():
        right = given.name[: -len(suffix)].removesuffix(".weights") + SUFFIX
        raise ValueError(f"{owner}: {given.name!r} is a false name, for weights are kept as safetensors: call it {right!r}")
    return given


def save_weights(model: HasWeights, path: Any) -> None:
    """Write every weight under its name. The file appears whole or not at all.

    Raises ValueError for a name that promises another kind of file, such as .h5, OSError telling what to do if it cannot
    be written, RuntimeError if the model has no weights yet.
    """
    write(check_path(path, "save_weights"), {name: plain(t) for name, t in name_weights(model).items()})


def write(path: Any, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays by name to a .safetensors file, whole or not at all; OSError telling what to do if it cannot be."""
    write_whole(path, pack(arrays), "weights")


def pack(arrays: dict[str, np.ndarray]) -> bytes:
    """Arrays by name as the content of a .safetensors file."""
    from safetensors.numpy import save

    return save(arrays, {"format": "tapegrad"})


def load_weights(model: HasWeights, path: Any, skip_mismatch: bool = False, by_name: bool = False) -> None:
    """Read weights into a model of the same structure.

    by_name takes the weights that file and model both have, of whatever else either has; skip_mismatch, of these, the ones
    that fit. Raises ValueError, and changes nothing, if the file is damaged, of another kind or falsely named, its names,
    shapes or numbers do not fit otherwise, or nothing is left.
    """
    arrays = read(path)
    fill(model, check_path(path, "load_weights"), arrays, skip_mismatch, by_name)


def fill(
    model: HasWeights, path: Any, arrays: dict[str, np.ndarray], skip_mismatch: bool = False, by_name: bool = False
) -> None:
    """Put the arrays of a file into a model's weights, as `load_weights` says."""
    tensors = name_weights(model)
    lacking = [f"{name} is missing from the file" for name in tensors if name not in arrays]
    lacking += [f"{name} is not in the model" for name in arrays if name not in tensors]
    unfit = {name: reason for name in tensors.keys() & arrays.keys() if (reason := _misfit(name, tensors[name], arrays[name]))}
    problems = ([] if by_name or skip_mismatch else lacking) + ([] if skip_mismatch else list(unfit.values()))
    fitting = [name for name in tensors if name in arrays and name not in unfit]
    if not problems and not fitting:
        problems = [*lacking, *unfit.values()]
    if problems:
        raise ValueError(f"the weights in {Path(path).name} do not fit {model.name}: " + "; ".join(sorted(problems)[:6]))
    for name in fitting:
        tensors[name].data = arrays[name]


def _misfit(name: str, t: Tensor, array: np.ndarray) -> str:
    """Why these numbers cannot stand in this weight; empty if they can."""
    if array.shape != t.shape:
        return f"{name} has shape {array.shape} in the file, {t.shape} in the model"
    if not np.can_cast(array.dtype, t.dtype, "same_kind"):
        return f"{name} is {array.dtype} in the file, {t.dtype} in the model"
    return ""


def read(path: Any) -> dict[str, np.ndarray]:
    """The arrays in a .safetensors file by their names; ValueError if it is damaged, FileNotFoundError if there is none."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no weights file {path}") from None
    except OSError as error:
        raise type(error)(f"the weights file {path} cannot be read: {error.strerror or error}") from error
    for start, (kind, remedy) in FOREIGN.items():
        if content.startswith(start) and content[8:9] != b"{":  # safetensors: a length in 8 bytes, then JSON
            raise ValueError(f"{path} is {kind}, not safetensors: {remedy}")
    return parse(path, content)


def parse(path: Any, content: bytes) -> dict[str, np.ndarray]:
    """The arrays in the content of a .safetensors file; ValueError if it is damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(content)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:  # KeyError: a type that NumPy lacks
        raise ValueError(f"{path} is not a whole safetensors file that NumPy can read: {error}") from error


def name_weights(model: HasWeights) -> dict[str, Tensor]:
    """The weights by name, each once under its first name."""
    first = {id(t): (name, t) for name, t in reversed(list(model.named_tensors()))}
    named = dict(reversed(first.values()))
    if not named:
        raise RuntimeError(f"{model.name} has no weights yet: call it once, or give the first layer an input_shape")
    if len(named) < len(first):
        raise ValueError(f"{model.name} has two weights of one name: give its layers different names")
    return named


def plain(t: Tensor) -> np.ndarray:
    """The value as safetensors takes it: a contiguous array; a single number becomes one without axes."""
    return np.array(t.numpy(), order="C")
