"""Equal module calls side by side: the neurons of a layer, one model called on many samples.

Two calls are equal if operation by operation they do the same at the same level; then neither needs the other,
and one frame, marked with their number, can stand for all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Scope
from viz.tape.codes import combine, count_up
from viz.tape.survey import Survey

Same = dict[int, Scope]  # the first of the equal calls, by the id of each
SPREAD, MIXERS = 0x9E3779B97F4A7C15, (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # those of the generator SplitMix64


def equal_calls(survey: Survey, level: np.ndarray, least: int) -> Same:
    """Which call stands for which; calls that fewer than `least` are equal to stand for themselves."""
    scopes, prints = survey.scopes, fingerprints(survey, level, relative=False)
    by_depth: dict[int, list[Scope]] = {}
    for scope in scopes.all.values():
        by_depth.setdefault(len(scopes.path(scope)), []).append(scope)
    same: Same = {}
    for depth in sorted(by_depth):  # inner calls are equal only inside equal ones
        groups: dict[Any, list[Scope]] = {}
        for scope in by_depth[depth]:
            around = None if scope.parent is None else id(same[id(scope.parent)])
            groups.setdefault((around, type(scope.owner), prints[id(scope)]), []).append(scope)
        for group in groups.values():
            same |= {id(scope): group[0] if len(group) >= least else scope for scope in group}
    return same


def fingerprints(survey: Survey, level: np.ndarray, relative: bool) -> dict[int, int]:
    """A number for each scope that is the same for calls that do the same; `relative`: at whatever level they begin."""
    codes, listed = survey.scope_codes
    order = np.argsort(codes, kind="stable")
    firsts = np.searchsorted(codes[order], np.arange(len(listed)))
    backwards = list(reversed(survey.scopes.all.values()))  # inner ones before those around them
    start: dict[int, int] = {}
    begin = np.minimum.reduceat(level[order], firsts) if relative and len(order) else np.zeros(len(listed), np.intp)
    if relative:
        start = {id(scope): at for scope, at in zip(listed, begin.tolist())}
        for scope in backwards:
            if scope.parent is not None:
                start[id(scope.parent)] = min(start[id(scope)], start.get(id(scope.parent), start[id(scope)]))
        begin = np.array([start[id(scope)] for scope in listed], np.intp)
    what = combine(survey.op_codes[0], level - begin[codes], survey.shape_codes[0][survey.made])
    mixed = _mix(what, count_up(codes))[order]
    sums = np.add.reduceat(mixed, firsts) if len(order) else mixed
    found = dict.fromkeys(survey.scopes.all, 0) | {id(scope): hash(s) for scope, s in zip(listed, sums.tolist())}
    for scope in backwards:
        if scope.parent is not None:
            key = id(scope.parent)
            found[key] = hash((found[key], found[id(scope)], start.get(id(scope), 0) - start.get(key, 0)))
    return found


def _mix(what: np.ndarray, place: np.ndarray) -> np.ndarray:
    """64 bits for each pair of numbers that look like chance, so that sums of them differ where the pairs do."""
    bits = _scramble(place.astype(np.uint64) + np.uint64(1))
    return _scramble(bits + what.astype(np.uint64))


def _scramble(bits: np.ndarray) -> np.ndarray:
    bits = bits * np.uint64(SPREAD)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(MIXERS[0])
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(MIXERS[1])
    bits = bits ^ (bits >> np.uint64(31))
    return bits
