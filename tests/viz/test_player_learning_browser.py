"""What one does in the player: guess gradients before they show, and take steps of gradient descent."""

from __future__ import annotations

import pytest

from autograd import Tensor, matmul, tanh
from nn import MLP
from viz import play


def text(page, selector):
    return page.inner_text(selector)


def program(a=3.0, b=-2.0):
    a, b = Tensor(a, name="a"), Tensor(b, name="b")
    loss = (a * b + 1.0) ** 2
    loss.name = "loss"
    return loss, a, b


def to_the_first_guess(page):
    page.check("#hide")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        if page.is_visible("#guess"):
            return


def test_gradients_hide_until_they_are_guessed(open_in_browser):
    page = open_in_browser(play(program()[0]))
    to_the_first_guess(page)
    assert text(page, ".chip.total b") == "?"
    assert text(page, "tr.current td.grad") == "?"
    assert page.text_content("svg .target [data-role=grad]") == "?"
    assert "=" not in page.get_attribute("#formulas math", "aria-label").split("+=")[1]
    page.fill("#guessed", "7")
    page.keyboard.press("Enter")
    assert text(page, "#verdict").startswith("not yet")
    assert text(page, ".chip.total b") == "?"
    page.fill("#guessed", "10")
    page.keyboard.press("Enter")
    assert "the sign is the other one" in text(page, "#verdict")
    page.fill("#guessed", "−10")
    page.keyboard.press("Enter")
    assert text(page, "#verdict").startswith("right: −10 (0 of 1 at once)")
    assert text(page, ".chip.total b") == "−10"
    assert text(page, "tr.current td.grad") == "−10"
    page.uncheck("#hide")
    assert page.is_hidden("#guess")


def test_what_is_no_number_is_no_guess_and_the_answer_can_be_shown(open_in_browser):
    page = open_in_browser(play(program()[0]))
    to_the_first_guess(page)
    page.fill("#guessed", "ten")
    page.keyboard.press("Enter")
    assert "type a number" in text(page, "#verdict")
    page.click("#give-up")
    assert text(page, "#verdict") == "It is −10."
    assert text(page, ".chip.total b") == "−10"


def test_playing_waits_for_the_guess(open_in_browser):
    page = open_in_browser(play(program()[0]))
    page.check("#hide")
    page.select_option("#speed", "10")
    page.click("#play")
    page.wait_for_selector("#guess:visible", timeout=10_000)
    assert "play" in text(page, "#play")
    assert page.evaluate("document.activeElement.id") == "guessed"
    assert "Backward 1 of" in text(page, "#heading")


def test_the_paths_do_not_tell_what_is_to_be_guessed(open_in_browser):
    page = open_in_browser(play(program()[0]))
    page.check("#hide")
    page.hover("[data-id=v0]")
    assert "?" in text(page, "#inspector .total")
    assert "−12" not in text(page, "#inspector")


def test_a_descent_step_moves_the_leaves_as_python_does_and_plays_again(open_in_browser):
    page = open_in_browser(play(program()[0]))
    page.fill("#rate", "0.01")
    page.click("#descend")
    assert "pause" in text(page, "#play")
    page.click("#play")
    a, b = 3.0, -2.0
    losses = [program(a, b)[0].item()]
    for _ in range(11):
        loss, x, y = program(a, b)
        loss.backward()
        a, b = a - 0.01 * x.grad, b - 0.01 * y.grad
        losses.append(program(a, b)[0].item())
        if len(losses) == 2:
            assert float(page.get_attribute("[aria-label='value of parameter a']", "data-full")) == pytest.approx(a, rel=1e-12)
    page.click("#descend-more")
    page.click("#play")
    shown = [float(page.get_attribute(f"[aria-label='value of parameter {name}']", "data-full")) for name in "ab"]
    assert shown == pytest.approx([a, b], rel=1e-12)
    said = text(page, "#descended")
    assert said == f"loss: {losses[0]:.4g} → {losses[-1]:.4g} in 11 steps"
    assert len(page.get_attribute("#losses polyline", "points").split()) == 12
    page.click("#reset")
    assert page.is_hidden("#losses")
    assert float(page.get_attribute("[aria-label='value of parameter a']", "data-full")) == 3.0


def test_descent_trains_a_folded_model(open_in_browser):
    model = MLP(2, [16, 16, 1], seed=1)
    loss = (model([0.5, -1.0]) - 1.0) ** 2
    page = open_in_browser(play(loss))
    page.fill("#rate", "0.01")
    page.click("#descend-more")
    page.click("#play")
    for _ in range(10):
        model.zero_grad()
        loss = (model([0.5, -1.0]) - 1.0) ** 2
        loss.backward()
        for w in model.weights:
            w.data = w.data - 0.01 * w.grad
    after = ((model([0.5, -1.0]) - 1.0) ** 2).item()
    page.keyboard.press("End")
    assert float(page.get_attribute("#rows tr:last-child td.value", "data-full")) == pytest.approx(after, rel=1e-9)


def test_where_no_descent_is_possible_it_says_why(open_in_browser):
    w = Tensor([1.0, 2.0], name="w")
    page = open_in_browser(play(matmul(w, [3.0, 4.0]) ** 2))
    assert page.is_disabled("#descend")
    assert "this tape holds arrays" in text(page, "#descended")
    page = open_in_browser(play(tanh(Tensor(0.5, name="x"))))
    page.fill("#rate", "fast")
    page.click("#descend")
    assert "the learning rate is a number" in text(page, "#descended")
