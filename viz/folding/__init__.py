"""Folding: which operations of a long tape are drawn as one, so that the drawing stays readable.

A drawing is folded as asked for (detail, depth, collapse), and then only as far as its limit demands: long sums
first, then modules from the innermost outwards, then single numbers that are computed alike, and in the end whole
stretches of the tape. Every step takes time in proportion to the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from autograd import Scope
from viz.folding.box import Box, Folding, Frames
from viz.folding.keys import ALIKE_NUMBERS, MODULE, SUM, Keys
from viz.folding.origins import find_origins
from viz.folding.repeats import Same, equal_calls
from viz.folding.rows import in_a_row
from viz.folding.stretches import stretches
from viz.folding.sums import Sums, additions, sums
from viz.tape.codes import split
from viz.tape.levels import levels
from viz.tape.scopes import label
from viz.tape.survey import Survey

READABLE = 60  # values; more are not read one by one
ENDLESS = 10  # times as many operations as nodes are allowed, from which on it is worth asking
LONG = 8  # terms of a sum that is folded without being asked
REPEATED = 4  # equal module calls from which on one stands for all
ALIKE = "what is computed alike drawn as one"


class Folder:
    """Folds one survey, in one way or another; what several ways need is computed once."""

    def __init__(
        self, survey: Survey, detail: str, depth: int | None = None, chosen: Callable[[Scope], bool] | None = None
    ) -> None:
        self.survey = survey
        self.detail = detail
        self.depth = depth
        self.chosen = chosen

    @property
    def is_crowded(self) -> bool:
        """Whether so many values are there that "auto" prefers arrays and modules to each of them."""
        return self.detail == "auto" and len(self.survey.tensors) > READABLE and self.depth is None and self.chosen is None

    def readable_ways(self) -> Iterator[Folding]:
        """For "auto": foldings that keep the modules open first, then those that close them."""
        if self.single <= READABLE:
            yield self.fold("long sums folded", None, 3, None)
        yield self.fold(ALIKE, None, 3, 2)
        for depth in range(self.survey.scopes.depth, 0, -1):
            yield self.fold("collapsed to {boxes}", depth, 3, REPEATED)

    def is_endless(self, limit: int) -> bool:
        """Whether nothing but stretches of the tape can fit: without modules, what is alike stands at the same level.

        Additions may fold into sums; each level of anything else needs a node of its own.
        """
        survey = self.survey
        if survey.scopes.depth or len(survey.operations) < ENDLESS * limit:
            return False
        return self._needs_more(limit, ENDLESS * limit) or self._needs_more(limit, None)  # the beginning mostly tells

    def _needs_more(self, limit: int, first: int | None) -> bool:
        """Whether more levels than this hold something other than additions, among the `first` operations."""
        level = self.level if first is None else levels(self.survey, first)
        return len(np.unique(level[~additions(self.survey)[:first]])) > limit

    def ways(self, limit: int) -> Iterator[Folding]:
        """Foldings from the one that was asked for to ever coarser ones; the last always fits."""
        deepest, tensors = self.survey.scopes.depth, self.detail == "tensor"
        asked = deepest if self.detail == "module" else None
        if self.depth is not None:
            asked = self.depth + 1
        coarser = range(min(deepest if asked is None else asked - 1, deepest), 0, -1)
        least = None if self.detail == "scalar" else 3 if tensors else LONG
        closing = asked is not None or self.chosen is not None
        hopeful = closing or tensors or self.single <= limit
        if hopeful:
            yield self.fold("", asked, least, 2 if tensors else REPEATED if closing else None)
        if not tensors:
            if hopeful and asked is None:
                yield self.fold("long sums folded", None, 3, None)
            for depth in coarser:
                yield self.fold("collapsed to {boxes}", depth, 3, REPEATED)
            yield self.fold(ALIKE, asked, 3, 2)
        for depth in coarser:
            yield self.fold(f"collapsed to {{boxes}}, {ALIKE}", depth, 3, 2)
        yield stretches(self.survey, limit)

    @cached_property
    def single(self) -> int:
        """How many operations no sum can take in."""
        return int((~additions(self.survey)).sum())

    @cached_property
    def level(self) -> np.ndarray:
        return levels(self.survey)

    @cached_property
    def sums(self) -> Sums:
        return sums(self.survey)

    @cached_property
    def repeated(self) -> Same:
        return equal_calls(self.survey, self.level, REPEATED)

    @cached_property
    def alike(self) -> Same:
        return equal_calls(self.survey, self.level, 2)

    @cached_property
    def origin(self) -> np.ndarray:
        return find_origins(self.survey)

    def fold(self, how: str, depth: int | None, terms: int | None, numbers: int | None) -> Folding:
        """Close the scopes at `depth` and the chosen ones, fold sums of so many terms, merge so many alike numbers."""
        survey = self.survey
        closed = (
            survey.scopes.find_closed(depth, self.depth is None or how != "", self.chosen)
            if depth is not None or self.chosen
            else {}
        )
        same: Same = self.alike if numbers == 2 else self.repeated if closed else {}
        frames = Frames(same)
        for key, frame in same.items():
            frames.calls[id(frame)] = frames.calls.get(id(frame), 0) + 1
            frames.names.setdefault(id(frame), []).append(label(survey.scopes.all[key]))
        if not how and numbers == REPEATED and max(frames.calls.values(), default=1) == 1:
            numbers = None  # no module is merged, so nothing around them is
        folding = Folding(survey, how, frames, self.origin)
        ends = self.sums.ends(terms)[survey.made] if terms else np.full(len(survey.made), -1)
        keys = Keys(survey, frames, closed, ends, folding.stands_alone[survey.made])
        kinds, of = keys.find(self.level if numbers or frames.calls else None, numbers is not None)
        folding.set_boxes(self._boxes(folding, closed, kinds, of, numbers or 2))
        if closed:
            in_a_row(survey, folding, REPEATED)
        return folding

    def _boxes(self, folding: Folding, closed: dict[int, Scope], kinds: np.ndarray, of: np.ndarray, least: int) -> list[Box]:
        """The boxes without those of fewer than `least` alike numbers; `kinds` and `of` are operations' kinds and numbers."""
        survey, frames, boxes = self.survey, folding.frames, []
        sizes = np.bincount(of[of >= 0])
        enough = (kinds != ALIKE_NUMBERS) | (sizes[of] >= least) if len(sizes) else np.zeros(len(of), bool)
        kept = np.flatnonzero((of >= 0) & enough)
        found, groups = np.unique(of[kept], return_inverse=True)
        for rows in split(groups, len(found)):
            members, kind = survey.made[kept[rows]], kinds[kept[rows[0]]]
            scope = survey.tensors[members[0]].scope
            if kind == MODULE:
                call = frames.frame(closed[id(scope)])
                assert call is not None
                names = frames.names.get(id(call), [label(call)])
                around = frames.frame(call.parent)
                boxes.append(Box("module", around, members, label(call), call, list(names), frames.times(call)))
            elif kind == SUM:
                ends = int((self.sums.last[members] == members).sum())
                boxes.append(Box("sum", frames.frame(scope), members, count=ends))
            else:
                boxes.append(Box("alike", frames.frame(scope), members))
        return boxes
