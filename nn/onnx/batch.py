"""How numbers depend on the batch size and on an open length: where two recordings differ, as multiples of these sizes.

merge(6, 9) is Open(3, ("batch",)): three times as many as there are samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

BATCH, LENGTH = "batch", "length"  # what files call the sizes that are open
SIZES = ({BATCH: 2, LENGTH: 5}, {BATCH: 3, LENGTH: 7})  # of the two recordings: no two of their products grow alike
PRODUCTS = ((BATCH,), (LENGTH,), (BATCH, LENGTH))


@dataclass(frozen=True)
class Open:
    """A whole number that is `times` the product of open sizes."""

    times: int
    sizes: tuple[str, ...] = (BATCH,)


@dataclass(frozen=True)
class Odd:
    """A size that follows the open ones in another way, as (length - 2) does."""

    first: int
    second: int


class Refused(ValueError):
    """What has no form in ONNX, and why."""


def merge(a: Any, b: Any) -> Any:
    """A setting of both recordings in one: equal numbers as they are, those that grow with open sizes as Open."""
    if type(a) is not type(b):
        raise Refused(f"a setting is {a!r} in one recording and {b!r} in another")
    if isinstance(a, (tuple, list)) and len(a) == len(b):
        return type(a)(merge(one, other) for one, other in zip(a, b))
    if isinstance(a, slice):
        return slice(*[merge(getattr(a, part), getattr(b, part)) for part in ("start", "stop", "step")])
    if isinstance(a, np.ndarray):
        return a if np.array_equal(a, b) else Differing(a, b)
    if isinstance(a, int) and a != b:
        for names in PRODUCTS:
            one, other = (int(np.prod([sizes[name] for name in names])) for sizes in SIZES)
            if a % one == 0 and a // one * other == b:
                return Open(a // one, names)
        raise Refused(f"the number {a} in one recording and {b} in another is no multiple of the batch size or the length")
    if a != b:
        raise Refused(f"a setting is {a!r} in one recording and {b!r} in another")
    return a


def merge_shapes(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[Any, ...]:
    """A shape of both recordings in one; a size that is no multiple of the open ones is Odd, which only few forms can use."""
    if len(a) != len(b):
        raise Refused(f"a shape is {a} in one recording and {b} in another")
    return tuple(map(merge_size, a, b))


def merge_size(a: int, b: int) -> Any:
    """One size of both recordings."""
    try:
        return merge(int(a), int(b))
    except Refused:
        return Odd(a, b)


@dataclass(frozen=True, eq=False)
class Differing:
    """An array that is not the same in both recordings: an input, or constants for each sample."""

    first: np.ndarray
    second: np.ndarray

    def sample(self) -> tuple[np.ndarray, Any]:
        """The part that all samples share, and the shape to which it is repeated; Refused for what depends on the data."""
        shape = merge(np.shape(self.first), np.shape(self.second)) if self.first.ndim == self.second.ndim else ()
        key = tuple(slice(0, 1) if isinstance(n, Open) else slice(None) for n in shape)
        one = self.first[key]
        if not shape or not all(np.array_equal(np.broadcast_to(one, part.shape), part) for part in (self.first, self.second)):
            raise Refused(
                "numbers that depend on the data were computed outside of the recorded operations, as a mask is from tokens"
            )
        return one, shape
