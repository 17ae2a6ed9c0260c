"""slide: pictures of one thing for many values of a number, under a slider that needs no server."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterable
from functools import cached_property
from os import PathLike
from typing import Any

from nn.files import write_whole
from viz.formats.still import DPI, wants_stills

MOVE = (  # what the slider does: show the frame of its number, and say which value that is
    "const f=this.closest('figure'),k=this.value;"
    "f.querySelectorAll('img').forEach((each,i)=>each.style.display=i==k?'block':'none');"
    "f.querySelector('output').value=f.querySelectorAll('img')[k].alt"
)


def slide(draw: Callable[[Any], Any], values: Iterable[Any], label: str = "value", start: int | None = None) -> Slide:
    """Draw a picture for each value; in a notebook a slider moves through them.

    draw: a function of a value that returns a matplotlib figure or axes, or a `Drawing`. values: what to draw, in order.
    label: what the values are (default "value"). start: the number of the picture to begin with (default: the middle one).
    All pictures are drawn at once and kept in the page: about 20 are enough, and nothing runs behind the slider.
    Raises ValueError if there are no values, TypeError if `draw` returns no picture.

    >>> from autograd import Tensor
    >>> from viz import draw
    >>> slide(lambda a: draw(Tensor(a, name="a") * 3.0), [1.0, 2.0, 3.0], label="a")
    <Slide: a = 1.0 to 3.0, 3 pictures>
    """
    listed = list(values)
    if not listed:
        raise ValueError("slide: no values; give the numbers to draw a picture for, such as [0.1, 0.2, 0.4]")
    first = len(listed) // 2 if start is None else range(len(listed))[start]
    return Slide([frame(draw(value)) for value in listed], listed, label, first)


class Slide:
    """Pictures under a slider. Made by `slide`; in a notebook it shows itself, elsewhere `save` writes a page."""

    def __init__(self, frames: list[tuple[str, bytes]], values: list[Any], label: str, first: int) -> None:
        self.frames = frames
        self.values = values
        self.label = label
        self.first = first

    @cached_property
    def html(self) -> str:
        """The slider and its pictures, in the colours of the page around them."""
        captions = [html.escape(f"{self.label} = {shortly(value)}", quote=True) for value in self.values]
        images = "".join(
            f'<img src="data:{kind};base64,{base64.b64encode(content).decode()}" alt="{caption}" '
            f'style="display:{"block" if i == self.first else "none"};max-width:100%;height:auto">'
            for i, ((kind, content), caption) in enumerate(zip(self.frames, captions))
        )
        return (
            '<figure style="margin:0;max-width:100%"><div style="display:flex;gap:12px;align-items:center;margin:4px 0">'
            f'<input type="range" min="0" max="{len(captions) - 1}" value="{self.first}" oninput="{html.escape(MOVE)}" '
            f'aria-label="{html.escape(self.label, quote=True)}" style="width:min(360px,50%);accent-color:#2f6db5">'
            f'<output style="font-variant-numeric:tabular-nums">{captions[self.first]}</output></div>{images}</figure>'
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write the slider as a page of its own. Raises OSError if the file cannot be written."""
        page = (
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{html.escape(self.label)}</title>{self.html}</html>'
        )
        write_whole(path, page.encode(), "the page")

    def __repr__(self) -> str:
        ends = f"{shortly(self.values[0])} to {shortly(self.values[-1])}"
        return f"<Slide: {self.label} = {ends}, {len(self.values)} pictures>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The slider; where TAPEGRAD_DISPLAY asks for still pictures, the one it begins with, and how to get the slider."""
        if not wants_stills():
            return {"text/html": self.html, "text/plain": repr(self)}
        kind, content = self.frames[self.first]
        still = {kind: base64.b64encode(content).decode() if kind == "image/png" else content.decode()}
        return {**still, "text/plain": f"{self!r}; run the cell to move it"}


def frame(picture: Any) -> tuple[str, bytes]:
    """A picture as its kind and content: a figure as PNG, a drawing as SVG, or as PNG where still pictures are asked for."""
    if hasattr(picture, "get_figure") and picture.get_figure() is not None:
        picture = picture.get_figure()
    if hasattr(picture, "savefig"):
        return "image/png", plot_png(picture)
    if hasattr(picture, "svg") and hasattr(picture, "png"):
        if wants_stills():
            return "image/png", picture.png(DPI)
        return "image/svg+xml", picture.svg.encode()
    raise TypeError(f"slide: draw returned {type(picture).__name__}; return a matplotlib figure or axes, or a Drawing")


def plot_png(figure: Any) -> bytes:
    """A figure as PNG; it is closed, so that the notebook does not show it a second time."""
    from matplotlib import pyplot as plt

    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100)
    plt.close(figure)
    return stream.getvalue()


def shortly(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) and value != round(value, 1) else str(value)
