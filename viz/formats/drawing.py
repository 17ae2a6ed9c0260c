"""A Drawing: a graph that shows itself in notebooks, and saves itself in many formats."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from viz import formats
from viz.formats.bundle import bundle
from viz.formats.dot import to_dot, to_placed_dot
from viz.formats.layout.places import Places, places
from viz.formats.look import THEMES
from viz.formats.placing import place, place_whole
from viz.formats.saving import save_as
from viz.formats.svg import finish
from viz.formats.table import listing
from viz.graph.graph import Graph

DIRECTIONS = ("LR", "TB", "RL", "BT")
FORWARD = ("LR", "TB")
DPI, LONGEST_SIDE = 192, 4096  # of a PNG: dots an inch, and pixels at most
DISPLAY = "TAPEGRAD_DISPLAY"  # environment variable: what notebooks are given, some of "html,svg,png" (default "html,svg")
KINDS = {"html": "text/html", "svg": "image/svg+xml", "png": "image/png"}


class Drawing:
    """A drawn graph: shows itself in notebooks, and saves itself as .svg, .html (a page to look around
    in), .png, .pdf, .dot, .mmd (Mermaid) or .tex (TikZ).

    Made by `draw`, `diff` and `architecture`, from a `graph`. rankdir: "LR" from left to right (default) or "TB" from top to
    bottom. engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    theme: "light" (default), "dark", or "auto", an SVG that follows its reader's choice.
    It keeps the numbers of the moment it was drawn, and no Tensor alive. In a notebook it is a page to look around in,
    with an SVG for those who show no pages; where neither is shown, as on GitHub, set the environment variable
    TAPEGRAD_DISPLAY to "png" before drawing.
    Raises ValueError for settings that do not exist, RenderError if no engine can draw it.

    >>> from autograd import Tensor
    >>> from viz import draw
    >>> drawing = draw(Tensor(2.0, name="a") * 3.0); drawing.mermaid.splitlines()[0]
    'flowchart LR'
    """

    def __init__(
        self, graph: Graph, rankdir: str = "LR", engine: str = "auto", time_limit: float = 20.0, theme: str = "light"
    ) -> None:
        """Raises ValueError for an unknown direction, engine or theme: better now than when the drawing is shown."""
        for what, value, known in (("rankdir", rankdir, DIRECTIONS), ("theme", theme, (*THEMES, "auto"))):
            if value not in known:
                raise ValueError(f"draw: {what}={value!r} is not one of {', '.join(map(repr, known))}")
        formats.graphviz.engines(engine)
        self.graph = graph
        self.rankdir = rankdir
        self.engine = engine
        self.time_limit = time_limit
        self.theme = theme
        self.banded = True  # whether it may be cut into bands, with references; pages that fill in numbers ask for one piece

    @property
    def _paint(self) -> str:
        """The theme of pictures that cannot follow their reader's choice: there "auto" is light."""
        return "light" if self.theme == "auto" else self.theme

    @cached_property
    def dot(self) -> str:
        """The drawing in the DOT language."""
        return to_dot(self.graph, self.rankdir, self._paint)

    @cached_property
    def mermaid(self) -> str:
        """The drawing as a Mermaid flowchart, for Markdown; needs no engine."""
        return formats.mermaid.to_mermaid(self.graph, self.rankdir, self._paint)

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG text; RenderError if no Graphviz works."""
        return finish(self._render("svg").decode(), self.graph.title, self.graph.hints, self.theme)

    @cached_property
    def html(self) -> str:
        """The drawing as a page complete in itself, to zoom, drag, search, and to open and close modules in."""
        return formats.page.page(self.svg, self.graph.title, self.theme)

    @cached_property
    def tex(self) -> str:
        """The drawing as a standalone LaTeX document with a TikZ picture; RenderError if no Graphviz works."""
        graph, where, _ = self._layout
        return formats.tikz.to_tikz(graph, where, self._paint)

    def png(self, dpi: int | None = None) -> bytes:
        """The drawing as a PNG image; RenderError if no Graphviz works.

        dpi: dots an inch (default None, 192, or fewer where the longer side would have more than 4,096 pixels).
        """
        return self._render("png", self._dots() if dpi is None else dpi)

    def _dots(self) -> int:
        """Dots an inch for a picture that a page can still hold."""
        root = ElementTree.fromstring(self.svg)
        longer = max(float(root.get(f"data-{side}", "1")) for side in ("width", "height"))  # points, 72 an inch
        return max(1, min(DPI, int(LONGEST_SIDE * 72 / longer)))

    def pdf(self) -> bytes:
        """The drawing as a PDF page; RenderError if no Graphviz works."""
        return self._render("pdf")

    def _render(self, format: str, dpi: int = 72) -> bytes:
        graph, where, engine = self._layout
        placed = self.rankdir in FORWARD
        source = to_placed_dot(graph, where, self._paint) if placed else self.dot
        return formats.graphviz.render(source, format, self.engine, dpi, self.time_limit, placed, engine)[0]

    @cached_property
    def _layout(self) -> tuple[Graph, Places, str]:
        """What is shown, where all of it stands, and the engine that was asked; of directions read backwards Graphviz alone
        decides."""
        asked = [""]

        def render(source: str, placed: bool) -> bytes:
            answer, asked[0] = formats.graphviz.render(source, "json", self.engine, 72, self.time_limit, placed, asked[0])
            return answer

        if self.rankdir in FORWARD and self.graph.nodes:
            level = self.rankdir == "LR"
            shown = place(self.graph, level, render) if self.banded else (self.graph, place_whole(self.graph, level, render))
            return *shown, asked[0]
        return self.graph, places(render(to_dot(self.graph, self.rankdir), False)), asked[0]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to `path`, as its suffix says; a file that is there stays whole if drawing fails.

        Raises ValueError for another suffix, OSError if the file cannot be written, RenderError if no Graphviz works.
        """
        kinds: dict[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg.encode(),
            ".html": lambda: self.html.encode(),
            ".png": self.png,
            ".pdf": self.pdf,
            ".dot": lambda: self.dot.encode(),
            ".mmd": lambda: self.mermaid.encode(),
            ".tex": lambda: self.tex.encode(),
        }
        return save_as(path, kinds, "the drawing")

    def __repr__(self) -> str:
        return f"<Drawing: {self.graph.title}>"

    def __str__(self) -> str:
        return listing(self.graph)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """A page and an SVG with a line of text; where no Graphviz works, a table of text that says so. Never raises.

        PNG only if `include` or TAPEGRAD_DISPLAY asks for it: it costs a second rendering, and SVG looks better
        everywhere but on GitHub, where viewers given both choose the SVG and may show nothing.
        """
        pictures: dict[str, Callable[[], Any]] = {
            "text/html": lambda: formats.page.frame(self.svg, self.graph.title, self.theme),
            "image/svg+xml": lambda: self.svg,
            "image/png": self.png,
        }
        usual = {KINDS.get(kind.strip(), kind) for kind in os.environ.get(DISPLAY, "html,svg").split(",")}
        return bundle(pictures, usual, repr(self), include, exclude, instead=str(self))
