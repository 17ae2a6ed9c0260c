"""The formulas of the op table as plain text, for hovering and for terminals: neither typesets TeX.

>>> from autograd import mul
>>> print(operation_formula(mul))
z = x · y
x̄ += z̄ y
ȳ += z̄ x
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.text.readable import readable


def operation_formula(op: Op) -> str:
    """What an operation computes, and what it hands back to each input, one line each."""
    value = readable(op.tex[0])
    return "\n".join([value if "=" in value else f"z = {value}", *(input_formula(op, i) for i in range(len(op.vjps)))])


def input_formula(op: Op, index: int) -> str:
    """The share of the gradient that goes to input `index`, in the letters of the row's own rules."""
    index = min(index, len(op.vjps) - 1)  # a row for any number of inputs has one rule
    share = readable(op.tex[1 + index])
    return share if "+=" in share else readable(rf"\bar {letters(op)[index]}") + f" += {share}"


def letters(op: Op) -> list[str]:
    """What the rules (g, z, x, y, ...) and the formulas call the inputs; a row for any number of inputs has one letter."""
    return ["x"] if op.variadic else _parameters(op)[: len(op.vjps)]


def settings(op: Op) -> dict[str, str]:
    """What the formulas call the settings.

    >>> from autograd import TABLE
    >>> settings(TABLE["clip"])
    {'a': 'low', 'b': 'high'}
    """
    return dict(zip("abd", _parameters(op)[1 if op.variadic else len(op.vjps) :]))


def _parameters(op: Op) -> list[str]:
    rule = next(rule for rule in op.vjps if rule is not None)
    return list(inspect.signature(rule).parameters)[2:]


def names_of(names: Mapping[str, Any]) -> dict[int, str]:
    """The first name of each Tensor in a dict such as locals(), by its id; w = [a, b] names its entries w[0] and w[1]."""
    found: dict[int, str] = {}
    for name, value in names.items():
        if str(name).strip("_").isdigit() or not str(name).strip("_"):
            continue  # what notebooks call earlier results: _, __, _12
        if isinstance(value, Node):
            found.setdefault(id(value), str(name))
        elif isinstance(value, (list, tuple)):
            for i, entry in enumerate(value):
                if isinstance(entry, Node):
                    found.setdefault(id(entry), f"{name}[{i}]")
    return found
