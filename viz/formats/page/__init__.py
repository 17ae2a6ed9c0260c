"""A drawing as a page complete in itself: to zoom, to drag, to search, to open and close module by module."""

from __future__ import annotations

import base64
import html
from functools import cache
from hashlib import sha256
from importlib.resources import files
from xml.etree import ElementTree

from viz.formats.page.head import fill_page

SVG = "http://www.w3.org/2000/svg"
BAR = 36  # pixels above the drawing
WIDE, LOWEST, HIGHEST = 960.0, 120.0, 560.0  # pixels of a notebook's cell; the least and the largest height of a drawing in it


def page(svg: str, title: str, theme: str) -> str:
    """The whole HTML page around a finished SVG; the title is text and becomes no markup. Nothing is asked for from outside."""
    picture, styles = inline(svg)
    style, script = source("page.css"), f"(() => {{\n'use strict';\n{source('page.js')}{source('collapse.js')}}})();\n"
    used = " ".join(f"'{fingerprint(text)}'" for text in (style, *styles))
    parts = {
        "policy": f"default-src 'none'; script-src '{fingerprint(script)}'; style-src {used}",
        "title": html.escape(title),
        "theme": theme,
        "style": style,
        "picture": picture,
        "script": script,
    }
    return fill_page(source("page.html"), parts)


def inline(svg: str) -> tuple[str, list[str]]:
    """The SVG as it stands in the page, and the texts of the style sheets in it."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    del root.attrib["style"]  # the page zooms by itself
    del root.attrib["width"]
    root.attrib |= {"viewBox": f"0 0 {root.get('data-width')} {root.get('data-height')}"}  # without the room on the right
    return ElementTree.tostring(root, encoding="unicode"), [style.text or "" for style in root.iter("style")]


def frame(svg: str, title: str, theme: str) -> str:
    """The page in a frame that may run its scripts and nothing else, over a line of text for where none may run."""
    root = ElementTree.fromstring(svg)
    width, height = (float(root.get(f"data-{side}", "1")) * 4 / 3 for side in ("width", "height"))  # points to pixels
    tall = round(min(max(height * min(1.0, WIDE / width), LOWEST), HIGHEST)) + BAR
    name = html.escape(title)
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(page(svg, title, theme))}" title="{name}" '
        f'width="100%" height="{tall}" style="border:0;width:100%;height:{tall}px" allow="fullscreen"></iframe>'
        f'<div style="font-size:smaller;opacity:.7">{name}</div>'
    )


def fingerprint(text: str) -> str:
    """What a content security policy calls a script or style that may be used: nothing else may."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


@cache
def source(name: str) -> str:
    return (files("viz.formats.page") / name).read_text(encoding="utf-8")
