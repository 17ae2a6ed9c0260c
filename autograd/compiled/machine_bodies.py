"""Loops of the tape that numba compiles: the same text as in `bodies`, on arrays of all values and all gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.switch import compile_function


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
