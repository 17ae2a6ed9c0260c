"""Lines of a tape at the speed of the machine, with numba: first an interpreter, later loops with their own code.

Both are compiled once so much has been run that it pays. They work on arrays of all values and all gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.loops import Segment
from autograd.compiled.pieces import MachineBody, PiecedBody, count_pieces
from autograd.compiled.stretch import Stretch
from autograd.compiled.switch import Interpreted, compile_interpreter

EARNED = 3_000_000  # lines run, after which a compiled interpreter pays: it takes about a second
LOOPS_EARNED = 300_000_000  # and after which compiled loops do, for each of their pieces: one or two seconds


def quicken(stretch: Stretch) -> Iterator[tuple[list[Any], float]]:
    """Parts that run all lines, and after how many lines run to ask again; nothing without numba."""
    functions = compile_interpreter(stretch.templates)
    if functions is None:
        return

    def interpret(lines: slice) -> Interpreted:
        return Interpreted(functions, stretch.kind[lines], stretch.reads[lines], stretch.outside + lines.start)

    def write_body(segment: Segment, *rest: Any) -> Body:
        return (MachineBody if count_pieces(segment.size) == 1 else PiecedBody)(segment, *rest)

    pieces = sum(count_pieces(segment.size) for segment in stretch.found if segment.times > 1)
    yield [interpret(slice(0, len(stretch.kind)))], pieces * LOOPS_EARNED or np.inf
    yield stretch.write(stretch.found, write_body, lambda segment: segment.times > 1, interpret), np.inf


@cache
def has_numba() -> bool:
    """Whether the extra `fast` is installed; it is imported only once a program has earned it."""
    return find_spec("numba") is not None
