"""The op table's rules for single numbers as a JavaScript table, written from the JavaScript that each row carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from autograd import TABLE, Op


def table(rows: Iterable[Op] | None = None) -> str:
    """`const RULES = {...}`: of each row that has JavaScript, `forward(...inputs, settings)` and `shares`, its rules.

    A rule is called as `rule(g, z, ...inputs, settings)`; it is null for an input without a derivative.

    >>> print(table([TABLE["exp"]]))
    const RULES = {
      "exp": { forward: (x) => Math.exp(x), shares: [(g, z, x) => g * z] },
    };
    """
    found = "".join([_entry(op) for op in (TABLE.values() if rows is None else rows) if op.js])
    return f"const RULES = {{\n{found}}};"


def _entry(op: Op) -> str:
    forward, *shares = op.js
    inputs = op.arguments.inputs
    rules = ["null" if op.rule(i) is None else _function(op, ["g", "z", *inputs], share) for i, share in enumerate(shares)]
    name = json.dumps(op.name).replace("</", "<\\/")
    return f"  {name}: {{ forward: {_function(op, inputs, forward)}, shares: [{', '.join(rules)}] }},\n"


def _function(op: Op, letters: list[str], expression: str) -> str:
    """An arrow function; of the settings it takes those that the expression names."""
    settings = [name for name in op.arguments.settings if re.search(rf"\b{name}\b", expression)]
    taken = [*letters, f"{{ {', '.join(settings)} }}"] if settings else letters
    return f"({', '.join(taken)}) => {expression}".replace("</", "< /")  # which would end the script element
