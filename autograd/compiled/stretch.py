"""Lines that run one by one: their kinds, what they read, and the parts that run them, loops apart from what lies between."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body
from autograd.compiled.loops import BEFORE, FAR, FIXED, VARYING, Segment, segments
from autograd.compiled.switch import gather_functions
from autograd.compiled.templates import Template


class Stretch:
    """Values are numbered from what is read from outside: the results of the lines follow it, one after another."""

    def __init__(
        self, templates: list[Template], kind: np.ndarray, reads: np.ndarray, constant: np.ndarray, read: np.ndarray
    ) -> None:
        """templates: by kind. kind: (lines,). reads: (lines, columns) places, -1 where there is no operand.

        constant: (outside,) which places outside need no gradient. read: the places that are read elsewhere.
        """
        self.templates, self.kind, self.reads = templates, kind, reads
        self.outside = len(constant)
        self.calls = gather_functions(templates)  # what all texts call
        self.found = segments(kind, reads, self.outside)
        self.constant = np.concatenate([constant, np.zeros(len(kind), bool)])
        self.read = read

    def write(
        self,
        found: list[Segment],
        body: Callable[..., Body],
        is_worth: Callable[[Segment], bool],
        interpret: Callable[[slice], Any],
    ) -> list[Any]:
        """The parts: a text for each segment that is worth one, and what `interpret` makes of the lines between."""
        watched = self.find_watched(found)
        parts: list[Any] = []
        for worth, alike in groupby(found, is_worth):
            if worth:
                parts += [self.write_body(body, segment, watched) for segment in alike]
            else:
                lines = list(alike)
                parts.append(interpret(slice(lines[0].first, lines[-1].stop)))
        return parts

    def write_body(self, body: Callable[..., Body], segment: Segment, watched: np.ndarray) -> Body:
        templates = [self.templates[k] for k in self.kind[segment.first : segment.first + segment.size].tolist()]
        return body(segment, templates, self.reads, self.outside, self.constant, watched, self.calls)

    def find_watched(self, found: list[Segment]) -> np.ndarray:
        """Whose gradients arrive from elsewhere than the next repetition, by place."""
        watched = np.zeros(len(self.constant), bool)
        for segment in found:
            used = self.reads[segment.first : segment.stop].reshape(segment.times, segment.size, -1)
            for way in (FAR, FIXED, VARYING):
                watched[used[:, segment.how == way]] = True
            watched[used[0, segment.how == BEFORE]] = True
        watched[self.read] = True
        return watched
