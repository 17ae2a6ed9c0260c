"""Lines of a tape at the speed of the machine, with numba: first an interpreter, later loops with their own code.

Both are compiled once so much has been run that it pays. They work on arrays of all values and all gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.loops import Segment
from autograd.compiled.stretch import Stretch
from autograd.compiled.switch import Interpreted, compile_function, compile_interpreter

EARNED = 3_000_000  # lines run, after which a compiled interpreter pays: it takes about a second
LOOPS_EARNED = 300_000_000  # and after which compiled loops do: one or two seconds for each
HANDY = 120  # lines of a body that numba compiles in a few seconds; the time grows with the square


def quicken(stretch: Stretch) -> Iterator[tuple[list[Any], float]]:
    """Parts that run all lines, and after how many lines run to ask again; nothing without numba."""
    functions = compile_interpreter(stretch.templates)
    if functions is None:
        return

    def interpret(lines: slice) -> Interpreted:
        return Interpreted(functions, stretch.kind[lines], stretch.reads[lines], stretch.outside + lines.start)

    def is_handy(segment: Segment) -> bool:
        return segment.times > 1 and segment.size <= HANDY

    yield [interpret(slice(0, len(stretch.kind)))], LOOPS_EARNED if any(map(is_handy, stretch.found)) else np.inf
    yield stretch.write(stretch.found, MachineBody, is_handy, interpret), np.inf


class MachineBody(Body):
    """A body whose results stand in v from its first place on, once numba has compiled it."""

    def compile(self, functions: dict[str, Any]) -> tuple[Callable[..., None], Callable[..., None]]:
        import numba

        as_ieee = numba.njit(error_model="numpy")
        forward, backward = super().compile({name: compile_function(numba, function) for name, function in functions.items()})
        return as_ieee(forward), as_ieee(backward)

    def list_places(self, places: np.ndarray) -> Any:
        return np.ascontiguousarray(places, np.int64)

    def store(self) -> list[str]:
        return [f"        v[b + {j}] = t{j}" for j in range(self.segment.size)]

    def load(self) -> list[str]:
        return [f"        t{j} = v[b + {j}]" for j in range(self.segment.size)]

    def nbytes(self) -> int:
        return sum(places.nbytes for places in [*self.varying, *self.way_back])


@cache
def has_numba() -> bool:
    """Whether the extra `fast` is installed; it is imported only once a program has earned it."""
    return find_spec("numba") is not None
