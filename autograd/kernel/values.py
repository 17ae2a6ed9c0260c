"""Values: what a Node may hold, a Python float or an array of numbers, and how other things become that.

A single complex number is an array without axes, so that floats keep their short cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd.kernel.modes import MODE, note_use

LENT = ("out", "room")  # settings that are memory which a program lends to a forward
OF_ARRAYS = ("__mul__", "__array_ufunc__")  # an array with others of its own calculates by rules of its own
FIXES = {
    "matrix": "give np.asarray(m), and write m @ t for the matrix product",
    "MaskedArray": "give m.filled(0.0), or choose by np.where(~m.mask, ..., ...)",
}


def as_value(data: Any) -> Any:
    """A single real number becomes a Python float, all else an array; TypeError for what holds no numbers."""
    if type(data) is np.ndarray:
        if data.dtype.kind not in "fiubc":
            raise TypeError(f"tensors hold numbers, not {data.dtype}: {_advice(data)}")
        if data.ndim or data.dtype.kind == "c":
            return data
    elif isinstance(data, (complex, np.complexfloating)):
        return np.asarray(data)
    return float(data)


def _advice(data: np.ndarray) -> str:
    if data.dtype == object:
        return (
            "look for None and text, make a sparse matrix an array with .toarray() and a table with .to_numpy(float), "
            "join tensors with np.stack([...]), and give nested lists equal lengths"
        )
    return "convert it with .astype(float)"


def copy_in(value: Any) -> np.ndarray:
    """A new array of these numbers; TypeError for arrays whose own arithmetic would be lost: masked ones, matrices, units."""
    kind = type(value)
    if kind is np.ndarray:
        return np.array(value)
    if isinstance(value, np.ndarray) and any(getattr(kind, name) is not getattr(np.ndarray, name) for name in OF_ARRAYS):
        raise TypeError(
            f"a {kind.__module__}.{kind.__name__} does not calculate as an array does, and a Tensor would forget how: "
            + FIXES.get(kind.__name__, "give np.asarray(x) if its plain numbers are what you mean")
        )
    if not hasattr(kind, "__array__"):
        return np.array(np.from_dlpack(value) if hasattr(kind, "__dlpack__") else value)
    return np.array(np.asarray(value))  # some know no `copy`, which np.array alone would ask them for


def keep_precision(data: Any, inputs: Iterable[Any]) -> Any:
    """An array of floats made from numbers alone, in the precision in which all of these were found."""
    kinds = []
    for x in inputs:
        value = getattr(x, "_value", x)
        kind = getattr(x, "_precision", None) if type(value) is float else getattr(value, "dtype", None)
        if kind is None:
            return data  # a Python number is one of double precision, as for NumPy
        if kind.kind == "f":
            kinds.append(kind)
    return data.astype(np.result_type(*kinds)) if kinds and MODE.get().compiling is None else data


def plain_value(x: Any) -> Any:
    """A number, an array or a nest of numbers in the form in which a row computes with it outside of the tape."""
    if type(x) is float:
        return x
    if type(x) is np.ndarray:
        note_use(x)
        if x.dtype.kind == "f" and x.ndim:
            return x
    return as_value(copy_in(x))


def let_answer(op: Any, inputs: Sequence[Any], settings: dict[str, Any], error: Exception) -> Any:
    """The answer of an input without numbers that answers NumPy's functions, as a Symbol does; else raise the error."""
    for x in inputs:
        if not isinstance(x, (np.ndarray, np.generic)) and hasattr(type(x), "__array_function__"):
            return x.__array_function__(op, (type(x),), inputs, settings)
    raise type(error)(f"{op.name}: {error}") from None


def plain_result(data: Any, inputs: Sequence[Any]) -> Any:
    """The result of a row outside of the tape, as a float or an array."""
    if type(data) is float:
        return data
    data = as_value(data)
    from_a_number = type(data) is not float and data.dtype.char == "d" and not np.ndim(inputs[-1])
    return keep_precision(data, inputs) if from_a_number else data


def result_value(data: Any, inputs: Sequence[Any], z: Any) -> Any:
    """The result of a row in the form in which the Node z holds it: a float or an array. Of one number, z notes the dtype."""
    if type(data) is np.ndarray and data.ndim:
        if data.dtype.kind != "f":
            return as_value(data)
        return keep_precision(data, inputs) if type(inputs[-1]._value) is float and data.dtype.char == "d" else data
    if type(data) is np.float64:
        return float(data)
    if not all([type(x._value) is float for x in inputs]):
        z._precision = getattr(data, "dtype", None)
    return as_value(data)


def take_kind(contribution: Any, dtype: np.dtype) -> Any:
    """A contribution in another dtype: a real input takes the real part of a complex one."""
    return (np.real(contribution) if contribution.dtype.kind == "c" and dtype.kind == "f" else contribution).astype(dtype)


def real_sum(contribution: Any) -> Any:
    """The sum of all elements, of complex ones its real part."""
    summed: Any = np.add.reduce(contribution, axis=None)
    return np.real(summed) if summed.dtype.kind == "c" else summed


def misfit(name: str, error: Exception, values: Sequence[Any], settings: dict[str, Any] | None = None) -> Exception:
    """NumPy's error with the op's name and the shapes in front of its message."""
    kind = type(error) if isinstance(error, (ValueError, IndexError)) else TypeError
    shapes = " and ".join(str(np.shape(x)) for x in values)
    written = "".join(f", {key}={value!r}" for key, value in (settings or {}).items() if key not in LENT)
    sizes = re.search(r"\(size (\d+) is different from (\d+)\)", str(error))  # what NumPy says of a product, in signs
    said = f"inner sizes {sizes[2]} and {sizes[1]} differ" if sizes else error
    return kind(f"{name} of shapes {shapes}{written}: {said}")


def check_requires_grad(wanted: Any, dtype: np.dtype) -> bool:
    """`wanted` as a bool; TypeError for whole numbers and booleans, which have no derivative."""
    if not isinstance(wanted, (bool, np.bool_)):
        raise TypeError(
            f"requires_grad is True or False, got {wanted!r}: a Tensor of another precision is made of an array of it, "
            "Tensor(np.asarray(data, np.float32))"
        )
    if wanted and dtype.kind in "iub":
        raise TypeError(
            f"{dtype} data cannot require gradients: write Tensor(np.asarray(data, dtype=float)), "
            "or requires_grad=False for a constant"
        )
    return bool(wanted)


def check_gradient(gradient: Any, value: Any, described: str) -> Any:
    """A gradient to be assigned, in the kind of the value it belongs to; ValueError for another kind."""
    if type(value) is float:
        if (
            isinstance(gradient, (int, float, np.number, np.ndarray))
            and np.ndim(gradient) == 0
            and not np.iscomplexobj(gradient)
        ):
            return float(gradient)
        raise ValueError(f"the gradient of {described} is a number like its value or None: got {_kind(gradient)}")
    if not value.ndim and isinstance(gradient, (complex, float, np.number)):
        gradient = np.asarray(gradient, value.dtype)  # a single complex number
    if _kind(gradient) != _kind(value):
        raise ValueError(f"the gradient of {described} is {_kind(value)} like its value or None: got {_kind(gradient)}")
    return gradient


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    return f"a {type(value).__name__}"
