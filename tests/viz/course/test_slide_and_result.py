"""A slider holds a picture for each value; a result line holds all that the table of results shows."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree

import pytest

from autograd import Tensor
from viz import draw
from viz.course import MEASURED, result, slide
from viz.course import result as result_of
from viz.course.note import frame

plt = pytest.importorskip("matplotlib.pyplot", reason="needs matplotlib: pip install -e '.[plot]'")


def graph(a):
    return draw(Tensor(a, name="a") * 3.0)


def curve(a):
    axes = plt.figure(figsize=(2, 1)).add_subplot()
    axes.plot([0, a])
    return axes


def test_a_slider_holds_a_picture_for_each_value_and_shows_the_middle_one(monkeypatch):
    monkeypatch.delenv("TAPEGRAD_DISPLAY", raising=False)
    bundle = slide(graph, [0.1, 0.25, 4.0], label="rate <a>")._repr_mimebundle_()
    page = ElementTree.fromstring(re.sub(r"(<(?:img|input)[^>]*)>", r"\1/>", bundle["text/html"]))
    images = page.findall(".//img")
    assert [image.get("alt") for image in images] == ["rate <a> = 0.1", "rate <a> = 0.25", "rate <a> = 4.0"]
    assert ["none" in image.get("style") for image in images] == [True, False, True]
    assert page.find(".//output").text == "rate <a> = 0.25"
    kind, _, content = images[0].get("src").partition(";base64,")
    assert kind == "data:image/svg+xml"
    assert "</svg>" in base64.b64decode(content).decode()


def test_where_still_pictures_are_asked_for_a_slider_is_one(monkeypatch):
    monkeypatch.setenv("TAPEGRAD_DISPLAY", "png")
    for picture in (graph, curve):
        bundle = slide(picture, [1.0, 2.0, 3.0], label="a")._repr_mimebundle_()
        assert set(bundle) == {"image/png", "text/plain"}
        assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_a_figure_under_a_slider_is_closed():
    before = plt.get_fignums()
    slide(curve, [1.0, 2.0])
    assert plt.get_fignums() == before


def test_the_slider_is_saved_as_a_page(tmp_path):
    slide(graph, [1.0, 2.0], label="a").save(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_no_values_and_no_pictures_are_refused():
    with pytest.raises(ValueError, match="slide: no values"):
        slide(graph, [])
    with pytest.raises(TypeError, match="draw returned float; return a matplotlib figure"):
        slide(lambda a: a, [1.0])


@pytest.fixture
def show(monkeypatch):
    """What a notebook would be given."""
    display = pytest.importorskip("IPython.display", reason="needs IPython: pip install -e '.[test]'")
    found = []
    monkeypatch.setattr("viz.course.note.in_notebook", lambda: True)
    monkeypatch.setattr(display, "display", lambda bundle, raw: found.append(bundle))
    return found


def test_a_result_is_a_line_for_the_reader_and_a_row_for_the_table(show):
    result("test accuracy", [0.993, 0.991], threshold=0.98, margin=0.011, data="moons", baseline=("linear model", 0.88))
    (bundle,) = show
    assert bundle[MEASURED] == {
        "data": "moons", "measure": "test accuracy", "ours": "0.991 (worst of 2 seeds)", "threshold": "≥ 0.980",
        "baseline": "linear model 0.880", "seeds": 2, "passed": True,
    }  # fmt: skip
    assert "✓" in bundle["text/plain"]


@pytest.mark.parametrize(
    ("ours", "lower", "passed"), [([0.97, 1.0], False, False), ([0.2, 0.3], True, True), (2.0, True, False)]
)
def test_the_worst_seed_must_reach_the_threshold(ours, lower, passed, show):
    result_of("loss", ours, threshold=0.98, data="moons", lower=lower)
    assert show[0][MEASURED]["passed"] is passed


def test_nothing_that_is_said_becomes_markup():
    page = frame("wrong", "<script>1</script>", ("<b>", "<i>"))
    assert "<script>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page
