"""How deep in the computation each operation lies: one more than the deepest of its inputs. Leaves lie at 0."""

from __future__ import annotations

from viz.tape.survey import Survey


def levels(survey: Survey) -> dict[int, int]:
    """The level of each operation, by its id."""
    level: dict[int, int] = {}
    known = level.get
    for z, inputs in zip(survey.operations, survey.inputs):
        deepest = 0
        for x in inputs:
            below = known(id(x), 0)
            if below > deepest:
                deepest = below
        level[id(z)] = deepest + 1
    return level
