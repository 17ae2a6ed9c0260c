"""The page: template, style, scripts and data put together into one text that asks for nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from autograd import TABLE
from viz.formats.page.head import fill_page
from viz.player.page import fingerprint, harmless
from viz.player.page import source as player_source
from viz.player.rules import table
from viz.playground.kernels import loops

FROM_PLAYER = ("functions.js", "numbers.js")
SCRIPTS = (
    "program.js", "samples.js", "trainer.js", "colors.js", "field.js", "network.js", "plot.js", "curves.js", "handing.js",
    "opening.js", "playground.js", "controls.js",
)  # fmt: skip
OWN = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)  # of a page, what it runs and how it looks


def page(data: dict[str, Any], theme: str) -> str:
    """The whole HTML page: nothing in `data` becomes markup.

    The player inside stands in a frame that keeps to this page's policy, which therefore names the player's script and style.
    """
    style, script = source("playground.css"), scripts(data)
    inside = dict(OWN.findall(data["player"]["html"]))
    allowed = [f"{kind}-src {hashes(kind, text, inside)}" for kind, text in (("script", script), ("style", style))]
    parts = {
        "policy": "; ".join(["default-src 'none'", *allowed]),
        "title": html.escape(data["title"]),
        "theme": theme,
        "style": style,
        "data": harmless(data),
        "script": script,
    }
    return fill_page(source("page.html"), parts)


def hashes(kind: str, text: str, inside: dict[str, str]) -> str:
    """The fingerprints of this page's script or style and of the one in the page inside."""
    return f"'{fingerprint(text)}' '{fingerprint(inside[kind])}'"


def scripts(data: dict[str, Any]) -> str:
    """All scripts as one, which leaves no names behind, with the rules of the ops that the tapes in `data` name."""
    used = [TABLE[name] for name in sorted(set(list_rows(data)))]
    return (
        "(() => {\n'use strict';\n"
        + "\n".join([table(used), loops(used), *map(player_source, FROM_PLAYER), *map(source, SCRIPTS)])
        + "\n})();\n"
    )


def list_rows(data: dict[str, Any]) -> Iterator[str]:
    """The rows that the operations of all tapes name."""
    for tape in (data["recording"], *data["activations"].values(), *data["penalties"].values()):
        yield from (value[0] for value in tape["values"] if len(value) > 2)


@cache
def source(name: str) -> str:
    return (files("viz.playground") / name).read_text(encoding="utf-8")
