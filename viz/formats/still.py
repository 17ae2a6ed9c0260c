"""A still picture in place of a page that moves, for viewers that run no scripts, such as GitHub."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol

from viz.formats.bundle import bundle
from viz.formats.drawing import DISPLAY

DPI = 120


class Picture(Protocol):
    def png(self, dpi: int = ...) -> bytes: ...


def wants_stills() -> bool:
    """Whether TAPEGRAD_DISPLAY asks for PNG and no page: a notebook is run to be looked at where nothing moves."""
    kinds = os.environ.get(DISPLAY, "html")
    return "png" in kinds and "html" not in kinds


def show_page(page: Callable[[], str], picture: Callable[[], Picture], what: str, include: Any, exclude: Any) -> dict[str, Any]:
    """What a notebook shows of a page: the page in its frame, or where TAPEGRAD_DISPLAY asks for it the picture."""
    if wants_stills():
        makers: dict[str, Callable[[], Any]] = {"image/png": lambda: picture().png(DPI)}
        return bundle(makers, makers, f"{what}; run the cell to move it", include, exclude, instead=what)
    return bundle({"text/html": page}, ["text/html"], what, include, exclude)
