"""Equal modules one after another: each fed by the one before and by nothing else that was computed."""

from __future__ import annotations

import numpy as np

from viz.folding.box import Box, Folding
from viz.folding.repeats import fingerprints
from viz.tape.codes import combine
from viz.tape.levels import levels
from viz.tape.survey import Survey


def in_a_row(survey: Survey, folding: Folding, least: int) -> None:
    """Put one box in place of every `least` or more module boxes that do the same in a row."""
    calls = [i for i, box in enumerate(folding.boxes) if box.kind == "module"]
    if len(calls) < least:
        return
    feeds, used = _neighbors(survey, folding)
    n = len(survey.tensors)
    runs: list[list[Box]] = []
    before = -1
    for i in calls:
        box, last = folding.boxes[i], folding.boxes[before]
        if runs and feeds.get(n + i) == {n + before} and used.get(n + before) == {n + i} and box.scope is last.scope:
            runs[-1].append(box)
        else:
            runs.append([box])
        before = i
    if max(map(len, runs)) < least:
        return
    prints = fingerprints(survey, levels(survey), relative=True)
    gone = {id(box) for run in runs for box in _merge(run, prints, least)}
    folding.set_boxes([box for box in folding.boxes if id(box) not in gone])


def _neighbors(survey: Survey, folding: Folding) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """For each box the nodes whose results it uses, and those that use its results."""
    heads, tails = folding.node[survey.heads], folding.node[folding.origin[survey.tails]]
    across = (tails >= 0) & (tails != heads) & ((tails >= len(survey.tensors)) | (heads >= len(survey.tensors)))
    heads, tails = heads[across], tails[across]
    _, first = np.unique(combine(heads, tails), return_index=True)
    feeds: dict[int, set[int]] = {}
    used: dict[int, set[int]] = {}
    for head, tail in zip(heads[first].tolist(), tails[first].tolist()):
        feeds.setdefault(head, set()).add(tail)
        used.setdefault(tail, set()).add(head)
    return feeds, used


def _merge(run: list[Box], prints: dict[int, int], least: int) -> list[Box]:
    """Join the stretches of a run in which all boxes do the same; the boxes that are no more."""
    gone: list[Box] = []
    start = 0
    for end in range(1, len(run) + 1):
        if end < len(run) and _kind(run[end], prints) == _kind(run[start], prints):
            continue
        if end - start >= least:
            first, others = run[start], run[start + 1 : end]
            first.count *= end - start
            first.in_a_row = True
            first.names += [name for box in others for name in box.names]
            first.members = np.concatenate([first.members, *[box.members for box in others]])
            gone += others
        start = end
    return gone


def _kind(box: Box, prints: dict[int, int]) -> tuple[object, ...]:
    assert box.call is not None
    return type(box.call.owner), box.count, prints[id(box.call)]
