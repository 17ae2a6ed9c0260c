"""The picture of a network as a TikZ picture that LaTeX typesets by itself."""

from __future__ import annotations

import numpy as np

from viz.formats.tikz import HEAD, tex
from viz.network.colors import colors, fade
from viz.network.places import Circle, Line, Places


def to_tikz(where: Places, inside: list[list[np.ndarray]] | None, theme: str) -> str:
    """The text of a standalone document; what a neuron gives is a few colored squares behind its circle."""
    paint = colors(theme)
    body = [_line(line, where.largest) for line in where.lines]
    for circle in where.circles:
        body += _circle(circle, where.radius, inside)
    bottom = where.height - 14
    body += [
        rf"\node[text=text,font=\sffamily\scriptsize] at ({x:g},{bottom:g}) {{{tex(text)}}};" for x, text in where.captions
    ]
    defined = [rf"\definecolor{{{use}}}{{HTML}}{{{color[1:].upper()}}}" for use, color in paint.items()]
    picture = r"\begin{tikzpicture}[x=1bp,y=-1bp,font=\sffamily\small]"
    document = [HEAD.rstrip(), *defined, r"\begin{document}", r"\pagecolor{paper}", picture, *body]
    return "\n".join([*document, r"\end{tikzpicture}", r"\end{document}", ""])


def _line(line: Line, largest: float) -> str:
    color, dashed = ("low", ",dash pattern=on 6bp off 3bp") if line.weight < 0 else ("high", "")
    handles = f"controls ({line.middle:g},{line.y0:g}) and ({line.middle:g},{line.y1:g})"
    look = f"{color},line width={line.width:.3g}bp,opacity={fade(line.weight, largest):g}{dashed}"
    return rf"\draw[{look}] ({line.x0:g},{line.y0:g}) .. {handles} .. ({line.x1:g},{line.y1:g});"


def _circle(circle: Circle, radius: float, inside: list[list[np.ndarray]] | None) -> list[str]:
    at = f"({circle.x:g},{circle.y:g})"
    found = [rf"\fill[fill=fill] {at} circle[radius={radius:g}bp];"]
    if inside is not None:
        found += [rf"\begin{{scope}}[shift={{{at}}}]", rf"\clip (0,0) circle[radius={radius:g}bp];"]
        found += [*_inside(inside[circle.column][circle.row], radius), r"\end{scope}"]
    found.append(rf"\draw[ring,line width=1.2bp] {at} circle[radius={radius:g}bp];")
    if circle.bias is not None:
        look = f"fill={'low' if circle.bias < 0 else 'high'},draw=paper,rounded corners=1"
        found.append(rf"\filldraw[{look}] ({circle.x - 3.5:g},{circle.y + radius - 3.5:g}) rectangle +(7,7);")
    if circle.name:
        look, x = r"anchor=east,text=text,font=\sffamily\footnotesize", circle.x - radius - 2
        found.append(rf"\node[{look}] at ({x:g},{circle.y:g}) {{{tex(circle.name)}}};")
    return found


def _inside(z: np.ndarray, radius: float) -> list[str]:
    if z.ndim == 1:
        points = " -- ".join(f"({radius * (2 * i / (len(z) - 1) - 1):.2f},{-0.75 * radius * y:.2f})" for i, y in enumerate(z))
        return [rf"\draw[high,line width=1.3bp] {points};"]
    size = 2 * radius / len(z)
    side = size + 0.2  # a little over the next ones, or lines would shine through
    return [
        rf"\fill[fill={'low' if value < 0 else 'high'}!{100 * abs(value):.0f}!fill] "
        rf"({-radius + j * size:.2f},{-radius + i * size:.2f}) rectangle +({side:.2f},{side:.2f});"
        for i, row in enumerate(z)
        for j, value in enumerate(row)
    ]
