"""TeX as plain text, as far as the op table uses it: for hovering, for terminals and for `help`, which typeset nothing."""

from __future__ import annotations

import re
import unicodedata

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
ROOTS = {None: "√", "2": "√", "3": "∛", "4": "∜"}
ROOT = re.compile(r"\\sqrt\s*(?:\[([^\]]*)\])?\s*" + GROUP)
FRACTION = re.compile(r"\\frac\s*" + GROUP + r"\s*" + GROUP)


def readable(tex: str) -> str:
    r"""TeX, as far as the op table uses it, as text.

    >>> readable(r"\bar z\,\frac{1}{1 + e^{-x}}"), readable(r"-\bar z\,\frac{z}{y}")
    ('z̄ 1/(1 + e⁻ˣ)', '-z̄ z/y')
    >>> readable(r"\sqrt[3]{x + 1}"), readable(r"\sqrt[n]{x}")
    ('∛(x + 1)', 'ⁿ√x')
    """
    tex = re.sub(r"\\bar\s*(\\[A-Za-z]+|\w)", "\\1\u0304", tex)
    tex = re.sub(r"\\(?:operatorname|text|mathrel|mathrm|mathbf)\s*" + GROUP, r" \1", tex)
    while FRACTION.search(tex):
        tex = FRACTION.sub(lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", tex)
    tex = ROOT.sub(lambda m: _root(m[1]) + _grouped(m[2]), tex)
    tex = re.sub(r"\\[A-Za-z]+|\\.", lambda m: SYMBOLS.get(m[0], m[0][1:]), tex).replace("^ᵀ", "ᵀ")
    tex = re.sub(rf"\^(?:{GROUP}|(\w))", lambda m: _raised(m[1] or m[2]), tex)
    while INDEX.search(tex):  # an index may have an index
        tex = INDEX.sub(lambda m: "_" + m[1].replace(" ", ""), tex)
    tex = re.sub(r"(?<=[(√])\s|(?<=^-)\s", "", " ".join(tex.split()))
    return unicodedata.normalize("NFC", tex)


def _grouped(text: str) -> str:
    """Brackets around anything that is more than one factor."""
    return f"({text})" if re.search(r"[\s+/]|(?<!^)-", text.strip().replace(r"\,", " ")) else text.strip()


def _raised(text: str) -> str:
    text = text.strip()
    raised = text.replace(" ", "").translate(RAISED)
    return raised if not set(raised) & set(text.replace(" ", "")) else f"^{_grouped(text)}"


def _root(degree: str | None) -> str:
    """The sign of a root of some degree, or of none, which is the second."""
    return ROOTS.get(degree) or f"{_raised(degree or '')}√"


def symbol(name: str) -> str:
    r"""An input's name as TeX: a letter as itself, the name of a Greek one as that, any other as text.

    >>> symbol("x"), symbol("gamma"), symbol("statistics")
    ('x', '\\gamma', '\\text{statistics}')
    """
    if len(name) == 1:
        return name
    return f"\\{name}" if f"\\{name}" in SYMBOLS else rf"\text{{{name}}}"
