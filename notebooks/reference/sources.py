"""Where a public name is written down, and the pages of the site that show the source, line by line."""

from __future__ import annotations

import ast
import html
import inspect
import keyword
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("autograd", "nn", "viz")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="{up}_static/source.css"></head>
<body><p><a href="{up}index.html">tapegrad</a> · {title}</p>
<pre>{code}</pre></body></html>
"""


def place_of(value: Any, name: str = "") -> tuple[str, int] | None:
    """The file, below the project's folder, and the line on which something is defined; None if it is not ours.

    name: what a value that knows no name is called where it is defined.
    """
    plain = inspect.unwrap(getattr(value, "fget", None) or getattr(value, "__func__", None) or value)
    code = getattr(plain, "__code__", None)
    home = value.home if isinstance(getattr(value, "home", None), str) else getattr(plain, "__module__", None)
    if code is not None and home != "nn.ops":
        return ours(Path(code.co_filename), code.co_firstlineno)
    module = sys.modules.get(str(home))
    if module is None or not getattr(module, "__file__", None):
        return None
    if home == "nn.ops":  # a line of a table
        return find_row(name)
    file = Path(str(module.__file__))
    line = definitions(file).get(getattr(plain, "__qualname__", name)) or definitions(file).get(name)
    return ours(file, line) if line else None


def ours(file: Path, line: int) -> tuple[str, int] | None:
    """A place in one of our packages."""
    inside = file.resolve().relative_to(ROOT).as_posix() if file.resolve().is_relative_to(ROOT) else ""
    return (inside, line) if inside.startswith(PACKAGES) else None


@cache
def definitions(file: Path) -> dict[str, int]:
    """The line of each class, and of each value, of a file; of classes in classes, too."""
    found = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            found[node.name] = node.lineno
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node.lineno for target in targets if isinstance(target, ast.Name) and target.id not in found}
    return found


@cache
def find_row(name: str) -> tuple[str, int] | None:
    """The line of a table of operations, such as `"abs(x)": np.abs`."""
    for file in [*sorted((ROOT / "nn" / "ops").glob("*.py")), ROOT / "nn" / "compat" / "functions.py"]:
        for i, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(rf'\s+"{name}\(', line):
                return ours(file, i)
    return None


def address(place: tuple[str, int]) -> str:
    """Where the site shows a line of source."""
    return f"_modules/{place[0].removesuffix('.py')}.html#L-{place[1]}"


TOKENS = re.compile(
    r"(?P<s>[rfb]*(?:\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'))|(?P<c>#[^\n]*)|"
    rf"\b(?P<k>{'|'.join(keyword.kwlist)})\b",
    re.DOTALL,
)


def colored(code: str) -> str:
    """Source as HTML: strings, comments and keywords in spans, an anchor before each line."""
    parts, end = [], 0
    for token in TOKENS.finditer(code):
        parts.append(html.escape(code[end : token.start()], quote=False))
        parts.append(f'<span class="{token.lastgroup}">{html.escape(token[0], quote=False)}</span>')
        end = token.end()
    lines = "".join([*parts, html.escape(code[end:], quote=False)]).split("\n")
    return "\n".join(f'<a id="L-{i}"></a>{line}' for i, line in enumerate(lines, 1))


def write_sources(site: Path) -> None:
    """A page for each file of the three packages, with an anchor for each line."""
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        inside = file.relative_to(ROOT).as_posix()
        page = site / "_modules" / f"{inside.removesuffix('.py')}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        code = colored(file.read_text(encoding="utf-8"))
        page.write_text(PAGE.format(title=inside, up="../" * (inside.count("/") + 1), code=code), encoding="utf-8")
