"""Folding: which operations of a long tape are drawn as one, so that the drawing stays readable.

A drawing is folded as asked for (detail, depth, collapse), and then only as far as its limit demands: long sums
first, then modules from the innermost outwards, then single numbers that are computed alike, and in the end whole
stretches of the tape. Every step takes time in proportion to the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np

from autograd import Scope, Tensor
from autograd import add as addition
from viz.folding.box import Box, Folding
from viz.folding.repeats import Same, equal_calls
from viz.folding.rows import in_a_row
from viz.folding.stretches import stretches
from viz.folding.sums import Sums, sums
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
        needed: set[int] = set()
        for z, level in zip(survey.operations, self.level.values()):
            if z.op is not addition:
                needed.add(level)
        return len(needed) > limit

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
        return sum(z.op is not addition for z in self.survey.operations)

    @cached_property
    def level(self) -> dict[int, int]:
        return levels(self.survey)

    @cached_property
    def sums(self) -> Sums:
        return sums(self.survey)

    @cached_property
    def repeated(self) -> Same:
        return equal_calls(self.survey.scopes, self.survey.operations, self.level, REPEATED)

    @cached_property
    def alike(self) -> Same:
        return equal_calls(self.survey.scopes, self.survey.operations, self.level, 2)

    @cached_property
    def through(self) -> dict[int, Tensor]:
        """What is not worth a node: aliases, which derivatives make of their arguments, and copies of constant arrays.

        An array used by two operations is two constants on the tape, and one thing to the program's author.
        """
        found: dict[int, Tensor] = {}
        arrays: dict[Any, Tensor] = {}
        for t in self.survey.tensors:
            if id(t) in self.survey.roots:
                continue
            if t.op is not None:
                if t.op.name == "alias":
                    found[id(t)] = t.inputs[0]
            elif not t.requires_grad and t.shape and not self.survey.name(t):
                data = np.ascontiguousarray(t.numpy())
                first = arrays.setdefault((t.shape, data.dtype.str, blake2b(data.data).digest()), t)
                if first is not t:
                    found[id(t)] = first
        return found

    def fold(self, how: str, depth: int | None, terms: int | None, numbers: int | None) -> Folding:
        """Close the scopes at `depth` and the chosen ones, fold sums of so many terms, merge so many alike numbers."""
        survey = self.survey
        closed = (
            survey.scopes.find_closed(depth, self.depth is None or how != "", self.chosen)
            if depth is not None or self.chosen
            else {}
        )
        same: Same = self.alike if numbers == 2 else self.repeated if closed else {}
        folding = Folding(how, same=same, through=self.through)
        for key, frame in same.items():
            folding.calls[id(frame)] = folding.calls.get(id(frame), 0) + 1
            folding.names.setdefault(id(frame), []).append(label(survey.scopes.all[key]))
        if not how and numbers == REPEATED and max(folding.calls.values(), default=1) == 1:
            numbers = None  # no module is merged, so nothing around them is
        key_of = self._keys(folding, terms, numbers is not None)
        found: dict[Any, Box] = {}
        for z in survey.operations:
            home = closed.get(id(z.scope))
            if home is None:
                kind, key = key_of(z)
                if not kind:
                    continue
                box = found.get(key) or found.setdefault(key, Box(kind, folding.frame(z.scope)))
            else:
                box = _find_module(folding, found, home)
            box.members.append(z)
            folding.boxes[id(z)] = box
        self._finish(folding, found.values(), numbers or 2)
        if closed:
            in_a_row(survey, folding, REPEATED)
        return folding

    def _finish(self, folding: Folding, boxes: Iterable[Box], least: int) -> None:
        """Take boxes of fewer than `least` alike numbers away again, and count how many sums the others hold."""
        for box in boxes:
            if box.kind == "alike" and len(box.members) < least:
                for z in box.members:
                    del folding.boxes[id(z)]
            elif box.kind == "sum":
                box.count = sum(self.sums.last[id(z)] is z for z in box.members)

    def _keys(self, folding: Folding, terms: int | None, numbers: bool) -> Callable[[Tensor], tuple[str, Any]]:
        """A function from an operation outside closed modules to its kind of box, if it has one, and what it shares."""
        chains = self.sums if terms else Sums({}, {})
        seen: dict[int, int] = {}  # operations so far, by their scope
        through, same, level = folding.through, folding.same, self.level if numbers else {}

        def key_of(z: Tensor) -> tuple[str, Any]:
            if through and id(z) in through:
                return "", None
            end = chains.end(z, terms or 0) if z.op is addition else None
            kind, last = ("alike", z) if end is None else ("sum", end)
            frame = same.get(id(z.scope), z.scope)
            if numbers and last.shape == ():
                return kind, (kind, id(frame), id(last.op), level[id(last)], last.settings and repr(last.settings))
            if folding.calls.get(id(frame), 1) > 1:
                place = seen[id(z.scope)] = seen.get(id(z.scope), 0) + 1
                return kind, (kind, id(frame), id(last.op), self.level[id(last)], place if end is None else -1)
            return ("", None) if end is None else (kind, (kind, id(end)))

        return key_of


def _find_module(folding: Folding, found: dict[Any, Box], home: Scope) -> Box:
    """The box of a closed scope, which stands for all calls that are drawn as one."""
    call = folding.frame(home)
    assert call is not None
    if id(call) not in found:
        called = folding.names.get(id(call), [label(call)])
        found[id(call)] = Box("module", folding.frame(call.parent), label(call), call, called, folding.times(call))
    return found[id(call)]
