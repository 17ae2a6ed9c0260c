"""play: the tape of a result as a page to step through, forward and then backward."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd import Tensor, printable
from nn.files import write_whole
from viz.formats.drawing import DIRECTIONS, Drawing
from viz.formats.graphviz import RenderError, engines
from viz.graph.graph import Graph
from viz.player.film import SUFFIXES, film
from viz.player.page import page
from viz.player.payload import payload
from viz.player.picture import inline, roomy
from viz.reading.read import whole

HEIGHT = 740  # pixels of the frame in a notebook


def play(
    loss: Tensor,
    names: Mapping[str, Any] | None = None,
    rankdir: str = "LR",
    limit: int = 300,
    engine: str = "auto",
    time_limit: float = 20.0,
) -> Player:
    """Play the tape of `loss` step by step: each value as it is computed, then each gradient as it flows back.

    loss: a Tensor that holds one number. names: a dict from names to tensors, such as locals() (default None).
    rankdir: "LR" from left to right (default), "TB" from top to bottom. limit: the most nodes (default 300).
    engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    The page draws the graph beside the tape, writes the rule of the current step with letters and with numbers, and
    computes everything anew when a leaf's value is changed in it. No `.grad` is touched.
    Raises TypeError for what is not a Tensor, ValueError for an array or for a graph larger than `limit` nodes, RuntimeError
    if nothing can be differentiated or a leaf was written to since.

    >>> a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    >>> play(a * b)
    <Player: Computation graph: 3 values, 1 operation>
    """
    if rankdir not in DIRECTIONS:
        raise ValueError(f"play: rankdir={rankdir!r} is not one of {', '.join(map(repr, DIRECTIONS))}")
    engines(engine)
    survey, graph = whole((loss,), names, limit)
    data = payload(loss, survey, graph)
    return Player(graph, data, Drawing(roomy(graph), rankdir, engine, time_limit))


class Player:
    """A tape to step through: shows itself in notebooks, in a frame of its own, and saves itself as one HTML page.

    Made by `play`, from a `graph`, the `data` of its steps and a `drawing` of it. It keeps the numbers of the moment it was
    made, and no Tensor alive.

    >>> play(Tensor(2.0, name="a") * 3.0).html[:15]
    '<!DOCTYPE html>'
    """

    def __init__(self, graph: Graph, data: dict[str, Any], drawing: Drawing) -> None:
        self.graph = graph
        self.data = data
        self.drawing = drawing

    @cached_property
    def html(self) -> str:
        """The page, complete in itself; where no Graphviz works it has the tape without the drawing, and says so."""
        try:
            picture, note = inline(self.drawing), ""
        except RenderError as error:
            picture, note = "", f"The graph is not drawn: {error}"
        return page(self.graph.title, picture, self.data, note)

    def save(self, path: str | os.PathLike[str], seconds: float = 1.0) -> Path:
        """Write the page to `path`, which ends in .html, or a film of the steps, .gif or .mp4; a file that is there stays whole
        if this fails.

        seconds: how long a film shows each step (default 1.0). A film needs matplotlib, and ffmpeg for MP4.
        Raises ValueError for another suffix, OSError if the file cannot be written, RenderError if no Graphviz works.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            write_whole(path, film(self.graph, self.data["values"], self.drawing, suffix, seconds), "the film")
            return path
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"save: {path.name!r} does not end in .html, .gif or .mp4: a player is a page, or a film of it")
        write_whole(path, self.html.encode(), "the page")
        return path

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<Player: {self.graph.title}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The page in a frame that may run its scripts and nothing else, with a line of text. Never raises."""
        try:
            bundle = {"text/html": self._frame(), "text/plain": repr(self)}
        except Exception as error:  # a display method that raises shows a traceback instead of a result
            bundle = {"text/plain": f"{self!r}\n\nThis is text because {error}"}
        wanted = set(include or bundle) - set(exclude or ())
        return {kind: content for kind, content in bundle.items() if kind in wanted}

    def _frame(self) -> str:
        return (
            f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(self.html)}" title="{html.escape(self.graph.title)}" '
            f'width="100%" height="{HEIGHT}" style="border:0;width:100%;height:{HEIGHT}px"></iframe>'
        )
