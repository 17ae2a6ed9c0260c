"""The steps of a tape: each value as it is computed, then each gradient as it is handed on, as the page takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """phase: start, forward, seed or backward. z: the value computed or handed on from, x: the one handed to.

    arriving, local, share, after: the numbers of a backward step, None for arrays. last: nothing more comes to x.
    """

    phase: str
    z: int = -1
    x: int = -1
    slot: int = -1
    arriving: float | None = None
    local: float | None = None
    share: float | None = None
    after: float | None = None
    last: bool = False


def steps(values: list[dict[str, Any]]) -> list[Step]:
    """Of values in tape order, as `payload` tells them: the start, every operation, the seed, every gradient handed on."""
    made = [i for i, facts in enumerate(values) if "op" in facts]
    sums: dict[int, float | None] = {len(values) - 1: 1.0}
    back: list[Step] = []
    for z in reversed(made):
        if z not in sums:
            continue
        for slot, (x, flows) in enumerate(zip(values[z]["inputs"], values[z]["flows"])):
            if not flows:
                continue
            arriving, local = sums[z], values[z]["locals"][slot]
            known = isinstance(arriving, float) and isinstance(local, float)
            share = arriving * local if known else None
            before = sums.get(x, 0.0)
            sums[x] = before + share if share is not None and before is not None else None
            back.append(Step("backward", z, x, slot, arriving, local, share, sums[x]))
    ends = {step.x: i for i, step in enumerate(back)}
    back = [Step(**{**vars(step), "last": ends[step.x] == i}) for i, step in enumerate(back)]
    return [Step("start"), *(Step("forward", z) for z in made), Step("seed", len(values) - 1), *back]
