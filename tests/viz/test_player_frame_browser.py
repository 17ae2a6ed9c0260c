"""The player in a notebook: the notebook's theme, its screen, its wheel, and what stays where scripts are not allowed."""

from __future__ import annotations

import pytest

from autograd import Tensor, tanh
from viz import play


def bundle(**settings):
    return play(tanh(Tensor(0.5, name="x")), **settings)._repr_mimebundle_()["text/html"]


def background(frame):
    return frame.evaluate("getComputedStyle(document.body).backgroundColor")


DARK, LIGHT = "rgb(28, 31, 37)", "rgb(252, 252, 250)"


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ('<body data-jp-theme-light="false">', DARK),
        ('<body data-jp-theme-light="true">', LIGHT),
        ('<body data-vscode-theme-kind="vscode-dark">', DARK),
        ('<html theme="dark"><body>', DARK),
        ("<body>", LIGHT),
    ],
)
def test_it_follows_the_theme_of_the_notebook(browser, around, expected):
    page = browser.new_page(color_scheme="light")
    page.set_content(f"{around}<div>{bundle()}</div>")
    frame = page.frames[1]
    frame.wait_for_selector("#rows td")
    frame.wait_for_function("c => getComputedStyle(document.body).backgroundColor === c", arg=expected)
    page.close()


def test_it_follows_when_the_theme_changes_unless_one_was_asked_for(browser):
    page = browser.new_page()
    page.set_content(f'<body data-jp-theme-light="true">{bundle()}{bundle(theme="light")}')
    auto, fixed = page.frames[1:]
    for frame in (auto, fixed):
        frame.wait_for_selector("#rows td")
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    auto.wait_for_function("c => getComputedStyle(document.body).backgroundColor === c", arg=DARK)
    assert background(fixed) == LIGHT
    page.close()


def test_only_the_page_around_it_is_listened_to(open_in_browser):
    page = open_in_browser(play(tanh(Tensor(0.5, name="x"))))
    before = background(page)
    page.evaluate("window.postMessage({ tapegrad: { theme: 'dark', leaves: [[0, 9]] } }, '*')")
    page.wait_for_timeout(100)
    assert background(page) == before
    assert page.input_value("tr input") == "0.5"


def test_the_page_around_it_may_set_leaves(browser):
    page = browser.new_page()
    page.set_content(bundle())
    frame = page.frames[1]
    frame.wait_for_selector("#rows td")
    page.evaluate(
        "document.querySelector('iframe').contentWindow.postMessage({ tapegrad: { leaves: [[0, -1.5], [1, 3], [7, 1]] } }, '*')"
    )
    frame.wait_for_function("() => document.querySelector('tr input').value === '−1.5'")
    frame.click("[data-go=end]")
    assert float(frame.get_attribute("tr[data-value='1'] td.value", "data-full")) == pytest.approx(-0.9051482536448664)
    page.close()


def test_the_line_of_text_shows_only_where_scripts_do_not_run(browser):
    page = browser.new_page()
    page.set_content(bundle())
    assert page.is_hidden("p")
    page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(bundle())
    assert "needs scripts: trust this notebook" in page.inner_text("p")
    assert "scripts are not allowed here" in page.frames[1].inner_text("noscript")
    context.close()


def test_play_is_in_sight_on_a_small_laptop(browser):
    page = browser.new_page(viewport={"width": 1366, "height": 650})
    page.set_content(bundle())
    frame = page.frames[1]
    frame.wait_for_selector("#rows td")
    box = page.frame_locator("iframe").locator("#play").bounding_box()
    assert box["y"] + box["height"] < 200
    page.close()


def test_the_wheel_is_the_notebooks_until_the_graph_is_clicked(browser):
    page = browser.new_page(viewport={"width": 1100, "height": 500})
    page.set_content(f"{bundle()}<div style='height:3000px'></div>")
    frame = page.frames[1]
    frame.wait_for_selector("#rows td")
    svg = page.frame_locator("iframe").locator("#paper svg")
    before = svg.bounding_box()["width"]
    paper = page.frame_locator("iframe").locator("#paper").bounding_box()
    page.mouse.move(paper["x"] + 20, paper["y"] + 20)
    page.mouse.wheel(0, 60)
    page.wait_for_function("scrollY > 0")
    assert svg.bounding_box()["width"] == before
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(paper["x"] + 20, paper["y"] + 20)
    page.mouse.wheel(0, -200)
    frame.wait_for_function("w => document.querySelector('#paper svg').getBoundingClientRect().width > 1.2 * w", arg=before)
    page.close()
