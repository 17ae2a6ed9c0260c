"""The player's paper: it fits, zooms, is dragged, fills the screen; and models too large for one drawing open by module."""

from __future__ import annotations

import pytest
from browsing import until

from autograd import Tensor, tanh
from nn import MLP, Neuron
from viz import draw, play


def text(page, selector):
    return page.inner_text(selector)


def course_model():
    model = MLP(2, [16, 16, 1], seed=0)
    loss = (model([0.5, -1.0]) - 1.0) ** 2
    loss.name = "loss"
    return model, loss


def inside(page):
    """Whether the whole drawing lies in the paper."""
    return page.evaluate(
        """() => {
          const [svg, paper] = ['#paper svg', '#paper'].map((s) => document.querySelector(s).getBoundingClientRect());
          return svg.left >= paper.left - 1 && svg.right <= paper.right + 1
            && svg.top >= paper.top - 1 && svg.bottom <= paper.bottom + 1;
        }"""
    )


def width(page):
    return page.locator("#paper svg").bounding_box()["width"]


@pytest.mark.parametrize("size", [(1280, 740), (1366, 650), (390, 844)])
def test_fit_fits_whatever_the_size(open_in_browser, size):
    neuron = Neuron(3, activation="tanh", seed=0)
    model = MLP(2, [4, 4, 1], seed=0)
    for loss in (tanh(Tensor(2.0, name="x")), (neuron([1.0, -2.0, 0.5]) - 1.0) ** 2, (model([0.5, -1.0]) - 1.0) ** 2):
        page = open_in_browser(play(loss), width=size[0], height=size[1])
        assert inside(page)
        for _ in range(4):
            page.click("[data-zoom=in]")
        page.click("[data-zoom=fit]")
        assert inside(page)


def test_wheel_keys_and_drag(open_in_browser):
    page = open_in_browser(play(tanh(Tensor(2.0, name="x")) * 3.0))
    before = width(page)
    page.hover("[data-id=v0]")
    box = page.locator("[data-id=v0]").bounding_box()
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        "before => document.querySelector('#paper svg').getBoundingClientRect().width > 1.5 * before", arg=before
    )
    after = page.locator("[data-id=v0]").bounding_box()
    pointer = box["x"] + box["width"] / 2
    assert after["x"] <= pointer <= after["x"] + after["width"]  # what is under the pointer stays there
    scrolled = page.evaluate("document.querySelector('#paper').scrollLeft")
    paper = page.locator("#paper").bounding_box()
    middle = (paper["x"] + paper["width"] / 2, paper["y"] + paper["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 80, middle[1], steps=4)
    page.mouse.up()
    assert page.evaluate("document.querySelector('#paper').scrollLeft") == pytest.approx(scrolled + 80, abs=2)
    page.keyboard.press("0")
    assert width(page) == pytest.approx(before, abs=1)
    page.keyboard.press("+")
    assert width(page) == pytest.approx(1.25 * before, abs=1)


def test_two_fingers_zoom(browser, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(play(tanh(Tensor(2.0, name="x"))).save(tmp_path / "p.html").as_uri())
    before = width(page)
    page.evaluate(
        """() => {
          const paper = document.querySelector('#paper');
          const { left, top } = paper.getBoundingClientRect();
          const at = (id, x) => new Touch({ identifier: id, target: paper, clientX: left + x, clientY: top + 50 });
          const send = (kind, a, b) => paper.dispatchEvent(
            new TouchEvent(kind, { touches: [at(0, a), at(1, b)], bubbles: true, cancelable: true }));
          send('touchstart', 100, 150);
          send('touchmove', 75, 175);
        }"""
    )
    assert width(page) == pytest.approx(2 * before, rel=0.02)
    context.close()


@pytest.mark.parametrize(("shown", "button"), [(play, "#full"), (draw, "#whole")])
def test_full_screen_comes_and_goes_and_says_so(open_in_browser, shown, button):
    page = open_in_browser(shown(tanh(Tensor(2.0, name="x"))))
    state = f"document.querySelector('{button}').ariaPressed"
    assert (page.get_attribute(button, "aria-label"), page.evaluate(state)) == ("full screen", "false")
    page.click(button)
    until(page, f"document.fullscreenElement !== null && {state} === 'true'")
    page.focus("#paper")
    page.keyboard.press("f")
    until(page, f"document.fullscreenElement === null && {state} === 'false'")


@pytest.mark.parametrize("size", [(1366, 650), (1280, 740), (1008, 480)])
def test_the_play_button_is_in_sight(open_in_browser, size):
    page = open_in_browser(play(course_model()[1]), width=size[0], height=size[1])
    box = page.locator("#play").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 120  # at the top: whatever height a notebook's frame and screen have


def test_the_courses_model_plays_folded_by_layers(open_in_browser):
    model, loss = course_model()
    player = play(loss)
    page = open_in_browser(player)
    boxes = page.eval_on_selector_all("#paper .closed", "found => found.map((box) => box.getAttribute('aria-label'))")
    assert [label.split(",")[0] for label in boxes] == ["open layer 1", "open layer 2", "open layer 3"]
    last = int(page.get_attribute("#scrub", "max"))
    assert last < 15
    page.keyboard.press("ArrowRight")
    assert text(page, "#story") == "layer 1 computes its 80 operations"
    page.keyboard.press("End")
    assert text(page, "#count") == f"{last} / {last}"
    loss.backward()
    expected = [w.grad for w in model.weights]
    inside_page = [v["grad"] for v in player.data["values"] if v["kind"] == "parameter"]
    assert sorted(inside_page) == pytest.approx(sorted(expected))


def test_a_box_opens_into_its_neurons_and_a_neuron_into_its_operations(open_in_browser):
    _, loss = course_model()
    page = open_in_browser(play(loss))
    page.click("#paper .closed >> nth=1")
    assert page.locator("#paper .closed").count() == 16
    assert "layer 2" in text(page, "#crumbs")
    page.locator("#paper .closed >> nth=3").focus()
    page.keyboard.press("Enter")
    assert text(page, "#crumbs").replace("\n", " ").split() == ["the", "whole", "▸", "layer", "2", "▸", "neuron", "3"]
    names = page.eval_on_selector_all("td b", "found => found.map((b) => b.textContent).filter(Boolean)")
    assert {f"layer 2 / neuron 3 / w{i}" for i in range(16)} < set(names)
    assert "Inside neuron 3" in text(page, "#story")
    heard = []
    for _ in range(int(page.get_attribute("#scrub", "max"))):
        page.keyboard.press("ArrowRight")
        heard.append(text(page, "#heading"))
    assert heard[33] == "Backward: from outside"
    assert heard[-1] == f"Backward {len(heard) - 34} of {len(heard) - 34}"
    assert page.locator("svg .arrow-back:visible").count() == 2
    page.keyboard.press("Escape")
    assert "neuron 3" not in text(page, "#crumbs")
    page.click("#crumbs button")
    assert page.is_hidden("#crumbs")


def test_every_opened_module_shows_the_numbers_of_its_own_tape(open_in_browser):
    _, loss = course_model()
    player = play(loss)
    loss.backward()
    page = open_in_browser(player)
    page.keyboard.press("End")
    values = player.data["values"]
    page.click("#paper .closed >> nth=1")
    page.click("#paper .closed >> nth=7")
    cells = page.eval_on_selector_all(
        "#rows tr[data-value]",
        "rows => rows.map((r) => [Number(r.dataset.value), r.querySelector('.grad').dataset.full || null])",
    )
    assert len(cells) > 60
    for i, shown in cells:
        grad = values[i]["grad"]
        assert (shown is None) == (grad is None)
        assert grad is None or float(shown) == pytest.approx(grad, rel=1e-9, abs=1e-12)


def test_modules_that_do_the_same_share_a_drawing_and_the_page_stays_small():
    player = play(course_model()[1])
    assert len(player.data["views"]) == 1 + 3 + 33
    assert len(player.drawings) == 7
    assert len(player.html) < 1_000_000


def test_what_cannot_be_folded_says_why():
    long = Tensor(1.0, name="x")
    for _ in range(200):
        long = tanh(long)
    with pytest.raises(ValueError, match="limit=300"):
        play(long)
    with pytest.raises(ValueError, match="limit=300"):
        play(course_model()[1], detail="scalar")


def test_a_small_model_can_be_folded_too(open_in_browser):
    neuron = Neuron(2, activation="tanh", seed=0)
    page = open_in_browser(play((neuron([1.0, 2.0]) - 1.0) ** 2, detail="module"))
    assert page.locator("#paper .closed").count() == 1
    page.click("#paper .closed")
    assert page.locator("#paper .closed").count() == 0
    assert page.locator("svg .operation").count() == 5
