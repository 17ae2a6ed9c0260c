"""Samples: the data that `fit`, `evaluate` and `predict` are given, looked over before anything else happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import borrow
from autograd.nest import leaves, map_leaves
from nn.training.foreign import numbers, texts


@dataclass(slots=True, eq=False)
class Samples:
    """x: (n, ...), y: (n, ...) and weights: (n,) or (n, ...) or None, with one entry per sample.

    Of several inputs x is a nest of arrays as the model takes them; of several outputs y and weight are lists.
    """

    x: Any
    y: Any = None
    weight: Any = None

    def __len__(self) -> int:
        return len(self.x) if type(self.x) is np.ndarray else len(leaves(self.x)[0])

    def __getitem__(self, rows: Any) -> Samples:
        return Samples(take_rows(self.x, rows), take_rows(self.y, rows), take_rows(self.weight, rows))

    def batches(self, size: int) -> Iterator[Samples]:
        """Slices of `size` samples in order, the last one maybe smaller."""
        return (self[start : start + size] for start in range(0, len(self), size))


def take_rows(nest: Any, rows: Any) -> Any:
    """These rows of every array in a nest; None stays."""
    if nest is None:
        return None
    return nest[rows] if type(nest) is np.ndarray else map_leaves(lambda part: part if part is None else part[rows], nest)


def as_tensors(x: Any) -> Any:
    """Arrays as Tensors of the same memory; text stays."""
    return as_tensor(x) if type(x) is np.ndarray else map_leaves(as_tensor, x)


def as_tensor(x: np.ndarray) -> Any:
    """One array as a Tensor of the same memory; text stays."""
    return x if x.dtype.kind == "U" else borrow(x)


def list_arrays(nest: Any) -> list[Any]:
    """The arrays in a nest."""
    return [nest] if nest is None or type(nest) is np.ndarray else leaves(nest)


def require_same_length(owner: str, data: Samples) -> Samples:
    """The same arrays, one entry per sample in each; ValueError if not."""
    parts = list_arrays(data.x)
    n = len(parts[0])
    if not n:
        raise ValueError(f"{owner}: there are no samples, x has shape {parts[0].shape}")
    for part in parts[1:]:
        if len(part) != n:
            raise ValueError(
                f"{owner}: one input has {n} samples, another has {len(part)}; they must have one entry per sample"
            )
    for y in list_arrays(data.y):
        if y is not None and len(y) != n:
            raise ValueError(f"{owner}: x has {n} samples, y has {len(y)}; they must have one entry per sample")
    for weight in list_arrays(data.weight):
        if weight is not None and len(weight) != n:
            raise ValueError(f"{owner}: sample_weight has {len(weight)} entries for {n} samples")
    return data


def weigh_classes(owner: str, data: Samples, class_weight: dict[int, float] | None) -> Samples:
    """The same data, each sample's weight times that of its class; ValueError or TypeError if there are no such classes."""
    if class_weight is None:
        return data
    if not isinstance(class_weight, dict):
        raise TypeError(f"{owner}: class_weight must be a dict such as {{0: 1.0, 1: 5.0}}, got {class_weight!r}")
    if type(data.y) is not np.ndarray:
        raise ValueError(f"{owner}: class_weight is for a model of one output; give sample_weight, a list with one per output")
    by_class = weights_of_classes(data.y, class_weight)
    return Samples(data.x, data.y, by_class if data.weight is None else data.weight * by_class)


def arrays(owner: str, what: str, given: Any) -> Any:
    """Numbers as an array, or, given as a dict or as a list of arrays, a nest of arrays."""
    several = isinstance(given, (list, tuple)) and given and all(np.ndim(part) for part in given if hasattr(part, "shape"))
    if isinstance(given, dict) or (several and all(hasattr(part, "shape") or isinstance(part, dict) for part in given)):
        return map_leaves(lambda part: array(owner, what, part), given)
    return array(owner, what, given)


def array(owner: str, what: str, given: Any) -> np.ndarray:
    """Numbers, one entry per sample, as an array: (n, ...)."""
    if type(given) is np.ndarray and given.ndim and given.dtype.kind in "fiub":
        return given
    if hasattr(given, "__next__"):
        raise TypeError(f"{owner}: {what} is a generator; give an array, or an iterable of batches (x, y) as x alone")
    try:
        found = numbers(owner, what, given)
    except ValueError:
        raise ValueError(f"{owner}: {what} must be one array, but its rows have different lengths or shapes") from None
    if not found.ndim:
        raise ValueError(f"{owner}: {what} must hold one entry per sample, got the single number {found}")
    return found


def whole_samples(owner: str, x: np.ndarray, expected: tuple[int | None, ...] | None) -> np.ndarray:
    """x, with a last axis of size 1 if only an axis for the features is missing: (n,) -> (n, 1), as in Keras.

    ValueError if x lacks another axis of the expected shape (None, ...), most often that of the batch.
    """
    if expected is None or x.ndim >= len(expected):
        return x
    if x.ndim == len(expected) - 1 and expected[-1] == 1:
        return x[..., None]
    wanted = ", ".join(["n", *map(str, expected[1:])])
    raise ValueError(f"{owner} takes x of shape ({wanted}), got {x.shape}: a single sample is x[None]")


def weights_of_classes(y: np.ndarray, class_weight: dict[int, float]) -> np.ndarray:
    """Each sample's weight by its class; 1 for a class without one. y: (n,), (n, 1) or one-hot (n, classes) -> (n,)."""
    if y.ndim > 2:
        raise ValueError(f"class_weight needs one label per sample, but y has shape {y.shape}; give sample_weight")
    labels = y.argmax(-1) if y.ndim == 2 and y.shape[-1] > 1 else y.reshape(-1)
    weights = np.ones(len(labels))
    for label, weight in class_weight.items():
        weights[labels == label] = weight
    return weights


def split(data: Samples, share: float) -> tuple[Samples, Samples]:
    """Keep the *last* `share` of the samples apart, as Keras does: the order is that of the data, before any shuffling."""
    if not 0 < share < 1:
        raise ValueError(f"fit: validation_split must lie in [0, 1), got {share}")
    cut = int(len(data) * (1.0 - share))
    if not 0 < cut < len(data):
        raise ValueError(f"fit: validation_split={share} of {len(data)} samples leaves {cut} to learn from; give more data")
    return data[:cut], data[cut:]


def enter_array(owner: str, what: str, symbol: Any, given: Any) -> np.ndarray:
    """The data of one Input as an array of numbers, or of text if the Input asks for text."""
    return texts(owner, what, given) if symbol.text else array(owner, what, given)
