"""The op reference, written from the table: `python -m autograd.formulas.reference > autograd/OPS.md`."""

from __future__ import annotations

import sys
from types import ModuleType

from autograd import ops
from autograd.kernel.op import TABLE, Op
from autograd.ops.networks import attention, convolution, layer_normalization, normalization, pooling, recurrence
from autograd.text.readable import symbol

FAMILIES = (
    ops.arithmetic, ops.choosing, ops.elementwise, ops.complex, ops.pairs, ops.activation, ops.fused, ops.reduce,
    layer_normalization, normalization, ops.linalg, ops.equations, ops.decompositions, ops.fourier, attention, convolution,
    pooling, recurrence, ops.shape, ops.index,
)  # fmt: skip

TITLE = """\
# The op table

Every operation that a tape can record, written from the table itself by `python -m autograd.formulas.reference`. $z$ is the
result, $\\bar z$ the gradient that arrives at it; each input's own gradient stands beside its name. A call has the inputs in
their order, then the settings by name with their defaults; `=...` must be given. In formulas $a$ and $b$ are the settings.
"""
PICTURES = {  # what a family's picture shows, and where it is: `python -m viz.plots.activations FILE` draws it
    ops.activation: "![Each activation function with its derivative](../notebooks/pictures/activations.png)\n\n",
}
HEAD = "| call | label | result | formula | derivatives | source |\n| --- | --- | --- | --- | --- | --- |\n"


def text() -> str:
    """The whole reference in Markdown, formulas in TeX."""
    return "\n".join([TITLE, *map(section, FAMILIES)])


def section(family: ModuleType) -> str:
    """One family: what its module says it is, and a line for each row."""
    rows = [row for row in TABLE.values() if row.home == family.__name__]
    words = (family.__doc__ or "").strip().partition("\n\n")[0]
    title = family.__name__.rpartition(".")[2].capitalize().replace("_", " ")
    return f"## {title}\n\n{words}\n\n{PICTURES.get(family, '')}{HEAD}{''.join(map(line, rows))}"


def line(row: Op) -> str:
    """One row of the table."""
    names = ("x_i",) if row.variadic else map(symbol, row.arguments.inputs)
    derivatives = ", ".join(
        f"{math(name)}: {math(formula) if rule else 'none'}" for name, rule, formula in zip(names, row.vjps, row.tex[1:])
    )
    cells = [f"`{row.arguments}`", row.label, row.doc]
    shown = [cell.replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(shown)} | {math(row.tex[0])} | {derivatives} | {row.source} |\n"


def math(tex: str) -> str:
    """TeX between dollars; a bar would end the table's cell."""
    return "$" + tex.replace("|", "\\vert ") + "$"


if __name__ == "__main__":
    sys.stdout.buffer.write(text().encode())  # whatever the console: the page is UTF-8
