"""The page: template, style, scripts, drawings and data put together into one text that asks for nothing else.

Other pages are made of the same parts: `scripts` and `styles` take their own files after the common ones.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from viz.formats.look import COLORS
from viz.formats.page.head import fill_page
from viz.player.rules import table

COMMON = ("functions.js", "numbers.js", "formulas.js", "tape.js")  # what computes and writes: other pages use it too
SCRIPTS = (
    *COMMON, "entries.js", "views.js", "sight.js", "zoom.js", "graph.js", "table.js", "rule.js", "inspector.js",
    "guess.js", "descent.js", "player.js",
)  # fmt: skip


def page(title: str, pictures: Sequence[str], data: dict[str, Any], note: str = "", theme: str = "auto") -> str:
    """The whole HTML page; `pictures` are markup, everything else is text and becomes no markup."""
    style, script = styles("player.css"), scripts()
    parts = {
        "policy": f"default-src 'none'; script-src '{fingerprint(script)}'; style-src '{fingerprint(style)}'",
        "theme": theme,
        "title": html.escape(title),
        "note": html.escape(note),
        "style": style,
        "pictures": "".join(f"<template>{picture}</template>" for picture in pictures),
        "data": harmless(data),
        "script": script,
    }
    return fill_page(source("page.html"), parts)


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


def scripts(names: Sequence[str] = SCRIPTS, package: str = "viz.player") -> str:
    """The rules of the op table and these scripts as one, which leaves no names behind; the common ones are the player's."""
    parts = [source(name, "viz.player" if name in COMMON else package) for name in names]
    return "(() => {\n'use strict';\n" + "\n".join([table(), *parts]) + "\n})();\n"


def styles(name: str, package: str = "viz.player") -> str:
    """A style sheet behind the colors of all drawings, each a variable that follows the theme: `--gradient`, `--frame-0`."""
    colors = "".join(f"  --{use.replace(' ', '-')}: light-dark({light}, {dark});\n" for use, (light, dark) in COLORS.items())
    return f":root {{\n{colors}}}\n{source(name, package)}"


@cache
def source(name: str, package: str = "viz.player") -> str:
    return (files(package) / name).read_text(encoding="utf-8")
