"""The last resort, which fits every tape: neighboring operations in a few boxes, modules or not."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from viz.folding.box import Box, Folding
from viz.graph.words import say_count
from viz.tape.survey import Survey

STRETCHES = 12


def stretches(survey: Survey, limit: int) -> Folding:
    """The tape cut into at most a dozen pieces. Their order is the tape's, so no two need each other."""
    n = len(survey.operations)
    pieces = min(STRETCHES, max(1, limit // 8), n)
    folding = Folding(survey, f"cut into {say_count(max(pieces, 1), 'stretch', 'stretches')} of the tape", coarse=True)
    cuts = [n * i // pieces for i in range(pieces + 1)] if pieces else []
    folding.set_boxes(
        [Box("stretch", None, survey.made[start:end], f"operations {start + 1:,} to {end:,}") for start, end in pairwise(cuts)]
    )
    return folding


def contents(survey: Survey, box: Box) -> str:
    """What a stretch does most: its three most frequent operations."""
    counts = Counter(z.op.label for i in box.members.tolist() if (z := survey.tensors[i]).op is not None)
    named = [f"{n:,} {label}" for label, n in counts.most_common(3)]
    return ", ".join([*named, "…"] if len(counts) > 3 else named)
