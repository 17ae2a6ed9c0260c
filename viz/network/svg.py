"""The picture of a network as SVG text, which follows its reader's theme if it is to."""

from __future__ import annotations

import base64
import html
from hashlib import sha256

import numpy as np

from viz.formats.look import FONT
from viz.formats.svg import CELL
from viz.network.colors import colors, fade
from viz.network.maps import png
from viz.network.places import Circle, Line, Places


def to_svg(where: Places, inside: list[list[np.ndarray]] | None, title: str, theme: str) -> str:
    """An SVG with ids of its own; theme is "light", "dark" or "auto"."""
    paint = colors("light" if theme == "auto" else theme)
    body = [_line(line, where.largest) for line in where.lines]
    body += [_circle(circle, where.radius, inside, paint) for circle in where.circles]
    bottom = where.height - 12
    body += [
        f'<text x="{x:g}" y="{bottom:g}" text-anchor="middle" class="text">{html.escape(text)}</text>'
        for x, text in where.captions
    ]
    prefix = "tapegrad-" + sha256(("".join(body) + title + theme).encode()).hexdigest()[:10]
    wide = max(where.width, CELL)
    style = _rules(prefix, paint)
    if theme == "auto":
        style += f"@media (prefers-color-scheme:dark){{{_rules(prefix, colors('dark'))}}}"
    name = html.escape(title)
    radius = where.radius - 0.7
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" width="100%" viewBox="0 0 {wide:g} {where.height:g}" '
        f'role="img" aria-label="{name}" style="max-width:{wide:g}pt;height:auto" font-family="{FONT}" font-size="11">'
        f'<title>{name}</title><style>{style}</style><clipPath id="{prefix}-disc"><circle r="{radius:g}"/></clipPath>'
        f'<rect class="paper" width="{where.width:g}" height="{where.height:g}" rx="6"/>{"".join(body)}</svg>'
    ).replace("url(#DISC)", f"url(#{prefix}-disc)")


def _rules(prefix: str, paint: dict[str, str]) -> str:
    strokes = "".join(f"#{prefix} .{use}{{stroke:{paint[use]};fill:none}}" for use in ("low", "high"))
    fills = "".join(f"#{prefix} .{use}{{fill:{paint[use]}}}" for use in ("paper", "text"))
    squares = "".join(f"#{prefix} .{use}.bias{{fill:{paint[use]};stroke:{paint['paper']}}}" for use in ("low", "high"))
    return f"{strokes}{fills}{squares}#{prefix} .ring{{fill:{paint['fill']};stroke:{paint['ring']}}}"


def _line(line: Line, largest: float) -> str:
    dashed = ' stroke-dasharray="6 3"' if line.weight < 0 else ""
    return (
        f'<path class="{"low" if line.weight < 0 else "high"}" d="M{line.x0:g} {line.y0:g}C{line.middle:g} {line.y0:g} '
        f'{line.middle:g} {line.y1:g} {line.x1:g} {line.y1:g}" stroke-width="{line.width:.3g}" '
        f'opacity="{fade(line.weight, largest):g}"{dashed}><title>{line.weight:.4g}</title></path>'
    )


def _circle(circle: Circle, radius: float, inside: list[list[np.ndarray]] | None, paint: dict[str, str]) -> str:
    parts = [f'<g transform="translate({circle.x:g} {circle.y:g})"><circle class="ring" r="{radius:g}" stroke-width="1.4"/>']
    if inside is not None:
        parts.append(_inside(inside[circle.column][circle.row], radius, paint))
    if circle.bias is not None:
        use = "low" if circle.bias < 0 else "high"
        parts.append(
            f'<rect class="{use} bias" x="-3.5" y="{radius - 3.5:g}" width="7" height="7" rx="1.6">'
            f"<title>bias {circle.bias:.4g}</title></rect>"
        )
    if circle.name:
        parts.append(f'<text class="text" x="{-radius - 5:g}" y="4" text-anchor="end">{html.escape(circle.name)}</text>')
    return "".join(parts) + "</g>"


def _inside(z: np.ndarray, radius: float, paint: dict[str, str]) -> str:
    if z.ndim == 1:
        points = " ".join(f"{radius * (2 * i / (len(z) - 1) - 1):.2f},{-0.75 * radius * y:.2f}" for i, y in enumerate(z))
        return f'<polyline class="high" stroke-width="1.5" clip-path="url(#DISC)" points="{points}"/>'
    image = base64.b64encode(png(z, paint["low"], paint["high"])).decode()
    size = f'x="{-radius:g}" y="{-radius:g}" width="{2 * radius:g}" height="{2 * radius:g}"'
    return f'<image {size} preserveAspectRatio="none" clip-path="url(#DISC)" href="data:image/png;base64,{image}"/>'
