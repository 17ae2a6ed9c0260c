"""draw: the computation graph of a result, as an object that shows itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd import Tensor
from viz.dot import to_dot
from viz.files import write_whole
from viz.graph import Graph
from viz.listing import listing
from viz.read import read
from viz.render import engines, render
from viz.svg import finished

DIRECTIONS = ("LR", "TB", "RL", "BT")


def draw(
    *tensors: Tensor,
    names: Mapping[str, Any] | None = None,
    detail: str = "auto",
    rankdir: str = "LR",
    limit: int = 300,
    format_number: Callable[[float], str] | None = None,
    engine: str = "auto",
    time_limit: float = 20.0,
) -> Drawing:
    """Draw how these tensors were computed: values, gradients, operations, and the local derivative on every edge.

    names: a dict from names to tensors, such as locals(). detail: "scalar" draws every value, "module" one box for
    each module; "auto" draws every value if these are at most `limit` nodes, else collapses modules. What modules own
    is drawn as a parameter, other leaves as inputs; without modules, every leaf with a gradient is one. rankdir: "LR"
    from left to right, "TB" from top to bottom. engine: "auto", "dot" or "pygraphviz"; time_limit in seconds.
    Raises TypeError for what is not a Tensor, ValueError for a graph that cannot be collapsed below `limit`.

    >>> a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    >>> draw(a * b)
    <Drawing: Computation graph: 3 values, 1 operation>
    """
    if rankdir not in DIRECTIONS:
        raise ValueError(f"draw: rankdir={rankdir!r} is not one of {', '.join(map(repr, DIRECTIONS))}")
    engines(engine)  # a wrong name is better heard of here than when the drawing is shown
    graph = read(tensors, names, detail, limit, format_number)
    return Drawing(graph, to_dot(graph, rankdir), engine, time_limit)


class Drawing:
    """A drawn graph: shows itself in notebooks, and saves itself as .svg, .png or .dot.

    It keeps the numbers of the moment it was drawn, and no Tensor alive.
    """

    def __init__(self, graph: Graph, dot: str, engine: str = "auto", time_limit: float = 20.0) -> None:
        self.graph = graph
        self.dot = dot
        self.engine = engine
        self.time_limit = time_limit

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG text; RenderError if no Graphviz works."""
        picture = render(self.dot, "svg", self.engine, time_limit=self.time_limit)
        return finished(picture.decode(), self.graph.title, self.graph.hints)

    def png(self, dpi: int = 192) -> bytes:
        """The drawing as a PNG image; RenderError if no Graphviz works."""
        return render(self.dot, "png", self.engine, dpi, self.time_limit)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to `path`, as its suffix says; a file that is there stays whole if drawing fails.

        Raises ValueError for another suffix, OSError if the file cannot be written, RenderError if no Graphviz works.
        """
        path = Path(path)
        kinds: dict[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg.encode(),
            ".png": self.png,
            ".dot": self.dot.encode,
        }
        suffix = path.suffix.lower()
        if suffix not in kinds:
            raise ValueError(f"save: {path.name!r} ends in {suffix or 'no suffix'!r}; write one of {', '.join(kinds)}")
        write_whole(path, kinds[suffix]())
        return path

    def __repr__(self) -> str:
        return f"<Drawing: {self.graph.title}>"

    def __str__(self) -> str:
        return listing(self.graph)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """SVG with a line of text; where no Graphviz works, a table of text that says so. Never raises."""
        try:
            bundle = {"image/svg+xml": self.svg, "text/plain": repr(self)}
        except Exception as error:  # a display method that raises shows a traceback instead of a result
            bundle = {"text/plain": f"{self}\n\nThis is text because {error}"}
        wanted = set(include or bundle) - set(exclude or ())
        return {kind: content for kind, content in bundle.items() if kind in wanted}
