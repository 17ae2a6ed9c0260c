r"""The one reader of TeX, as far as the op table uses it: a formula as a small tree, which others write as they need it.

A tree is a list: a row of nodes, each `[kind, ...]`. Kinds: var, bar (x̄), num, op, name, text, space, and with
rows inside: row, frac, sqrt, sup, sub. With `blanks` there is also blank, where the source has a space.

>>> parse(r"\bar z\, y")
[['bar', 'z'], ['space'], ['var', 'y']]
>>> parse(r"\frac{1}{x^2}")
[['frac', [['num', '1']], [['sup', [['var', 'x']], [['num', '2']]]]]]
>>> parse(r"\sqrt[3]{x}")
[['row', [['sup', [], [['num', '3']]], ['sqrt', [['var', 'x']]]]]]
"""

from __future__ import annotations

import re
from typing import Any

Tree = list[Any]

SYMBOLS = {
    r"\cdot": "·", r"\,": " ", r"\top": "ᵀ", r"\sum": " Σ", r"\prod": " Π", r"\sqrt": "√", r"\mu": "μ",
    r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ", r"\pi": "π", r"\le": "≤", r"\ge": "≥", r"\neq": "≠",
    r"\dots": "…", r"\textstyle": "", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\varepsilon": "ε",
    r"\epsilon": "ε", r"\odot": "⊙", r"\otimes": "⊗", r"\times": "×", r"\partial": "∂", r"\infty": "∞",
    r"\left": "", r"\right": "", r"\;": " ", r"\!": "", r"\quad": " ", r"\in": "∈", r"\to": "→", r"\|": "‖",
    r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lambda": "λ", r"\theta": "θ", r"\Delta": "Δ", r"\star": "⋆", r"\ast": "∗",
    r"\langle": "⟨", r"\rangle": "⟩", r"\lvert": "|", r"\rvert": "|", r"\Lambda": "Λ", r"\Sigma": "Σ", r"\circ": "∘",
    r"\delta": "δ",
}  # fmt: skip
TOKEN = r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|\S"
WORDS = (r"\operatorname", r"\mathrm", r"\mathbf")  # their argument is a name
SPACES = (r"\,", r"\;", r"\ ", r"\quad")
NOTHING = (r"\textstyle", r"\left", r"\right", r"\!")
OPERATORS = {"-": "−", "*": "·", "'": "′"}  # as they are printed; other signs stand for themselves


def parse(tex: str, blanks: bool = False) -> Tree:
    """A formula as a row of nodes; a command that is not known becomes its own name. Blanks are left out by default."""
    return _Parser([token for token in re.findall(TOKEN, tex) if blanks or not token.isspace()]).row()


class _Parser:
    """Reads tokens from the left, one construct at a time."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]

    def row(self) -> Tree:
        """Nodes up to the closing brace or the end."""
        row: Tree = []
        while self.tokens:
            token = self.tokens.pop()
            if token == "}":
                break
            if token in "^_":
                base = [row.pop()] if row else []
                row.append(["sup" if token == "^" else "sub", base, self.argument()])
            elif token.isspace():
                row.append(["blank"])
            elif token not in NOTHING:
                row.append(self.node(token))
        return row

    def argument(self) -> Tree:
        """A group in braces, or one node."""
        while self.tokens and self.tokens[-1].isspace():
            self.tokens.pop()
        if not self.tokens:
            return []
        token = self.tokens.pop()
        return self.row() if token == "{" else [self.node(token)]

    def node(self, token: str) -> Tree:
        if token == "{":
            return ["row", self.row()]
        if token == r"\frac":
            return ["frac", self.argument(), self.argument()]
        if token == r"\sqrt":
            if self.tokens and self.tokens[-1] == "[":
                end = len(self.tokens) - 1 - self.tokens[::-1].index("]")
                degree = "".join(self.tokens[end + 1 : -1][::-1])
                del self.tokens[end:]
                return ["row", [["sup", [], parse(degree)], ["sqrt", self.argument()]]]
            return ["sqrt", self.argument()]
        if token == r"\bar":
            return ["bar", _letters(self.argument())]
        if token == r"\hat":
            return ["var", _letters(self.argument()) + "\u0302"]
        if token == r"\overline":
            return ["sup", self.argument(), [["op", "∗"]]]
        if token in WORDS:
            return ["name", _letters(self.argument())]
        if token == r"\text":
            return ["text", _letters(self.argument())]
        if token == r"\mathrel":
            return ["op", _letters(self.argument())]
        if token in SPACES:
            return ["space"]
        return _atom(token)


def _atom(token: str) -> Tree:
    """A token that stands for itself."""
    if token.startswith("\\"):
        shown = SYMBOLS.get(token, token[1:]).strip()
        return ["name" if shown.isalpha() and shown not in ("Σ", "Π") else "op", shown]
    if token[0].isdigit():
        return ["num", token]
    if token == "e":
        return ["name", token]
    return ["var", token] if token.isalpha() else ["op", OPERATORS.get(token, token)]


def _letters(row: Tree) -> str:
    """What a row says, for arguments that are words."""
    return "".join(str(node[1]) for node in row if len(node) > 1)
