"""play: the tape of a result as a page to step through, forward and then backward."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd import Tensor, printable
from nn.files import write_whole
from viz.formats.drawing import DIRECTIONS, Drawing
from viz.formats.graphviz import RenderError, engines
from viz.formats.still import show_page
from viz.graph.graph import Graph
from viz.player.film import SUFFIXES, film
from viz.player.frame import HEIGHT, THEMES, frame
from viz.player.page import page
from viz.player.payload import payload, require_real
from viz.player.picture import inline, roomy
from viz.player.view import PLACE, View
from viz.player.views import fold_views, whole_view
from viz.reading.definitions import write_out
from viz.reading.read import readable_limit, survey_tensors, whole_graph
from viz.tape.survey import Survey

DETAILS = ("auto", "scalar", "module", "definition")
ACROSS = {"LR": "TB", "RL": "BT"}  # where many modules stand beside each other


def play(
    loss: Tensor,
    names: Mapping[str, Any] | None = None,
    rankdir: str = "LR",
    limit: int = 300,
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "auto",
    height: int = HEIGHT,
    detail: str = "auto",
) -> Player:
    """Play the tape of `loss` step by step: each value as it is computed, then each gradient as it flows back.

    loss: a Tensor that holds one number. names: a dict from names to tensors, such as locals() (default None).
    rankdir: "LR" from left to right (default), "TB" from top to bottom. limit: the most nodes in one drawing (default 300).
    engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    theme: "auto" (default), which follows the notebook or the system, "light" or "dark". height: of the frame in a notebook,
    in pixels (default 640). detail: "scalar" shows every operation; "module" closes modules, each to be opened by a click;
    "auto" (default) does so for a graph larger than `limit`; "definition" first writes operations such as softmax, lstm or
    attention out as what defines them.
    The page draws the graph beside the tape, writes the rule of the current step with names and with numbers, and
    computes everything anew when a leaf's value is changed in it. No `.grad` is touched.
    Raises TypeError for what is not a Tensor and for complex numbers, ValueError for an array, for settings that do not exist
    or for a graph larger than `limit` nodes, RuntimeError if nothing can be differentiated or a leaf was written to since.

    >>> a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    >>> play(a * b)
    <Player: Computation graph: 3 values, 1 operation>
    """
    for what, value, known in (("rankdir", rankdir, DIRECTIONS), ("theme", theme, THEMES), ("detail", detail, DETAILS)):
        if value not in known:
            raise ValueError(f"play: {what}={value!r} is not one of {', '.join(map(repr, known))}")
    if isinstance(height, bool) or not isinstance(height, int) or height < 1:
        raise ValueError(f"play: height={height!r} is a number of pixels, such as {HEIGHT}")
    engines(engine)
    survey = survey_tensors((loss,), names)
    if detail == "definition":
        loss, names = write_out(loss, survey)
        survey = survey_tensors((loss,), names)
    require_real(survey)
    views = _views(survey, detail, limit)
    drawings, pictures = _drawings(views, survey, rankdir, engine, time_limit)
    return Player(views[0].graph, payload(loss, survey, views, pictures), drawings, theme, height)


def _views(survey: Survey, detail: str, limit: int) -> list[View]:
    """The tape as a whole, or with its modules closed, as `detail` asks for."""
    if detail == "module" and not survey.scopes.depth:
        raise ValueError("play: detail='module' needs modules, but no nn.Module was called to compute this")
    if detail == "module" or (detail != "scalar" and survey.extent > limit):
        return fold_views(survey, limit)
    if survey.extent > limit:
        raise ValueError(readable_limit(survey, limit))
    return [whole_view(whole_graph(survey))]


def _drawings(
    views: list[View], survey: Survey, rankdir: str, engine: str, time_limit: float
) -> tuple[list[Drawing], list[int]]:
    """The drawings, and which of them each view writes into: modules that do the same share one."""
    drawings: dict[str, Drawing] = {}
    pictures = []
    for view in views:
        single = {node: members[0] for node, members in view.nodes.items() if node.startswith("v") and len(members) == 1}
        places = {node: f"#{survey.tensors[i].position}" if len(views) == 1 else PLACE for node, i in single.items()}
        direction = ACROSS.get(rankdir, rankdir) if view.is_crowded() else rankdir
        drawing = Drawing(roomy(view.graph, places), direction, engine, time_limit)
        drawing.banded = False
        drawings.setdefault(drawing.dot, drawing)
        pictures.append(list(drawings).index(drawing.dot))
    return list(drawings.values()), pictures


class Player:
    """A tape to step through: shows itself in notebooks, in a frame of its own, and saves itself as one HTML page.

    Made by `play`, from a `graph`, the `data` of its steps and `drawings` of its views; `theme` and `height` are the frame's.
    It keeps the numbers of the moment it was made, and no Tensor alive.

    >>> play(Tensor(2.0, name="a") * 3.0).html[:15]
    '<!DOCTYPE html>'
    """

    def __init__(
        self, graph: Graph, data: dict[str, Any], drawings: list[Drawing], theme: str = "auto", height: int = HEIGHT
    ) -> None:
        self.graph, self.data, self.drawings = graph, data, drawings
        self.theme, self.height = theme, height

    @cached_property
    def html(self) -> str:
        """The page, complete in itself; where no Graphviz works it has the tape without the drawing, and says so."""
        try:
            pictures, note = [inline(drawing) for drawing in self.drawings], ""
        except RenderError as error:
            pictures, note = [], f"The graph is not drawn: {error}"
        return page(self.graph.title, pictures, self.data, note, self.theme)

    def save(self, path: str | os.PathLike[str], seconds: float = 1.0) -> Path:
        """Write the page to `path`, which ends in .html, or a film of the steps, .gif or .mp4; a file that is there stays whole
        if this fails.

        seconds: how long a film shows each step (default 1.0). A film needs matplotlib, and ffmpeg for MP4.
        Raises ValueError for another suffix, OSError if the file cannot be written, RenderError if no Graphviz works.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            write_whole(path, film(self.graph, self.data["values"], self.drawings[0], suffix, seconds), "the film")
            return path
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"save: {path.name!r} does not end in .html, .gif or .mp4: a player is a page, or a film of it")
        write_whole(path, self.html.encode(), "the page")
        return path

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<Player: {self.graph.title}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The page in a frame that may run its scripts and nothing else, with a line of text. Never raises.

        Where TAPEGRAD_DISPLAY asks for PNG, the drawn graph instead.
        """
        return show_page(
            lambda: frame(self.html, self.graph.title, self.height), lambda: Drawing(self.graph), repr(self), include, exclude
        )
