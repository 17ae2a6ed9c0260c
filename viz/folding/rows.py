"""Equal modules one after another: each fed by the one before and by nothing else that was computed."""

from __future__ import annotations

from viz.folding.box import Box, Folding
from viz.folding.repeats import fingerprints
from viz.tape.levels import levels
from viz.tape.survey import Survey


def in_a_row(survey: Survey, folding: Folding, least: int) -> None:
    """Put one box in place of every `least` or more module boxes that do the same in a row."""
    calls = [box for box in folding.unique() if box.kind == "module" and box.call is not None]
    if len(calls) < least:
        return
    feeds: dict[int, set[int]] = {id(box): set() for box in calls}  # nodes whose results a box uses
    used: dict[int, set[int]] = {id(box): set() for box in calls}  # nodes that use a box's results
    for z, inputs in zip(survey.operations, survey.inputs):
        node = id(folding.node(z))
        for x in inputs:
            x = folding.origin(x)
            before = id(folding.node(x)) if x.op is not None else node
            if before != node:
                if node in feeds:
                    feeds[node].add(before)
                if before in used:
                    used[before].add(node)
    runs: list[list[Box]] = []
    for box in calls:
        last = runs[-1][-1] if runs else None
        if last is not None and feeds[id(box)] == {id(last)} and used[id(last)] == {id(box)} and box.scope is last.scope:
            runs[-1].append(box)
        else:
            runs.append([box])
    if max(map(len, runs)) < least:
        return
    prints = fingerprints(survey.scopes, survey.operations, levels(survey), relative=True)
    for run in runs:
        _merge(folding, run, prints, least)


def _merge(folding: Folding, run: list[Box], prints: dict[int, int], least: int) -> None:
    """Join the stretches of a run in which all boxes do the same."""
    start = 0
    for end in range(1, len(run) + 1):
        if end < len(run) and _kind(run[end], prints) == _kind(run[start], prints):
            continue
        if end - start >= least:
            first = run[start]
            first.count *= end - start
            first.in_a_row = True
            first.names += [name for box in run[start + 1 : end] for name in box.names]
            for box in run[start + 1 : end]:
                first.members += box.members
                folding.boxes |= {id(z): first for z in box.members}
        start = end


def _kind(box: Box, prints: dict[int, int]) -> tuple[object, ...]:
    assert box.call is not None
    return type(box.call.owner), box.count, prints[id(box.call)]
