"""Several operations drawn as one node, and a Folding: which operations share one."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograd import Scope, Tensor


@dataclass(eq=False)
class Box:
    """One node for several operations.

    `kind` is module (calls of a module), sum (a chain of additions), alike (the same operation at the same place of
    equal calls, or of single numbers), or stretch (neighbors on the tape).
    """

    kind: str
    scope: Scope | None  # the frame around the box
    label: str = ""
    call: Scope | None = None  # of a module: the call, or the first of the equal ones
    names: list[str] = field(default_factory=list)  # of all modules that it stands for
    count: int = 1  # how many equal calls it stands for, in one frame, or how many sums
    in_a_row: bool = False  # these calls feed each other
    members: list[Tensor] = field(default_factory=list)


@dataclass(eq=False)
class Folding:
    """Which operations are drawn as one, which frames as one, and how that came about."""

    how: str = ""  # what the drawing says about it; empty if nothing but what was asked for is folded
    boxes: dict[int, Box] = field(default_factory=dict)  # by the id of an operation
    same: dict[int, Scope] = field(default_factory=dict)  # the frame that stands for a scope, by the scope's id
    calls: dict[int, int] = field(default_factory=dict)  # how many scopes a frame stands for, by the frame's id
    names: dict[int, list[str]] = field(default_factory=dict)  # the names of all the modules that a frame stands for
    coarse: bool = False  # the last resort: values are drawn by their kinds alone
    through: dict[int, Tensor] = field(default_factory=dict)  # what an alias or a copy stands for, by its id

    def node(self, z: Tensor) -> Box | Tensor:
        """What an operation is drawn as."""
        return self.boxes.get(id(z), z)

    def frame(self, scope: Scope | None) -> Scope | None:
        """The frame that stands for this scope."""
        return scope if scope is None else self.same.get(id(scope), scope)

    def times(self, frame: Scope | None) -> int:
        """How many calls a frame stands for, inside the frame around it."""
        if frame is None:
            return 1
        around = self.frame(frame.parent)
        return self.calls.get(id(frame), 1) // (self.calls.get(id(around), 1) if around is not None else 1)

    def origin(self, x: Tensor) -> Tensor:
        """x, or what it is an alias or a copy of."""
        while id(x) in self.through:
            x = self.through[id(x)]
        return x

    def unique(self) -> list[Box]:
        """Each box once, in tape order."""
        return list(dict.fromkeys(self.boxes.values()))
