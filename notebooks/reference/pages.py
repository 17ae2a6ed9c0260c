"""The pages of the reference: one for each public folder, in Markdown for MyST, made from docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from reference.docstrings import Link, summary, to_markdown
from reference.figures import picture
from reference.names import SURFACE, Name, group_by_folder, members, public_names
from reference.sources import address, place_of

from autograd import Op

INHERITED = ("builtins", "collections", "numpy", "typing")  # what comes from there has a text about something else
FENCE = "`" * 8


def all_pages() -> dict[str, str]:
    """Every page by its name, and an index of them."""
    names = public_names()
    known = {path: name for name in names for path in (name.path, *name.others)}
    listed = {name.value for name in names if inspect.isclass(name.value)}
    pages = group_by_folder(names)
    made = {folder: "\n".join(page(folder, inside, known, listed)) for folder, inside in pages.items()}
    return {**made, "index": "\n".join(index(pages))}


def index(pages: dict[str, list[Name]]) -> Iterator[str]:
    """The page that lists the pages, each with a sentence and its names."""
    yield "# Every public name\n"
    yield f"{sum(map(len, pages.values())):,} names in {len(pages)} folders. The search finds each of them.\n"
    yield "```{toctree}\n:hidden:\n"
    yield from pages
    yield "```\n"
    for folder, names in pages.items():
        yield f"## [{folder}]({folder}.md)\n"
        yield about(folder) + "\n"
        yield " · ".join(f"{{py:obj}}`{name.name} <{name.path}>`" for name in names) + "\n"


def about(folder: str) -> str:
    """The first sentence of a folder's own text."""
    return summary(inspect.getdoc(importlib.import_module(folder)) or "")


def page(folder: str, names: list[Name], known: dict[str, Name], listed: set[Any]) -> Iterator[str]:
    """One folder: what it is, a table of its names, and each name."""
    module = importlib.import_module(folder)
    names = sorted(names, key=lambda name: (name.name.lower(), name.name))
    link = make_link(folder, known)
    yield f"# {folder}\n"
    yield f"```{{py:module}} {folder}\n```\n"
    yield to_markdown(inspect.getdoc(module) or "", link=link) + "\n"
    if names[0].folder != folder:
        yield f"`from {names[0].folder} import {names[0].name}` gets one of them.\n"
    yield "| name | |\n| --- | --- |"
    for name in names:
        yield f"| {{py:obj}}`{name.name} <{name.path}>` | {summary(text_of(name), link).replace('|', chr(92) + '|')} |"
    yield "\n## In detail\n"
    for name in names:
        yield from entry(name, known, listed)


def make_link(folder: str, known: dict[str, Name]) -> Link:
    """What turns a name in backticks into the path of a public name: as it stands, or within the folder or package."""
    top = folder.partition(".")[0]

    def link(name: str) -> str | None:
        bare = name.removesuffix("()")
        if not re.fullmatch(r"[A-Za-z_][\w.]*", bare):
            return None
        for path in (bare, f"{folder}.{bare}", f"{folder.rpartition('.')[0]}.{bare}", f"{top}.{bare}"):
            if path in known:
                return known[path].path
        return None

    return link


def text_of(name: Name) -> str:
    """The text about a name; none where Python would tell about the kind of thing that it is."""
    value = name.value
    if isinstance(value, Op):
        return value.doc
    if name.kind == "data" or str(getattr(value, "__module__", "")).startswith(INHERITED):
        return describe_value(name)
    return inspect.getdoc(value) or ""


def describe_value(name: Name) -> str:
    """What a plain value is: its own few letters, or the names that it holds."""
    shown = re.sub(r" at 0x[0-9a-f]+", "", repr(name.value))
    if len(shown) <= 60:
        return f"`{shown}`"
    held = name.value if isinstance(name.value, dict) else vars(name.value)
    return f"{len(held)} names: {', '.join(f'`{each}`' for each in list(held)[:8])}."


def entry(name: Name, known: dict[str, Name], listed: set[Any]) -> Iterator[str]:
    """A name with its signature, its text, its other paths, a picture, and what it has inside."""
    link = make_link(name.folder, known)
    yield f"{FENCE}{{py:{name.kind}}} {name.name}{signature(name.value) if name.kind != 'data' else ''}"
    yield f":module: {name.folder}\n"
    yield "{.also}\n" + " · ".join(places(name)) + "\n"
    yield body(name, link)
    drawn = picture(name)
    if drawn:
        yield f'\n```{{raw}} html\n<figure class="drawn">{drawn}</figure>\n```\n'
    for member, thing in members(name, listed):
        yield from member_entry(member, thing, link)
    yield f"{FENCE}\n"


def places(name: Name) -> Iterator[str]:
    """Where a name is written down, and its other paths."""
    place = place_of(name.value, name.name)
    if place:
        yield source_link(place)
    if name.others:
        yield f"also {', '.join(f'`{other}`' for other in name.others)}"


def source_link(place: tuple[str, int]) -> str:
    """A link to a line of source."""
    return f'<a href="../{address(place)}">source</a>'


def body(name: Name, link: Link) -> str:
    """The text about a name; of a row of the op table with its formulas."""
    value = name.value
    if isinstance(value, Op):
        example = inspect.getdoc(value) or ""
        shown = example[example.index(">>>") :] if ">>>" in example else ""
        return to_markdown("\n\n".join(filter(None, [value.doc, *formulas(value), value.source, shown])), link=link)
    if name.kind == "data" or str(getattr(value, "__module__", "")).startswith(INHERITED):
        return text_of(name)
    return to_markdown(inspect.getdoc(value) or "", arguments(value), link, types(value))


def formulas(op: Op) -> list[str]:
    """A row's formula and derivatives in TeX."""
    if not op.tex:
        return []
    inputs = ["x_i"] if op.variadic else list(op.arguments.inputs)
    told = [(x, tex) for x, tex, rule in zip(inputs, op.tex[1:], op.vjps) if rule is not None]
    rules = [tex if tex.startswith(rf"\bar {x}") else rf"\bar {x} \mathrel{{+}}= {tex}" for x, tex in told]
    return [f"$$ z = {op.tex[0]} $$", *[f"$$ {rule} $$" for rule in rules]]


def signature(value: Any) -> str:
    """How something is called, without types; nothing where Python cannot tell."""
    text = SURFACE.signature_of(value)
    text = re.sub(r"<(?:class|function) '?([\w.]+)'?>", r"\1", text)
    return "" if text == "(...)" or "<" in text else text


def arguments(value: Any) -> list[str]:
    """The names of what something is called with."""
    try:
        return [name for name in inspect.signature(value).parameters if name != "self"]
    except (TypeError, ValueError):
        return []


def types(value: Any) -> dict[str, str]:
    """The type of each argument as it is annotated, and its default."""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {each.name: told for each in found if (told := type_of(each))}


def type_of(parameter: inspect.Parameter) -> str:
    """`int`, or with what an argument is unless it is given; as code, so that Sphinx seeks no names in it."""
    note = parameter.annotation
    written = (
        "" if note in (inspect.Parameter.empty, "Any") else note if isinstance(note, str) else getattr(note, "__name__", "")
    )
    default = "" if parameter.default is inspect.Parameter.empty else f"default `{parameter.default!r}`"
    written = written.strip("'")
    return ", ".join(filter(None, [f"`{written}`" if written else "", "" if "<" in default else default]))


def member_entry(member: str, thing: Any, link: Link) -> Iterator[str]:
    """A method or a property of a class."""
    plain = thing.__func__ if isinstance(thing, (classmethod, staticmethod)) else thing
    called = callable(plain) and not isinstance(thing, property)
    option = {classmethod: ":classmethod:\n", staticmethod: ":staticmethod:\n"}.get(type(thing), "")
    shown = re.sub(r"^\((?:self|cls)(?:, )?", "(", signature(plain)) if called else ""
    yield f"{FENCE[:-2]}{{py:{'method' if called else 'property'}}} {member}{shown}\n{option}"
    text = "" if str(getattr(plain, "__module__", "")).startswith(INHERITED) else inspect.getdoc(plain) or ""
    yield to_markdown(text, arguments(plain) if called else (), link, types(plain) if called else None)
    yield f"{FENCE[:-2]}\n"
