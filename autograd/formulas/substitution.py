r"""A formula of the op table with names or numbers in the place of its letters, as text and as TeX.

>>> share = fill_in(r"\bar z\, y", {r"\bar z": number(1.5), "y": number(-3.0)})
>>> share.text, share.tex
('1.5 · (−3)', '{1.5} \\cdot {(-3)}')
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from autograd.text.readable import readable
from autograd.text.tex import TOKEN, WORDS

BLANK = (r"\,", r"\;", r"\!", r"\quad", r"\textstyle")
LITERAL = (*WORDS, r"\text", r"\mathrel")  # their argument is no formula
BIG = (r"\sum", r"\prod", r"\max", r"\min")  # their subscript is part of the sign
BETWEEN = (r"\mathrel", r"\cdot", r"\le", r"\ge", r"\neq", r"\in", r"\to", r"\dots", r"\top", r"\left", r"\right")
QUANTITIES = (r"\top", r"\pi", r"\mu")  # commands that stand for something, where others are functions
OPENING = "([|,?:<>="  # after these a negative number needs no brackets
FIRST = 0xE000  # private characters hold the places until the formula around them has become text


@dataclass(frozen=True)
class Shown:
    """How a name, a number or a formula is written, as text and as TeX."""

    text: str
    tex: str

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.text + other.text, self.tex + other.tex)

    @property
    def negative(self) -> bool:
        return self.text.startswith("−")


def number(x: float) -> Shown:
    """A number in four digits.

    >>> number(-0.5).text, number(1.25e-7).tex
    ('−0.5', '1.25 \\\\cdot 10^{-7}')
    """
    if not math.isfinite(x):
        return Shown(*(("NaN", r"\mathrm{NaN}") if x != x else ("∞", r"\infty") if x > 0 else ("−∞", r"-\infty")))
    short = f"{x + 0.0:.4g}"
    digits, _, power = short.partition("e")
    return Shown(short.replace("-", "−"), rf"{digits} \cdot 10^{{{int(power)}}}" if power else short)


def name(text: str, position: int | None = None) -> Shown:
    r"""A name, and its position on the tape where the name alone would not do.

    >>> name("w0").tex, name("loss").tex, name("w", 12)
    ('w_{0}', '\\mathrm{loss}', Shown(text='w#12', tex='w_{\\#12}'))
    """
    base, subs = _parts(text)
    subs += [] if position is None else [rf"\#{position}"]
    mark = "" if position is None else f"#{position}"
    return Shown(text + mark, base + (f"_{{{','.join(subs)}}}" if subs else ""))


def place(position: int) -> Shown:
    r"""What stands for a value without a name: its position on the tape.

    >>> place(12)
    Shown(text='#12', tex='\\#12')
    """
    return Shown(f"#{position}", rf"\#{position}")


def bar(shown: Shown) -> Shown:
    """The gradient of what has this name.

    >>> bar(name("w0"))
    Shown(text='w̄0', tex='\\\\bar{w}_{0}')
    """
    has_letters = any(map(str.isalpha, shown.text))
    text = "".join(c + "\u0304" if c.isalpha() or not has_letters else c for c in shown.text)
    base, mark, subs = shown.tex.partition("_{") if not shown.tex.startswith("\\") else (shown.tex, "", "")
    text = unicodedata.normalize("NFC", text)
    return Shown(text, rf"\bar{{{base}}}{mark}{subs}" if len(base) == 1 else rf"\overline{{{shown.tex}}}")


def size(shape: tuple[int, ...]) -> Shown:
    """What stands for an array's numbers.

    >>> size((32, 10)).text
    '[32×10]'
    """
    return Shown(f"[{'×'.join(map(str, shape))}]", "[" + r" \times ".join(map(str, shape)) + "]")


def total(terms: list[Shown]) -> Shown:
    """Terms with a plus between them, or a minus.

    >>> total([number(3.0), number(-2.0)]).text
    '3 − 2'
    """
    if len(terms) > 1:
        terms = [enclose(term) for term in terms]
    whole = terms[0]
    for term in terms[1:]:
        if term.negative:
            term = Shown(term.text[1:], re.sub(r"^(\{?)-", r"\1", term.tex))
            whole += Shown(f" − {term.text}", f" - {term.tex}")
        else:
            whole += Shown(f" + {term.text}", f" + {term.tex}")
    return whole


def enclose(term: Shown, factor: bool = False) -> Shown:
    """In brackets if it is a choice or a sum itself, or negative and a factor."""
    depth = 0
    fence = factor and term.negative
    for i, c in enumerate(term.text):
        depth += (c in "([") - (c in ")]")
        fence = fence or (i > 0 and depth == 0 and c in "?+−")
    return Shown(f"({term.text})", f"({term.tex})") if fence else term


def _parts(text: str) -> tuple[str, list[str]]:
    """The TeX of a name without its number, and the number: w0, w_0 and w[0] are one letter with an index."""
    indexed = re.fullmatch(r"([^\W\d_])_?(?:(\d+)|\[(\d+)\])?", text)
    if indexed:
        return indexed[1], [index for index in indexed.groups()[1:] if index]
    harmless = re.sub(r"[\\{}^~]", " ", text)
    return r"\mathrm{" + re.sub(r"([_%&#$])", r"\\\1", harmless).replace(" ", r"\ ") + "}", []


def fill_in(tex: str, known: Mapping[str, Shown]) -> Shown:
    r"""The formula with each known letter (and each gradient, such as `\bar z`) replaced; factors get a dot between them."""
    places: list[tuple[str, str]] = []
    out: list[str] = []
    factor = False  # whether what stands last ends a factor
    tokens = re.findall(TOKEN, tex)[::-1]
    while tokens:
        token = tokens.pop()
        if token.isspace() or token in BLANK:
            out.append(token)
            continue
        first = token
        if token in LITERAL or (token in BIG and tokens and tokens[-1] == "_"):
            token += _argument(tokens)
            if tokens and tokens[-1] == "^":
                token += _argument(tokens)
        elif token == "_" and tokens and tokens[-1] not in known:
            token += _argument(tokens)
        elif token == r"\bar":
            first = token = rf"\bar {_argument(tokens).strip(' {}')}"
        starts = first not in BETWEEN and (first[0].isalnum() or first in "([" or first[1:2].isalpha())
        ends = first[0].isalnum() or first in "_)]}" or first in QUANTITIES
        if token in known:
            token, ends = chr(FIRST + len(places)), True
            places.append(_fence(known[first], _last(out), bool(tokens) and tokens[-1] == "^"))
        if starts and factor:
            while out[-1].isspace() or out[-1] in BLANK:
                out.pop()
            out.append(r" \cdot ")
        out.append(token)
        factor = ends
    template = "".join(out)
    text = readable(template).replace("-", "−")
    for i, (as_text, as_tex) in enumerate(places):
        text = text.replace(chr(FIRST + i), as_text)
        template = template.replace(chr(FIRST + i), f"{{{as_tex}}}")
    return Shown(text, template)


def _argument(tokens: list[str]) -> str:
    """What the next tokens up to the end of a group, or of one sign with its subscript mark, say."""
    taken, depth = "", 0
    while tokens:
        token = tokens.pop()
        taken += token
        depth += (token == "{") - (token == "}")
        if depth == 0 and token not in "_^" and not token.isspace():
            break
    return taken


def _last(out: list[str]) -> str:
    """The last thing that can be seen."""
    return next((token for token in reversed(out) if not token.isspace() and token not in BLANK), "(")


def _fence(shown: Shown, before: str, raised: bool) -> tuple[str, str]:
    """A negative number in brackets where it would be misread."""
    if not shown.negative:
        fence = raised and "10^" in shown.tex
        return (shown.text, f"({shown.tex})") if fence else (shown.text, shown.tex)
    text = f"({shown.text})" if raised or before not in OPENING else shown.text
    return text, f"({shown.tex})" if raised or before not in OPENING + "{^" else shown.tex
