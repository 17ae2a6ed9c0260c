"""Bands of a drawing put one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from viz.formats.layout.frames import GOES_ON
from viz.formats.layout.places import Places, Point

BETWEEN = 30.0  # points between bands


def stack(bands: Sequence[Places]) -> Places:
    """One layout of several, the first on top; a frame that was in a band before goes on as <id>-<band>."""
    found = Places(size=(max(b.size[0] for b in bands), sum(b.size[1] for b in bands) + BETWEEN * (len(bands) - 1)))
    top = found.size[1]
    for row, band in enumerate(bands):
        up = top - band.size[1]

        def put(point: Point, up: float = up) -> Point:
            return point[0], point[1] + up

        for id, (x, y, width, height) in band.nodes.items():
            found.nodes[id] = (*put((x, y)), width, height)
        found.curves |= {id: [put(point) for point in curve] for id, curve in band.curves.items()}
        found.tips |= {id: put(point) for id, point in band.tips.items()}
        found.labels |= {id: put(point) for id, point in band.labels.items()}
        for id, (left, bottom, right, high) in band.frames.items():
            again = id in found.frames
            part = f"{id}-{row}" if again else id
            found.frames[part] = (*put((left, bottom)), *put((right, high)))
            found.titles[part] = (GOES_ON if again else band.titles[id][0], *band.titles[id][1:])
        top = up - BETWEEN
    return found
