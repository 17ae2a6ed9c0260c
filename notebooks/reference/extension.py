"""What the reference adds to Sphinx: MathML, further paths to a name, the source of rows, the hits of the search."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import json
import re
from pathlib import Path
from typing import Any

from reference import formulas
from reference.docstrings import summary
from reference.names import group_by_folder, public_names
from reference.pages import text_of
from sphinx.application import Sphinx

Tags = dict[str, tuple[str, int, int]]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    inline, block = (formulas.visit_inline, None), (formulas.visit_block, None)
    app.add_html_math_renderer("mathml", inline, block)
    app.connect("doctree-read", note_other_paths)
    app.connect("viewcode-follow-imported", find_home)
    app.connect("viewcode-find-source", find_source)
    app.connect("build-finished", write_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def note_other_paths(app: Sphinx, doctree: Any) -> None:
    """Let the search, and links, find a name under each of its paths."""
    domain = app.env.domains.python_domain
    for name in public_names():
        entry = domain.objects.get(name.path)
        if entry is not None and entry.docname == app.env.docname:
            for other in name.others:
                domain.note_object(other, entry.objtype, entry.node_id)


def write_names(app: Sphinx, error: Exception | None) -> None:
    """Give the front page what it looks names up in: path, place, sentence, other paths."""
    if error is None and app.builder.name == "html":
        entries = [
            [name.path, f"api/{folder}.html#{name.path}", plain(summary(text_of(name))), name.others]
            for folder, names in group_by_folder(public_names()).items()
            for name in names
        ]
        (Path(app.outdir) / "_static" / "names.js").write_text(f"const NAMES = {json.dumps(entries)};\n", encoding="utf-8")


def plain(markdown: str) -> str:
    """A sentence without marks."""
    return re.sub(r"\{py:obj\}`(.+?) <.+?>`", r"\1", re.sub(r"\\(\W)", r"\1", markdown)).replace("`", "").replace("$", "")


def find_home(app: Sphinx, module: str, name: str) -> str | None:
    """The module that defines what another one offers."""
    value: Any = importlib.import_module(module)
    for part in name.split("."):
        value = inspect.getattr_static(value, part, None) if inspect.isclass(value) else getattr(value, part, None)
    home = getattr(value, "home", None) or getattr(inspect.unwrap(value) if callable(value) else value, "__module__", None)
    return home if isinstance(home, str) and home.startswith(("autograd", "nn", "viz")) else None


def find_source(app: Sphinx, module: str) -> tuple[str, Tags] | None:
    """The text of a module, and the lines on which each of its classes, functions and values stands."""
    if not module.startswith(("autograd", "nn", "viz")):
        return None
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return None
    code = Path(spec.origin).read_text(encoding="utf-8")
    return code, dict(defined(ast.parse(code), ""))


def defined(tree: ast.AST, around: str) -> list[tuple[str, tuple[str, int, int]]]:
    """What a module or a class defines."""
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = min([node.lineno, *[d.lineno for d in node.decorator_list]])
            kind = "class" if isinstance(node, ast.ClassDef) else "def"
            found.append((around + node.name, (kind, first, node.end_lineno or first)))
            found += defined(node, f"{around}{node.name}.") if kind == "class" else []
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines = ("other", node.lineno, node.end_lineno or node.lineno)
            found += [(around + target.id, lines) for target in targets if isinstance(target, ast.Name)]
    return found
