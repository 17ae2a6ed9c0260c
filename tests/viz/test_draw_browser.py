"""Drawings in a real browser: hostile names run nothing, and the theme "auto" follows the reader's choice."""

from __future__ import annotations

import os
import shutil

import pytest

from autograd import Tensor, scope
from nn import Dense, Sequential
from viz import architecture, diff, draw
from viz.formats.look import COLORS

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("TAPEGRAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
if CHROMIUM is None:
    pytest.skip("there is no chromium on PATH (nor in TAPEGRAD_CHROMIUM)", allow_module_level=True)

PAYLOADS = [
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "</text><script>window.hit=1</script>", "</title><script>window.hit=1</script>", "</style><script>window.hit=1</script>",
    "' onmouseover='window.hit=1", "]]><script>window.hit=1</script>", "&lt;script&gt;window.hit=1&lt;/script&gt;",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def named():
    """A computation in which every payload names a value and a scope."""
    total = Tensor(0.0, name="start")
    for name in PAYLOADS:
        with scope(name):
            total = total + Tensor(1.0, name=name)
    total.name = PAYLOADS[0]
    return total


def test_hostile_names_run_nothing_and_ask_for_nothing(browser):
    model = Sequential([Dense(1, input_shape=(2,), name=PAYLOADS[1][:50]), Dense(1, name=PAYLOADS[3])])
    drawings = [draw(named(), detail="scalar"), diff(named(), named(), titles=(PAYLOADS[0], PAYLOADS[5])), architecture(model)]
    requests = []
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.set_content("<!doctype html>" + "".join(drawing.svg for drawing in drawings))
    for part in page.query_selector_all("g.value")[:20]:
        part.dispatch_event("mouseover")
        part.dispatch_event("click")
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script, img, a, foreignObject').length") == 0
    assert page.evaluate("document.querySelectorAll('svg').length") == 3
    shown = page.evaluate("[...document.querySelectorAll('svg text')].map((t) => t.textContent)")
    for name in PAYLOADS:
        assert name in shown
    assert requests == []
    page.close()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_theme_auto_follows_the_reader(browser, choice):
    y = (Tensor(2.0, name="x") * 3.0).tanh()
    y.backward()
    page = browser.new_page(color_scheme=choice)
    page.set_content("<!doctype html>" + draw(y, theme="auto").svg + draw(y).svg)
    auto, light = page.evaluate(
        "[...document.querySelectorAll('svg')].map((svg) => getComputedStyle(svg.querySelector('.graph > polygon')).fill)"
    )

    def rgb(color):
        return f"rgb({', '.join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5))})"

    paper = COLORS["paper"]
    assert auto == rgb(paper[choice == "dark"])
    assert light == rgb(paper[0])
    texts = page.evaluate(
        "[...document.querySelector('svg').querySelectorAll('.parameter text')].map((t) => getComputedStyle(t).fill)"
    )
    value, gradient = (rgb(COLORS[what][choice == "dark"]) for what in ("value", "gradient"))
    assert value in texts
    assert gradient in texts
    page.close()


def test_texts_do_not_overlap(browser):
    """Labels of one drawing, measured as the browser sets them: none covers another."""
    x = [Tensor(1.0, name="x0"), Tensor(-2.0, name="x1")]
    y = (x[0] * x[1] + x[0]).tanh() * 3.0
    y.backward()
    page = browser.new_page()
    page.set_content("<!doctype html>" + draw(y).svg + draw(y, detail="tensor").svg)
    boxes = page.evaluate(
        "[...document.querySelectorAll('svg text')].map((t) => {const b = t.getBoundingClientRect();"
        "return [b.left, b.top + b.height * 0.2, b.right, b.bottom - b.height * 0.2]})"
    )
    for i, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:i]:
            apart = left >= other[2] - 1 or other[0] >= right - 1 or top >= other[3] or other[1] >= bottom
            assert apart, (boxes[i], other)
    page.close()
