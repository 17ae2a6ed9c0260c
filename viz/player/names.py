"""What the page calls values whose name alone would not do: parameters of equal names are told apart by their modules."""

from __future__ import annotations

from autograd import Tensor
from viz.tape.scopes import label
from viz.tape.survey import Survey


def tell_apart(survey: Survey) -> dict[int, str]:
    """For each value that shares its name with others, the name behind the modules that use it: "layer 0 / neuron 2 / w0".

    Modules that stand around all of them are left out; where modules tell nothing, the position on the tape does.
    """
    users: dict[int, Tensor] = {}
    for z in survey.operations:
        for x in z.inputs:
            users.setdefault(id(x), z)
    named: dict[str, list[Tensor]] = {}
    for t in survey.tensors:
        if name := survey.name(t):
            named.setdefault(name, []).append(t)
    found = {}
    for name, tensors in named.items():
        if len(tensors) == 1:
            continue
        paths = [_path(survey, t, users.get(id(t))) for t in tensors]
        shared = _count_shared(paths)
        shown = [" / ".join([*path[shared:], name]) for path in paths]
        for t, text in zip(tensors, shown):
            found[id(t)] = text if shown.count(text) == 1 else f"{text} #{t.position}"
    return found


def _path(survey: Survey, t: Tensor, user: Tensor | None) -> list[str]:
    """The modules around a value, from the outermost: a leaf's are those of what first uses it."""
    maker = t if t.op is not None else user
    return [] if maker is None else [label(scope) for scope in survey.scopes.path(maker.scope)]


def _count_shared(paths: list[list[str]]) -> int:
    """How many modules from the outermost on are the same for all."""
    count = 0
    for labels in zip(*paths):
        if len(set(labels)) > 1:
            break
        count += 1
    return count
