"""TeX as plain text, as far as the op table uses it: for hovering, for terminals and for `help`, which typeset nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from autograd.text.tex import SYMBOLS, Tree, parse

RAISED = str.maketrans("0123456789+-()nxyzijk", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸᶻⁱʲᵏ")
ROOTS = {"2": "√", "3": "∛", "4": "∜"}
TYPED = {"−": "-", "′": "'", "Σ": " Σ", "Π": " Π"}  # signs as a keyboard has them, and a blank before what is large


def readable(tex: str) -> str:
    r"""TeX, as far as the op table uses it, as text.

    >>> readable(r"\bar z\,\frac{1}{1 + e^{-x}}"), readable(r"-\bar z\,\frac{z}{y}")
    ('z̄ 1/(1 + e⁻ˣ)', '-z̄ z/y')
    >>> readable(r"\sqrt[3]{x + 1}"), readable(r"\sqrt[n]{x}")
    ('∛(x + 1)', 'ⁿ√x')
    """
    text = " ".join(_row(parse(tex, blanks=True)).split())
    return unicodedata.normalize("NFC", re.sub(r"(?<=[(√])\s|(?<=^-)\s", "", text))


def _row(row: Tree) -> str:
    text, before = "", ""
    for kind, *parts in row:
        text += " " * (kind == before == "name") + WRITTEN[kind](*parts)  # ln softmax
        before = kind
    return text


def _inside(row: Tree) -> str:
    """What stands in braces; a root's degree stands there before it, as an exponent of nothing."""
    if len(row) == 2 and row[0][0] == "sup" and not row[0][1] and row[1][0] == "sqrt":
        degree, of = _row(row[0][2]), _bracket(_row(row[1][1]))
        return (ROOTS.get(degree) or f"{_above(degree)}√") + of
    return _row(row)


def _bracket(text: str) -> str:
    """Brackets around anything that is more than one factor."""
    return f"({text})" if re.search(r"[\s+/]|(?<!^)-", text.strip()) else text.strip()


def _above(text: str) -> str:
    """Text as an exponent."""
    close = text.replace(" ", "")
    raised = close.translate(RAISED)
    return raised if close == "ᵀ" or not set(raised) & set(close) else f"^{_bracket(text)}"


WRITTEN: dict[str, Callable[..., str]] = {  # how each kind of node is written
    "var": str,
    "num": str,
    "text": lambda text: f" {text}",
    "name": str,
    "op": lambda sign: str(TYPED.get(sign, sign)),
    "bar": lambda letter: f"{letter}\u0304",
    "space": lambda: " ",
    "blank": lambda: " ",
    "row": _inside,
    "frac": lambda above, below: f"{_bracket(_row(above))}/{_bracket(_row(below))}",
    "sqrt": lambda inside: "√" + _bracket(_row(inside)),
    "sup": lambda base, power: _row(base) + _above(_row(power).strip()),
    "sub": lambda base, index: f"{_row(base)}_{_row(index).replace(' ', '')}",
}


def symbol(name: str) -> str:
    r"""An input's name as TeX: a letter as itself, the name of a Greek one as that, any other as text.

    >>> symbol("x"), symbol("gamma"), symbol("statistics")
    ('x', '\\gamma', '\\text{statistics}')
    """
    if len(name) == 1:
        return name
    return f"\\{name}" if f"\\{name}" in SYMBOLS else rf"\text{{{name}}}"
