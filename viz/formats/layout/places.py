"""Where Graphviz puts the parts of a drawing: its layout read from its JSON, in points, y upwards."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass
class Places:
    """By the parts' ids: the middle and size of nodes, the curves of edges, the places of their labels, the frames' boxes."""

    size: Point = (0.0, 0.0)
    nodes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)  # x, y, width, height
    curves: dict[str, list[Point]] = field(default_factory=dict)  # a start, then three points for each stretch
    tips: dict[str, Point] = field(default_factory=dict)  # where arrows point
    labels: dict[str, Point] = field(default_factory=dict)
    frames: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)  # left, bottom, right, top
    titles: dict[str, tuple[str, float, float]] = field(default_factory=dict)  # of frames: what stands before, width, height


def places(layout: bytes) -> Places:
    """What `dot -Tjson` answers, as Places."""
    drawn = json.loads(layout)
    left, bottom, right, top = _numbers(drawn["bb"])
    found = Places(size=(right - left, top - bottom))
    for part in drawn.get("objects", []):
        if "pos" in part:
            x, y = _numbers(part["pos"])
            found.nodes[part["id"]] = (x, y, float(part["width"]) * 72, float(part["height"]) * 72)  # inches to points
        elif "bb" in part and "id" in part:
            left, bottom, right, top = _numbers(part["bb"])
            found.frames[part["id"]] = (left, bottom, right, top)
            found.titles[part["id"]] = ("", float(part.get("lwidth", "0")) * 72, float(part.get("lheight", "0")) * 72)
    for part in drawn.get("edges", []):
        if "id" in part and "pos" in part:
            _edge(found, part["id"], part["pos"])
            if "lp" in part:
                x, y = _numbers(part["lp"])
                found.labels[part["id"]] = (x, y)
    return found


def of_part(id: str) -> str:
    """The frame that a part of a frame in one row belongs to.

    >>> of_part("c2-1"), of_part("c2")
    ('c2', 'c2')
    """
    return id.partition("-")[0]


def _edge(found: Places, id: str, pos: str) -> None:
    points = []
    for word in pos.split():
        if word.startswith("e,"):
            x, y = _numbers(word[2:])
            found.tips[id] = (x, y)
        elif not word.startswith("s,"):
            x, y = _numbers(word)
            points.append((x, y))
    found.curves[id] = points


def _numbers(text: str) -> list[float]:
    return [float(x) for x in text.split(",")]
