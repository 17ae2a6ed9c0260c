"""Weight decay: which parameters it shrinks, and how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import Tensor


class Decaying:
    """The part of an Optimizer that is about weight decay."""

    weight_decay: float | None
    vector: Any
    rate: float
    _excluded: tuple[frozenset[int], str] = (frozenset(), "")  # the ids of parameters, and a pattern for names
    _decays: Any = None  # λ: one for all, or one for each number of the vector; None for none

    def exclude_from_weight_decay(
        self, var_list: Sequence[Tensor] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """Let these parameters keep their size, biases for instance; before the first step.

        var_list: the parameters (default None). var_names: words; a parameter whose name has one is excluded (default None).
        Raises ValueError after the first step.
        """
        if getattr(self, "vector", None) is not None:
            raise ValueError("exclude_from_weight_decay must be called before the first step")
        self._kept_alive = list(var_list or ())  # so that their ids stay theirs
        self._excluded = frozenset(map(id, self._kept_alive)), "|".join(var_names or ())

    def _decay(self, piece: slice) -> None:
        """Shrink the weights in a part of the vector, but those that are excluded."""
        if self._decays is not None:
            assert self.vector is not None
            self.vector.values[piece] *= 1.0 - self.rate * (
                self._decays if isinstance(self._decays, float) else self._decays[piece]
            )

    def decay_of(self, p: Tensor) -> float | None:
        """λ of a parameter that is not excluded."""
        return self.weight_decay

    def decays_of(self, vector: Any) -> Any:
        """λ for all numbers of a vector of parameters: one number, an array, or None."""
        ids, pattern = self._excluded
        each = [
            0.0 if id(p) in ids or (pattern and re.search(pattern, p.name or "")) else self.decay_of(p) or 0.0
            for p in vector.parameters
        ]
        if not any(each):
            return None
        if len(set(each)) == 1:
            return each[0]
        found = np.zeros_like(vector.values)
        for place, value in zip(vector.places, each):
            found[place] = value
        return found
