"""DOT to pictures: each engine, broken and hanging ones, and none at all; saving; showing."""

from __future__ import annotations

import re
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz.formats.graphviz
from autograd import Tensor, tanh
from viz import RenderError, draw
from viz.formats.dot import to_dot
from viz.formats.graphviz import render

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
scripts = pytest.mark.skipif(sys.platform == "win32", reason="fake programs are shell scripts")


def chain(n):
    y = Tensor(0.5, name="x")
    for _ in range(n):
        y = tanh(y * 2.0)
    return y


def drawing(n=1, **settings):
    return draw(chain(n), **settings)


@pytest.fixture
def fake_dot(tmp_path, monkeypatch):
    """Put a program called dot, with these lines of shell, first on PATH."""

    def install(lines):
        program = tmp_path / "bin" / "dot"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")

    monkeypatch.delenv(viz.formats.graphviz.SWITCH, raising=False)
    return install


@pytest.fixture
def no_engine(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(viz.formats.graphviz, "find_spec", lambda name: None)
    monkeypatch.delenv(viz.formats.graphviz.SWITCH, raising=False)


def test_svg_and_png_are_what_they_say():
    shown = drawing()
    assert ElementTree.fromstring(shown.svg).tag == f"{SVG}svg"
    assert shown.png().startswith(PNG)


def test_png_resolution_follows_dpi():
    small, large = (int.from_bytes(drawing().png(dpi)[16:20], "big") for dpi in (96, 192))
    assert large == pytest.approx(2 * small, rel=0.02)


def test_the_svg_has_a_title_ids_of_its_own_and_hover_text():
    y = tanh(Tensor(0.5, name="x"))
    y.name = "y"
    svg = draw(y).svg
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == root[0].text == "Computation graph of y: 2 values, 1 operation"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    prefixes = {re.match(r"tapegrad-[0-9a-f]{10}-", i)[0] for i in ids}
    assert len(prefixes) == 1
    other = {i.get("id") for i in ElementTree.fromstring(drawing(2).svg).iter() if i.get("id")}
    assert not other & set(ids)
    hovered = {group.get("id").rpartition("-")[2]: group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")}
    assert hovered["o1"] == "tanh\nz = tanh x\nx̄ += z̄ (1 - z²)"
    assert hovered["v0"] == "parameter x\nvalue 0.5"


def test_the_background_is_opaque():
    first = next(ElementTree.fromstring(drawing().svg).iter(f"{SVG}polygon"))
    assert first.get("fill") == "#fcfcfa"


def test_all_that_is_written_in_dot_is_in_the_svg():
    y = tanh(Tensor(0.5, name="x") * Tensor(-2.0, name="w"))
    y.backward()
    shown = {"".join(t.itertext()) for t in ElementTree.fromstring(draw(y).svg).iter(f"{SVG}text")}
    assert {"x", "w", "×", "tanh", "value", "grad", "∂ = −2", "∂ = 0.5", "∂ = 0.42", "−0.8399", "0.21", "−0.7616"} <= shown


def test_pygraphviz_answers_when_chosen(monkeypatch):
    pytest.importorskip("pygraphviz")
    monkeypatch.setenv("PATH", "")
    assert drawing(engine="pygraphviz").png().startswith(PNG)


@scripts
def test_the_systems_dot_is_asked_first(fake_dot, tmp_path):
    fake_dot(f'cat > {tmp_path}/asked; echo "$@" >> {tmp_path}/asked; echo \'<svg xmlns="http://www.w3.org/2000/svg"/>\'')
    shown = drawing()
    assert ElementTree.fromstring(shown.svg).tag == f"{SVG}svg"
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    assert asked == f"{to_dot(shown.graph, labels=False)}-Tjson -Gdpi=72\n"


@scripts
def test_what_has_its_place_is_drawn_as_it_stands(fake_dot, tmp_path):
    fake_dot(f'cat > {tmp_path}/asked; echo "$@" >> {tmp_path}/asked; echo \'<svg xmlns="http://www.w3.org/2000/svg"/>\'')
    assert render("digraph {}", placed=True)[0].startswith(b"<svg")
    assert (tmp_path / "asked").read_text(encoding="utf-8") == "digraph {}-Knop2 -Tsvg -Gdpi=72\n"


@scripts
@pytest.mark.parametrize(
    "lines",
    ["exit 1", "cat > /dev/null", "echo nonsense", "echo '<html/>'", "kill -9 $$", "echo no libexpat >&2; echo '<svg/>'"],
)
def test_a_broken_dot_is_passed_over(fake_dot, lines):
    pytest.importorskip("pygraphviz")
    fake_dot(lines)
    shown = drawing()
    assert "tanh" in shown.svg
    assert shown.png().startswith(PNG)


@scripts
def test_a_hanging_dot_is_passed_over_after_the_time_limit(fake_dot, monkeypatch):
    pytest.importorskip("pygraphviz")
    fake_dot("exec sleep 600")
    told = []

    def run(command, source, limit, run=viz.formats.graphviz.run):
        told.append((Path(command[0]).name, limit))
        return run(command, source, 0.5 if len(told) == 1 else 120)

    monkeypatch.setattr(viz.formats.graphviz, "run", run)
    assert "tanh" in drawing(time_limit=1.5).svg
    python = Path(sys.executable).name
    assert told == [("dot", 1.5), (python, 1.5), (python, 1.5)]  # who found the places draws, and no one else is waited for


@scripts
def test_a_dot_that_was_asked_for_is_not_replaced(fake_dot):
    fake_dot("echo it is broken >&2; exit 3")
    with pytest.raises(RenderError, match="dot: exit status 3: it is broken"):
        _ = drawing(engine="dot").svg


def test_the_environment_chooses_the_engine(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(viz.formats.graphviz.SWITCH, "dot")
    with pytest.raises(RenderError, match="dot: not found on PATH"):
        _ = drawing().svg
    monkeypatch.setenv(viz.formats.graphviz.SWITCH, "neato")
    with pytest.raises(ValueError, match=r"TAPEGRAD_DOT_ENGINE='neato' is not one of 'auto', 'dot', 'pygraphviz'"):
        drawing()


def test_without_any_engine_the_error_says_what_to_install(no_engine, tmp_path):
    with pytest.raises(RenderError, match=r"dot: not found on PATH; pygraphviz: not installed.*pip install pygraphviz"):
        drawing().save(tmp_path / "graph.svg")
    assert not (tmp_path / "graph.svg").exists()


def test_without_any_engine_a_notebook_shows_text(no_engine):
    bundle = drawing()._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert re.search(r"tanh\(#\d+\)", bundle["text/plain"])
    assert "pip install pygraphviz" in bundle["text/plain"]


def test_showing_never_raises(monkeypatch):
    shown = drawing()
    monkeypatch.setenv(viz.formats.graphviz.SWITCH, "neato")
    assert "TAPEGRAD_DOT_ENGINE='neato'" in shown._repr_mimebundle_()["text/plain"]
    monkeypatch.setattr("viz.formats.graphviz.render", lambda *_, **__: 1 / 0)
    assert "division by zero" in shown._repr_mimebundle_()["text/plain"]


def test_a_notebook_is_given_a_page_an_svg_and_a_line_of_text():
    bundle = drawing()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == "<Drawing: Computation graph: 4 values, 2 operations>"
    assert set(drawing()._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
    assert set(drawing()._repr_mimebundle_(exclude={"text/plain"})) == {"text/html", "image/svg+xml"}


def test_ipython_picks_the_svg():
    formatters = pytest.importorskip("IPython.core.formatters")
    data, _ = formatters.DisplayFormatter().format(drawing())
    assert data["image/svg+xml"].startswith("<svg")


@pytest.mark.parametrize("suffix", [".svg", ".png", ".dot", ".SVG"])
def test_save_goes_by_the_suffix(tmp_path, suffix):
    shown = drawing()
    path = shown.save(tmp_path / f"graph{suffix}")
    content = path.read_bytes()
    wanted = {".svg": shown.svg.encode(), ".dot": shown.dot.encode()}.get(suffix.lower())
    assert content == wanted if wanted else content.startswith(PNG)
    assert [p.name for p in tmp_path.iterdir()] == [f"graph{suffix}"]


@pytest.mark.parametrize("name", ["graph.jpg", "graph", "graph.svg.gz"])
def test_save_refuses_other_suffixes(tmp_path, name):
    with pytest.raises(ValueError, match=r"write one of \.svg, \.html, \.png, \.pdf, \.dot, \.mmd, \.tex"):
        drawing().save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_save_into_no_folder_says_which_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cannot write the drawing to .*graph\.dot: there is no folder .*missing;"):
        drawing().save(tmp_path / "missing" / "graph.dot")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"cannot write the drawing to .*graph\.dot: .*file is not a folder"):
        drawing().save(tmp_path / "file" / "graph.dot")


def test_a_failing_save_keeps_the_file_that_was_there(no_engine, tmp_path):
    path = tmp_path / "graph.svg"
    path.write_text("the old drawing")
    with pytest.raises(RenderError):
        drawing().save(path)
    assert path.read_text() == "the old drawing"


def test_threads_do_not_disturb_each_other():
    sizes = [1, 2, 3, 4, 1, 2, 3, 4]
    results = {n: chain(n) for n in set(sizes)}
    alone = {n: (draw(y).dot, draw(y).svg) for n, y in results.items()}
    barrier = threading.Barrier(4)

    def together(n):
        barrier.wait(timeout=30)
        shown = draw(results[n])
        return n, shown.dot, shown.svg

    with ThreadPoolExecutor(4) as pool:
        for n, dot, svg in pool.map(together, sizes):
            assert (dot, svg) == alone[n]


def test_unknown_formats_are_refused():
    with pytest.raises(ValueError, match="render draws svg, png, pdf, json, not 'jpg'"):
        viz.formats.graphviz.render("digraph {}", "jpg")


def test_bad_dot_text_is_an_error_not_a_crash():
    with pytest.raises(RenderError, match="no Graphviz could draw this"):
        viz.formats.graphviz.render("digraph { unbalanced", "svg")
    assert drawing().svg.startswith("<svg")
