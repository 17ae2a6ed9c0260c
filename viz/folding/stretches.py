"""The last resort, which fits every tape: neighboring operations in a few boxes, modules or not."""

from __future__ import annotations

from collections import Counter

from viz.folding.box import Box, Folding
from viz.graph.words import say_count
from viz.tape.survey import Survey

STRETCHES = 12


def stretches(survey: Survey, limit: int) -> Folding:
    """The tape cut into at most a dozen pieces. Their order is the tape's, so no two need each other."""
    n = len(survey.operations)
    pieces = min(STRETCHES, max(1, limit // 8), n)
    folding = Folding(f"cut into {say_count(max(pieces, 1), 'stretch', 'stretches')} of the tape", coarse=True)
    for i in range(pieces):
        start, end = n * i // pieces, n * (i + 1) // pieces
        members = survey.operations[start:end]
        box = Box("stretch", None, f"operations {start + 1:,} to {end:,}", members=members)
        folding.boxes |= {id(z): box for z in members}
    return folding


def contents(box: Box) -> str:
    """What a stretch does most: its three most frequent operations."""
    counts = Counter(z.op.label for z in box.members if z.op is not None)
    named = [f"{n:,} {label}" for label, n in counts.most_common(3)]
    return ", ".join([*named, "…"] if len(counts) > 3 else named)
