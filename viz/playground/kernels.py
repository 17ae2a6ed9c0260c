"""Loops over a batch around the rules of the op table: one number of every sample in one array, so that a step is quick."""

from __future__ import annotations

import json
from collections.abc import Iterable

from autograd import Op

FORWARD = (
    "forward: (n, s, z, {columns}) => {{ const f = RULES[{name}].forward; for (let i = 0; i < n; i++) z[i] = f({given}, s); }}"
)
SHARE = (
    "(n, s, g, z, {columns}, to, step) => {{ const f = RULES[{name}].shares[{k}]; "
    "for (let i = 0; i < n; i++) to[i * step] += f(g[i], z[i], {given}, s); }}"
)


def loops(rows: Iterable[Op]) -> str:
    """`const LOOPS = {...}`: of each row, `forward` and `shares` over the n samples of a batch, with settings s.

    Each input is an array and the step from one sample to the next in it, which is 0 for a weight that all samples share.
    The loops call the rules in RULES; each has a function of its own, so that the browser can put the rule into it.
    """
    return "const LOOPS = {\n" + "".join([_entry(op) for op in rows]) + "};"


def _entry(op: Op) -> str:
    letters = op.arguments.inputs
    parts = {
        "name": json.dumps(op.name),
        "columns": ", ".join([f"{x}_, {x}by" for x in letters]),
        "given": ", ".join([f"{x}_[i * {x}by]" for x in letters]),
    }
    shares = ["null" if op.rule(i) is None else SHARE.format(k=i, **parts) for i in range(len(letters))]
    return f"  {parts['name']}: {{ {FORWARD.format(**parts)},\n    shares: [{', '.join(shares)}] }},\n"
