"""What a drawing shows, as plain data: no Tensors, no user objects, every text already fit to be shown.

`read` makes a Graph from Tensors; `formats` and `listing` put it into words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from viz.graph.words import say_count, shape_text


@dataclass(frozen=True)
class Value:
    """A number or array: something given, or the result of an operation.

    `kind` is parameter, input, constant, result or output. `value` is one number, (min, mean, max) of an array,
    or () for an empty one; so is `grad`, ("—",) before backward, None where there can be no gradient. `count` is more
    than 1 for single numbers drawn as one, `heat` a small image of an array, -1..1. `mark` is failed, added, removed
    or changed, and `said` the mark's words. `place` is #position on the tape, for what has no name. `entries` are the rows
    of a small array, which are drawn instead of its (min, mean, max).
    """

    id: str
    kind: str
    name: str
    shape: tuple[int, ...]
    value: tuple[str, ...]
    grad: tuple[str, ...] | None
    cluster: str | None = None
    count: int = 1
    heat: tuple[tuple[float, ...], ...] = ()
    facts: tuple[str, ...] = ()
    mark: str = ""
    said: str = ""
    place: str = ""
    entries: tuple[tuple[str, ...], ...] = ()
    grad_entries: tuple[tuple[str, ...], ...] = ()
    derivative: str = ""

    @property
    def label(self) -> str:
        """What it is called: its name, else its place on the tape; nothing for a constant that is only its number."""
        return self.name or self.place

    @property
    def title(self) -> str:
        """What it is called, after what it is the gradient of."""
        return " ".join(filter(None, (self.derivative, self.label)))

    @property
    def bare(self) -> bool:
        """Whether it is drawn as a number and nothing else: a constant without name, shape or anything to say."""
        return self.kind == "constant" and len(self.value) == 1 and not (self.label or self.shape or self.facts or self.mark)

    @property
    def captioned(self) -> bool:
        """Whether its numbers bear captions. What is given and the output do; between them, single numbers save the width."""
        return not self.bare and (self.kind != "result" or len(self.value) != 1)

    def in_words(self, what: str) -> str:
        """Its value or grad in a line: the rows of a small matrix, the numbers of a vector, else a summary."""
        numbers, rows = (self.grad, self.grad_entries) if what == "grad" else (self.value, self.entries)
        between = "; " if len(self.shape) > 1 else ", "
        return between.join(", ".join(row) for row in rows) or write_summary(numbers or ())

    @property
    def hint(self) -> str:
        """All of it in words, for hovering and for screen readers."""
        facts = [f"{self.kind} {self.title}".rstrip()]
        if self.count > 1:
            facts.append(say_count(self.count, "number"))
        elif self.shape:
            facts.append(f"shape {shape_text(self.shape)}")
        for what, numbers in (("value", self.in_words("value")), ("gradient", self.in_words("grad"))):
            if numbers:
                facts.append(f"{what} {numbers}")
        return "\n".join([*facts, *self.facts, *filter(None, (self.mark, self.said))])


@dataclass(frozen=True)
class Operation:
    """One recorded operation: its label, and what hovering over it tells."""

    id: str
    label: str
    hint: str
    cluster: str | None = None
    mark: str = ""
    said: str = ""


@dataclass(frozen=True)
class Block:
    """A module, or a stretch of the tape, drawn as one box: its label, what it holds, in lines, and how many it stands for."""

    id: str
    label: str
    facts: tuple[str, ...]
    cluster: str | None = None
    count: int = 1
    kind: str = "module"  # or input, parameter, output: how it looks
    mark: str = ""
    said: str = ""

    @property
    def hint(self) -> str:
        label = f"{self.label} ×{self.count:,}" if self.count > 1 else self.label
        return "\n".join((label, *self.facts, *filter(None, (self.mark, self.said))))


@dataclass(frozen=True)
class Edge:
    """From a value to what uses it, or from an operation to its result; `derivative` is the local one."""

    id: str
    tail: str
    head: str
    derivative: str = ""
    hint: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Cluster:
    """A frame around what one module did; modules inside modules have a parent."""

    id: str
    label: str
    parent: str | None = None


@dataclass
class Graph:
    """A whole drawing, every list in tape order."""

    values: list[Value] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    title: str = ""  # what a screen reader says
    note: str = ""  # what the reader of the drawing must know: something was left out, or is out of date

    @property
    def nodes(self) -> list[Value | Operation | Block]:
        """Everything that is not an edge or a frame."""
        return [*self.values, *self.operations, *self.blocks]

    @property
    def paths(self) -> dict[str | None, tuple[str, ...]]:
        """Of each frame, itself and the frames around it, innermost first; of None, which is no frame, nothing."""
        parents: dict[str | None, str | None] = {c.id: c.parent for c in self.clusters}
        found: dict[str | None, tuple[str, ...]] = {None: ()}
        for id in parents:
            frame, path = id, []
            while frame is not None:
                path.append(frame)
                frame = parents[frame]
            found[id] = tuple(path)
        return found

    def find_frames(self, frames: Iterable[str | None]) -> list[Cluster]:
        """These frames and all that stand around them."""
        paths = self.paths
        around = {id for frame in frames for id in paths[frame]}
        return [c for c in self.clusters if c.id in around]

    @property
    def hints(self) -> dict[str, str]:
        """What hovering over each part tells, by the part's id."""
        return {part.id: part.hint for part in (*self.nodes, *self.edges)} | {c.id: c.label for c in self.clusters}


def write_summary(numbers: tuple[str, ...]) -> str:
    """
    >>> write_summary(("1", "2", "4")), write_summary(("3",))
    ('min 1, mean 2, max 4', '3')
    """
    if len(numbers) == 3:
        return ", ".join(f"{what} {x}" for what, x in zip(("min", "mean", "max"), numbers))
    return "".join(numbers)
