"""The drawn graph as an SVG that stands inside the page: every part findable, every color left to the style sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

from viz.formats.drawing import Drawing
from viz.formats.svg import SVG
from viz.graph.graph import Edge, Graph, Value
from viz.player.entries import SMALL

ROOM = "−8.888e−88"  # a number's place in the drawing: what is typed in later must fit
COLUMN = "−8.888e−88"  # the same for each of an array's three numbers
ENTRY = "−8.8888"  # and for each entry of a small one
ACROSS = 4  # entries of a vector side by side
PREFIX = re.compile(r"^tapegrad-[0-9a-f]+-")


def roomy(graph: Graph, places: Mapping[str, str] | None = None) -> Graph:
    """The graph with room for other numbers than the present ones; `places` are the #positions of its nodes by their ids."""
    values = [_roomy_value(v, (places or {}).get(v.id, v.place)) for v in graph.values]
    edges = [_roomy_edge(e) for e in graph.edges]
    return replace(graph, values=values, edges=edges)


def _roomy_value(v: Value, place: str) -> Value:
    if v.bare:
        return v
    room = COLUMN if len(v.value) > 1 else ROOM
    if v.count == 1 and v.shape and 1 < math.prod(v.shape) <= SMALL:
        rows = _rows(v.shape)
        return replace(v, entries=rows, grad_entries=rows if v.grad else (), place=place)
    return replace(v, value=_wider(v.value, room), grad=v.grad and _wider(v.value, room), place=place)


def _rows(shape: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """Room for the entries of a small array, in rows: those of a matrix, a few numbers each of a vector.

    >>> [len(row) for row in _rows((2, 3))], [len(row) for row in _rows((6,))]
    ([3, 3], [4, 2])
    """
    size, across = math.prod(shape), shape[-1] if len(shape) > 1 else ACROSS
    return tuple((ENTRY,) * min(across, size - start) for start in range(0, size, across))


def _roomy_edge(e: Edge) -> Edge:
    return replace(e, derivative=max(e.derivative, "−8.888", key=len)) if e.derivative else e


def _wider(numbers: tuple[str, ...], room: str) -> tuple[str, ...]:
    return tuple(max(x, room, key=len) for x in numbers)


def inline(drawing: Drawing) -> str:
    """The drawing as markup: data-id on every part, data-role on every text; no ids, colors or namespaces.

    Raises RenderError if no Graphviz works.
    """
    root = ElementTree.fromstring(drawing.svg)
    values = {v.id: v for v in drawing.graph.values}
    for parent in list(root.iter()):
        parent.tag = parent.tag.removeprefix(f"{{{SVG}}}")
        for child in list(parent):
            tag = child.tag.removeprefix(f"{{{SVG}}}")
            if tag == "title" or (tag == "polygon" and parent.get("class") == "graph"):  # hints, paper
                parent.remove(child)
    for group in root.iter("g"):
        name = PREFIX.sub("", group.attrib.pop("id", ""))
        if group.get("class") != "graph":
            group.set("data-id", name)
        _mark(group, values.get(name))
    for element in root.iter():
        if element.get("fill") != "none":
            element.attrib.pop("fill", None)
        for attribute in ("stroke", "font-family", "{http://www.w3.org/XML/1998/namespace}space"):
            element.attrib.pop(attribute, None)
    del root.attrib["style"]  # the page zooms by itself
    del root.attrib["width"]
    root.attrib |= {"viewBox": f"0 0 {root.get('data-width')} {root.get('data-height')}"}  # without the room on the right
    root.attrib |= {"role": "group", "aria-roledescription": "graph"}
    return ElementTree.tostring(root, encoding="unicode")


def _mark(group: ElementTree.Element, value: Value | None) -> None:
    """Say what each text of a part is: read from its end, where the numbers stand."""
    texts = [child for child in group if child.tag == "text"]
    roles = ["name"] * len(texts)
    if value is not None:
        caption = ["caption"] * value.captioned
        tail = [role for row in value.entries or (value.value or ("",),) for role in (*caption, *["value"] * len(row))]
        if value.grad is not None:
            tail += [role for row in value.grad_entries or (value.grad or ("",),) for role in (*caption, *["grad"] * len(row))]
        roles = [*["name"] * (len(texts) - len(tail)), *tail]
    elif "edge" in group.get("class", ""):
        roles = ["local"] * len(texts)
    for text, role in zip(texts, roles):
        text.set("data-role", role)
        if role in ("value", "grad") and "caption" in roles:
            text.set("dx", "3")  # numbers are bold here
        elif role in ("value", "grad") and (middle := _middle(group)):
            text.attrib |= {"x": middle, "text-anchor": "middle"}  # Graphviz begins them where the widest would begin


def _middle(group: ElementTree.Element) -> str:
    """Where the middle of a card is, if it is a path."""
    xs = [float(x) for path in group.findall("path") for x in re.findall(r"(-?[\d.]+),", path.get("d", ""))]
    return f"{(min(xs) + max(xs)) / 2:.2f}" if xs else ""
