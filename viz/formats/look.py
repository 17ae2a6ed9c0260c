"""The look of a drawing, once for all formats: shapes, line styles, and colors by what they are for.

Color is never the only sign: parameters are rounded with a solid line, inputs square-cornered and dashed,
constants small, the result has a double line, what stands in another band is small, dashed and rounded, what failed or
changed bears a mark; values and gradients carry captions.
"""

from __future__ import annotations

FONT = "Helvetica,Arial,sans-serif"

# for what: (in the light theme, in the dark one); the light ones all differ, so that an SVG can trade them
COLORS: dict[str, tuple[str, str]] = {
    "paper": ("#fcfcfa", "#1c1f25"),
    "ink": ("#2b2f38", "#e6e9ee"),
    "muted": ("#5d636e", "#a3aab6"),
    "line": ("#a0a6b1", "#777e8b"),
    "value": ("#15703f", "#84d8a8"),
    "gradient": ("#c2352b", "#ff9d92"),
    "derivative": ("#6b4fa0", "#c5b2f7"),
    "parameter": ("#2f6db5", "#7db2f2"),
    "parameter fill": ("#eaf2fb", "#1d2d43"),
    "input": ("#5f6672", "#aab1bd"),
    "input fill": ("#f3f3ee", "#2b2c2d"),
    "result": ("#ccd0d8", "#515763"),
    "result fill": ("#ffffff", "#252931"),
    "output": ("#c98a12", "#e3b457"),
    "output fill": ("#fff6e0", "#393019"),
    "operation": ("#4a5160", "#c3c9d5"),
    "module": ("#6b7484", "#99a2b3"),
    "module fill": ("#e9ecf2", "#2d323c"),
    "frame": ("#d3d8e1", "#434955"),
    "frame text": ("#565e6c", "#a9b0bc"),
    "frame 0": ("#f3f5f8", "#21252c"),
    "frame 1": ("#e9edf3", "#282c35"),
    "frame 2": ("#dfe5ee", "#2f343e"),
    "failed": ("#b3190f", "#ff8a80"),
    "failed fill": ("#fdeae7", "#4a1d19"),
    "added": ("#1b6fa8", "#79c0f5"),
    "added fill": ("#e2f1fb", "#12324a"),
    "removed": ("#a8481b", "#f5a981"),
    "removed fill": ("#fbeadf", "#47240f"),
    "changed": ("#7a5f00", "#e6c74c"),
    "changed fill": ("#fbf3cf", "#3b3208"),
}
THEMES = {"light": 0, "dark": 1}


def palette(theme: str) -> dict[str, str]:
    """The colors of a theme by what they are for."""
    return {use: pair[THEMES[theme]] for use, pair in COLORS.items()}


# Graphviz' attributes; colors are named by use
NODES: dict[str, dict[str, str]] = {
    "parameter": {
        "shape": "box", "style": "rounded,filled", "color": "parameter", "fillcolor": "parameter fill", "penwidth": "1.6",
    },
    "input": {"shape": "box", "style": "dashed,filled", "color": "input", "fillcolor": "input fill", "penwidth": "1.2"},
    "constant": {
        "shape": "ellipse", "style": "dashed,filled", "color": "line", "fillcolor": "paper", "margin": "0.03,0.01",
    },
    "result": {"shape": "box", "style": "rounded,filled", "color": "result", "fillcolor": "result fill"},
    "output": {
        "shape": "box", "style": "rounded,filled", "color": "output", "fillcolor": "output fill", "penwidth": "1.6",
        "peripheries": "2",
    },
    "reference": {
        "shape": "box", "style": "rounded,dashed,filled", "color": "line", "fillcolor": "paper", "margin": "0.06,0.02",
    },
    "operation": {
        "shape": "circle", "style": "filled", "color": "operation", "fillcolor": "operation",
        "margin": "0.01", "width": "0.36", "height": "0.36",
    },
    "module": {"shape": "box3d", "style": "filled", "color": "module", "fillcolor": "module fill", "margin": "0.16,0.1"},
}  # fmt: skip
MARKS: dict[str, dict[str, str]] = {  # what stands over the look of a node
    "failed": {"color": "failed", "fillcolor": "failed fill", "penwidth": "2.4"},
    "added": {"color": "added", "fillcolor": "added fill", "penwidth": "2"},
    "removed": {"color": "removed", "fillcolor": "removed fill", "penwidth": "2", "style": "dashed,filled"},
    "changed": {"color": "changed", "fillcolor": "changed fill", "penwidth": "2"},
}
SIGNS = {"failed": "✕", "added": "+", "removed": "−", "changed": "≠"}  # beside the color, for whom colors are alike
FRAMES = ("frame 0", "frame 1", "frame 2")  # fills of clusters, outermost first
LONGEST_IN_CIRCLE = 4  # characters of a label; a longer one makes its circle a pill
PILL = {"shape": "box", "style": "rounded,filled", "margin": "0.1,0.04"}
