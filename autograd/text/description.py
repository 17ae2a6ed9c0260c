"""A row of the op table in words, for `help`: how it is called, what it computes, its formulas, and an example."""

from __future__ import annotations

from typing import Any

from autograd.text.example import example
from autograd.text.readable import readable, symbol


def description(op: Any) -> str:
    """The page that `help` shows for a row.

    >>> from autograd import mul
    >>> page, call = description(mul).split(">>> ")
    >>> print(page.strip())
    mul(x, y)
    <BLANKLINE>
    The product of x and y, element by element.
    <BLANKLINE>
        z = x · y
        x̄ += z̄ y
        ȳ += z̄ x
    >>> print(call)
    round(mul(0.8, -0.5), 4)
    -0.4
    """
    lines = "\n".join(["    " + line for line in operation_formula(op).splitlines()])
    source = op.source and f"Source: {op.source}"
    return "\n\n".join(filter(None, [str(op.arguments), op.doc, lines, source, example(op)]))


def operation_formula(op: Any) -> str:
    """What an operation computes, and what it hands back to each input, one line each."""
    value = readable(op.tex[0])
    return "\n".join([value if "=" in value else f"z = {value}", *(input_formula(op, i) for i in range(len(op.vjps)))])


def input_formula(op: Any, index: int) -> str:
    """The contribution to the gradient of input `index`, in the letters of the row's own rules."""
    index = min(index, len(op.vjps) - 1)  # a row for any number of inputs has one rule
    contribution = readable(op.tex[1 + index])
    if "+=" in contribution:
        return contribution
    return readable(rf"\bar {symbol(op.arguments.inputs[index])}") + f" += {contribution}"
