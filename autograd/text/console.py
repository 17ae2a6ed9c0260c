"""Text for a console that cannot show every sign: what its encoding lacks becomes plain letters, as "d" for ∂.

Printing must not raise, and `print(tape)` asks `__str__` without saying where the text goes: so texts are fitted to
`sys.stdout` here, and only here. A console that shows every sign, as nearly all do, gets the text unchanged.
"""

from __future__ import annotations

import re
import sys
import unicodedata

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸᶻⁱʲᵏᵀ", "0123456789+-()nxyzijkT"))
STAND_INS = {
    "─": "-", "—": "-", "−": "-", "‖": "|", "⋮": ":", "…": "...", "×": "x", "÷": "/", "·": "*", "⊙": "*", "⊗": "*", "⋆": "*",
    "∂": "d", "∇": "grad ", "Σ": "sum", "Π": "prod", "√": "sqrt", "∞": "inf", "≠": "!=", "≤": "<=", "≥": ">=", "∈": "in",
    "←": "<-", "→": "->", "✕": "x", "⌊": "floor(", "⌋": ")", "ß": "ss", "“": '"', "”": '"', "’": "'",
    **dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#")), **{sign: f"^{plain}" for sign, plain in RAISED.items()},
}  # fmt: skip
LETTER = "[^\u0304][\u0300-\u0303\u0305-\u036f]*\u0304"  # with its accents, under a bar
BARRED = f"(?:{LETTER} ?)*{LETTER}"  # what stands for a gradient


def printable(text: str) -> str:
    """The text with plain letters for the signs that `sys.stdout` cannot write, so that printing it never fails.

    text: any text; it comes back unchanged where the console can show all of it.

    >>> printable("∂y/∂x")  # here all signs can be shown
    '∂y/∂x'
    """
    encoding = getattr(sys.stdout, "encoding", None)
    return text if not isinstance(encoding, str) or _fits(text, encoding) else _plain(text, encoding)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:  # an encoding that Python does not know: nothing can be said
        return True
    return True


def _plain(text: str, encoding: str) -> str:
    """
    >>> _plain("ȳ = ∂z/∂y · x² for θ and é", "ascii"), _plain("w̄0 · #̄1̄2̄, é", "cp1252")
    ('y_bar = dz/dy * x^2 for theta and e', 'w_bar0 · #12_bar, é')
    """
    apart = "".join(c if _fits(c, encoding) or c in STAND_INS else unicodedata.normalize("NFKD", c) for c in text)
    marked = re.sub(BARRED, lambda match: match[0].replace("\u0304", "") + "_bar", apart)
    return "".join(c if _fits(c, encoding) else _stand_in(c) for c in marked)


def _stand_in(c: str) -> str:
    """Plain letters for one sign: by the table, a Greek letter by its name, nothing for an accent, else a question mark."""
    if c in STAND_INS:
        return STAND_INS[c]
    name = unicodedata.name(c, "").split()
    if name[:1] == ["GREEK"] and name[1:3] in (["SMALL", "LETTER"], ["CAPITAL", "LETTER"]):
        return name[3].lower() if name[1] == "SMALL" else name[3].capitalize()
    return "" if unicodedata.combining(c) else "?"
