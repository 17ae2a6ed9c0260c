"""Equal module calls side by side: the neurons of a layer, one model called on many samples.

Two calls are equal if operation by operation they do the same at the same level; then neither needs the other,
and one frame, marked with their number, can stand for all.
"""

from __future__ import annotations

from typing import Any

from autograd import Scope, Tensor
from viz.tape.scopes import Scopes

Same = dict[int, Scope]  # the first of the equal calls, by the id of each


def equal_calls(scopes: Scopes, operations: list[Tensor], level: dict[int, int], least: int) -> Same:
    """Which call stands for which; calls that fewer than `least` are equal to stand for themselves."""
    prints = fingerprints(scopes, operations, level, relative=False)
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


def fingerprints(scopes: Scopes, operations: list[Tensor], level: dict[int, int], relative: bool) -> dict[int, int]:
    """A number for each scope that is the same for calls that do the same; `relative`: at whatever level they begin."""
    start: dict[int, int] = {}
    backwards = list(reversed(scopes.all.values()))  # inner ones before those around them
    if relative:
        for z in operations:
            key, at = id(z.scope), level[id(z)]
            if at < start.get(key, at + 1):
                start[key] = at
        for scope in backwards:
            if scope.parent is not None:
                start[id(scope.parent)] = min(start[id(scope)], start.get(id(scope.parent), start[id(scope)]))
    found = dict.fromkeys(scopes.all, 0)
    for z in operations:
        key = id(z.scope)
        if key in found:
            found[key] = hash((found[key], id(z.op), level[id(z)] - start.get(key, 0), z.shape))
    for scope in backwards:
        if scope.parent is not None:
            key = id(scope.parent)
            found[key] = hash((found[key], found[id(scope)], start.get(id(scope), 0) - start.get(key, 0)))
    return found
