"""A drawing that is much longer than a page, folded into rows as text is: the end of a row leads to the start of the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from viz.formats.layout.columns import Column, Spot
from viz.formats.layout.frames import Box, Frames
from viz.formats.layout.routes import Route

ROW = 960.0  # points of a row
FOLDED = 1.6  # rows that a drawing is long from which on it is fold_into_rows
SLIM = 0.3  # how broad it may be, of its length
FEW = 3  # edges that may lead from one row to the next
LANE = 8.0  # points between edges that lead there
AWAY = 16.0  # points between a row and what leads around it


def fold_into_rows(
    spots: Mapping[str, Spot], columns: Sequence[Column], frames: Frames, routes: Mapping[str, Route]
) -> dict[str, int] | None:
    """The row of each node, which is put there; None if one row is enough, or if nothing can be folded."""
    crossing: list[list[Route]] = [[] for _ in columns]
    for route in routes.values():
        for i in range(route.start, route.start + len(route.at) - 1):
            crossing[i].append(route)
    broad = max(s.rectangle[3] for s in spots.values()) - min(s.rectangle[1] for s in spots.values())
    slim = broad < SLIM * (columns[-1].end - columns[0].start)
    cuts = choose_cuts(columns, crossing) if slim and not any(route.back for route in routes.values()) else []
    if not cuts:
        return None
    row_of = [sum(cut < i for cut in cuts) for i in range(len(columns))]
    rows = {id: row_of[i] for i, column in enumerate(columns) for id in column.nodes}
    floor = 0.0
    for row in range(len(cuts) + 1):
        inside = [i for i in range(len(columns)) if row_of[i] == row]
        held = [box for box in frames.boxes(rows).values() if box.row == row]
        right, floor = _move(row, inside, held, floor, spots, columns, routes)
        if row < len(cuts):
            floor = _lead(cuts[row], crossing[cuts[row]], right, floor)
    _enter(cuts, crossing)
    return rows


def choose_cuts(columns: Sequence[Column], crossing: Sequence[Sequence[Route]]) -> list[int]:
    """The columns that rows end with, but for the last row."""
    long = columns[-1].end - columns[0].start
    if long < FOLDED * ROW:
        return []
    target = long / -(-long // ROW)
    cuts: list[int] = []
    start = 0
    while columns[-1].end - columns[start].start > ROW:
        free = [i for i in range(start, len(columns) - 1) if len(crossing[i]) <= FEW]
        fitting = [i for i in free if columns[i].end - columns[start].start <= ROW] or free[:1]
        if not fitting:
            break
        from_here = columns[start].start
        cuts.append(min(fitting, key=lambda i: abs(columns[i].end - from_here - target) + _dearly(crossing[i])))
        start = cuts[-1] + 1
    starts = [0, *(cut + 1 for cut in cuts)]
    ends = [*cuts, len(columns) - 1]
    widest = max(columns[end].end - columns[start].start for start, end in zip(starts, ends))
    return cuts if widest < long / FOLDED else []


def _dearly(crossing: Sequence[Route]) -> float:
    """How little these edges like to be torn, in points: a result stays beside its operation."""
    return 250.0 * len(crossing) + (120.0 if any(not route.edge.tail.startswith("v") for route in crossing) else 0.0)


def _move(
    row: int,
    inside: Sequence[int],
    held: Sequence[Box],
    floor: float,
    spots: Mapping[str, Spot],
    columns: Sequence[Column],
    routes: Mapping[str, Route],
) -> tuple[float, float]:
    """Put a row's columns below the floor, beginning at 0; its right end and its lower end."""
    nodes = [spots[id] for i in inside for id in columns[i].nodes]
    passing = [(r, i - r.start) for r in routes.values() for i in inside if 0 <= i - r.start < len(r.at)]
    taken = [*(s.rectangle for s in nodes), *(box.rectangle for box in held)]
    top = min([r[1] for r in taken] + [r.at[k] for r, k in passing])
    bottom = max([r[3] for r in taken] + [r.at[k] for r, k in passing])
    left, right = min(r[0] for r in taken), max(r[2] for r in taken)
    down = floor - top if row else 0.0
    for i in inside:
        columns[i].u -= left
    for spot in nodes:
        spot.u, spot.v = spot.u - left, spot.v + down
    for route, k in passing:
        route.at[k] += down
    return right - left, bottom + down


def _lead(cut: int, crossing: Sequence[Route], right: float, bottom: float) -> float:
    """Lead edges out of a row and below it; where the next row may begin."""
    n = len(crossing)
    for k, route in enumerate(sorted(crossing, key=lambda r: r.at[cut - r.start])):
        lane = (n - 1 - k) * LANE
        level = route.at[cut - route.start]
        below = bottom + AWAY + lane
        route.detours[cut] = [(right + AWAY + lane, level), (right + AWAY + lane, below), (-AWAY - k * LANE, below)]
    return bottom + 2 * AWAY + (n - 1) * LANE + 8


def _enter(cuts: Sequence[int], crossing: Sequence[Sequence[Route]]) -> None:
    """Lead them into the next row, once it stands."""
    for cut in cuts:
        for route in crossing[cut]:
            k = cut - route.start
            (left, _), level = route.detours[cut][-1], route.at[k + 1]
            route.detours[cut] += [(left, level), (route.columns[k + 1].start, level)]


def lead_back(spots: Mapping[str, Spot], routes: Mapping[str, Route]) -> None:
    """Lead edges whose heads do not stand behind their tails around everything, below it."""
    bottom = max(spot.rectangle[3] for spot in spots.values())
    for k, route in enumerate(r for r in routes.values() if r.back):
        out, into = route.columns[0].end + AWAY, route.columns[1].start - AWAY
        below = bottom + AWAY + k * LANE
        corners = [(out, route.at[0]), (out, below), (into, below), (into, route.at[1])]
        route.detours[route.start] = [*corners, (route.columns[1].start, route.at[1])]
