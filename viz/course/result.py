"""result: what a page has measured, beside its threshold and its baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from viz.course.note import note

MEASURED = "application/vnd.tapegrad.result+json"  # the kind of output that `notebooks/run.py` collects


def result(
    measure: str,
    ours: float | Sequence[float],
    *,
    threshold: float,
    data: str,
    baseline: tuple[str, float] | None = None,
    lower: bool = False,
    margin: float | None = None,
    digits: int = 3,
) -> None:
    """State a result under the cell: the worst of all seeds, the threshold it must reach, and what something simpler gets.

    measure: what was measured, such as "test accuracy". ours: one number for each seed. threshold: what the worst must reach.
    data: on what. baseline: a simpler method and its number (default None, for what is exact). lower: less is better,
    as for a loss (default False). margin: what was taken off the worst of the seeds when the threshold was chosen
    (default None). digits: digits behind the point (default 3). Numbers far below 1 are written as powers of ten.
    `notebooks/run.py` collects these lines into the table of `notebooks/README.md`.

    >>> result("test accuracy", [0.993, 0.991], threshold=0.98, margin=0.011, data="two moons", baseline=("linear model", 0.88))
    ✓ test accuracy on two moons: 0.991 (worst of 2 seeds); threshold 0.980, 0.011 from the worst; linear model: 0.880
    """
    each = [float(x) for x in ([ours] if isinstance(ours, (int, float)) else ours)]
    worst = max(each) if lower else min(each)
    passed = worst <= threshold if lower else worst >= threshold
    seeds = f" (worst of {len(each)} seeds)" if len(each) > 1 else ""
    off = "" if margin is None else f", {short(margin, digits)} from the worst"
    said = f"{measure} on {data}: {short(worst, digits)}{seeds}; threshold {short(threshold, digits)}{off}"
    if baseline:
        said += f"; {baseline[0]}: {short(baseline[1], digits)}"
    row: dict[str, Any] = {
        "data": data,
        "measure": measure,
        "ours": short(worst, digits) + seeds,
        "threshold": f"{'≤' if lower else '≥'} {short(threshold, digits)}",
        "baseline": f"{baseline[0]} {short(baseline[1], digits)}" if baseline else "",
        "seeds": len(each),
        "passed": bool(passed),
    }
    note("right" if passed else "wrong", said if passed else f"{said}. The threshold is missed", data={MEASURED: row})


def short(number: float, digits: int) -> str:
    """
    >>> short(0.9934, 3), short(2.1e-14, 3), short(0.0, 3)
    ('0.993', '2e-14', '0')
    """
    if number == 0:
        return "0"
    return f"{number:.0e}" if abs(number) < 0.5 * 10**-digits else f"{number:.{digits}f}"
