"""Sequences of different lengths as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.checks import choice

SIDES = ("pre", "post")


def pad_sequences(
    sequences: Sequence[Any], maxlen: int | None = None, dtype: Any = "int32", padding: str = "pre", truncating: str = "pre",
    value: Any = 0.0,
) -> np.ndarray:  # fmt: skip
    """Sequences as the rows of an array, short ones filled up and long ones cut: n of any lengths -> (n, maxlen, ...).

    sequences: lists or arrays. maxlen=None: the new length, None for the longest. dtype="int32": of the array; object or str
    for texts. padding="pre", truncating="pre": whether they are filled up and cut at the beginning or, "post", at the end.
    value=0.0: what fills them up. Raises ValueError for what has no length, or parts of different shapes.

    >>> pad_sequences([[1, 2, 3], [4]])
    array([[1, 2, 3],
           [0, 0, 4]], dtype=int32)
    """
    choice("pad_sequences", "padding", padding, SIDES)
    choice("pad_sequences", "truncating", truncating, SIDES)
    for i, sequence in enumerate(sequences):
        if not hasattr(sequence, "__len__"):
            raise ValueError(f"pad_sequences: sequences is a list of lists, but number {i} is {sequence!r}")
    longest = max((len(sequence) for sequence in sequences), default=0) if maxlen is None else maxlen
    parts = np.shape(next((sequence for sequence in sequences if len(sequence)), ()))[1:]
    kind = np.dtype(object) if np.dtype(dtype).kind == "U" else np.dtype(dtype)
    if isinstance(value, str) and kind.kind != "O":
        raise ValueError(f"pad_sequences: value={value!r} is text, but dtype={dtype}: say dtype=object")
    made = np.full((len(sequences), longest, *parts), value, dtype=kind)
    for row, sequence in zip(made, sequences):
        kept = np.asarray(sequence[max(0, len(sequence) - longest) :] if truncating == "pre" else sequence[:longest], kind)
        if not len(sequence):
            continue
        if kept.shape[1:] != parts:
            raise ValueError(f"pad_sequences: parts of shape {kept.shape[1:]} beside parts of shape {parts}")
        if padding == "post":
            row[: len(kept)] = kept
        else:
            row[longest - len(kept) :] = kept
    return made
