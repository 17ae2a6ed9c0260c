"""Columns: the nodes that stand one above the other, and the free places between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CLEAR = 4.0  # points between a node and an edge that passes it
APART = 7.0  # points between edges side by side


@dataclass
class Spot:
    """A node: its middle, how far it reaches along the direction and across, and whether it is round."""

    u: float
    v: float
    long: float
    broad: float
    round: bool = False

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        return self.u - self.long / 2, self.v - self.broad / 2, self.u + self.long / 2, self.v + self.broad / 2

    def side(self, v: float) -> float:
        """How far from its middle its border lies, at `v`."""
        if not self.round:
            return self.long / 2
        share = min(1.0, abs(v - self.v) / (self.broad / 2))
        return float(self.long / 2 * (1 - share**2) ** 0.5)

    def ports(self, wanted: list[float]) -> list[float]:
        """Places for edges on its side, one for each that it is wanted for, in their order and not at its corners."""
        n = len(wanted)
        room = min(self.broad * (0.7 if self.round else 1.0) - (0 if self.round else 14), APART * (n - 1))
        order = sorted(range(n), key=lambda i: wanted[i])
        step = max(room, 1.0) / (n - 1) if n > 1 else 0.0
        found = [0.0] * n
        for place, i in enumerate(order):
            found[i] = self.v + (place - (n - 1) / 2) * step
        return found


@dataclass
class Column:
    """The nodes of one rank, and how far they reach."""

    u: float
    nodes: list[str] = field(default_factory=list)
    long: float = 0.0
    taken: list[tuple[float, float]] = field(default_factory=list)  # where no edge may pass

    @property
    def start(self) -> float:
        return self.u - self.long / 2

    @property
    def end(self) -> float:
        return self.u + self.long / 2

    def keep_off(self, spots: Mapping[str, Spot]) -> None:
        """No edge passes through these nodes."""
        self.taken += [(spots[id].rectangle[1] - CLEAR, spots[id].rectangle[3] + CLEAR) for id in self.nodes]

    def near(self, v: float, wanted: float) -> float:
        """The place in the free stretch around `v` that is nearest to the wanted one."""
        low, high = min(self._free(), key=lambda gap: max(gap[0] - v, v - gap[1], 0.0))
        return min(max(wanted, low + 1), high - 1)

    def lead_through(self, wanted: list[float]) -> list[float]:
        """Where edges that would pass at these places do pass: between what is taken, apart from each other, in order."""
        gaps: dict[tuple[float, float], list[int]] = {}
        free = self._free()
        for i in sorted(range(len(wanted)), key=lambda i: wanted[i]):
            nearest = min(free, key=lambda gap: max(gap[0] - wanted[i], wanted[i] - gap[1], 0.0))
            gaps.setdefault(nearest, []).append(i)
        found = list(wanted)
        for (low, high), inside in gaps.items():
            step = min(APART, (high - low) / (len(inside) + 1))
            at = low
            for i in inside:  # not before the one before it
                at = found[i] = max(found[i], at + step)
            at = high
            for i in reversed(inside):
                at = found[i] = min(found[i], at - step)
        return found

    def _free(self) -> list[tuple[float, float]]:
        free, low = [], float("-inf")
        for start, end in sorted(self.taken):
            if start - low > 2:
                free.append((low, start))
            low = max(low, end)
        return [*free, (low, float("inf"))]


def find_columns(spots: Mapping[str, Spot]) -> list[Column]:
    """The columns in order; each node is in the one of its middle."""
    found: dict[int, Column] = {}
    for id, spot in sorted(spots.items(), key=lambda item: (item[1].u, item[1].v)):
        key = next((k for k in (round(spot.u) + d for d in (0, -1, 1)) if k in found), round(spot.u))
        column = found.setdefault(key, Column(spot.u))
        column.nodes.append(id)
        column.long = max(column.long, spot.long)
    return list(found.values())
