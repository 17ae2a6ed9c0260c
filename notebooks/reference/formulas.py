"""Formulas as MathML, which browsers draw themselves: no script, and nothing from the network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

WRITTEN_OTHERWISE = {  # what docutils does not know, by what it knows
    r"\mathrel{+}=": "+=",
    r"\dots": r"\ldots",
    r"\textstyle": "",
    r"\Big": "",
    r"\big": "",
    r"\begin{array}": r"\begin{matrix}",
    r"\end{array}": r"\end{matrix}",
}


NAMED = re.compile(r"(\\(?:ln|log|exp|sin|cos|tan|sinh|cosh|tanh|arg|max|min|operatorname\{[^}]*\})(?:_\w)?) +(?=[a-zA-Z\\])")


def convert(tex: str, block: bool) -> str:
    """TeX as MathML; raises what docutils raises for what it cannot read."""
    for theirs, ours in WRITTEN_OTHERWISE.items():
        tex = re.sub(r"(\\begin\{array\})\{[lcr|]+\}", r"\1", tex)
        tex = re.sub(re.escape(theirs) + r"(?![a-zA-Z])", lambda _, ours=ours: ours, tex)
    tex = NAMED.sub(r"\1\\,", tex)  # a small space between a function's name and its argument
    return str(tex2mathml(tex, as_block=block))


def visit_inline(self: Any, node: nodes.math) -> None:
    self.body.append(convert(node.astext(), block=False))
    raise nodes.SkipNode


def visit_block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{convert(node.astext(), block=True)}</div>')
    raise nodes.SkipNode
