"""A Graph as a TikZ picture that LaTeX typesets by itself, with the places that Graphviz found."""

from __future__ import annotations

from viz.formats.layout.places import Places, Point, of_part
from viz.formats.lines import kind, lines
from viz.formats.look import FRAMES, LONGEST_IN_CIRCLE, MARKS, NODES, palette
from viz.graph.graph import Block, Graph, Operation, Value

HEAD = r"""\documentclass[border=6pt]{standalone}
\usepackage{iftex}
\ifPDFTeX\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\DeclareUnicodeCharacter{FFFD}{?}\else\usepackage{fontspec}\fi
\usepackage{amssymb,tikz}
\usetikzlibrary{arrows.meta}
"""
SPECIAL = {  # what TeX would read
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "-": "-{}", "[": "{[}", "]": "{]}", "?": "?{}", "!": "!{}", "*": "{*}",
}  # fmt: skip
SIGNS = {  # what stands in drawings and is not in every font
    "×": r"\times", "÷": r"\div", "−": "-", "∂": r"\partial", "Σ": r"\Sigma", "Π": r"\Pi", "√": r"\surd", "≠": r"\neq",
    "≈": r"\approx", "…": r"\ldots",
    "≤": r"\le", "≥": r"\ge", "∞": r"\infty", "→": r"\to", "·": r"\cdot", "ᵀ": r"{}^\top", "²": "^2", "σ": r"\sigma",
    "μ": r"\mu", "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "θ": r"\theta", "λ": r"\lambda", "φ": r"\varphi",
    "π": r"\pi", "Δ": r"\Delta", "ε": r"\varepsilon", "⊙": r"\odot", "⊗": r"\otimes", "✕": r"\times", "∇": r"\nabla",
}  # fmt: skip
ROW = r"\\"
LINE = {"name": r"\bfseries", "fact": r"\color{muted}\footnotesize", "value": r"\color{value}", "grad": r"\color{gradient}"}


def to_tikz(graph: Graph, where: Places, theme: str = "light") -> str:
    """The text of a standalone document, the same for the same graph and layout."""
    colors = palette(theme)
    depth = _depths(graph)
    body = []
    labels = {c.id: c.label for c in graph.clusters}
    for id, (left, bottom, right, top) in sorted(where.frames.items(), key=lambda part: depth[of_part(part[0])]):
        cluster = of_part(id)
        fill = _name(FRAMES[min(depth[cluster], len(FRAMES) - 1)])
        title = tex(f"{where.titles[id][0]} {labels[cluster]}".strip())
        text = rf"anchor=north west,text=frametext,font=\bfseries\footnotesize] at ({left:g},{top:g}) {{{title}}}"
        body += [
            rf"\draw[draw=frame,fill={fill},rounded corners=4] ({left:g},{bottom:g}) rectangle ({right:g},{top:g});",
            rf"\node[{text};",
        ]
    for edge in graph.edges:
        arrow = f"-{{Stealth[length=4.5]}},draw={_name(edge.mark or 'line')}"
        body.append(rf"\draw[{arrow}] {_curve(where.curves[edge.id], where.tips.get(edge.id))};")
        if edge.derivative:
            x, y = where.labels[edge.id]
            text = tex(f"∂ = {edge.derivative}")
            body.append(rf"\node[text=derivative,font=\footnotesize\itshape] at ({x:g},{y:g}) {{{text}}};")
    for node in graph.nodes:
        x, y, width, height = where.nodes[node.id]
        size = f"minimum width={width:g}bp,minimum height={height:g}bp"
        body.append(rf"\node[{_look(node)},{size}] ({node.id}) at ({x:g},{y:g}) {{{_text(node)}}};")
    if graph.note:
        body.append(
            rf"\node[anchor=south,text=muted,font=\footnotesize,text width={max(where.size[0], 200):g}bp,align=center] "
            rf"at ({where.size[0] / 2:g},{where.size[1]:g}) {{{tex(graph.note)}}};"
        )
    defined = [rf"\definecolor{{{_name(use)}}}{{HTML}}{{{color[1:].upper()}}}" for use, color in colors.items()]
    picture = r"\begin{tikzpicture}[x=1bp,y=1bp,inner sep=2pt,font=\sffamily\small,color=ink]"
    document = [HEAD.rstrip(), *defined, r"\begin{document}", r"\pagecolor{paper}", picture, *body]
    return "\n".join([*document, r"\end{tikzpicture}", r"\end{document}", ""])


def _look(node: Value | Operation | Block) -> str:
    """The node's shape, line and colors as TikZ options."""
    look = {**NODES[kind(node)], **MARKS.get(node.mark, {})}
    options = [f"draw={_name(look['color'])}", f"fill={_name(look['fillcolor'])}", f"line width={look.get('penwidth', '1')}"]
    if "dashed" in look["style"]:
        options.append("dashed")
    if "rounded" in look["style"]:
        options.append("rounded corners=4")
    if "peripheries" in look:
        options += ["double", "double distance=1.5"]
    if isinstance(node, Operation):
        wide = len(node.label) > LONGEST_IN_CIRCLE or node.mark
        options += ["text=ink" if node.mark else "text=paper", "rounded corners=9" if wide else "circle"]
    return ",".join(options)


def _text(node: Value | Operation | Block) -> str:
    if isinstance(node, Operation) and not node.mark:
        return tex(node.label)
    styles = {**LINE, "mark": rf"\color{{{_name(node.mark)}}}\footnotesize"}
    small = r"\scriptsize" if isinstance(node, Value) and len(node.value) == 3 else ""  # three numbers on a line
    rows = [f"{styles[what]}{small if what in ('value', 'grad') else ''}{{{tex(line)}}}" for what, line in lines(node)]
    return rf"\begin{{tabular}}{{@{{}}c@{{}}}}{ROW.join(rows)}\end{{tabular}}"


def _curve(points: list[Point], tip: Point | None) -> str:
    """A start, Bézier stretches of three points each, and a straight tip."""
    path = [_point(points[0])]
    for i in range(1, len(points) - 2, 3):
        first, second, end = map(_point, points[i : i + 3])
        path.append(f".. controls {first} and {second} .. {end}")
    return " ".join([*path, *([f"-- {_point(tip)}"] if tip else [])])


def _point(point: Point) -> str:
    return f"({point[0]:g},{point[1]:g})"


def _name(use: str) -> str:
    """What LaTeX calls a color."""
    return use.replace(" ", "")


def _depths(graph: Graph) -> dict[str, int]:
    depth: dict[str, int] = {}
    for cluster in graph.clusters:  # a frame is listed after the one around it
        depth[cluster.id] = 0 if cluster.parent is None else depth[cluster.parent] + 1
    return depth


def tex(text: str) -> str:
    r"""User text as LaTeX takes it: nothing in it is a command; signs that fonts lack are set in mathematics.

    >>> print(tex(r"w_1 \input{x} ∂"))
    w\_1 \textbackslash{}input\{x\} \ensuremath{\partial}
    """
    return "".join(_character(c) for c in text)


def _character(c: str) -> str:
    return SPECIAL.get(c) or (rf"\ensuremath{{{SIGNS[c]}}}" if c in SIGNS else c)
