"""The player for everyone: with the keyboard alone, by ear, in light and dark, on a phone and in a small frame."""

from __future__ import annotations

import pytest
from browsing import controls_by_tab
from player_pages import close, gradients, program, tensors_of, text

from autograd.kernel.writes import next_position
from viz import play


def test_the_keyboard_is_enough(open_in_browser):
    loss, *_ = program()
    page = open_in_browser(play(loss))
    loss.backward()
    page.keyboard.press("End")
    last = text(page, "#count")
    page.keyboard.press("ArrowLeft")
    assert text(page, "#count") != last
    page.keyboard.press("Home")
    assert text(page, "#count").startswith("0 /")
    page.keyboard.press("Space")
    assert "pause" in text(page, "#play")
    page.keyboard.press("Space")
    assert "play" in text(page, "#play")
    page.keyboard.press("ArrowUp")
    assert "a reaches L on" in text(page, "#inspector")
    page.keyboard.press("Escape")
    assert page.is_hidden("#inspector")
    page.keyboard.press("End")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "value of parameter a":
            break
    page.keyboard.press("ArrowUp")
    assert page.input_value(":focus") == "1.6"
    again, *_ = program(a=1.6)
    again.backward()
    assert close(gradients(page), [t.grad for t in tensors_of(again)])


def test_a_screen_reader_hears_each_step(open_in_browser):
    loss, *_ = program()
    page = open_in_browser(play(loss))
    first = min(z.position for z in tensors_of(loss) if z.op is not None)
    page.keyboard.press("ArrowRight")
    assert page.text_content("#said") == f"Forward 1 of 11: #{first} = a × b. #{first} = a · b = 1.5 · (−3) = −4.5"
    page.keyboard.press("End")
    assert page.text_content("#said").startswith("Backward")
    assert page.get_attribute("#scrub", "aria-valuetext") == page.text_content("#said")
    assert page.get_attribute("[data-id=v0]", "aria-label").startswith("parameter, a, value 1.5, gradient ")
    unnamed = page.eval_on_selector_all(
        "button, input, select", "all => all.filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length)).length"
    )
    assert unnamed == 0


def contrast(page, front, back):
    """The WCAG contrast of an element's text against another's background."""
    return page.evaluate(
        """([front, back]) => {
          const bright = (css) => css.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
            .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          const ink = document.querySelector(front).closest('svg') ? 'fill' : 'color';
          const lights = [bright(style(front)[ink]), bright(style(back).backgroundColor)];
          return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
        }""",
        [front, back],
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(open_in_browser, scheme):
    page = open_in_browser(play(program()[0]), color_scheme=scheme)
    page.keyboard.press("End")
    for front in ("#story", "#heading", "td.value", "td.grad", "text[data-role=value]", "text[data-role=grad]",
                  "text[data-role=local]", "text[data-role=caption]", ".chip small"):  # fmt: skip
        assert contrast(page, front, "#rule") >= 4.5, front
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


@pytest.mark.parametrize("width", [880, 1180])
@pytest.mark.parametrize("before", [0, 10**6])
def test_the_whole_step_is_in_sight(open_in_browser, width, before):
    for _ in range(before):  # as after an hour of training: places have seven digits
        next_position()
    page = open_in_browser(play(program()[0]), width=width, height=740)
    around = page.locator("#rule").bounding_box()
    for _ in range(int(page.get_attribute("#scrub", "max"))):
        page.keyboard.press("ArrowRight")
        if page.locator(".chip.total").count():
            box = page.locator(".chip.total").bounding_box()
            assert box["y"] + box["height"] <= around["y"] + around["height"]
            assert box["x"] + box["width"] <= around["x"] + around["width"]
    table = page.locator("#rows").bounding_box()
    for cell in page.locator("#rows thead th").all():
        assert cell.bounding_box()["x"] + cell.bounding_box()["width"] <= table["x"] + table["width"] + 1
    assert page.evaluate("document.documentElement.scrollHeight") <= 740


def test_it_fits_a_phone(open_in_browser):
    page = open_in_browser(play(program()[0]), width=360, height=740)
    page.keyboard.press("End")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for selector in ("#buttons", "#scrub", "#formulas"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_tab_comes_to_every_control_once_and_shows_where_it_is(open_in_browser):
    page = open_in_browser(play(program()[0]))
    for key in ("Tab", "Space", "End"):
        page.keyboard.press(key)
    assert page.is_checked("#hide")
    names = controls_by_tab(page)
    wanted = ["theme", "play", "scrub", "speed", "paper", "full", "guessed", "give-up", "value of parameter a", "rate",
              "descend", "descend-more"]  # fmt: skip
    assert [name for name in names if name in wanted] == wanted


@pytest.mark.parametrize("field", ["#rate", "#guessed", "#speed", "td input"])
def test_escape_leaves_a_field_and_the_keys_work_again(open_in_browser, field):
    page = open_in_browser(play(program()[0]))
    page.check("#hide")
    page.keyboard.press("End")
    last = text(page, "#count")
    page.locator(field).first.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("ArrowLeft")
    assert text(page, "#count") != last
