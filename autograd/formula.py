"""The formulas of the op table as plain text, for hovering and for terminals: neither typesets TeX.

>>> from autograd import mul
>>> print(operation_formula(mul))
z = x · y
x̄ += z̄ y
ȳ += z̄ x
"""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from autograd.node import Node
from autograd.op import Op

SYMBOLS = {
    r"\cdot": "·", r"\,": " ", r"\top": "ᵀ", r"\sum": " Σ", r"\prod": " Π", r"\sqrt": "√", r"\mu": "μ",
    r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ", r"\pi": "π", r"\le": "≤", r"\ge": "≥", r"\neq": "≠",
    r"\dots": "…", r"\textstyle": "", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\varepsilon": "ε",
    r"\epsilon": "ε", r"\odot": "⊙", r"\otimes": "⊗", r"\times": "×", r"\partial": "∂", r"\infty": "∞",
    r"\left": "", r"\right": "", r"\;": " ", r"\!": "", r"\quad": " ", r"\in": "∈", r"\to": "→", r"\|": "‖",
    r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lambda": "λ", r"\theta": "θ", r"\Delta": "Δ", r"\star": "⋆", r"\ast": "∗",
}  # fmt: skip
RAISED = str.maketrans("0123456789+-()nxyzijk", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸᶻⁱʲᵏ")
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"  # braces, with at most one pair inside
INDEX = re.compile(r"_\{([^{}]*)\}")
FRACTION = re.compile(r"\\frac\s*" + GROUP + r"\s*" + GROUP)


def readable(tex: str) -> str:
    r"""TeX, as far as the op table uses it, as text.

    >>> readable(r"\bar z\,\frac{1}{1 + e^{-x}}"), readable(r"-\bar z\,\frac{z}{y}")
    ('z̄ 1/(1 + e⁻ˣ)', '-z̄ z/y')
    """
    tex = re.sub(r"\\bar\s*(\w)", "\\1\u0304", tex)
    tex = re.sub(r"\\(?:operatorname|text|mathrel|mathrm|mathbf)\s*" + GROUP, r" \1", tex)
    while FRACTION.search(tex):
        tex = FRACTION.sub(lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", tex)
    tex = re.sub(r"\\sqrt\s*" + GROUP, lambda m: "√" + _grouped(m[1]), tex)
    tex = re.sub(r"\\[A-Za-z]+|\\.", lambda m: SYMBOLS.get(m[0], m[0][1:]), tex).replace("^ᵀ", "ᵀ")
    tex = re.sub(rf"\^(?:{GROUP}|(\w))", lambda m: _raised(m[1] or m[2]), tex)
    while INDEX.search(tex):  # an index may have an index
        tex = INDEX.sub(lambda m: "_" + m[1].replace(" ", ""), tex)
    tex = re.sub(r"(?<=[(√])\s|(?<=^-)\s", "", " ".join(tex.split()))
    return unicodedata.normalize("NFC", tex)


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


def _grouped(text: str) -> str:
    """Brackets around anything that is more than one factor."""
    return f"({text})" if re.search(r"[\s+/]|(?<!^)-", text.strip().replace(r"\,", " ")) else text.strip()


def _raised(text: str) -> str:
    text = text.strip()
    raised = text.replace(" ", "").translate(RAISED)
    return raised if not set(raised) & set(text.replace(" ", "")) else f"^{_grouped(text)}"
