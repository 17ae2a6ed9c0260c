"""Labels of a drawing as Graphviz' HTML-like markup, built from escaped parts: names never become markup."""

from __future__ import annotations

import html
import math

from viz.formats.look import SIGNS
from viz.graph.graph import Block, Operation, Value
from viz.graph.parts import REFERENCE
from viz.graph.words import MISSING, say_count, shape_text, wrap

GAP = "&#160;&#160;"
COLD, WHITE, WARM = (38, 93, 158), (247, 247, 247), (199, 116, 0)  # blue to orange: apart for every eye


class Labels:
    """Writes labels in the colors of one theme."""

    def __init__(self, colors: dict[str, str]) -> None:
        self.colors = colors

    def node(self, node: Value | Operation | Block) -> str:
        if isinstance(node, Block):
            return self._box(node)
        if isinstance(node, Operation):
            return self._operation(node)
        if node.kind == REFERENCE:
            shown = [
                self.font(text, color, 10) for text, color in ((node.title, "muted"), ("".join(node.value), "value")) if text
            ]
            return label(GAP.join(shown))
        return label(self.font(node.value[0], "muted", 10)) if node.bare else self._card(node)

    def edge(self, derivative: str) -> str:
        return label(f"<I>∂ = {escape(derivative)}</I>")

    def frame(self, text: str) -> str:
        return label(f"<B>{escape(text)}</B>")

    def note(self, text: str) -> str:
        """What stands above the drawing, in lines of readable length."""
        return label("<BR/>".join(self.font(line, "muted", 11) for line in wrap(text)))

    def font(self, text: str, color: str, size: int = 12) -> str:
        return f'<FONT COLOR="{self.colors[color]}" POINT-SIZE="{size}">{escape(text or " ")}</FONT>'

    def _box(self, block: Block) -> str:
        title = f"<B>{escape(block.label)}</B>" + (f"  {self.font(f'×{block.count:,}', 'muted')}" if block.count > 1 else "")
        rows = [title, *(self.font(fact, "muted", 10) for fact in block.facts)]
        return label(table([[row] for row in [*rows, *self._write_mark(block)]]))

    def _operation(self, operation: Operation) -> str:
        marked = self._write_mark(operation)
        if not marked:
            return label(self.font(operation.label, "paper", 12 if len(operation.label) < 3 else 10))
        return label(table([[f"<B>{escape(operation.label)}</B>"], *([row] for row in marked)]))

    def _card(self, value: Value) -> str:
        """Name and shape, then a line for the value and one, in italics, for the gradient; columns for an array."""
        title = [f"<B>{self.font(value.derivative, 'gradient')}</B>"] if value.derivative else []
        title += [f"<B>{escape(value.name)}</B>"] if value.name else []
        title += [self.font(value.place, "muted", 10)] if value.place else []
        if value.count > 1:
            title.append(self.font(say_count(value.count, "number"), "muted", 10))
        elif value.shape:
            title.append(self.font(shape_text(value.shape), "muted", 10))
        rows = [["  ".join(title)]] if title else []
        summed_up = (value.value if not value.entries else (), (value.grad or ()) if not value.grad_entries else ())
        if max(map(len, summed_up)) == 3:
            rows.append(["", *(self.font(caption, "muted", 9) for caption in ("min", "mean", "max"))])
        rows += self._numbers("value", value.entries or (value.value or ("empty",),), value.captioned)
        if value.grad is not None:
            rows += self._numbers("grad", value.grad_entries or (value.grad or ("empty",),), value.captioned)
        if value.heat:
            rows.append([heat_map(value.heat)])
        rows += [[row] for row in (*(self.font(fact, "muted", 10) for fact in value.facts), *self._write_mark(value))]
        return label(table(rows))

    def _numbers(self, what: str, numbers: tuple[tuple[str, ...], ...], captioned: bool) -> list[list[str]]:
        """Rows of cells, the first of them with its caption; gradients in italics."""
        before, after = ("<I>", "</I>") if what == "grad" else ("", "")
        color = "gradient" if what == "grad" else "value"
        rows = []
        for i, row in enumerate(numbers):
            cells = [f"{before}{self.font(x, 'muted' if x == MISSING else color)}{after}" for x in row]
            caption = [self.font(what if i == 0 else " ", "muted", 9)] if captioned else []
            rows.append([*caption, *cells, *[""] * (max(map(len, numbers)) - len(row))])
        return rows

    def _write_mark(self, node: Value | Operation | Block) -> list[str]:
        """A mark in words and with its sign, beside its color."""
        if not node.mark:
            return []
        said = wrap(f"{SIGNS[node.mark]} {node.said or node.mark}", 44)
        return [self.font(line, node.mark, 10) for line in said]


def table(rows: list[list[str]]) -> str:
    """Rows of cells, captions to the right, a single number to the left; the last cell of a short row spans the rest."""
    wide = max(map(len, rows))
    padding = 4 if wide > 2 else 2  # numbers of neighboring columns stand apart
    lines = []
    for row in rows:
        styles = [' ALIGN="RIGHT"' if len(row) > 1 else ""] + [f' ALIGN="{"LEFT" if wide == 2 else "RIGHT"}"'] * (len(row) - 1)
        if len(row) < wide:
            styles[-1] += f' COLSPAN="{wide - len(row) + 1}"'
        cells = "".join(f"<TD{style}>{cell}</TD>" for style, cell in zip(styles, row))
        lines.append(f"<TR>{cells}</TR>")
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{padding}">{"".join(lines)}</TABLE>'


def heat_map(cells: tuple[tuple[float, ...], ...]) -> str:
    """A tiny picture of an array: -1 is blue, 0 nearly white, 1 orange, what is not a number black."""
    size = 6 if max(len(cells), len(cells[0])) > 8 else 9  # points
    rows = (
        "".join(f'<TD FIXEDSIZE="TRUE" WIDTH="{size}" HEIGHT="{size}" BGCOLOR="{heat_color(x)}"></TD>' for x in row)
        for row in cells
    )
    lines = "".join(f"<TR>{row}</TR>" for row in rows)
    fixed = f'FIXEDSIZE="TRUE" WIDTH="{size * len(cells[0])}" HEIGHT="{size * len(cells)}"'
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" {fixed}>{lines}</TABLE>'


def heat_color(x: float) -> str:
    """
    >>> heat_color(0.0), heat_color(1.0), heat_color(float("nan"))
    ('#f7f7f7', '#c77400', '#000000')
    """
    if math.isnan(x):
        return "#000000"
    end, share = (WARM if x > 0 else COLD), min(abs(x), 1.0)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(WHITE, end))


def label(markup: str) -> str:
    return f"<{markup}>"


def escape(text: str) -> str:
    r"""User text as HTML-like labels take it: markup made inert, and backslashes, which Graphviz would read, doubled.

    >>> print(escape(r"<b> & \N"))
    &lt;b&gt; &amp; \\N
    """
    return html.escape(text).replace("\\", "\\\\")
