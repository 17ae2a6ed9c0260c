"""summary: a model's layers as a table, for notebooks and terminals."""

from __future__ import annotations

from html import escape
from typing import Any

from nn import Module, table
from viz.text import plain

STYLE = "text-align:left;padding:.25em .9em;font-variant-numeric:tabular-nums"
NUMBER = STYLE.replace("left", "right")
BAR = "display:inline-block;height:.6em;border-radius:2px;background:#2f6db5;vertical-align:middle"


class Summary:
    """A table of layers: text in a terminal, a table with bars for the shares of the parameters in a notebook."""

    def __init__(self, title: str, text: str, rows: list[tuple[str, ...]], totals: dict[str, int], size: int) -> None:
        self.title = title
        self.text = text
        self.rows = rows
        self.totals = totals
        self.bytes = size

    def __repr__(self) -> str:
        return f"{self.text}\nMemory: {_memory(self.bytes)}"

    def _repr_html_(self) -> str:
        head, *rows = self.rows
        cells = "".join(f'<th style="{NUMBER if i == 2 else STYLE}">{escape(name)}</th>' for i, name in enumerate(head))
        most = max(1, self.totals["Total"])
        lines = [f'<tr>{cells}<th style="{STYLE}">Share</th></tr>']
        for row in rows:
            texts = [f'<td style="{NUMBER if i == 2 else STYLE}">{escape(plain(cell, 120))}</td>' for i, cell in enumerate(row)]
            count = row[2].replace(",", "")
            share = int(count) / most if count.isdigit() else 0.0
            bar = f'<span style="{BAR};width:{6 * share:.2f}em"></span> {share:.0%}' if share else ""
            lines.append(f'<tr>{"".join(texts)}<td style="{STYLE}">{bar}</td></tr>')
        counts = " · ".join(f"{name.lower()} {count:,}" for name, count in self.totals.items())
        return (
            f'<table><caption style="text-align:left;font-weight:600">{escape(self.title)}</caption>{"".join(lines)}</table>'
            f"<p>Parameters: {counts} · {_memory(self.bytes)}</p>"
        )


def summary(model: Module) -> Summary:
    """A model's layers with type, output shape, parameters and their share, and the totals; it shows itself.

    Raises TypeError for what is not a Module.

    >>> from nn import Dense, Sequential
    >>> summary(Sequential([Dense(3, input_shape=(2,)), Dense(1)])).totals
    {'Total': 13, 'Trainable': 13, 'Non-trainable': 0}
    """
    if not isinstance(model, Module):
        raise TypeError(f"summary describes nn Modules, got {type(model).__name__}")
    size = sum(_size(w) for w in model.weights)
    return Summary(plain(model.name), table.summary(model), table.rows_of(model), table.totals_of(model), size)


def _size(weight: Any) -> int:
    return int(weight.size * weight.dtype.itemsize)


def _memory(size: int) -> str:
    """
    >>> _memory(472_000), _memory(12)
    ('472.0 kB', '12 B')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} B"
