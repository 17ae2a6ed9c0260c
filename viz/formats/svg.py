"""Graphviz' SVG made fit to stand in a page: ids of its own, a title for screen readers, text to hover over, a dark side.

Hover text is put in here and not through Graphviz, whose tooltips rewrite backslashes and wrap shapes in links.
"""

from __future__ import annotations

from hashlib import sha256
from xml.etree import ElementTree

from viz.formats.look import COLORS

SVG = "http://www.w3.org/2000/svg"


def finished(svg: str, title: str, hints: dict[str, str], theme: str = "light") -> str:
    """The drawing with `title` as its name, and `hints` (by the id of a part) to hover over.

    Several drawings may share a page, so every id gets a prefix made from the drawing's content. The theme "auto" is
    a light drawing that turns dark where the page's reader prefers so.
    """
    root = ElementTree.fromstring(svg)
    prefix = "tapegrad-" + sha256((svg + title + theme).encode()).hexdigest()[:10]
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")  # the default namespace, declared once below
    for group in root.iter("g"):
        hint = hints.get(group.get("id", ""), "")
        for old in group.findall("title"):
            group.remove(old)
        if hint:
            ElementTree.SubElement(group, "title").text = hint
            group.insert(0, group[-1])
            del group[-1]
        if "id" in group.attrib:
            group.set("id", f"{prefix}-{group.get('id')}")
    name = ElementTree.Element("title", id=f"{prefix}-title")
    name.text = title
    root.insert(0, name)
    # where a page holds the drawing itself, it shrinks with the page; else what is wider would be cut off
    root.attrib |= {"xmlns": SVG, "role": "img", "aria-label": title, "style": "max-width:100%;height:auto"}
    if theme == "auto":
        root.set("id", prefix)
        style = ElementTree.Element("style")
        style.text = dark_style(prefix)
        root.insert(1, style)
    return ElementTree.tostring(root, encoding="unicode")


def dark_style(id: str) -> str:
    """Rules that trade every light color in the element of this id for its dark one; they win over attributes."""
    rules = "".join(
        f'#{id} [{what}="{light}"]{{{what}:{dark}}}' for light, dark in COLORS.values() for what in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"
