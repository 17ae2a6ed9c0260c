"""Data of other libraries as arrays of numbers: tables with columns of several kinds, nullable ones, sparse matrices."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from autograd import Tensor
from nn.losses.checks import values

FIXES = {
    "missing values": "fill them first, such as x.fillna(0.0), or leave these rows out",
    "text": "make numbers of it, such as pd.get_dummies(x) for inputs or np.unique(y, return_inverse=True)[1] for labels",
    "dates": "make numbers of them, such as the days since the first",
    "complex numbers": "give their real and imaginary parts, or their sizes",
}
KINDS = {"U": "text", "S": "text", "T": "text", "M": "dates", "m": "dates", "c": "complex numbers"}
MISSING = ("NoneType", "NAType", "NaTType")


def is_sparse(given: Any) -> bool:
    """Whether this is one of SciPy's matrices that leave out the zeros."""
    return hasattr(given, "toarray") and hasattr(given, "nnz")


def numbers(owner: str, what: str, given: Any) -> np.ndarray:
    """The plain array of numbers that was meant; TypeError for text, missing values and the like, with a fix."""
    if is_sparse(given):
        return np.asarray(given.toarray())
    if isinstance(given, np.ndarray) and hasattr(given, "filled"):
        raise TypeError(f"{owner}: {what} is a masked array, whose mask would be lost: give x.filled(0.0)")
    found = np.asarray(values(open_up(owner, what, given)))
    if found.dtype.kind in "fiub":
        return found
    if found.dtype == object:
        strange = {kind for kind in set(map(type, found.flat)) if not issubclass(kind, (Real, np.bool_))}
        if not strange:  # truths beside numbers, or a column that could have held missing values
            return found.astype(float)
        got = describe(strange) + of_column(given, found, strange)
    else:
        got = KINDS.get(found.dtype.kind, f"{found.dtype} data")
    raise TypeError(f"{owner}: {what} must hold numbers, got {got}{fix(got)}")


def open_up(owner: str, what: str, given: Any) -> Any:
    """A tensor of another library as NumPy reads it, without its record; TypeError if it must be moved or converted first."""
    if hasattr(given, "collect") and not hasattr(given, "__array__"):
        raise TypeError(f"{owner}: {what} is a table that is not computed yet: give {what}.collect()")
    if hasattr(given, "detach") and not isinstance(given, Tensor):
        given = given.detach()
    try:
        found = np.from_dlpack(given) if hasattr(given, "__dlpack__") and not hasattr(given, "__array__") else given
        return found if isinstance(found, (np.ndarray, Tensor)) or not hasattr(given, "detach") else np.asarray(found)
    except (TypeError, RuntimeError, BufferError) as error:  # numbers that NumPy lacks, or memory that it does not reach
        fix = f"bring it to the memory of the processor as plain numbers, such as {what}.cpu().float()"
        raise TypeError(f"{owner}: {what} cannot be read by NumPy ({error}): {fix}") from None


def texts(owner: str, what: str, given: Any) -> np.ndarray:
    """The array of strings that was meant; TypeError for anything else."""
    found = np.asarray(given.numpy() if hasattr(given, "numpy") else given)
    if found.dtype.kind == "O":
        decoded = [x.decode() if isinstance(x, bytes) else x for x in found.flat]
        if not all(isinstance(x, str) for x in decoded):
            raise TypeError(f"{owner}: {what} must hold text, got {describe(set(map(type, decoded)) - {str})}")
        found = np.array(decoded, dtype=str).reshape(found.shape)
    if found.dtype.kind == "S":
        found = np.char.decode(found)
    if found.dtype.kind != "U":
        raise TypeError(f"{owner}: {what} must hold text, as Input(dtype='string') says, got {found.dtype} data")
    return found


def describe(strange: set[type]) -> str:
    """The kind of a value that is no number, in a word."""
    names = sorted(kind.__name__ for kind in strange)
    missing = [name for name in names if name in MISSING]
    return "missing values" if missing else "text" if str in strange else f"objects ({', '.join(names)})"


def of_column(given: Any, found: np.ndarray, strange: set[type]) -> str:
    """The column of a table in which the value stands, for messages."""
    if not hasattr(given, "columns") or found.ndim != 2:
        return ""
    hit = [name for name, column in zip(given.columns, found.T) if not strange.isdisjoint(map(type, column))]
    return f" in the column {hit[0]!r}"


def fix(got: str) -> str:
    """What to do about a value that is no number."""
    return next((f": {advice}" for kind, advice in FIXES.items() if got.startswith(kind)), "")
