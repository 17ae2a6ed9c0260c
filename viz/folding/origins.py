"""What is not worth a node: aliases, which derivatives make of their arguments, and copies of constant arrays."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np

from viz.tape.survey import Survey


def find_origins(survey: Survey) -> np.ndarray:
    """For each value the index of what it is an alias or a copy of, which is mostly its own.

    An array used by two operations is two constants on the tape, and one thing to the program's author.
    """
    found = np.arange(len(survey.tensors))
    codes, ops = survey.op_codes
    aliases = survey.made[np.isin(codes, [code for code, op in enumerate(ops) if op.name == "alias"])]
    found[aliases] = survey.entering(aliases)
    arrays: dict[Any, int] = {}
    shaped = np.array([bool(shape) for shape in survey.shape_codes[1]], bool)
    for i in survey.leaves[shaped[survey.shape_codes[0][survey.leaves]]].tolist() if len(shaped) else ():
        t = survey.tensors[i]
        if not t.requires_grad and not survey.name(t):
            data = np.ascontiguousarray(t.numpy())
            first = arrays.setdefault((t.shape, data.dtype.str, blake2b(data.data).digest()), i)
            found[i] = first if id(t) not in survey.roots else i
    found[survey.ends] = survey.ends
    while not np.array_equal(further := found[found], found):
        found = further
    return found
