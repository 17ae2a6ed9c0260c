"""The page of a drawing in a browser: it zooms, moves, searches, opens and closes modules, and shows hover texts."""

from __future__ import annotations

import os
import shutil

import pytest

from autograd import Tensor, tanh
from nn import MLP
from viz import draw

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("TAPEGRAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
if CHROMIUM is None:
    pytest.skip("there is no chromium on PATH (nor in TAPEGRAD_CHROMIUM)", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def drawing():
    model = MLP(2, [2, 1], activation="tanh", seed=0)
    loss = (model([Tensor(1.0, name="x0"), Tensor(-2.0, name="x1")]) - 1) ** 2
    loss.name = "loss"
    loss.backward()
    return draw(loss, detail="scalar")


class Page:
    """The drawing in a notebook's cell, with what went wrong and what was asked for."""

    def __init__(self, browser, drawing, **context):
        self.outer = browser.new_page(viewport={"width": 1000, "height": 700}, **context)
        self.errors, self.requests = [], []
        self.outer.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.outer.on("pageerror", lambda error: self.errors.append(str(error)))
        self.outer.on("request", lambda request: self.requests.append(request.url))
        self.outer.set_content(f"<p>a notebook</p>{drawing._repr_mimebundle_()['text/html']}")
        self.outer.wait_for_selector("iframe")
        self.inner = self.outer.frames[1]
        self.inner.wait_for_selector("#paper svg")

    def view(self):
        return [float(x) for x in self.inner.get_attribute("#paper svg", "viewBox").split()]

    def group(self, part):
        return self.inner.locator(f'#paper g[id$="-{part}"]')


@pytest.fixture
def page(browser, drawing):
    page = Page(browser, drawing)
    yield page
    assert page.errors == []
    assert [url for url in page.requests if not url.startswith("about:")] == []
    page.outer.close()


def test_buttons_and_keys_zoom_and_fit(page):
    whole = page.view()
    page.inner.click("[data-zoom=in]")
    assert page.view()[2] == pytest.approx(whole[2] / 1.3)
    page.inner.press("#paper", "-")
    assert page.view() == pytest.approx(whole)
    page.inner.press("#paper", "ArrowRight")
    assert page.view()[0] == pytest.approx(whole[2] / 10)
    page.inner.press("#paper", "0")
    assert page.view() == whole


def test_the_wheel_is_the_notebooks_until_the_drawing_was_clicked(page):
    whole = page.view()
    page.outer.mouse.move(500, 300)
    page.outer.mouse.wheel(0, -100)
    assert page.view() == whole
    page.inner.focus("#paper")
    page.outer.mouse.wheel(0, -100)
    page.inner.wait_for_function(f"document.querySelector('#paper svg').viewBox.baseVal.width < {whole[2]} - 1")


def test_a_drawing_is_dragged_with_the_mouse(page):
    whole = page.view()
    page.outer.mouse.move(500, 300)
    page.outer.mouse.down()
    page.outer.mouse.move(560, 330, steps=4)
    page.outer.mouse.up()
    moved = page.view()
    assert moved[0] < -10
    assert moved[1] < -5
    assert moved[2:] == whole[2:]


def test_a_module_is_closed_and_opened_by_a_click_on_its_frame(page, drawing):
    frames = {c.label: c.id for c in drawing.graph.clusters}
    neuron = frames["neuron 1"]
    inside = [v.id for v in drawing.graph.values if v.cluster == neuron]
    assert inside
    page.group(neuron).locator("text").first.click()
    assert page.group(neuron).get_attribute("aria-expanded") == "false"
    assert all(page.group(id).is_hidden() for id in inside)
    assert f"{len(inside)} values, " in page.group(neuron).text_content()
    assert page.group("v0").is_visible()
    page.group(neuron).press("Enter")
    assert all(page.group(id).is_visible() for id in inside)


def test_what_a_closed_module_leaves_empty_is_taken_out_and_comes_back(page, drawing):
    frames = {c.label: c.id for c in drawing.graph.clusters}
    last = next(v.id for v in drawing.graph.values if v.kind == "output")
    whole, placed = page.view(), page.group(last).get_attribute("transform")
    page.group(frames["layer 1"]).press("Enter")
    closed = page.view()
    assert closed[3] < 0.8 * whole[3]
    first, second, end = (page.group(id).bounding_box() for id in (frames["layer 1"], frames["layer 2"], last))
    assert first["y"] + first["height"] < second["y"]  # still one below the other, and nothing on top of anything
    assert second["x"] + second["width"] < end["x"]
    assert page.inner.locator(".tally").text_content().startswith("16 values, 10 operations")
    page.group(frames["layer 1"]).press("Enter")
    assert page.view() == pytest.approx(whole)
    assert (page.group(last).get_attribute("transform") or "translate(0,0)") == (placed or "translate(0,0)")


def test_all_modules_are_closed_and_opened_at_once(page, drawing):
    page.inner.click("[data-all=close]")
    hidden = [v.id for v in drawing.graph.values if v.cluster]
    assert all(page.group(id).is_hidden() for id in hidden)
    assert all(page.group(v.id).is_visible() for v in drawing.graph.values if not v.cluster)
    page.inner.click("[data-all=open]")
    assert all(page.group(id).is_visible() for id in hidden)


def test_a_search_marks_what_it_finds_and_goes_there(page):
    whole = page.view()
    page.inner.press("#paper", "/")
    page.outer.keyboard.type("tanh")
    assert page.inner.text_content("#found") == "2 found"
    assert page.inner.locator("g.match").count() == 2
    page.outer.keyboard.press("Enter")
    assert page.inner.text_content("#found") == "1 of 2"
    assert page.inner.locator("g.here").count() == 1
    assert page.view()[2] < whole[2]
    box, paper = page.inner.locator("g.here").bounding_box(), page.inner.locator("#paper").bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(paper["x"] + paper["width"] / 2, abs=5)
    page.outer.keyboard.press("Escape")
    assert page.inner.locator("g.match").count() == 0


def test_hover_texts_appear_and_go(page, drawing):
    loss = next(v.id for v in drawing.graph.values if v.name == "loss")
    page.group(loss).hover()
    assert page.inner.locator("#hint").is_visible()
    assert page.inner.text_content("#hint") == drawing.graph.hints[loss]
    page.inner.hover("#search")
    page.inner.wait_for_selector("#hint", state="hidden")


def test_the_page_follows_the_readers_theme_or_keeps_its_own(browser, drawing):
    def paper(drawing, scheme):
        page = Page(browser, drawing, color_scheme=scheme)
        found = page.inner.evaluate("getComputedStyle(document.body).backgroundColor")
        fill = page.inner.evaluate("getComputedStyle(document.querySelector('#paper svg polygon')).fill")
        page.outer.close()
        return found, fill

    light, dark = "rgb(252, 252, 250)", "rgb(28, 31, 37)"
    assert paper(drawing, "light") == (light, light)
    assert paper(drawing, "dark") == (dark, dark)
    assert paper(draw(tanh(Tensor(1.0)), theme="light"), "dark") == (light, light)


def test_names_run_nothing_in_the_page(browser):
    name = '"><img src=x onerror=window.hit=1></script><script>window.hit=1</script>'
    page = Page(browser, draw(tanh(Tensor(1.0, name=name))))
    page.group("v0").hover()
    assert page.inner.evaluate("window.hit") is None
    assert page.inner.text_content("#hint").startswith('parameter "><img src=x')
    assert page.errors == []
    page.outer.close()


def test_a_page_is_saved_and_where_no_script_runs_a_line_of_text_stays(drawing, tmp_path):
    path = drawing.save(tmp_path / "loss.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    cell = drawing._repr_mimebundle_()["text/html"]
    assert cell.partition("</iframe>")[2] == f'<div style="font-size:smaller;opacity:.7">{drawing.graph.title}</div>'
