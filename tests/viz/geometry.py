"""What stands where in the SVG of a drawing, read back from the file, and what is wrong with it as a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import hypot
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
NARROW, LETTER = 2.8, 5.2  # points of a blank or a point, and of any other sign, in labels of edges; no less than they are
NEAR, LONG, SHARED_END = 1.2, 16.0, 40.0  # edges this near for this long share a segment; beside a common end they may


@dataclass
class Edge:
    tail: str
    head: str
    points: list = field(default_factory=list)
    label: tuple | None = None  # a box


@dataclass
class Picture:
    nodes: dict = field(default_factory=dict)  # boxes: left, top, right, bottom
    frames: dict = field(default_factory=dict)  # boxes
    titles: dict = field(default_factory=dict)  # boxes
    edges: dict = field(default_factory=dict)


def picture(drawing):
    """The drawing's SVG as boxes and points, y downwards."""
    found = Picture()
    ends = {edge.id: (edge.tail, edge.head) for edge in drawing.graph.edges}
    groups = list(ElementTree.fromstring(drawing.svg).iter(f"{SVG}g"))
    for group in sorted(groups, key=lambda g: (g.get("class") or "").startswith("edge")):  # edges last: they know their nodes
        kind, id = (group.get("class") or "").split(" ")[0], (group.get("id") or "").partition("-")[2].partition("-")[2]
        shapes = [s for s in group if s.tag.removeprefix(SVG) in ("path", "polygon", "ellipse")]
        texts = [t for t in group.iter(f"{SVG}text")]
        if kind == "node":
            found.nodes[id] = union([box(shape) for shape in shapes])
        elif kind == "cluster":
            found.frames[id] = box(shapes[0])
            found.titles[id] = text_box(texts, 5.5, 5.5)
        elif kind == "edge":
            edge = found.edges[id] = Edge(*ends[id], sample(pairs(shapes[0].get("d"))))
            edge.points += [tuple(pairs(shapes[1].get("points"))[1])]
            edge.tail = nearest(found.nodes, edge.tail, edge.points[0])
            edge.label = text_box(texts, NARROW, LETTER) if texts else None
    return found


def nearest(nodes, id, point):
    """The node of this id, or the reference to it in another band, that stands nearest to the point."""
    parts = [n for n in nodes if n.partition("-")[0] == id]

    def far(n):
        left, top, right, bottom = nodes[n]
        return hypot(max(left - point[0], 0, point[0] - right), max(top - point[1], 0, point[1] - bottom))

    return min(parts, key=far)


def pairs(text):
    numbers = [float(x) for x in NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2]))


def box(shape):
    if shape.tag == f"{SVG}ellipse":
        x, y, rx, ry = (float(shape.get(k)) for k in ("cx", "cy", "rx", "ry"))
        return x - rx, y - ry, x + rx, y + ry
    points = pairs(shape.get("d") or shape.get("points"))
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def union(boxes):
    return tuple(f(b[i] for b in boxes) for i, f in enumerate((min, min, max, max)))


def text_box(texts, narrow, letter):
    """The box around lines of text."""
    boxes = []
    for t in texts:
        said, size = "".join(t.itertext()).strip(), float(t.get("font-size"))
        width = sum(narrow if c in " ." else letter for c in said) * size / 10
        x, y = float(t.get("x")), float(t.get("y"))
        x -= {"start": 0, "middle": width / 2, "end": width}[t.get("text-anchor", "start")]
        boxes.append((x, y - 0.72 * size, x + width, y + 0.1 * size))
    return union(boxes) if boxes else None


def sample(points, step=2.0):
    found = [points[0]]
    for i in range(0, len(points) - 3, 3):
        a, b, c, d = points[i : i + 4]
        n = max(
            2, int((hypot(b[0] - a[0], b[1] - a[1]) + hypot(c[0] - b[0], c[1] - b[1]) + hypot(d[0] - c[0], d[1] - c[1])) / step)
        )
        for k in range(1, n + 1):
            t, s = k / n, 1 - k / n
            w = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            found.append(tuple(sum(f * p[j] for f, p in zip(w, (a, b, c, d))) for j in (0, 1)))
    return found


def meet(a, b, by=0.0):
    return a[0] < b[2] - by and a[2] > b[0] + by and a[1] < b[3] - by and a[3] > b[1] + by


def inside(point, b, by=1.0):
    return b[0] + by < point[0] < b[2] - by and b[1] + by < point[1] < b[3] - by


def borders(b, by=0.5):
    left, top, right, bottom = b
    lines = ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom))
    return [(x - by, y - by, z + by, w + by) for x, y, z, w in lines]


def find_faults(drawing):
    """What a person would call wrong, in words; nothing for a good picture."""
    shown = picture(drawing)
    return [*find_touching_labels(shown), *find_pierced_nodes(shown), *find_overlaps(shown), *find_shared_segments(shown)]


def find_touching_labels(shown):
    labels = {id: edge.label for id, edge in shown.edges.items() if edge.label}
    for id, label in labels.items():
        yield from (f"label of {id} on node {n}" for n, b in shown.nodes.items() if meet(label, b))
        yield from (f"label of {id} on title {n}" for n, b in shown.titles.items() if b and meet(label, b))
        for n, frame in shown.frames.items():
            if any(meet(label, line) for line in borders(frame)):
                yield f"label of {id} on frame {n}"
        yield from (f"label of {id} on label of {n}" for n, b in labels.items() if n > id and meet(label, b))


def find_pierced_nodes(shown):
    for id, edge in shown.edges.items():
        for n, b in shown.nodes.items():
            if n not in (edge.tail, edge.head) and any(inside(p, b) for p in edge.points):
                yield f"edge {id} through node {n}"
        for n, b in shown.titles.items():
            if b and any(inside(p, b, 0.0) for p in edge.points):
                yield f"edge {id} through title {n}"


def find_overlaps(shown):
    nodes = list(shown.nodes.items())
    for i, (n, a) in enumerate(nodes):
        yield from (f"node {n} on node {m}" for m, b in nodes[i + 1 :] if meet(a, b))


def find_shared_segments(shown):
    cells: dict = {}
    for id, edge in shown.edges.items():
        for x, y in edge.points:
            cells.setdefault((int(x // 4), int(y // 4)), []).append((x, y, id))
    for id, edge in shown.edges.items():
        together: dict = {}
        for x, y in edge.points:
            near = {
                other
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                for a, b, other in cells.get((int(x // 4) + i, int(y // 4) + j), ())
                if other > id and hypot(a - x, b - y) < NEAR and not beside_common_end(shown, edge, shown.edges[other], (x, y))
            }
            together = {other: together.get(other, 0.0) + 2.0 for other in near}
            yield from (f"edges {id} and {n} share a segment at {x:.0f}, {y:.0f}" for n, far in together.items() if far == LONG)


def beside_common_end(shown, edge, other, point):
    ends = {edge.tail, edge.head} & {other.tail, other.head}
    return any(
        b[0] - SHARED_END < point[0] < b[2] + SHARED_END and b[1] - SHARED_END < point[1] < b[3] + SHARED_END
        for b in (shown.nodes[n] for n in ends)
    )
