"""The player in a real browser: stepping, editing, the keyboard alone, dark mode, 300 nodes, hostile names."""

from __future__ import annotations

import pytest
from player_pages import close, gradients, program, tensors_of, text

from autograd import Op, Tensor, clip, exp, log, matmul, tanh
from nn import MLP
from viz import play


def test_stepping_to_the_end_shows_pythons_gradients(open_in_browser):
    loss, *_ = program()
    page = open_in_browser(play(loss))
    loss.backward()
    last = int(page.get_attribute("#scrub", "max"))
    assert gradients(page) == [None] * len(gradients(page))
    for _ in range(last):
        page.click("[data-go=on]")
    assert text(page, "#count") == f"{last} / {last}"
    assert close(gradients(page), [t.grad for t in tensors_of(loss)])
    shown = page.text_content("[data-id=v0] [data-role=grad]")
    assert shown == f"{loss.inputs[0].inputs[0].inputs[0].inputs[0].inputs[0].grad:.4g}".replace("-", "−")


def test_a_step_shows_its_rule_with_letters_and_with_numbers(open_in_browser):
    x, y = Tensor(2.0, name="x"), Tensor(-3.0, name="y")
    product = x * y
    page = open_in_browser(play(product * 1.5))
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#formulas math", "aria-label") == f"#{product.position} = x · y = 2 · (−3) = −6"
    assert "current" in page.get_attribute("tr[data-value='2']", "class")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    barred = "".join(f"{c}\u0304" for c in f"#{product.position}")
    assert page.get_attribute("#formulas math", "aria-label") == f"x̄ += {barred} · y = 1.5 · (−3) = −4.5"
    assert f"arrives at #{product.position}" in text(page, "#sum")
    assert text(page, "#sum .total b") == "−4.5"
    assert page.get_attribute("tr[data-value='0']", "aria-current") == "step"
    assert "back used" in page.get_attribute("[data-id=e0]", "class")


def test_gradients_are_added_to_what_was_there(open_in_browser):
    a = Tensor(3.0, name="a")
    page = open_in_browser(play(a * a))
    totals = []
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        totals.append(page.text_content("td.grad >> nth=0"))
    assert totals == ["·", "·", "3", "6"]
    assert [text(page, f".chip.{kind} b") for kind in ("share", "was", "total")] == ["3", "3", "6"]


@pytest.mark.parametrize(("a", "b"), [(0.25, -3.0), (-2.0, 7.5), (0.0, 1.0)])
def test_an_edited_leaf_gives_what_python_computes(open_in_browser, a, b):
    page = open_in_browser(play(program()[0]))
    page.keyboard.press("End")
    for row, number in ((0, a), (1, b)):
        page.fill(f"tr[data-value='{row}'] input", str(number))
    loss, *_ = program(a, b)
    loss.backward()
    expected = tensors_of(loss)
    assert close(gradients(page), [t.grad for t in expected])
    values = page.eval_on_selector_all("td.value", "cells => cells.map((c) => (c.querySelector('input') ?? c).dataset.full)")
    assert close([float(v) for v in values], [t.item() for t in expected])
    page.click("#reset")
    loss, *_ = program()
    loss.backward()
    assert close(gradients(page), [t.grad for t in tensors_of(loss)])


def test_what_is_no_number_is_refused_and_changes_nothing(open_in_browser):
    page = open_in_browser(play(program()[0]))
    page.keyboard.press("End")
    before = gradients(page)
    page.fill("tr[data-value='0'] input", "two")
    assert "is not a number" in text(page, "#edit")
    assert page.get_attribute("tr[data-value='0'] input", "aria-invalid") == "true"
    assert gradients(page) == before


def test_fields_without_a_rule_are_read_only_and_say_so(open_in_browser):
    w = Tensor([1.0, 2.0], name="w")
    x = Tensor(2.0, name="x")
    page = open_in_browser(play(matmul(w, [3.0, 4.0]) * x))
    assert page.get_attribute("tr input", "readonly") is not None
    page.focus("tr input")
    assert "read-only: this tape holds arrays" in text(page, "#edit")


def test_only_what_leads_to_an_operation_without_a_rule_is_read_only(open_in_browser):
    third = Op(
        "third", lambda x: x**3, (lambda g, z, x: g * 3.0 * x * x,), "x³", ("x^3", r"\bar z\,3\,x^2"), list, listed=False
    )

    def program(k):
        y, k = Tensor(0.5, name="y"), Tensor(k, name="k")
        return third(exp(y)) * tanh(k)

    page = open_in_browser(play(program(2.0)))
    page.keyboard.press("End")
    assert "no JavaScript rule for third" in page.get_attribute("tr[data-value='0'] input", "title")
    assert page.get_attribute("[aria-label='value of parameter k']", "readonly") is None
    page.fill("[aria-label='value of parameter k']", "-0.7")
    loss = program(-0.7)
    loss.backward()
    assert close(gradients(page), [t.grad for t in tensors_of(loss)])


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        (lambda x: x / -0.5, "x̄ += ȳ/(−0.5) = 1/(−0.5) = −2"),
        (lambda x: x**3, "x̄ += ȳ · 3 · x^(3 − 1) = 1 · 3 · (−0.4)^(3 − 1) = 0.48"),
        (lambda x: clip(x, -1.0, 2.0), "x̄ += −1 < x < 2 ? ȳ : 0 = −1 < −0.4 < 2 ? 1 : 0 = 1"),
        (tanh, "x̄ += ȳ · (1 − y^2) = 1 · (1 − (−0.3799)^2) = 0.8556"),
        (lambda x: -x, "x̄ += − ȳ = − 1 = −1"),
    ],
)
def test_rules_read_well_with_numbers(open_in_browser, operation, rule):
    result = operation(Tensor(-0.4, name="x"))
    result.name = "y"
    page = open_in_browser(play(result))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.get_attribute("#formulas math", "aria-label") == rule


def test_playing_goes_on_by_itself_and_stops_at_the_end(open_in_browser):
    page = open_in_browser(play(tanh(Tensor(0.5, name="x"))))
    page.select_option("#speed", "10")
    page.click("#play")
    page.wait_for_selector("#play:has-text('▶ play')", timeout=10_000)
    assert text(page, "#count") == "3 / 3"


def test_looking_at_a_value_lights_its_paths_and_adds_them_up(open_in_browser):
    loss, a, _ = program()
    page = open_in_browser(play(loss))
    loss.backward()
    page.hover("[data-id=v0]")
    lit = page.eval_on_selector_all("svg .edge.path", "edges => edges.length")
    assert lit > 8
    assert "dim" in page.get_attribute("[data-id=v6]", "class")
    shown = page.eval_on_selector_all("#inspector li > b", "found => found.map((b) => b.textContent)")
    paths = [float(x.replace("−", "-")) for x in shown]
    assert len(paths) == 5
    assert sum(paths) == pytest.approx(a.grad, abs=1e-3)
    assert text(page, "#inspector .total b") == f"{a.grad:.4g}".replace("-", "−")
    page.hover("header")
    assert page.eval_on_selector_all("svg .path", "parts => parts.length") == 0


def test_300_nodes_follow_every_key(open_in_browser):
    model = MLP(3, [4, 4, 1])
    loss = (model([Tensor(x, requires_grad=False) for x in (0.5, -1.0, 2.0)]) - 1.0) ** 2
    for _ in range(28):
        loss = tanh(loss)
    player = play(loss)
    nodes = len(player.graph.values) + len(player.graph.operations)
    assert 250 <= nodes <= 300
    assert len(player.html) < 500_000
    page = open_in_browser(player)
    page.evaluate(
        """async () => {
          for (let i = 0; i < 120; i++) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    assert page.text_content("#count").startswith("120 /")
    # what a step writes is what it changes: the drawing's and the table's other numbers are left alone
    written = page.evaluate(
        """async () => {
          let written = 0;
          const watch = new MutationObserver((changes) => { written += changes.length; });
          const all = { subtree: true, childList: true, characterData: true, attributes: true };
          for (const place of ["#paper svg", "#rows"]) watch.observe(document.querySelector(place), all);
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          await new Promise(requestAnimationFrame);
          return written;
        }"""
    )
    assert 0 < written < 40


def test_hostile_names_do_nothing(open_in_browser):
    total = Tensor(0.5, name="start")
    names = [
        "<img src=x onerror=window.hit=1>", "</script><script>window.hit=1</script>", "javascript:window.hit=1", "<!--",
        '" onfocus="window.hit=1" autofocus="', "</svg><script>window.hit=1</script>", "${window.hit=1}",
    ]  # fmt: skip
    for name in names:
        total = total * Tensor(1.5, name=name)
    page = open_in_browser(play(total))
    for _ in range(int(page.get_attribute("#scrub", "max"))):
        page.keyboard.press("ArrowRight")
    page.hover("[data-id=v1]")
    page.focus("tr input")
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('img, script').length") == 2
    assert "</script><script>window.hit=1</script>" in text(page, "#rows")


def test_in_a_notebooks_frame_it_runs_and_cannot_reach_out(show_in_a_notebook):
    frame = show_in_a_notebook(play(log(Tensor(2.0, name="x")))).frames[1]
    frame.wait_for_selector("#rows td")
    frame.click("[data-go=end]")
    assert frame.text_content("td.grad >> nth=0") == "0.5"
    assert frame.evaluate("window.origin") == "null"


def test_without_a_drawing_the_tape_still_plays(open_in_browser, tmp_path, monkeypatch):
    player = play(program()[0])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("viz.formats.graphviz.find_spec", lambda name: None)
    page = open_in_browser(player)
    page.keyboard.press("End")
    assert "not drawn" in text(page, "#note")
    assert gradients(page)[0] is not None
