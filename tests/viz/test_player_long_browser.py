"""The player on a long tape: a step touches what changed and what is in sight, and shows the same as if all were drawn anew."""

from __future__ import annotations

import pytest
from player_pages import program, text

from autograd import Tensor
from viz import play

STATE = """() => [...document.querySelectorAll('#paper [data-id], #rows tr')].map((part) => {
  const classes = [...part.classList].filter((name) => name !== 'away').sort().join(' ');
  return [part.dataset.id || part.cells[0].textContent, classes, part.textContent];
})"""


def chain(length):
    x = Tensor(1.0, name="x")
    for _ in range(length):
        x = (x * 0.999).tanh()
    return x


def step_to(page, place):
    page.evaluate(
        "(place) => { const s = document.querySelector('#scrub'); s.value = place; s.dispatchEvent(new Event('input')); }",
        place,
    )


@pytest.fixture(scope="module")
def long_page():
    return play(chain(140), limit=1000)


def test_rows_and_parts_out_of_sight_are_left_out_and_come_when_needed(open_in_browser, long_page):
    page = open_in_browser(long_page)
    assert page.get_attribute("#rows table", "aria-rowcount") == "422"
    for place in (140, 500, 0):
        step_to(page, place)
        page.wait_for_timeout(50)
        assert page.locator("#rows tbody tr:not(.rest)").count() < 130
        assert page.locator("#paper [data-id].away").count() > 300
        if place:
            shown, current = page.locator("#rows").bounding_box(), page.locator("#rows tr[aria-current]").bounding_box()
            assert shown["y"] < current["y"] < shown["y"] + shown["height"]
            assert page.locator("#paper .value:is(.now, .target)").first.is_visible()


def test_all_rows_pass_by_when_the_table_is_scrolled(open_in_browser, long_page):
    page = open_in_browser(long_page)
    seen = page.evaluate("""async () => {
      const [rows, seen] = [document.querySelector('#rows'), new Set()];
      for (let at = 0; at <= rows.scrollHeight; at += 200) {
        rows.scrollTop = at;
        await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
        for (const row of document.querySelectorAll('#rows tbody tr:not(.rest)')) seen.add(row.dataset.value);
      }
      return seen.size;
    }""")
    assert seen == 421


def test_steps_show_what_a_page_shows_that_was_opened_there(open_in_browser):
    player = play(program()[0])
    walked, jumped = open_in_browser(player), open_in_browser(player)
    last = int(text(walked, "#count").split("/")[1])
    for key, place in (("ArrowRight", 3), ("End", last), ("ArrowLeft", last - 2), ("Home", 0), ("ArrowRight", 1)):
        while int(text(walked, "#count").split("/")[0]) != place:
            walked.keyboard.press(key)
        jumped.reload()
        step_to(jumped, place)
        assert walked.evaluate(STATE) == jumped.evaluate(STATE)
