"""Docstrings as Markdown: sentences, arguments as a list, errors, formulas, examples.

The docstrings of this project are prose. `name: what it is`, or `name=default: what it is`, at the beginning of a line or of
a sentence says what an argument means, a sentence that begins with "Raises" names errors, `code` stands between backticks,
TeX between dollars, a formula in plain letters is indented, and an example begins with >>>.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

HEADS = re.compile(r"^(Further arguments|Arguments|Args):$")
SPANS = re.compile(r"(`[^`]+`|\$\$.+?\$\$|\$[^$\n]+\$|(?<![\w*])\*[A-Za-z]+\*(?![\w*]))", re.DOTALL)
SPECIAL = re.compile(r"([\\*_<>\[\]|#~^{}@])")
Link = Callable[[str], "str | None"]
ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5}|[a-z-]+/\d{7})")


def no_link(name: str) -> str | None:
    """Nothing points anywhere."""
    return None


def to_markdown(text: str, arguments: Sequence[str] = (), link: Link = no_link, types: Mapping[str, str] | None = None) -> str:
    """A docstring as Markdown for MyST: what it is, its arguments in their order, errors, remarks, examples.

    arguments: the names whose meaning becomes a list. link: gives what a name in backticks points to, or None.
    types: what is said of an argument's type and default, by its name.
    """
    lead, notes, examples = [], [], []
    meanings: dict[str, str] = {}
    errors: list[str] = []
    for block in blocks(text):
        if is_example(block):
            examples += ["```pycon", *block, "```", ""]
            continue
        for name, words in split_paragraph(block, arguments) if is_prose(block) else [("", "")]:
            if name == "Raises":
                errors.append(f":Raises: {inline(words, link)}")
            elif name:
                meanings |= dict.fromkeys(name.split(", "), inline(words, link))
            else:
                (notes if meanings or errors or examples else lead).extend(render(block, words, link))
    fields = [
        line for name in [*arguments, *meanings] if name in meanings for line in field(name, meanings.pop(name), types or {})
    ]
    return "\n".join([*lead, *fields, *errors, "", *notes, *examples]).strip("\n")


def field(name: str, meaning: str, types: Mapping[str, str]) -> list[str]:
    """What Sphinx makes an entry of the list of arguments."""
    told = [f":type {name}: {types[name]}"] if types.get(name) else []
    return [f":param {name}: {meaning}", *told]


def summary(text: str, link: Link = no_link) -> str:
    """The first sentence of a docstring, or the part of it before a colon, on one line."""
    first = " ".join((text.strip().split("\n\n") or [""])[0].split())
    end = re.search(r"(?<=[a-z0-9)`$²₂])\.(?=\s+[A-Z(`]|$)", first)
    return inline((first[: end.end()] if end else first).replace("$$", "$"), link)


def blocks(text: str) -> list[list[str]]:
    """The paragraphs of a docstring; examples that follow one another are one."""
    found: list[list[str]] = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.rstrip().split("\n")
        if found and is_example(found[-1]) and is_example(lines):
            found[-1] += ["", *lines]
        else:
            found.append(lines)
    return found


def is_example(lines: list[str]) -> bool:
    return lines[0].lstrip().startswith(">>>")


def is_prose(lines: list[str]) -> bool:
    """Whether a paragraph is sentences: no list, no heading of arguments, nothing that keeps its lines."""
    special = HEADS.match(lines[0]) or re.match(r"[*-] |\$\$", lines[0])
    return not special and not all(line.startswith("    ") or not line for line in lines)


def render(lines: list[str], words: str, link: Link) -> list[str]:
    """One paragraph, or the words of it that are left when arguments and errors are taken out."""
    if words:
        return [inline(words, link), ""]
    if HEADS.match(lines[0]):
        return []
    if lines[0].startswith("$$"):
        parts = [part.strip() for part in re.split(r"(\$\$.+?\$\$)", " ".join(lines)) if part.strip()]
        return [line for part in parts for line in (inline(part, link), "")]
    if re.match(r"[*-] ", lines[0]):
        return [*[inline(line, link, keep="* " if line.startswith("* ") else "") for line in lines], ""]
    return ["```text", *[line[4:] for line in lines], "```", ""]


def split_paragraph(lines: list[str], arguments: Sequence[str]) -> list[tuple[str, str]]:
    """A paragraph as pairs: ("", prose), ("axis", its meaning) or ("Raises", errors)."""
    text = "\n".join(lines)
    parts = []
    heads = [*find_heads(text, arguments)]
    starts = [head.start() for head in heads] + [len(text)]
    parts.append(("", text[: starts[0]]))
    for head, end in zip(heads, starts[1:]):
        meaning = text[head.end() : end]
        after = re.search(r"(?<=\.)\n(?=[A-Z`])", meaning) if end == len(text) else None  # a new line begins prose again
        names = ", ".join(re.findall(r"(\w+)(?:=(?:\"[^\"]*\"|'[^']*'|\([^)]*\)|[^,:()]+))?(?:,|$|:)", head["names"] + ":"))
        parts.append((names, meaning[: after.start()] if after else meaning))
        if after:
            parts.append(("", meaning[after.end() :]))
    return [(name, " ".join(words.split())) for part in parts for name, words in split_errors(*part) if words.strip()]


def find_heads(text: str, arguments: Sequence[str]) -> list[re.Match[str]]:
    """The places where a text begins to say what an argument is."""
    if not arguments:
        return []
    one = rf"\*{{0,2}}`?(?:{'|'.join(map(re.escape, sorted(arguments, key=len, reverse=True)))})`?" + (
        r"(?:=(?:\"[^\"]*\"|'[^']*'|\([^)]*\)|\[[^]]*\]|[^,:()\s]+))?"
    )
    before = r"(?:(?<=^)|(?<=\n)|(?<=[.;)\"] )|(?<=[.;)]\n))"
    return [*re.finditer(rf"{before}[ ]*(?P<names>{one}(?:(?:,\s+|\s+and\s+){one})*):\s", text, re.MULTILINE)]


def split_errors(name: str, words: str) -> list[tuple[str, str]]:
    """What is said, the errors in it, and what is said after them."""
    found = re.search(
        r"(?:^|(?<=[.)!?] )|(?<=[.)]\n)|(?<=; ))Raises (?P<errors>.+?)(?:\.(?=\s+[A-Z`])|\.?\s*$)", words, re.DOTALL
    )
    if not found:
        return [(name, words)]
    before, after = words[: found.start()], words[found.end() :].lstrip(". \n")
    return [(name, before), ("Raises", found["errors"] + "."), *split_errors("", after)]


def inline(text: str, link: Link = no_link, keep: str = "") -> str:
    """Text in which only code, formulas and links are more than letters.

    keep: a mark at the beginning that stays one, of a list.
    """
    head, rest = (keep, text[len(keep) :]) if keep else ("", text)
    return head + "".join(span(part, link) for part in SPANS.split(rest))


def span(part: str, link: Link) -> str:
    """A piece of text, of code or of TeX."""
    if part.startswith("`") and len(part) > 2:
        target = link(part[1:-1])
        return f"{{py:obj}}`{part[1:-1]} <{target}>`" if target else part
    if part[:1] in ("$", "*") and len(part) > 2 and part[:1] == part[-1:]:
        return part
    escaped = SPECIAL.sub(r"\\\1", part).replace("$", r"\$")
    return ARXIV.sub(r"[arXiv:\1](https://arxiv.org/abs/\1)", escaped)
