"""Lines of two cells each, the second ones below each other: the steps of an explanation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from autograd.text.console import printable


def align_pairs(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of two cells as lines, the second cells below each other; marks above letters take no room.

    >>> print(*align_pairs([("a", "x̄ = 1"), ("a · b", "ȳ = 2")]), sep="\\n")
      a        x̄ = 1
      a · b    ȳ = 2
    """
    rows = [[*map(printable, row)] for row in rows]
    width = max(_width(first) for first, _ in rows)
    return [f"  {first}{' ' * (width - _width(first))}    {second}" for first, second in rows]


def _width(text: str) -> int:
    return sum(not unicodedata.combining(c) for c in text)
