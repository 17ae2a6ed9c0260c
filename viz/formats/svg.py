"""Graphviz' SVG made fit to stand in a page: ids of its own, a title for screen readers, text to hover over, a dark side.

Hover text is put in here and not through Graphviz, whose tooltips rewrite backslashes and wrap shapes in links.
"""

from __future__ import annotations

from hashlib import sha256
from xml.etree import ElementTree

from viz.formats.layout.places import of_part
from viz.formats.look import COLORS

SVG = "http://www.w3.org/2000/svg"
CELL = 756.0  # points of a cell of JupyterLab, 1008 pixels: what is narrower keeps its size there


def finish(svg: str, title: str, hints: dict[str, str], theme: str = "light") -> str:
    """The drawing with `title` as its name, and `hints` (by the id of a part) to hover over.

    Several drawings may share a page, so every id gets a prefix made from the drawing's content. The theme "auto" is
    a light drawing that turns dark where the page's reader prefers so.
    """
    root = ElementTree.fromstring(svg)
    prefix = "tapegrad-" + sha256((svg + title + theme).encode()).hexdigest()[:10]
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")  # the default namespace, declared once below
    for group in root.iter("g"):
        hint = hints.get(of_part(group.get("id", "")), "")
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
    root.attrib |= {"xmlns": SVG, "role": "img", "aria-label": title, **fluid(root)}
    if theme == "auto":
        root.set("id", f"{prefix}-drawing")
        style = ElementTree.Element("style")
        style.text = dark_style(f"{prefix}-drawing")
        root.insert(1, style)
    return ElementTree.tostring(root, encoding="unicode")


def fluid(root: ElementTree.Element) -> dict[str, str]:
    """Attributes that let a drawing shrink to its page, and take them from it that would not.

    JupyterLab shows an SVG as an image that may be wider than its cell, and then cuts off what stands on the right, most
    often the loss. A drawing without a width of its own fills the cell instead; room on the right keeps a narrow one from
    being blown up. Where a page holds the drawing itself, the style gives it its natural size.
    """
    root.attrib.pop("height", None)
    left, top, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    wide = max(width, CELL)
    return {
        "width": "100%", "viewBox": f"{left:g} {top:g} {wide:g} {height:g}", "style": f"max-width:{wide:g}pt;height:auto",
        "data-width": f"{width:g}", "data-height": f"{height:g}",
    }  # fmt: skip


def dark_style(id: str) -> str:
    """Rules that trade every light color in the element of this id for its dark one; they win over attributes."""
    rules = "".join(
        f'#{id} [{what}="{light}"]{{{what}:{dark}}}' for light, dark in COLORS.values() for what in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"
