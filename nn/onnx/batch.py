"""How numbers follow the batch: what two recordings differ in is told as multiples of the batch size.

merge(6, 9, (2, 3)) is Batch(3): three times as many as there are samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SIZES = (2, 3)  # the samples of the two recordings


@dataclass(frozen=True)
class Batch:
    """A whole number that is `times` the batch size."""

    times: int


class Refused(ValueError):
    """What has no form in ONNX, and why."""


def merge(a: Any, b: Any) -> Any:
    """A setting of both recordings in one: equal numbers as they are, those that grow with the batch as Batch."""
    if type(a) is not type(b):
        raise Refused(f"a setting is {a!r} for one batch size and {b!r} for another")
    if isinstance(a, (tuple, list)) and len(a) == len(b):
        return type(a)(merge(one, other) for one, other in zip(a, b))
    if isinstance(a, slice):
        return slice(*[merge(getattr(a, part), getattr(b, part)) for part in ("start", "stop", "step")])
    if isinstance(a, np.ndarray):
        return a if np.array_equal(a, b) else Differing(a, b)
    if isinstance(a, int) and a != b:
        times, rest = divmod(a, SIZES[0])
        if rest or times * SIZES[1] != b:
            raise Refused(f"the number {a} for {SIZES[0]} samples and {b} for {SIZES[1]} is no multiple of the batch size")
        return Batch(times)
    if a != b:
        raise Refused(f"a setting is {a!r} for one batch size and {b!r} for another")
    return a


@dataclass(frozen=True, eq=False)
class Differing:
    """An array that is not the same in both recordings: an input, or constants for each sample."""

    first: np.ndarray
    second: np.ndarray

    def sample(self) -> tuple[np.ndarray, Any]:
        """What is the same for all samples, and the shape it is to be repeated to; Refused for what depends on the data."""
        shape = merge(np.shape(self.first), np.shape(self.second)) if self.first.ndim == self.second.ndim else ()
        key = tuple(slice(0, 1) if isinstance(n, Batch) else slice(None) for n in shape)
        one = self.first[key]
        if not shape or not all(np.array_equal(np.broadcast_to(one, part.shape), part) for part in (self.first, self.second)):
            raise Refused(
                "numbers that depend on the data were computed outside of the recorded operations, as a mask is from tokens"
            )
        return one, shape
