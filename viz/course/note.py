"""A note under a cell: a line of text in a console, a framed line in a notebook."""

from __future__ import annotations

import html
import sys
from typing import Any

from autograd import printable

COLORS = {"right": "#2a9d5c", "wrong": "#d9822b", "open": "#8a94a6"}
SIGNS = {"right": "✓", "wrong": "✗", "open": "…"}


def note(kind: str, text: str, folded: tuple[str, str] | None = None, data: dict[str, Any] | None = None) -> None:
    """Show `text` under the cell, or print it where no notebook is.

    kind: "right", "wrong" or "open". folded: a title and a text that a click opens (in a notebook only; default None).
    data: MIME types and what programs may read there (default None).
    """
    if not in_notebook():
        print(printable(f"{SIGNS[kind]} {text}"))
        return
    from IPython.display import display

    show: Any = display
    show({"text/plain": f"{SIGNS[kind]} {text}", "text/html": frame(kind, text, folded), **(data or {})}, raw=True)


def in_notebook() -> bool:
    """Whether what is displayed becomes a page. IPython tells its console from a notebook by the class of its shell alone."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and type(shell).__name__ != "TerminalInteractiveShell"


def frame(kind: str, text: str, folded: tuple[str, str] | None) -> str:
    """The note as HTML in the colours of its page; every text becomes no markup.

    >>> frame("right", "1 < 2", None)[-25:]
    '><b>✓</b> 1 &lt; 2</div>\\n'
    """
    more = ""
    if folded:
        more = f"<details><summary>{html.escape(folded[0])}</summary>{lines(folded[1])}</details>"
    style = f"border-left:4px solid {COLORS[kind]};padding:2px 0 2px 10px;margin:2px 0"
    return f'<div style="{style}"><b>{SIGNS[kind]}</b> {lines(text)}{more}</div>\n'


def lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
