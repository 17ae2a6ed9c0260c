"""The speed table as text, Markdown and plain data."""

from __future__ import annotations

from statistics import median
from typing import Any

from harness import Result, busy, spread
from row import Row, Target

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
Line = tuple[str, ...]
HEADINGS: Line = ("work", "engine", "time", "±", "busy", "memory", "ours / it", "at most", "")
TIME, SPREAD = HEADINGS.index("time"), HEADINGS.index("±")


def table(results: list[Result], *, markdown: bool = False) -> str:
    """One line per engine and target: times, ours over the engine, the figure to reach, and `ok` or `OVER`.

    An engine that was not measured keeps its line and says why.
    """
    lines = [line for result in results for line in _lines(result)]
    if markdown:
        return "\n".join("| " + " | ".join(line) + " |" for line in [HEADINGS, ("---",) * len(HEADINGS), *lines])
    lines = [HEADINGS, *lines]
    measured = [line for line in lines if line[SPREAD]]  # a reason runs over the columns to its right
    widths = [max(len(line[i]) for line in (lines if i < TIME else measured)) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in [HEADINGS, tuple("-" * width for width in widths), *lines[1:]]
    )


def _lines(result: Result) -> list[Line]:
    lines: list[Line] = []
    work = result.row.work
    for engine in result.row.engines:
        if engine not in result.wall and engine not in result.absent:
            continue  # not asked for
        if engine in result.absent:
            measured = (result.absent[engine], "", "", "")
        else:
            wall, share = result.wall[engine], busy(result, engine)
            measured = (
                _time(result.row, median(wall)),
                f"{spread(wall):.0%}",
                "" if share is None else f"{share:.0%}",
                _megabytes(result.memory.get(engine)),
            )
        targets = [target for target in result.row.targets if target.peer == engine]
        judgments = [judge(result, target) for target in targets] or [("", "", "")]
        for judgment in judgments:
            lines.append((work, engine, *measured, *judgment))
            work = ""
    return lines


def _megabytes(size: int | None) -> str:
    """What a process grew by; less than a megabyte is noise."""
    return f"{size / 1e6:.0f} MB" if size and size >= 1e6 else ""


def _time(row: Row, seconds: float) -> str:
    """What one repeat takes, and what that makes per second where the row counts something."""
    if row.amount is None:
        return duration(seconds)
    count, things = row.amount
    return f"{duration(seconds)} = {float(f'{count / seconds:.3g}'):,.7g} {things}/s"


def judge(result: Result, target: Target) -> tuple[str, str, str]:
    """What was reached, what to reach, and `ok` or `OVER`."""
    unit = " ms more" if target.kind == "ms more" else ""
    at_most = f"{target.at_most:g}{unit}"
    reached = result.compare(target)
    if reached is None:
        return "", at_most, ""
    return f"{reached:.2g}{unit}", at_most, "ok" if reached <= target.at_most else "OVER"


def duration(seconds: float) -> str:
    """Three digits and a unit.

    >>> duration(0.00012345)
    '123 µs'
    """
    size, unit = next((unit for unit in UNITS if seconds >= 0.9995 * unit[0]), UNITS[-1])
    value = seconds / size
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{decimals}f} {unit}"


def plain(results: list[Result]) -> list[dict[str, Any]]:
    """The same as data for JSON, every round included (seconds per repeat)."""
    return [
        {
            "work": result.row.work,
            "amount": result.row.amount,
            "engines": {
                engine: {
                    "median": median(wall),
                    "spread": spread(wall),
                    "rounds": wall,
                    "busy": busy(result, engine),
                    "memory": result.memory.get(engine),
                    "apart": result.apart[engine],
                }
                for engine, wall in result.wall.items()
            },
            "absent": result.absent,
            "targets": [
                {
                    "ours": target.ours,
                    "peer": target.peer,
                    "kind": target.kind,
                    "at_most": target.at_most,
                    "reached": result.compare(target),
                }
                for target in result.row.targets
            ],
        }
        for result in results
    ]
