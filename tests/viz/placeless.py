"""Texts of drawings without the positions on the tape, which move on with everything that runs."""

from __future__ import annotations

import re

PLACE = re.compile(r"#35;\d+(?:…#35;\d+)?|(?<=>)#\d+(?:…#\d+)?(?=<)|(?<=∂)#\d+")  # in DOT and SVG, in Mermaid


def placeless(text: str) -> str:
    """
    >>> placeless('<FONT>#12</FONT>"#35;12<br/>" COLOR="#515763"')
    '<FONT>#</FONT>"#<br/>" COLOR="#515763"'
    """
    return PLACE.sub("#", text)
