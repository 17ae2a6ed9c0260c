"""summary: a model's layers as a table, for notebooks and terminals."""

from __future__ import annotations

from html import escape
from typing import Any

from autograd import printable
from nn import Module
from nn.modules import summary as table
from viz.architecture.facts import names_of
from viz.architecture.traced import Traced
from viz.graph.words import plain

CELL = "text-align:left;padding:.25em .9em;font-variant-numeric:tabular-nums"
RIGHT = CELL.replace("left", "right")
BAR = "display:inline-block;height:.6em;border-radius:2px;background:#2f6db5;vertical-align:middle"
LONGEST = 120  # characters of a cell


class Summary:
    """A table of layers: text in a terminal, with bars for the shares of the parameters in a notebook.

    `rows` are its cells as texts, the head first; `totals` the numbers of parameters; `bytes` the memory of all weights.
    """

    def __init__(self, name: str, rows: list[tuple[str, ...]], shares: list[float], totals: dict[str, int], size: int) -> None:
        self.name = name
        self.rows = rows
        self.shares = shares  # of each layer, 0 to 1
        self.totals = totals
        self.bytes = size

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"{table.text(self.name, self.rows, self.totals)}\nMemory: {_memory(self.bytes)}"

    def _repr_html_(self) -> str:
        head, *rows = self.rows
        styles = [RIGHT if name in table.NUMBERS else CELL for name in head]
        lines = ["".join(f'<th style="{style}">{escape(name)}</th>' for name, style in zip(head, styles))]
        for row, share in zip(rows, self.shares):
            bar = f'<span style="{BAR};width:{6 * share:.2f}em"></span> '
            shown = ((bar if name == "Share" and share else "") + escape(cell) for name, cell in zip(head, row))
            lines.append("".join(f'<td style="{style}">{cell}</td>' for cell, style in zip(shown, styles)))
        counts = " · ".join(f"{kind.lower()} {count:,}" for kind, count in self.totals.items())
        return (
            f'<table><caption style="text-align:left;font-weight:600">{escape(self.name)}</caption>'
            f"{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
            f"<p>Parameters: {counts} · memory {_memory(self.bytes)}</p>"
        )


def summary(model: Module, x: Any = None) -> Summary:
    """A model's layers with type, output shape, parameters, their share of all, and memory, and the totals; it shows itself.

    model: a Module. x: an input, or a tuple of inputs (default None), on which the model is called, so that every layer's shape
    is known. Weights that the model holds by itself, such as the vectors of an embedding, have rows of their own.
    Where some parameters are not trained, a column tells how many of each layer. Raises TypeError for what is not a Module.

    >>> from nn import Dense, Sequential
    >>> summary(Sequential([Dense(3, input_shape=(2,)), Dense(1)])).totals
    {'Total': 13, 'Trainable': 13, 'Non-trainable': 0}
    """
    if not isinstance(model, Module):
        raise TypeError(f"summary describes nn Modules, got {type(model).__name__}")
    names, shapes = names_of(model), {} if x is None else Traced(model, x, 1).shapes()
    totals, trained = table.totals_of(model), {id(p) for p in model.parameters()}
    rows, shares = [], []
    for layer in table.layers_of(model):
        weights = layer.weights if layer is not None else []
        count = sum(w.size for w in weights)
        shares.append(count / max(1, totals["Total"]))
        frozen = sum(w.size for w in weights if id(w) not in trained)
        rows.append(
            (f"{frozen:,}" if frozen else "", f"{shares[-1]:.1%}" if count else "", _memory(_size(weights)) if count else "")
        )
    columns = [("Frozen", "Share", "Memory"), *rows]
    first = 0 if totals["Non-trainable"] else 1
    head, *known = table.rows_of(model)
    known = [_tell(row, layer, names, shapes) for row, layer in zip(known, table.layers_of(model))]
    cells = [
        tuple(plain(cell, LONGEST) for cell in (*row[:3], *more[first:], *row[3:]))
        for row, more in zip([head, *known], columns)
    ]
    return Summary(plain(model.name), cells, shares, totals, _size(model.weights))


def _tell(row: tuple[str, ...], layer: Any, names: dict[int, str], shapes: dict[int, Any]) -> tuple[str, ...]:
    """A row with a layer's path where its own name says too little, and the shape that it gave."""
    if id(layer) in names and row[0].startswith(f"{layer.name} "):
        row = (f"{names[id(layer)]} ({type(layer).__name__})", *row[1:])
    return (row[0], ", ".join(map(str, shapes[id(layer)])), *row[2:]) if id(layer) in shapes else row


def _size(weights: list[Any]) -> int:
    return sum(int(w.size * w.dtype.itemsize) for w in weights)


def _memory(size: int) -> str:
    """
    >>> _memory(472_000), _memory(12)
    ('472.0 kB', '12 B')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} B"
