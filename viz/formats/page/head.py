"""What every page begins with: its policy, its title, its style and the reader's theme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

PLACE = re.compile(r"<!--([a-z]+)-->")


def fill_page(body: str, parts: Mapping[str, str]) -> str:
    """A whole page: the head that all pages share, then this body, with the part of its name in the place of each <!--name-->.

    parts: those of the head, policy, theme, title and style, and those that the body names.

    >>> fill_page("<p><!--note--></p>", {"policy": "", "theme": "dark", "title": "", "style": "", "note": "hello"})[-12:]
    '<p>hello</p>'
    """
    return PLACE.sub(lambda place: parts[place[1]], head() + body)


@cache
def head() -> str:
    """The head of a page, up to its body."""
    return files("viz.formats.page").joinpath("head.html").read_text("utf-8")
