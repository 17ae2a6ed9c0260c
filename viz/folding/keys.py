"""Which operations share a box: those whose keys, rows of whole numbers, are equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd import Scope
from viz.folding.box import Frames
from viz.tape.codes import count_up, encode, group
from viz.tape.survey import Survey

NOTHING, MODULE, SUM, ALIKE_NUMBERS = range(4)  # what an operation is drawn in


@dataclass
class Keys:
    """What decides about the boxes of one folding: closed scopes, and for each operation the end of its sum, or -1.

    `counted` are the operations that are worth a node: aliases are not.
    """

    survey: Survey
    frames: Frames
    closed: dict[int, Scope]
    ends: np.ndarray
    counted: np.ndarray

    def find(self, level: np.ndarray | None, numbers: bool) -> tuple[np.ndarray, np.ndarray]:
        """For each operation the kind of its box, and the number of the box in tape order; -1 for none.

        level: that of each operation, if calls are merged or `numbers` that are computed alike.
        """
        n = len(self.ends)
        inside, frame, repeated = self._scopes()
        open_ = self.counted & ~inside
        in_sum = self.ends >= 0
        last = self._numbers()[np.where(in_sum, self.ends, self.survey.made)]
        kinds = np.where(inside, MODULE, np.where(open_, np.where(in_sum, SUM, ALIKE_NUMBERS), NOTHING))
        merged = open_ & self._single()[last] if numbers else np.zeros(n, bool)
        copied = open_ & ~merged & repeated
        kinds[open_ & ~merged & ~copied & ~in_sum] = NOTHING
        columns = np.zeros((5, n), np.intp)
        columns[0] = np.where(inside, 1, np.where(merged, 2, np.where(copied, 3, 4)))
        columns[1] = np.where(inside | merged | copied, frame, last)
        if level is not None:
            alike = merged | copied
            columns[2] = np.where(alike, self.survey.op_codes[0][last], 0)
            columns[3] = np.where(alike, level[last], 0)
            columns[4, merged] = self._settings()[last][merged]
            columns[4, copied] = np.where(in_sum[copied], -1, count_up(self.survey.scope_codes[0][copied]))
        rows = np.flatnonzero(kinds != NOTHING)
        of = np.full(n, -1)
        of[rows] = group(kinds[rows], *columns[:, rows])[0]
        return kinds, of

    def _scopes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each operation: is it hidden by a closed scope; the code of its frame or closed call; is that repeated."""
        codes, listed = self.survey.scope_codes
        calls = [self.frames.frame(self.closed.get(id(scope), scope)) for scope in listed]
        inside = np.array([id(scope) in self.closed for scope in listed], bool)
        repeated = np.array([self.frames.calls.get(id(call), 1) > 1 for call in calls], bool)
        frame = encode([id(call) for call in calls])[0]
        return inside[codes], frame[codes], repeated[codes]

    def _numbers(self) -> np.ndarray:
        """By index, which operation it is."""
        found = np.full(len(self.survey.tensors), -1)
        found[self.survey.made] = np.arange(len(self.survey.made))
        return found

    def _single(self) -> np.ndarray:
        """Whether the result of each operation is a single number."""
        codes, shapes = self.survey.shape_codes
        found: np.ndarray = np.array([shape == () for shape in shapes], bool)[codes[self.survey.made]]
        return found

    def _settings(self) -> np.ndarray:
        """The settings of each operation, as a code."""
        settings = [z.settings for z in self.survey.operations]
        given = [i for i, chosen in enumerate(settings) if chosen is not None]  # mostly few, and only these need words
        found = np.zeros(len(settings), np.intp)
        found[given] = 1 + encode([repr(settings[i]) for i in given])[0]
        return found
