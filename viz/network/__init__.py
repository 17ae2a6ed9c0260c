"""network: a model of dense layers as circles and lines, for slides."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograd import printable
from viz.formats.bundle import bundle
from viz.formats.drawing import DISPLAY
from viz.formats.look import THEMES
from viz.formats.saving import save_as
from viz.network.maps import maps
from viz.network.net import Net, read
from viz.network.places import places
from viz.network.raster import to_png
from viz.network.svg import to_svg
from viz.network.tikz import to_tikz

FINE, COARSE = 28, 14  # places along a side of the small pictures: in images, in TikZ


def network(model: Any, x: Any = None, *, theme: str = "auto") -> Network:
    """Draw a network as circles and lines: width by the size of a weight, color and dashes by its sign.

    model: an MLP, a NeuronLayer, a Neuron, or a Sequential of Dense layers, of at most 2,000 weights.
    x: samples (n, inputs) to show in each circle what its neuron gives over their range (default None: nothing);
    of more than two inputs the first two vary, the others are held at their means.
    theme: "auto" (default), an SVG that follows its reader's choice, "light" or "dark".
    Raises TypeError or ValueError for a model or data that cannot be shown so, and for an unknown theme.

    >>> from nn import MLP
    >>> network(MLP(2, [4, 1], seed=0))
    <Network: mlp: 2 → 4 → 1, 17 weights>
    """
    if theme not in (*THEMES, "auto"):
        raise ValueError(f"network: theme={theme!r} is not one of 'auto', {', '.join(map(repr, THEMES))}")
    return Network(read(model, "network"), x, theme)


class Network:
    """A drawn network: shows itself in notebooks, and saves itself as .svg, .png or .tex (TikZ).

    Made by `network`, from a `net`, samples x or None, and a `theme`. It keeps the numbers of the moment it was drawn, and no
    Tensor alive. In a notebook it is an SVG; the environment variable TAPEGRAD_DISPLAY="svg,png" adds a PNG.

    >>> from nn import Neuron
    >>> network(Neuron(2, seed=0)).svg[:4]
    '<svg'
    """

    def __init__(self, net: Net, x: Any, theme: str) -> None:
        self.title = net.title
        self.theme = theme
        self._places = places(net)
        self._fine: list[list[np.ndarray]] | None = maps(net, x, FINE)
        self._coarse: list[list[np.ndarray]] | None = maps(net, x, COARSE)

    @property
    def _paint(self) -> str:
        """The theme of pictures that cannot follow their reader's choice: there "auto" is light."""
        return "light" if self.theme == "auto" else self.theme

    @cached_property
    def svg(self) -> str:
        """The picture as SVG text."""
        return to_svg(self._places, self._fine, f"Network {self.title}", self.theme)

    @cached_property
    def tex(self) -> str:
        """The picture as a standalone LaTeX document with a TikZ picture."""
        return to_tikz(self._places, self._coarse, self._paint)

    def png(self, dpi: int = 192) -> bytes:
        """The picture as a PNG image; ImportError without matplotlib."""
        return to_png(self._places, self._fine, self._paint, dpi)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to `path`, as its suffix says; a file that is there stays whole if drawing fails.

        Raises ValueError for another suffix, OSError if the file cannot be written, ImportError for .png without matplotlib.
        """
        kinds: dict[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg.encode(),
            ".png": self.png,
            ".tex": lambda: self.tex.encode(),
        }
        return save_as(path, kinds, "the picture")

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<Network: {self.title}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """SVG with a line of text, and PNG if `include` or TAPEGRAD_DISPLAY asks for it. Never raises."""
        pictures: dict[str, Callable[[], Any]] = {"image/svg+xml": lambda: self.svg, "image/png": self.png}
        usual = {f"image/{kind.strip().replace('svg', 'svg+xml')}" for kind in os.environ.get(DISPLAY, "svg").split(",")}
        return bundle(pictures, usual, repr(self), include, exclude)
