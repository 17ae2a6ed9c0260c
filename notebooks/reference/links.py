"""Links: those of the project's pages as the site needs them, and those of the built site checked."""

from __future__ import annotations

import json
import os
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
FENCES = re.compile(r"(^ *```.*?^ *```)", re.DOTALL | re.MULTILINE)


def rewrite(path: Path, staged: set[str]) -> str:
    """A page of the project with links that the site can follow; of a notebook, in its text.

    staged: the pages of the site, by their paths in the project.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return rewrite_text(text, path, staged)
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = rewrite_text("".join(cell["source"]), path, staged)
    return json.dumps(notebook, ensure_ascii=False)


def rewrite_text(text: str, path: Path, staged: set[str]) -> str:
    """Markdown whose links lead to pages of the site, to the source of a module, or are plain text."""
    parts = FENCES.split(text)
    return "".join(part if i % 2 else LINK.sub(lambda m: target(m, path, staged), part) for i, part in enumerate(parts))


def target(link: re.Match[str], path: Path, staged: set[str]) -> str:
    """One link as the site needs it."""
    words, to = link.groups()
    if re.match(r"[a-z]+:", to) or to.startswith("#"):
        return link[0] if not to.startswith("#") else f"[{words}]({slug(to)})"
    place, _, anchor = to.partition("#")
    inside = os.path.relpath((path.parent / unquote(place)).resolve(), ROOT).replace(os.sep, "/")
    if inside in staged:
        return f"[{words}]({place}{slug('#' + anchor) if anchor else ''})"
    up = "../" * (len(path.relative_to(ROOT).parts) - 1)
    if f"{inside}/README.md" in staged:
        return f"[{words}]({place.rstrip('/')}/README.md)"
    if (ROOT / inside / "__init__.py").is_file():
        inside += "/__init__.py"
    if inside.endswith(".py") and inside.startswith(("autograd/", "nn/", "viz/")):
        return f'<a href="{up}_modules/{inside.removesuffix(".py")}.html">{words}</a>'
    return words


def slug(anchor: str) -> str:
    """A heading's anchor in small letters, as GitHub and the site write it; Jupyter keeps capitals and marks."""
    return "#" + re.sub(r"[^\w\- ]", "", unquote(anchor[1:]).lower()).replace(" ", "-")


class Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attributes)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        wanted = {"a": "href", "link": "href", "img": "src", "script": "src"}.get(tag)
        if wanted and found.get(wanted):
            self.links.append(unescape(found[wanted]))


def read_pages(site: Path) -> dict[Path, Page]:
    """Every page of a built site."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def external_links(site: Path) -> list[str]:
    """Every address outside of the site that a page links to."""
    return sorted({link for page in read_pages(site).values() for link in page.links if re.match(r"https?://", link)})


def broken_links(site: Path) -> list[str]:
    """Links of a built site that lead to no page, file or anchor of it."""
    pages = read_pages(site)
    found = set()
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            place, _, anchor = unquote(link.partition("?")[0]).partition("#")
            there = (path.parent / place).resolve() if place else path
            if not there.exists() or (anchor and there in pages and anchor not in pages[there].anchors):
                found.add(f"{path.relative_to(site)} -> {link}")
    return sorted(found)
