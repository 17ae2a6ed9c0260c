"""The colors of the picture of a network: low numbers in one, high ones in another, as in the playground and the plots."""

from __future__ import annotations

from viz.formats.look import THEMES, palette

COLORS = {"low": ("#2f6db5", "#5d9fe8"), "high": ("#c98a12", "#f0a830")}  # in the light theme, in the dark one


def colors(theme: str) -> dict[str, str]:
    """The colors of "light" or "dark" by what they are for."""
    known = palette(theme)
    named = {"paper": known["paper"], "fill": known["result fill"], "ring": known["input"], "text": known["muted"]}
    return {**named, **{use: pair[THEMES[theme]] for use, pair in COLORS.items()}}


def fade(weight: float, largest: float) -> float:
    """How strong the color of a weight is: a small one is pale."""
    return round(0.35 + 0.65 * min(abs(weight) / largest, 1.0), 3) if weight == weight else 0.35
