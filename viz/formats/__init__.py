"""What a Graph can be written as: DOT, from which Graphviz makes SVG, PNG and PDF; Mermaid; TikZ."""

from typing import TYPE_CHECKING

from autograd import load_later

if TYPE_CHECKING:
    from viz.formats import graphviz, mermaid, page, tikz
else:
    WRITERS = ("graphviz", "mermaid", "page", "tikz")
    __getattr__, __dir__ = load_later(globals(), {f".{name}": "" for name in WRITERS})

__all__ = ["graphviz", "mermaid", "page", "tikz"]
