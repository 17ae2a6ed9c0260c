"""What the reference adds to Sphinx: MathML, further paths to a name, the source, the names for the front page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from reference import formulas
from reference.docstrings import summary
from reference.names import group_by_folder, public_names
from reference.pages import text_of
from reference.sources import write_sources
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    inline, block = (formulas.visit_inline, None), (formulas.visit_block, None)
    app.add_html_math_renderer("mathml", inline, block)
    app.connect("doctree-read", note_other_paths)
    app.connect("build-finished", write_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def note_other_paths(app: Sphinx, doctree: Any) -> None:
    """Let the search, and links, find a name under each of its paths."""
    domain = app.env.get_domain("py")
    for name in public_names():
        entry = domain.objects.get(name.path)
        if entry is not None and entry.docname == app.env.docname:
            for other in name.others:
                domain.note_object(other, entry.objtype, entry.node_id)


def write_names(app: Sphinx, error: Exception | None) -> None:
    """Write the source, and what the front page looks names up in: path, place, sentence, other paths."""
    if error is None and app.builder.name == "html":
        entries = [
            [name.path, f"api/{folder}.html#{name.path}", plain(summary(text_of(name))), name.others]
            for folder, names in group_by_folder(public_names()).items()
            for name in names
        ]
        write_sources(Path(app.outdir))
        (Path(app.outdir) / "_static" / "names.js").write_text(f"const NAMES = {json.dumps(entries)};\n", encoding="utf-8")


def plain(markdown: str) -> str:
    """A sentence without marks."""
    letters = re.sub(r"\\([^a-zA-Z0-9])", r"\1", markdown)
    return re.sub(r"\{py:obj\}`(.+?) <.+?>`", r"\1", letters).replace("`", "").replace("$", "")
