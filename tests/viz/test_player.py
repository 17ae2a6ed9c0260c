"""The player's page, read without a browser: its data, its formulas, its inertness; and its rules in JavaScript."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import viz.formats.graphviz
from autograd import TABLE, Tensor, local_derivatives, matmul, tanh, where
from autograd.text.tex import parse
from viz import Player, play
from viz.player.entries import slopes
from viz.player.page import SCRIPTS, harmless, source

HOSTILE = [
    "<script>window.hit=1</script>", "</script><script>window.hit=1</script>", "<img src=x onerror=window.hit=1>",
    '" onload="window.hit=1', "' onfocus='window.hit=1", "javascript:window.hit=1", "<!--", "-->", "<!--picture-->",
    "]]>", "</title>", "</style>", "</svg>", "&lt;b&gt;", "\u2028", "\x00\x01", "${window.hit=1}", "x" * 10_000, "مرحبا",
]  # fmt: skip


def program():
    """A leaf used four times, a constant, an unnamed result; and what Python says about it."""
    a, b = Tensor(1.5, name="a"), Tensor(-3.0, name="b")
    c = a * b
    loss = (c * (c + a)) / b + a**2
    loss.name = "L"
    return loss, a, b


class Page(HTMLParser):
    """The elements of a page, with their attributes and the text directly inside."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_data(self, data):
        if self.elements:
            self.elements[-1][2] += data

    def all(self, tag):
        return [element for element in self.elements if element[0] == tag]


def data_of(player):
    (found,) = [text for _, attrs, text in Page(player.html).all("script") if attrs.get("type") == "application/json"]
    return json.loads(found)


def test_complex_numbers_on_the_tape_are_refused_with_what_shows_them():
    z = Tensor(np.array([1 + 2j, 3.0]), name="z")
    with pytest.raises(TypeError, match=r"play: 'z' \(leaf .*\) holds complex numbers, .* draw\(...\) shows them"):
        play(np.abs(z).sum())
    with pytest.raises(TypeError, match="result of rfft"):
        play(np.abs(np.fft.rfft(Tensor([1.0, 2.0]))).sum())


def test_the_data_are_the_numbers_of_the_tape():
    loss, a, b = program()
    values = data_of(play(loss))["values"]
    assert [v["value"] for v in values] == [1.5, -3.0, -4.5, -3.0, 13.5, -4.5, 2.0, 2.25, -2.25]
    assert [v.get("op") for v in values] == [None, None, "mul", "add", "mul", "div", None, "pow", "add"]
    assert [v.get("inputs", []) for v in values[2:6]] == [[0, 1], [2, 0], [2, 3], [4, 1]]
    loss.backward()
    assert values[0]["grad"] == a.grad
    assert values[1]["grad"] == b.grad
    assert values[-1]["grad"] == 1.0
    assert values[6]["grad"] is None
    assert values[4]["locals"] == list(local_derivatives(loss.inputs[0].inputs[0]))
    assert values[7]["locals"] == [3.0, None]


def test_playing_leaves_every_gradient_as_it_was():
    loss, a, b = program()
    play(loss)
    assert (a.grad, b.grad, loss.grad) == (None, None, None)
    loss.backward()
    kept = a.grad
    play(loss)
    assert a.grad is kept
    assert loss.inputs[0].grad == 1.0


def test_the_edges_of_a_view_know_their_ends_and_their_place_among_the_inputs():
    loss, *_ = program()
    data = data_of(play(loss))
    (view,) = data["views"]
    assert view["nodes"] == {f"{sign}{i}": [i] for i, v in enumerate(data["values"]) for sign in ("vo" if "op" in v else "v")}
    for i, v in enumerate(data["values"]):
        entering = [(f"v{x}", k) for k, x in enumerate(v.get("inputs", []))]
        assert [(tail, slot) for _, tail, head, slot in view["edges"] if head == f"o{i}"] == entering
        assert [head for _, tail, head, _ in view["edges"] if tail == f"o{i}"] == ([f"v{i}"] if "op" in v else [])


def test_the_page_asks_for_nothing():
    page = Page(play(program()[0]).html)
    text = play(program()[0]).html
    for outside in ("http://", "https://", "//cdn", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML", "eval("):
        assert outside not in text, outside
    for tag, attrs, _ in page.elements:
        assert not {"src", "href", "xlink:href", "action", "style"} & set(attrs), tag
        assert not any(name.startswith("on") for name in attrs), tag
    (policy,) = [attrs["content"] for _, attrs, _ in page.all("meta") if "http-equiv" in attrs]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_every_part_of_the_graph_can_be_found():
    loss, *_ = program()
    player = play(loss)
    ids = [attrs["data-id"] for _, attrs, _ in Page(player.html).all("g") if "data-id" in attrs]
    assert sorted(ids) == sorted(part.id for part in (*player.graph.values, *player.graph.operations, *player.graph.edges))
    texts = [(attrs["data-role"], text.strip()) for _, attrs, text in Page(player.html).all("text")]
    names = [v.label for v in player.graph.values if not v.bare]
    assert sorted(text for role, text in texts if role == "name" and text in names) == sorted(names)
    assert {text for role, text in texts if role == "caption"} == {"value", "grad"}
    assert sum(role == "value" for role, _ in texts) == 9
    assert sum(role == "grad" for role, _ in texts) == 8


def test_size_and_file(tmp_path):
    player = play(program()[0])
    assert len(player.html) < 150_000
    bundle = player._repr_mimebundle_()
    assert bundle["text/plain"] == repr(player) == "<Player: Computation graph of L: 9 values, 6 operations>"
    assert player.save(tmp_path / "player.html").read_text(encoding="utf-8") == player.html
    with pytest.raises(ValueError, match=r"'player.svg' does not end in \.html"):
        player.save(tmp_path / "player.svg")
    assert list(player._repr_mimebundle_(include={"text/plain"})) == ["text/plain"]


def test_the_frame_runs_scripts_only_and_leaves_a_line_of_text_where_none_may_run():
    player = play(program()[0], height=480)
    page = Page(player._repr_mimebundle_()["text/html"])
    ((_, attrs, _),) = page.all("iframe")
    assert (attrs["sandbox"], attrs["allow"], attrs["height"]) == ("allow-scripts", "fullscreen", "480")
    assert attrs["srcdoc"] == player.html
    ((_, _, said),) = page.all("p")
    assert said.startswith("Computation graph of L: 9 values, 6 operations. This page moves, and needs scripts")
    assert "play(loss).save('player.html')" in said
    assert "scripts are not allowed here" in player.html


def test_theme_height_and_detail_are_checked():
    loss = program()[0]
    for chosen, said in (
        ({"theme": "pink"}, "theme='pink' is not one of 'auto', 'light', 'dark'"),
        ({"detail": "tensor"}, "detail='tensor' is not one of 'auto', 'scalar', 'module', 'definition'"),
        ({"height": "tall"}, "height='tall' is a number of pixels"),
        ({"height": 0}, "height=0 is a number of pixels"),
        ({"detail": "module"}, "needs modules"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            play(loss, **chosen)
    assert '<html lang="en" data-theme="dark">' in play(loss, theme="dark").html


def test_what_cannot_be_played_says_why():
    with pytest.raises(TypeError, match="takes Tensors, got float"):
        play(2.0)
    with pytest.raises(ValueError, match="starts from a single number"):
        play(Tensor(np.ones(3)) * 2.0)
    with pytest.raises(RuntimeError, match="nothing to differentiate"):
        play(Tensor(1.0, requires_grad=False))
    with pytest.raises(ValueError, match="rankdir='XX'"):
        play(Tensor(1.0), rankdir="XX")
    x = Tensor(2.0, name="x")
    loss = x * x
    x.data = 3.0
    with pytest.raises(RuntimeError, match="run the forward pass again"):
        play(loss)
    assert (x.grad, loss.grad) == (None, None)
    long = Tensor(1.0)
    for _ in range(200):
        long = tanh(long)
    with pytest.raises(ValueError, match="limit=300"):
        play(long)


def test_without_graphviz_the_tape_is_still_there(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(viz.formats.graphviz, "find_spec", lambda name: None)
    page = play(program()[0]).html
    assert "The graph is not drawn: no Graphviz could draw this" in page
    assert "data-id" not in page.split("<script")[0]
    assert len(json.loads(re.search(r'application/json">(.*?)</script>', page)[1])["values"]) == 9


def test_showing_never_raises():
    player = play(program()[0])
    broken = Player(player.graph, {"values": {1, 2}}, player.drawings)  # a set is no JSON
    assert list(broken._repr_mimebundle_()) == ["text/plain"]
    assert "not JSON serializable" in broken._repr_mimebundle_()["text/plain"]


def test_arrays_are_summed_up_and_infinities_and_nan_survive_json():
    w = Tensor(np.arange(26.0).reshape(13, 2), name="w")
    values = data_of(play(matmul(w, np.ones(2)).sum()))["values"]
    assert values[0]["value"] == {"summary": ["0", "12.5", "25"]}
    assert values[0]["grad"] == {"summary": ["1", "1", "1"]}
    x = Tensor(0.0, name="x")
    values = data_of(play(x / 0.0 + 1.0 / x))["values"]
    assert [v["value"] for v in values if "op" in v] == ["NaN", "Infinity", "NaN"]


def test_small_arrays_come_with_their_entries_and_slopes():
    w = Tensor(np.array([[1.0, 2.0], [3.0, 6.0]]), name="w")
    values = data_of(play((matmul(w, np.array([1.0, -1.0])) ** 2).sum()))["values"]
    assert values[0]["value"] == {"summary": ["1", "3", "6"], "entries": [1.0, 2.0, 3.0, 6.0]}
    assert values[0]["grad"]["entries"] == [-2.0, 2.0, -6.0, 6.0]
    product = next(v for v in values if v.get("op") == "matmul")
    assert product["slopes"] == [[[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]], [[1.0, 2.0], [3.0, 6.0]]]
    assert values[-1]["slopes"] == [[[1.0, 1.0]]]


def test_slopes_are_those_of_the_rules_for_every_row_of_small_arrays():
    for op in TABLE.values():
        for sample in op.samples():
            inputs = [Tensor(np.asarray(x, dtype=float)) if np.asarray(x).dtype.kind == "f" else x for x in sample.inputs]
            if not any(isinstance(x, Tensor) for x in inputs):
                continue
            z = op(*inputs, **sample.settings)
            if np.iscomplexobj(z):
                continue  # which the player refuses
            found = slopes(z) if isinstance(z, Tensor) and z.op is not None and z.op.name == op.name else None
            for i, rows in enumerate(found or []):
                if rows is not None and z.inputs[i].requires_grad:
                    z.inputs[i].grad = None
                    total = z.sum() if z.shape else z * 1.0
                    total.backward()
                    handed = np.sum(rows, axis=0)
                    got = np.ravel(z.inputs[i].grad)
                    again = sum(x is z.inputs[i] for x in z.inputs) > 1
                    assert again or np.allclose(handed, got, equal_nan=True), (op.name, i)


def test_hostile_names_are_data_and_nothing_else():
    total = Tensor(0.5, name="start")
    for name in HOSTILE:
        total = total * Tensor(1.0, name=name)
        total.name = name
    page = Page(play(total).html)
    assert len(page.all("script")) == 2
    assert {tag for tag, _, _ in page.elements} == {tag for tag, _, _ in Page(play(program()[0]).html).elements}
    assert not any(name.startswith("on") for _, attrs, _ in page.elements for name in attrs)
    names = [v["name"] for v in data_of(play(total))["values"]]
    assert {"<!--picture-->", "</script><script>window.hit=1</script>", "</svg>"} <= set(names)


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=60))
@example("</script>")
def test_any_name_stays_inside_its_script(name):
    text = harmless({"name": name})
    assert not set("<>&\u2028\n") & set(text)
    assert json.loads(text) == {"name": name}


def test_names_come_from_the_caller():
    loss, a, _ = program()
    assert data_of(play(loss, names={"alpha": a}))["values"][0]["name"] == "alpha"


def test_every_formula_of_the_table_is_understood():
    def kinds(row):
        for node in row:
            yield node[0]
            for part in node[1:]:
                if isinstance(part, list):
                    yield from kinds(part)

    known = {"var", "bar", "num", "op", "name", "text", "space", "row", "frac", "sqrt", "sup", "sub"}
    for op in TABLE.values():
        for tex in op.tex:
            tree = parse(tex)
            assert tree, op.name
            assert set(kinds(tree)) <= known, op.name
            assert "\\\\" not in json.dumps(tree, ensure_ascii=False), op.name
    assert parse(r"-\bar z\,\frac{z}{y}") == [
        ["op", "−"], ["bar", "z"], ["space"], ["frac", [["var", "z"]], [["var", "y"]]],
    ]  # fmt: skip
    assert parse("e^{x_i - z}") == [
        ["sup", [["name", "e"]], [["sub", [["var", "x"]], [["var", "i"]]], ["op", "−"], ["var", "z"]]],
    ]  # fmt: skip


def test_the_page_carries_its_files_whole():
    text = play(where(Tensor(1.0) > 0, Tensor(2.0), 3.0)).html
    assert all(source(name) in text for name in (*SCRIPTS, "player.css"))
    assert html.escape("Computation graph: 4 values, 1 operation") in text
    assert "<!--title-->" not in text
    declared = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert all(pattern in declared for pattern in ('"*.html"', '"*.css"', '"*.js"'))
