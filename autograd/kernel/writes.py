"""Writes: noticing arrays that were overwritten, and giving each write its place on the tape.

Operations and writes take their positions from one counter. An operation whose input now stands *later* on the tape than
itself used a value that is gone. `.data` hands out the array of a leaf and keeps a copy of it, the *witness*: if the array
differs from the copy, it was written. A value off the tape that shows the memory of a leaf has that leaf as its witness.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

import numpy as np

next_position = count(1).__next__


def touch(x: Any, *others: Any) -> None:
    """Note that the memory behind this leaf was written: an operation that used the old value can no longer be played.

    others: more leaves whose memory was written.

    Writes through `.data` are noticed without it; it is for memory that others write to (see Tensor.bind).

    >>> from autograd import Tensor
    >>> x = Tensor([1.0, 2.0])
    >>> before = x.position
    >>> x.touch()
    >>> x.position > before
    True
    """
    for leaf in (x, *others):
        witness = leaf._witness
        if type(witness) is np.ndarray:
            leaf._witness = leaf._value.copy()
        elif witness is not None and written_behind(witness):
            touch(witness)
        leaf.position = next_position()


def written_behind(x: Any) -> bool:
    """Whether the array was changed after `.data` handed it out, or, of a view, after the view was taken.

    >>> from autograd import Tensor
    >>> x = Tensor([1.0, 2.0])
    >>> x.data[0] = 5.0
    >>> x.written_behind()
    True
    """
    witness = x._witness
    if witness is None:
        return False
    if type(witness) is np.ndarray:
        return not np.array_equal(witness, x._value, equal_nan=True)
    return witness.position > x.position or written_behind(witness)


def note_writes(nodes: Iterable[Any]) -> None:
    """Look for writes to these nodes that were not noticed yet, and give each of them a position."""
    for x in nodes:
        if x._witness is not None and written_behind(x):
            touch(x)


def refuse_written(x: Any, z: Any) -> None:
    """RuntimeError if x was written after z used it. z may be x itself, a leaf, which used nothing."""
    if x is not z and (x.position > z.position or written_behind(x)):
        raise RuntimeError(
            f"{x.describe()} was written after {z.op.name} (position {z.position}) used it, so its gradient "
            "would be wrong: run the forward pass again, or call backward() before changing data"
        )


def find_shown_leaf(data: np.ndarray, inputs: Iterable[Any]) -> Any:
    """The leaf whose memory this result off the tape shows, so that a write to the leaf changes it too; None if none."""
    for x in inputs:
        value = x._value
        if type(value) is np.ndarray and (data is value or (data.base is not None and np.may_share_memory(data, value))):
            if x._witness is not None and type(x._witness) is not np.ndarray:
                return x._witness
            return x if x.op is None else find_shown_leaf(data, x.inputs)
    return None
