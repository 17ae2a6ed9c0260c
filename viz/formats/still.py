"""A still picture in place of a page that moves, for viewers that run no scripts, such as GitHub."""

from __future__ import annotations

import os
from typing import Any, Protocol

from viz.formats.drawing import DISPLAY

DPI = 120


class Picture(Protocol):
    def png(self, dpi: int = ...) -> bytes: ...


def wants_stills() -> bool:
    """Whether TAPEGRAD_DISPLAY asks for PNG and no page: a notebook is run to be looked at where nothing moves."""
    kinds = os.environ.get(DISPLAY, "html")
    return "png" in kinds and "html" not in kinds


def still(picture: Picture, what: str) -> dict[str, Any]:
    """What a notebook keeps of a page: the picture, and how to get the page."""
    return {"image/png": picture.png(DPI), "text/plain": f"{what}; run the cell to move it"}
