"""The page: template, style, scripts, drawing and data put together into one text that asks for nothing else."""

from __future__ import annotations

import base64
import html
import json
import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from viz.player.rules import table

SCRIPTS = ("functions.js", "numbers.js", "formulas.js", "tape.js", "graph.js", "table.js", "player.js")
PLACE = re.compile(r"<!--([a-z]+)-->")


def page(title: str, picture: str, data: dict[str, Any], note: str = "") -> str:
    """The whole HTML page; `picture` is markup, everything else is text and becomes no markup."""
    style, script = source("player.css"), scripts()
    parts = {
        "policy": f"default-src 'none'; script-src '{fingerprint(script)}'; style-src '{fingerprint(style)}'",
        "title": html.escape(title),
        "note": html.escape(note),
        "style": style,
        "picture": picture,
        "data": harmless(data),
        "script": script,
    }
    return PLACE.sub(lambda place: parts[place[1]], source("page.html"))


def harmless(data: Any) -> str:
    """JSON that cannot end the script element it stands in, nor start a comment there.

    >>> harmless({"name": "</script>"})
    '{"name": "\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(data, allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def fingerprint(text: str) -> str:
    """What a content security policy calls a script or style that may be used: nothing else may."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def scripts() -> str:
    """All scripts and the rules of the op table as one, which leaves no names behind."""
    return "(() => {\n'use strict';\n" + "\n".join([table(), *map(source, SCRIPTS)]) + "\n})();\n"


@cache
def source(name: str) -> str:
    return (files("viz.player") / name).read_text(encoding="utf-8")
