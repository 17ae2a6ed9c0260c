"""Weights in a file that is only numbers: safetensors, without pickle, read by other frameworks too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor

if TYPE_CHECKING:
    from nn.module import Module


def save_weights(model: Module, path: Any) -> None:
    """Write every weight under its name. The file appears whole or not at all.

    Raises OSError telling what to do if it cannot be written, RuntimeError if the model has no weights yet.
    """
    write(path, {name: _plain(t) for name, t in _named(model).items()})


def write(path: Any, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays by name to a .safetensors file, whole or not at all; OSError telling what to do if it cannot be."""
    from safetensors.numpy import save

    path = Path(path)
    content = save(arrays, {"format": "tapegrad"})
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")  # beside it, for a rename must not cross disks
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(f"cannot write weights to {path} ({reason}): give a file name in a folder you may write to") from error
    finally:
        beside.unlink(missing_ok=True)


def load_weights(model: Module, path: Any, skip_mismatch: bool = False, by_name: bool = False) -> None:
    """Read weights into a model of the same structure.

    by_name takes the weights that file and model both have, of whatever else either has; skip_mismatch, of these, the ones
    that fit. Raises ValueError, and changes nothing, if the file is damaged, its names, shapes or numbers do not fit
    otherwise, or nothing is left.
    """
    path = Path(path)
    arrays = read(path)
    tensors = _named(model)
    lacking = [f"{name} is missing from the file" for name in tensors if name not in arrays]
    lacking += [f"{name} is not in the model" for name in arrays if name not in tensors]
    unfit = {name: reason for name in tensors.keys() & arrays.keys() if (reason := _misfit(name, tensors[name], arrays[name]))}
    problems = ([] if by_name or skip_mismatch else lacking) + ([] if skip_mismatch else list(unfit.values()))
    fitting = [name for name in tensors if name in arrays and name not in unfit]
    if not problems and not fitting:
        problems = [*lacking, *unfit.values()]
    if problems:
        raise ValueError(f"the weights in {path.name} do not fit {model.name}: " + "; ".join(sorted(problems)[:6]))
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
    from safetensors import SafetensorError
    from safetensors.numpy import load

    path = Path(path)
    try:
        return load(path.read_bytes())
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no weights file {path}") from None
    except (SafetensorError, KeyError, ValueError, TypeError) as error:  # KeyError: a type that NumPy lacks
        raise ValueError(f"{path} is not a whole safetensors file that NumPy can read: {error}") from error


def _named(model: Module) -> dict[str, Tensor]:
    """The weights by name, each once under its first name."""
    first = {id(t): (name, t) for name, t in reversed(list(model.named_tensors()))}
    named = dict(reversed(first.values()))
    if not named:
        raise RuntimeError(f"{model.name} has no weights yet: call it once, or give the first layer an input_shape")
    if len(named) < len(first):
        raise ValueError(f"{model.name} has two weights of one name: give its layers different names")
    return named


def _plain(t: Tensor) -> np.ndarray:
    """The value as safetensors wants it: an array, contiguous; a single number has no axes."""
    return np.array(t.numpy(), order="C")
