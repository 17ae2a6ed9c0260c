"""Vectors cut into pieces that stay near the processor while a step's many small passes go over them."""

from __future__ import annotations

from operator import is_
from typing import Any

import numpy as np

BLOCK = 32768  # numbers of a piece: six vectors' pieces take 768 kB in float32; measured best from 8,192 to 131,072


class Pieces:
    """Remembers how vectors were cut: they are the same at each step. A copy cuts anew, since copies of views are no views."""

    def __init__(self) -> None:
        self._vectors: list[np.ndarray] = []
        self._pieces: list[tuple[slice, list[np.ndarray], list[np.ndarray]]] = []

    def __reduce__(self) -> Any:
        return Pieces, ()

    def cut(self, vectors: list[np.ndarray]) -> list[tuple[slice, list[np.ndarray], list[np.ndarray]]]:
        """Of each piece: its place, the vectors' parts there, and two free arrays of its length; vectors of one length."""
        if len(vectors) != len(self._vectors) or not all(map(is_, vectors, self._vectors)):
            n = len(vectors[0])
            scratch = [np.empty(min(BLOCK, n), vectors[0].dtype) for _ in range(2)]
            places = [slice(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK)]
            self._pieces = [
                (place, [vector[place] for vector in vectors], [part[: place.stop - place.start] for part in scratch])
                for place in places
            ]
            self._vectors = vectors
        return self._pieces
