"""User text in a drawing: inert, complete up to 60 characters, and never able to break DOT or SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import TABLE, Tensor, scope
from autograd.formulas.formula import operation_formula
from autograd.text.readable import readable
from viz import draw
from viz.graph.words import number, plain, summary

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>", "<b>bold</b>", "<b>", "</TABLE>>]; x [label=<y", "&lt;b&gt;", "&amp;", "&#10;", "a\\nb",
    "\\N", "\\G \\E \\L \\\\", "back\\", 'quo"te', "it's", "{x|y}", "}{", "a<b>&\\N{x}|\"q\"", "%s %d", "]]>", "<!--", "-->",
    "javascript:alert(1)", "مرحبا", "שלום", "∂L/∂w₁", "名前", "e\u0301", "😀", "n1 -> n2", "#fff", "//", "/* x */", "node",
]  # fmt: skip


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def titles(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}title")]


def draw_it(names: list[str]) -> str:
    """A drawing in which each name is a value's, a scope's, and part of a title."""
    total = Tensor(0.0, name="start")
    for name in names:
        with scope(name):
            total = total + Tensor(1.0, name=name)
    total.name = names[-1]
    return draw(total, detail="scalar").svg


def test_hostile_names_are_shown_letter_by_letter():
    svg = draw_it(HOSTILE)
    shown = texts(svg)
    for name in HOSTILE:
        assert shown.count(name) >= 2, name  # the value and the frame
    hovered = "\n".join(titles(svg))
    assert all(f"parameter {name}\n" in hovered for name in HOSTILE)


def test_user_text_makes_no_element_and_no_link():
    svg = draw_it(HOSTILE)
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "title", "polygon", "path", "ellipse", "text", "polyline", "style"}
    assert "href" not in svg.lower()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=15))
def test_any_names_survive_dot_and_svg(names):
    shown = texts(draw_it(names))
    for name in names:
        if plain(name):
            assert plain(name) in shown


@given(st.text())
def test_plain_text_is_one_short_line_of_visible_characters(text):
    line = plain(text)
    assert len(line) <= 60
    assert line.isprintable()
    assert line == line.strip()


def test_long_names_are_cut_and_control_characters_removed():
    assert plain("x" * 10_000) == "x" * 59 + "…"
    assert plain("x" * 60) == "x" * 60
    assert plain("a\x00b\x07c\nd\r\ne\u2028f\u202eg\ud800h\uffffi") == "a b c d e f g h i"
    assert plain(17) == "17"


def test_a_scope_is_called_by_its_name_or_class():
    class Named:
        name = "encoder"

    class Nameless:
        name = None

    x = Tensor(1.0)
    for owner in (Named(), Nameless(), "stage 1"):
        with scope(owner):
            x = x * 2.0
    assert [c.label for c in draw(x).graph.clusters] == ["encoder", "Nameless", "stage 1"]


def test_numbers_are_short():
    assert [number(x) for x in (0.0, -0.0, 1 / 3, 1234567.0, 1e-9)] == ["0", "0", "0.3333", "1.235e+06", "1e−09"]
    assert summary([0.123456, 0.2]) == ("0.123", "0.162", "0.2")


@pytest.mark.parametrize("op", TABLE.values(), ids=lambda op: op.name)
def test_every_formula_of_the_op_table_reads_as_plain_text(op):
    text = operation_formula(op)
    assert len(text.splitlines()) == 1 + len(op.vjps)
    assert "\\" not in text
    for tex in op.tex:
        assert readable(tex).count("{") == tex.count(r"\{")


def test_formulas_are_written_as_one_would():
    formulas = {name: operation_formula(TABLE[name]).splitlines() for name in ("div", "tanh", "pow", "softmax", "where")}
    assert formulas["div"] == ["z = x/y", "x̄ += z̄/y", "ȳ += -z̄ z/y"]
    assert formulas["tanh"] == ["z = tanh x", "x̄ += z̄ (1 - z²)"]
    assert formulas["pow"][0] == "z = xʸ"
    assert formulas["softmax"][0] == "z = e^x_i/(Σ_j e^x_j)"
    assert formulas["where"][1:] == ["c̄ += 0", "x̄ += c ? z̄ : 0", "ȳ += c ? 0 : z̄"]
