"""Several operations drawn as one node, and a Folding: which operations share one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from autograd import Scope
from viz.tape.survey import Survey


@dataclass(eq=False)
class Box:
    """One node for several operations.

    `kind` is module (calls of a module), sum (a chain of additions), alike (the same operation at the same place of
    equal calls, or of single numbers), or stretch (neighbors on the tape). `members` are indices of operations.
    """

    kind: str
    scope: Scope | None  # the frame around the box
    members: np.ndarray
    label: str = ""
    call: Scope | None = None  # of a module: the call, or the first of the equal ones
    names: list[str] = field(default_factory=list)  # of all modules that it stands for
    count: int = 1  # how many equal calls it stands for, in one frame, or how many sums
    in_a_row: bool = False  # these calls feed each other


@dataclass(eq=False)
class Frames:
    """Which frame stands for which scope, if several calls that do the same are drawn as one."""

    same: dict[int, Scope] = field(default_factory=dict)  # the frame that stands for a scope, by the scope's id
    calls: dict[int, int] = field(default_factory=dict)  # how many scopes a frame stands for, by the frame's id
    names: dict[int, list[str]] = field(default_factory=dict)  # the names of all the modules that a frame stands for

    def frame(self, scope: Scope | None) -> Scope | None:
        """The frame that stands for this scope."""
        return scope if scope is None else self.same.get(id(scope), scope)

    def times(self, frame: Scope | None) -> int:
        """How many calls a frame stands for, inside the frame around it."""
        if frame is None:
            return 1
        around = self.frame(frame.parent)
        return self.calls.get(id(frame), 1) // (self.calls.get(id(around), 1) if around is not None else 1)


class Folding:
    """Which operations of a survey are drawn as one, which frames as one, and how that came about.

    how: what the drawing says about it; empty if nothing but what was asked for is folded. coarse: the last resort, where
    values are drawn by their kinds alone. boxes: in tape order. origin: by index, what an alias or a copy stands for.
    node: what each operation is drawn as: itself, or from `len(survey.tensors)` on a box; -1 for leaves.
    """

    def __init__(
        self,
        survey: Survey,
        how: str = "",
        frames: Frames | None = None,
        origin: np.ndarray | None = None,
        coarse: bool = False,
    ) -> None:
        self.survey, self.how, self.coarse = survey, how, coarse
        self.frames = Frames() if frames is None else frames
        self.origin = np.arange(len(survey.tensors)) if origin is None else origin
        self.set_boxes([])

    def set_boxes(self, boxes: list[Box]) -> None:
        """Draw the members of each of these boxes as one, and everything else as itself."""
        n, self.boxes = len(self.survey.tensors), boxes
        self.node = np.full(n, -1)
        self.node[self.survey.made] = self.survey.made
        for i, box in enumerate(boxes):
            self.node[box.members] = n + i

    def box(self, node: int) -> Box | None:
        """The box that a node is, None for a single operation."""
        n = len(self.survey.tensors)
        return self.boxes[node - n] if node >= n else None

    def home(self, node: int) -> Scope | None:
        """The frame in which a node stands."""
        box = self.box(node)
        return self.frames.frame(self.survey.tensors[node].scope if box is None else box.scope)

    @property
    def stands_alone(self) -> np.ndarray:
        """Whether each value is an operation with a node of its own."""
        itself = np.arange(len(self.node))
        found: np.ndarray = (self.node == itself) & (self.origin == itself)
        return found

    @property
    def count(self) -> int:
        """How many nodes operations are drawn as."""
        return len(self.boxes) + int((self.node == np.arange(len(self.node))).sum())
