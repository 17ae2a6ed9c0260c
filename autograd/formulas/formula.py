"""The formulas of the op table as plain text, for hovering and for terminals: neither typesets TeX.

>>> from autograd import mul
>>> print(operation_formula(mul))
z = x · y
x̄ += z̄ y
ȳ += z̄ x
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.text.description import input_formula, operation_formula
from autograd.text.readable import readable
from autograd.text.tex import parse

__all__ = ["input_formula", "letters", "names_of", "operation_formula", "parse", "readable", "settings"]


def settings(op: Op) -> dict[str, str]:
    """What the formulas call the settings.

    >>> from autograd import TABLE
    >>> settings(TABLE["clip"])
    {'a': 'low', 'b': 'high'}
    """
    return dict(zip("abd", op.arguments.settings))


def letters(op: Op) -> list[str]:
    """What the rules (g, z, x, y, ...) and the formulas call the inputs; a row for any number of inputs has one letter."""
    return op.arguments.inputs


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
