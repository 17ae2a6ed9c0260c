"""The one printer of tables of text: tapes, programs, layers and graphs in a terminal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from autograd.text.console import printable
from autograd.text.owners import name_owner


@name_owner
def text_table(rows: Sequence[Sequence[str]], right: Collection[str] = ()) -> list[str]:
    """Rows of text as lines with aligned columns: the head, a rule under each title, then the rows.

    rows: each as long as the first, which holds the titles; a column without a title has no rule.
    right: titles of the columns that stand to the right, such as numbers (default none).

    >>> print(*text_table([("name", "count"), ("x", "12")], right=["count"]), sep="\\n")
    name  count
    ────  ─────
    x        12
    """
    titles = rows[0]
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown)]
    lines = [
        "  ".join(cell.rjust(n) if title in right else cell.ljust(n) for cell, n, title in zip(row, widths, titles)).rstrip()
        for row in shown
    ]
    rule = "  ".join(printable("─") * n if title else "" for n, title in zip(widths, titles)).rstrip()
    return [lines[0], rule, *lines[1:]]
