"""What must hold for every drawing: each engine draws the same, names stay text, nothing is asked for from outside,
and showing never raises and never hangs, whatever is drawn."""

from __future__ import annotations

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from cProfile import Profile
from importlib.util import find_spec
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placeless import placeless

import viz.formats.graphviz
from autograd import Tape, Tensor, grad, scope, tanh
from nn import MLP, Dense, Sequential
from viz import architecture, diff, draw, watch_failure
from viz.formats.layout.places import of_part
from viz.graph.words import plain

SVG = "{http://www.w3.org/2000/svg}"
ENGINES = [
    pytest.param("dot", marks=pytest.mark.skipif(shutil.which("dot") is None, reason="there is no dot on PATH")),
    pytest.param("pygraphviz", marks=pytest.mark.skipif(find_spec("pygraphviz") is None, reason="no pygraphviz")),
]


def network(samples=1, name="loss"):
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    loss = sum(((model([Tensor(float(i), name="x"), Tensor(1.0, name="y")]) - 1.0) ** 2 for i in range(samples)), Tensor(0.0))
    loss.name = name
    return loss


def fail(name="x"):
    with pytest.raises(ValueError, match="matmul"), watch_failure() as watched:
        Tensor(np.ones((2, 3)), name=name) @ Tensor(np.ones((2, 3)))
    return watched


DRAWINGS = {
    "scalar": lambda **s: draw(network(), **s),
    "tensor": lambda **s: draw(network(), detail="tensor", **s),
    "modules": lambda **s: draw(network(5), limit=40, **s),
    "stretches": lambda **s: draw(tanh(tanh(tanh(network(9)))), limit=10, **s),
    "heat": lambda **s: draw(np.tanh(Tensor(np.arange(6.0).reshape(2, 3))), heat=True, **s),
    "gradient": lambda **s: draw(grad(lambda x: tanh(x * x))(Tensor(0.5, name="x")), **s),
    "failure": lambda **s: fail().draw(**s),
    "diff": lambda **s: diff(tanh(Tensor(1.0) * 2.0), tanh(Tensor(3.0) + 1.0) * 2.0, **s),
    "model": lambda **s: architecture(Sequential([Dense(3, input_shape=(2,)), Dense(1)]), **s),
    "program": lambda **s: draw(Tape.gather(y := network()).compile(output=y), **s),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", DRAWINGS)
def test_each_engine_draws_every_node_edge_and_label(kind, engine):
    drawing = DRAWINGS[kind](engine=engine)
    root = ElementTree.fromstring(drawing.svg)
    drawn = {g.get("id").partition("-")[2].partition("-")[2]: g for g in root.iter(f"{SVG}g") if g.get("class") != "graph"}
    graph = drawing.graph
    assert {of_part(id) for id in drawn} == {part.id for part in (*graph.nodes, *graph.edges, *graph.clusters)}
    for node in graph.nodes:
        shown = " ".join("".join(t.itertext()) for t in drawn[node.id].iter(f"{SVG}text"))
        label = getattr(node, "name", None) or getattr(node, "label", "")
        assert label in shown
        numbers = [x for row in getattr(node, "entries", ()) for x in row] or getattr(node, "value", ())
        grads = [x for row in getattr(node, "grad_entries", ()) for x in row] or getattr(node, "grad", None) or ()
        for number in (*numbers, *grads, *getattr(node, "facts", ())):
            assert number in shown
        assert bool(node.mark) == any(word in shown for word in ("✕", "≠", "removed", "added"))
    for edge in graph.edges:
        shown = "".join("".join(t.itertext()) for t in drawn[edge.id].iter(f"{SVG}text"))
        assert shown == (f"∂ = {edge.derivative}" if edge.derivative else "")
    cells = sum(len(row) for v in graph.values for row in v.heat)
    assert sum(len(list(g.iter(f"{SVG}polygon"))) for g in drawn.values() if "value" in g.get("class")) >= cells


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_drawing_is_written_in_every_format(kind, tmp_path):
    drawing = DRAWINGS[kind]()
    for suffix in (".svg", ".png", ".pdf", ".dot", ".mmd", ".tex"):
        assert drawing.save(tmp_path / f"graph{suffix}").stat().st_size > 100
    for node in drawing.graph.nodes:
        assert re.search(rf"^ *{node.id}[(\[{{]", drawing.mermaid, re.M), node.id
        assert f"({node.id}) at" in drawing.tex


@pytest.mark.parametrize("kind", DRAWINGS)
def test_the_same_program_gives_the_same_text_and_ids_of_its_own(kind):
    first, second = DRAWINGS[kind](), DRAWINGS[kind]()
    assert placeless(first.dot) == placeless(second.dot)
    assert placeless(first.mermaid) == placeless(second.mermaid)
    ids = [e.get("id") for e in ElementTree.fromstring(first.svg).iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {i.rpartition("-")[0][:19] for i in ids if "-" in i} == {ids[0][:19]}


def test_drawings_on_one_page_share_no_ids():
    seen: set[str] = set()
    for make in DRAWINGS.values():
        ids = {e.get("id") for e in ElementTree.fromstring(make().svg).iter() if e.get("id")}
        assert not ids & seen
        seen |= ids


@pytest.mark.parametrize("kind", DRAWINGS)
def test_nothing_is_asked_for_from_outside(kind):
    drawing = DRAWINGS[kind](theme="auto")
    for text in (drawing.svg, drawing.mermaid, drawing.dot):
        assert not re.search(
            r"href|url\(|@import|javascript:|https?:(?!//www\.w3\.org/(2000/svg|1999/xlink))|\bclick ", text, re.I
        )


NAMES = st.text(max_size=70)


@settings(max_examples=6, deadline=None)
@given(NAMES, NAMES, NAMES)
def test_any_name_stays_text_in_every_kind_of_drawing(name, other, module):
    model = Sequential([Dense(2, input_shape=(3,), name=module or "m"), Dense(1)])
    x = Tensor(np.ones((2, 3)), name=name)
    with scope(other):
        y = model(x).sum()
    y.name = other
    drawings = [
        draw(y), draw(y, detail="module"), architecture(model), diff(y, y, titles=(name, other)), fail(name).draw(),
        draw(y, names={name: x}),
    ]  # fmt: skip
    allowed = {"svg", "g", "title", "polygon", "path", "ellipse", "text", "polyline", "style"}
    for drawing in drawings:
        root = ElementTree.fromstring(drawing.svg)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
        attributes = {key for element in root.iter() for key in element.attrib}
        assert not any(key.lower().startswith("on") or "href" in key for key in attributes)
        assert drawing.tex.count(r"\end{document}") == 1
    shown = ["".join(t.itertext()) for t in ElementTree.fromstring(drawings[0].svg).iter(f"{SVG}text")]
    for text in (plain(name), plain(other)):
        assert not text or any(text in line for line in shown)


# -- showing ---------------------------------------------------------------------------------------------------


def chain(n):
    y = Tensor(1.0, name="x")
    for _ in range(n):
        y = y * 1.5
    return y


HARD = {
    "100,000 operations": lambda: draw(chain(100_000)),
    "10,000 results": lambda: draw(*(Tensor(float(i)) * 2.0 for i in range(10_000))),
    "nan and infinity": lambda: draw(np.sum(Tensor(np.array([np.nan, np.inf, -np.inf, 1e308]), name="x") * 1e10), heat=True),
    "empty": lambda: draw(Tensor(np.zeros((0, 3)), name="nothing") * 2.0, heat=True),
    "a long name": lambda: draw(Tensor(1.0, name="x" * 10_000) * 2.0),
    "from right to left": lambda: draw(Tensor(1.0, name="שלום مرحبا \u202e abc") * 2.0),
    "many axes": lambda: draw(Tensor(np.ones((1,) * 12 + (2,))) * 2.0, heat=True),
    "whole numbers": lambda: draw(Tensor(np.arange(3), requires_grad=False), heat=True),
}


@pytest.mark.parametrize("kind", HARD)
def test_whatever_is_drawn_shows_itself(kind):
    drawing = HARD[kind]()
    bundle = drawing._repr_mimebundle_(include={"image/svg+xml", "image/png", "text/plain"})
    assert set(bundle) == {"image/svg+xml", "image/png", "text/plain"}
    assert len(drawing.graph.nodes) <= 300
    assert str(drawing)


@pytest.mark.parametrize("kind", [*DRAWINGS, *list(HARD)[1:]])
def test_without_an_engine_everything_shows_itself_as_text(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(viz.formats.graphviz, "find_spec", lambda name: None)
    monkeypatch.delenv(viz.formats.graphviz.SWITCH, raising=False)
    drawing = (DRAWINGS | HARD)[kind]()
    bundle = drawing._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert "pip install pygraphviz" in bundle["text/plain"]
    assert drawing.mermaid.startswith("flowchart")


@pytest.mark.skipif(os.name == "nt", reason="the fake dot is a shell script")
@pytest.mark.parametrize("format", ["svg", "tex", "pdf"])
def test_a_dot_that_does_not_return_is_given_up(format, tmp_path, monkeypatch):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    drawing = draw(network(), engine="dot", time_limit=0.5)
    with pytest.raises(viz.RenderError, match=r"no answer within 0\.5 seconds"):
        drawing.save(tmp_path / f"graph.{format}")
    assert "no answer within" in drawing._repr_mimebundle_()["text/plain"]


def test_a_layout_that_is_not_json_is_passed_over():
    with pytest.raises(ValueError, match="layout"):
        viz.formats.graphviz.CHECKS["json"](b"{}")
    with pytest.raises(ValueError, match="Expecting"):
        viz.formats.graphviz.CHECKS["json"](b"nonsense")


def test_threads_draw_every_kind_at_once():
    alone = {kind: placeless(make().dot) for kind, make in DRAWINGS.items()}
    with ThreadPoolExecutor(4) as pool:
        together = dict(zip(DRAWINGS, pool.map(lambda make: placeless(make().dot), DRAWINGS.values())))
    assert together == alone


# -- work ------------------------------------------------------------------------------------------------------


def test_folding_costs_calls_in_proportion_to_the_tape():
    def calls(samples: int) -> int:
        loss = network(samples)
        profile = Profile()
        profile.runcall(draw, loss)
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(1000) / calls(125) < 10  # 8 if linear, 64 if quadratic
