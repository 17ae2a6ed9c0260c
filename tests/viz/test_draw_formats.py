"""Mermaid, TikZ, PDF, themes: the same nodes, edges and labels in each; user text inert in all."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placeless import placeless

from autograd import Tensor, scope, tanh
from nn import MLP
from viz import draw
from viz.formats.drawing import Drawing
from viz.formats.layout.places import places
from viz.formats.look import COLORS, palette
from viz.formats.mermaid import bare, escape
from viz.formats.tikz import tex
from viz.graph.words import plain

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>", "</text>", "&lt;", "&#60;", "#60;", "#quot;", '"] --> x["', "end", "`code`", "**bold**",
    "1. list", "- list", "$x^2$", "\\input{/etc/passwd}", "\\end{document}", "%comment", "~", "^^5c", "}{", "a_b",
    "javascript:x", "https://example.com", "click v0 callback", "%%{init: {}}%%",
    "\\\\", "[x]", "*", "---", "مرحبا", "😀", "direction TB",
]  # fmt: skip


def name_it(names):
    """A drawing in which each name is a value's, a scope's, and part of the title."""
    total = Tensor(0.0, name="start")
    for name in names:
        with scope(name):
            total = total + Tensor(1.0, name=name)
    total.name = names[-1]
    return draw(total, detail="scalar")


def network():
    x = [Tensor(1.0, name="x0"), Tensor(-2.0, name="x1")]
    loss = (MLP(2, [3, 1], activation="tanh", seed=0)(x) - 1.0) ** 2
    loss.backward()
    return draw(loss)


# -- Mermaid ---------------------------------------------------------------------------------------------------

QUOTED = r'"[^"\n]*"'
LINES = [
    r"flowchart (LR|TB|RL|BT)", r"accTitle: [^;%{}<>\n]*", r"accDescr: [^;%{}<>\n]*", r"end",
    rf"subgraph c\d+\[{QUOTED}\]", rf"(v|o|m)\d+[(\[{{]+{QUOTED}[)\]}}]+:::\w+", rf"(v|o|m)\d+ (-- {QUOTED} )?--> (v|o|m)\d+",
    rf"note\[{QUOTED}\]:::result", r"classDef \w+ [\w:#,. -]+", r"class c\d+(,c\d+)* scope",
]  # fmt: skip


def show_by_mermaid(text):
    """What the quoted labels say once Mermaid's codes are resolved."""
    labels = re.findall(r'"([^"\n]*)"', text)
    return [html.unescape(re.sub(r"#(\d+);", r"&#\1;", line)) for label in labels for line in label.split("<br/>")]


def check_mermaid(text):
    for line in text.splitlines():
        assert any(re.fullmatch(pattern, line.strip()) for pattern in LINES), line


def test_mermaid_has_the_same_nodes_edges_and_labels():
    drawing = network()
    text = drawing.mermaid
    check_mermaid(text)
    assert re.findall(r"^ *((?:v|o)\d+)[(\[{]", text, re.M).sort() == [node.id for node in drawing.graph.nodes].sort()
    assert len(re.findall(r"-->", text)) == len(drawing.graph.edges)
    assert text.count("subgraph") == len(drawing.graph.clusters) == text.count("end\n")
    shown = show_by_mermaid(text)
    assert {"w0", "x0", "value 0.2739", "∂ = 0.2739", "×", "+", "tanh", "layer 1", "neuron 2"} <= set(shown)


def test_hostile_names_stay_text_in_mermaid():
    text = name_it(HOSTILE).mermaid
    check_mermaid(text)
    shown = show_by_mermaid(text)
    for name in HOSTILE:
        assert shown.count(name) >= 2, name
    assert not set("<>`$\\") & set(text.replace("<br/>", "").replace("-->", ""))
    assert not re.search(r"https?:|javascript:", text)
    labels = re.findall(r'"[^"]*"', text)
    assert not any("direction " in line for line in labels)  # Mermaid reads this even in quotes


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=8))
def test_any_names_stay_text_in_mermaid(names):
    text = name_it(names).mermaid
    check_mermaid(text)
    shown = show_by_mermaid(text)
    assert all(plain(name) in shown for name in names if plain(name))


@given(st.text())
def test_mermaid_codes_resolve_to_the_text(text):
    line = plain(text)
    assert html.unescape(re.sub(r"#(\d+);", r"&#\1;", escape(line))) == line
    assert not set(bare(line)) & set(';%{}<>"`#')


# -- LaTeX -----------------------------------------------------------------------------------------------------

KNOWN = re.compile(
    r"\\(?:textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar|textquotedbl|textasciigrave"
    r"|textquotesingle)\{\}|\\[{}$&#%_]|\\ensuremath\{[^{}]*(?:\{\}[^{}]*)?\}|-\{\}|[?!]\{\}|\{[\[\]*]\}"
)


@given(st.text())
def test_tex_reads_user_text_as_text(text):
    assert not set(KNOWN.sub("", tex(plain(text)))) & set("\\{}$&#%_^~")


def test_tikz_has_the_same_nodes_edges_and_labels():
    drawing = network()
    text = drawing.tex
    assert sorted(re.findall(r"\] \(((?:v|o)\d+)\) at", text)) == sorted(node.id for node in drawing.graph.nodes)
    assert text.count("Stealth") == len(drawing.graph.edges)
    assert text.count("rectangle") == drawing.svg.count('class="cluster') >= len(drawing.graph.clusters)
    for said in (r"\bfseries{w0}", r"\color{value}{value 0.2739}", r"{tanh}", r"\ensuremath{\partial} = 0.2739", "{layer 1}"):
        assert said in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_hostile_names_never_become_tex():
    text = name_it([*HOSTILE, "end"]).tex
    assert text.count(r"\end{document}") == text.count(r"\begin{document}") == 1
    assert r"\input{" not in text
    assert r"{[}x{]}" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs LaTeX")
def test_latex_typesets_hostile_names(tmp_path):
    name_it([name for name in HOSTILE if name.isascii()]).save(tmp_path / "graph.tex")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "graph.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "graph.pdf").stat().st_size > 5000


def test_places_reads_a_layout():
    layout = (
        b'{"bb": "0,0,100,50", "objects": [{"id": "c0", "bb": "1,2,30,40"},'
        b' {"id": "v0", "pos": "10,20", "width": "0.5", "height": "1"}],'
        b' "edges": [{"id": "e0", "pos": "e,9,8 0,0 1,1 2,2 3,3", "lp": "5,6"}, {"pos": "e,1,1 0,0"}]}'
    )
    found = places(layout)
    assert found.size == (100, 50)
    assert found.nodes == {"v0": (10, 20, 36, 72)}
    assert found.frames == {"c0": (1, 2, 30, 40)}
    assert (found.curves, found.tips, found.labels) == (
        {"e0": [(0, 0), (1, 1), (2, 2), (3, 3)]}, {"e0": (9, 8)}, {"e0": (5, 6)},
    )  # fmt: skip


# -- the others ------------------------------------------------------------------------------------------------


def test_pdf_is_a_pdf(tmp_path):
    assert network().save(tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF-")


def test_text_formats_are_the_same_for_the_same_program():
    first, second = network(), network()
    for text, again in ((first.dot, second.dot), (first.mermaid, second.mermaid)):
        assert placeless(text) == placeless(again)
    again = Drawing(first.graph, theme="auto")
    assert (first.dot, first.mermaid, first.svg, first.tex) == (again.dot, again.mermaid, again.svg, again.tex)


def test_themes_trade_every_color():
    x = Tensor(2.0, name="x")
    y = tanh(x * 3.0)
    y.backward()
    light, dark, auto = (draw(y, theme=theme).svg for theme in ("light", "dark", "auto"))
    used = set(re.findall(r'"(#[0-9a-f]{6})"', light))
    assert used <= set(palette("light").values())
    assert set(re.findall(r'="(#[0-9a-f]{6})"', dark)) <= set(palette("dark").values())
    assert "prefers-color-scheme:dark" in auto
    assert "<style" not in light + dark
    root = ElementTree.fromstring(auto)
    for color in used:
        assert f'#{root.get("id")} [fill="{color}"]' in root.findtext(f"{SVG}style")


def test_drawings_of_one_graph_in_two_themes_share_no_ids():
    y = tanh(Tensor(0.5))
    found = [
        {e.get("id") for e in ElementTree.fromstring(draw(y, theme=theme).svg).iter() if e.get("id")}
        for theme in ("light", "dark", "auto")
    ]
    assert not found[0] & found[1] | found[0] & found[2] | found[1] & found[2]


def luminance(color):
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_what_it_stands_on(theme):
    colors = palette(theme)
    on = {
        "ink": [use for use in colors if use.endswith("fill")],
        "value": ["result fill", "parameter fill", "input fill", "output fill"],
        "gradient": ["result fill", "parameter fill", "input fill", "output fill"],
        "muted": ["paper", "result fill", "parameter fill", "input fill", "output fill", "module fill"],
        "derivative": ["paper", "frame 0", "frame 1", "frame 2"], "frame text": ["frame 0", "frame 1", "frame 2"],
        "paper": ["operation"],
        **{mark: [f"{mark} fill"] for mark in ("failed", "added", "removed", "changed")},
    }  # fmt: skip
    for text, papers in on.items():
        for paper in papers:
            low, high = sorted((luminance(colors[text]), luminance(colors[paper])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (theme, text, paper)


def test_light_colors_differ_so_that_they_can_be_traded():
    light = [pair[0] for pair in COLORS.values()]
    assert len(set(light)) == len(light)


def test_notebooks_get_png_only_where_asked_for(monkeypatch):
    y = tanh(Tensor(0.5))
    assert set(draw(y)._repr_mimebundle_()) == {"text/html", "image/svg+xml", "text/plain"}
    assert draw(y)._repr_mimebundle_(include={"image/png"})["image/png"].startswith(b"\x89PNG")
    monkeypatch.setenv("TAPEGRAD_DISPLAY", "png")
    assert set(draw(y)._repr_mimebundle_()) == {"image/png", "text/plain"}
    monkeypatch.setenv("TAPEGRAD_DISPLAY", "svg, png")
    assert set(draw(y)._repr_mimebundle_()) == {"image/svg+xml", "image/png", "text/plain"}


def test_a_drawing_shrinks_with_the_page_that_holds_it():
    for drawing in (draw(Tensor(2.0) * 3.0), network()):
        svg = ElementTree.fromstring(drawing.svg)
        across = max(756, float(svg.get("data-width")))
        assert (svg.get("width"), svg.get("height")) == ("100%", None)
        assert svg.get("viewBox").split() == ["0", "0", f"{across:g}", svg.get("data-height")]
        assert svg.get("style") == f"max-width:{across:g}pt;height:auto"
