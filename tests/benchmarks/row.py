"""What a row of the speed table is: the same work written once per engine, and the ratios to reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Answer = dict[str, list[float]]
"""Named flat lists of numbers (a loss, a gradient) that every engine must agree on."""

Case = tuple[Callable[[], object], Callable[[], Answer]]
"""`(work, answer)`: `work()` is what is timed; `answer()` computes the numbers to compare, before any timing."""

Setup = Callable[[], Case]
"""Builds a case in a fresh process. ImportError means that the engine is absent."""


@dataclass(frozen=True)
class Target:
    """`ours` may cost at most `at_most` times what `peer` costs ("ratio"), or that many ms more ("ms more")."""

    ours: str
    peer: str
    at_most: float
    kind: Literal["ratio", "ms more"] = "ratio"


@dataclass(frozen=True)
class Row:
    """One line of work, its engines by name, the targets among them, and how closely answers must agree."""

    work: str
    engines: dict[str, Setup]
    targets: tuple[Target, ...]
    tolerance: float = 1e-12  # see `harness.difference`
    rounds: int = 15
    seconds: float = 0.2  # a round repeats the work for about this long; 0 runs it once
    amount: tuple[int, str] | None = None  # what one repeat works through, such as (8, "tokens"): shown per second

    def __post_init__(self) -> None:
        for target in self.targets:
            for name in (target.ours, target.peer):
                if name not in self.engines:
                    raise ValueError(
                        f"row {self.work!r}: a target names {name!r}, which is no engine of the row; "
                        f"the engines are {', '.join(self.engines)}"
                    )
