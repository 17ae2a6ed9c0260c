"""How deep in the computation each operation lies: one more than the deepest of its inputs. Leaves lie at 0."""

from __future__ import annotations

import numpy as np

from viz.tape.survey import Survey


def levels(survey: Survey, first: int | None = None) -> np.ndarray:
    """The level of each operation in tape order, or of the `first` ones alone."""
    made = survey.made[:first]
    end = len(survey.heads) if len(made) == len(survey.made) else int(np.searchsorted(survey.heads, survey.made[len(made)]))
    level = [0] * (int(made[-1]) + 1 if len(made) else 0)
    for head, tail in zip(survey.heads[:end].tolist(), survey.tails[:end].tolist()):
        above = level[tail] + 1
        if above > level[head]:
            level[head] = above
    found: np.ndarray = np.array(level, np.intp)[made]
    return found
