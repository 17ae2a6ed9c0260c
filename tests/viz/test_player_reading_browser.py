"""What the player says: names of the program, the chain rule, small arrays entry by entry, numbers that can be read."""

from __future__ import annotations

import json
import math
import shutil
import subprocess

import numpy as np
import pytest

from autograd import Tape, Tensor, matmul, softmax, tanh
from nn import MLP, Dense, Neuron, Sequential
from viz import draw, play
from viz.formats.look import COLORS
from viz.graph.words import number
from viz.player.page import source


def text(page, selector):
    return page.inner_text(selector)


def steps(page, count, key="ArrowRight"):
    for _ in range(count):
        page.keyboard.press(key)


def formula(page):
    return page.get_attribute("#formulas math", "aria-label")


def test_the_rule_speaks_with_the_names_of_the_program(open_in_browser):
    x = Tensor(2.0, name="x")
    y = x * x.tanh() + 3
    y.name = "y"
    product, inner = y.inputs[0], y.inputs[0].inputs[1]
    page = open_in_browser(play(y))
    steps(page, 2)
    assert formula(page).startswith(f"#{product.position} = x · #{inner.position} = 2 · 0.964")
    steps(page, 4)
    barred = "".join(f"{c}\u0304" for c in f"#{product.position}")
    assert formula(page).startswith(f"x̄ += {barred} · #{inner.position} = 1 · 0.964")
    letters = page.eval_on_selector_all("#formulas mi", "found => found.map((mi) => mi.textContent)")
    assert "y" not in letters  # which is the result's name, and here nothing's


def test_one_number_for_a_value_everywhere(open_in_browser):
    x, w = Tensor(2.0, name="x"), Tensor(-1.0, name="w")
    with Tape() as tape:
        z = x * w
        loss = z * z
        loss.backward()
    place = f"#{z.position}"
    page = open_in_browser(play(loss))
    assert place in page.inner_html("#paper")
    assert text(page, f"tr[data-value='{2}'] th") == place[1:]
    page.keyboard.press("ArrowRight")
    assert text(page, "#story") == f"{place} = x × w"
    assert place in str(tape)
    assert place in str(tape.explain(x))
    assert place in str(draw(loss))


def test_every_card_carries_its_number(open_in_browser):
    neuron = Neuron(2, activation="tanh", seed=0)
    loss = (neuron([1.0, -2.0]) - 1.0) ** 2
    loss.name = "loss"
    player = play(loss)
    page = open_in_browser(player)
    for i, facts in enumerate(player.data["values"]):
        shown = page.text_content(f"[data-id=v{i}]")
        bare = facts["kind"] == "constant" and not facts["name"]
        assert (f"#{facts['position']}" in shown) != bare, shown


def test_the_chain_rule_is_written_under_the_boxes_and_a_bar_is_explained(open_in_browser):
    w, x = Tensor(2.0, name="w"), Tensor(3.0, name="x")
    z = w * x
    loss = tanh(z)
    loss.name = "loss"
    page = open_in_browser(play(loss))
    steps(page, 5)
    place = f"#{z.position}"
    assert page.get_attribute("#chain math", "aria-label") == f"∂loss/∂w = ∂loss/∂{place} · ∂{place}/∂w"
    assert text(page, ".bar-said").startswith("a bar means gradient:")
    assert page.get_attribute(".bar-said math", "aria-label") == "w̄ = ∂loss/∂w"
    symbols = page.eval_on_selector_all(".chip .symbols", "found => found.map((s) => s.textContent)")
    assert symbols == [f"∂loss/∂{place}", f"∂{place}/∂w", "", "", "∂loss/∂w"]


def test_a_value_used_twice_has_a_term_for_each_use_and_this_one_stands_out(open_in_browser):
    a = Tensor(3.0, name="a")
    s = a * a
    loss = s + a
    loss.name = "L"
    page = open_in_browser(play(loss))
    steps(page, 5)
    assert page.get_attribute("#chain math", "aria-label") == (
        f"∂L/∂a = ∂L/∂#{s.position} · ∂#{s.position}/∂a + ∂L/∂#{s.position} · ∂#{s.position}/∂a + ∂L/∂L · ∂L/∂a"
    )
    assert page.locator("#chain .now").count() == 2
    steps(page, 1)
    assert "enters in 2 places: this is number 1" in text(page, "#story")


def test_a_long_name_has_a_bar_as_long_as_itself(open_in_browser):
    loss = tanh(Tensor(0.5, name="weight"))
    loss.name = "loss"
    page = open_in_browser(play(loss))
    steps(page, 3)
    box = page.locator("#formulas .barred").first.bounding_box()
    assert page.text_content("#formulas .barred >> nth=0") == "weight"
    assert page.evaluate("getComputedStyle(document.querySelector('#formulas .barred')).borderTopStyle") == "solid"
    assert box["width"] > 40


def test_parameters_of_equal_names_are_told_apart_by_their_scope(open_in_browser):
    model = MLP(2, [2, 1], seed=0)
    page = open_in_browser(play((model([0.5, -1.0]) - 1.0) ** 2))
    named = page.eval_on_selector_all("td b", "found => found.map((b) => b.textContent).filter(Boolean)")
    assert "layer 1 / neuron 0 / w0" in named
    assert "layer 2 / neuron 0 / b" in named
    assert len(set(named)) == len(named)


def test_equal_names_without_modules_are_told_apart_by_their_place(open_in_browser):
    a, b = Tensor(1.0, name="w"), Tensor(2.0, name="w")
    page = open_in_browser(play(a * b))
    named = page.eval_on_selector_all("td b", "found => found.map((b) => b.textContent).filter(Boolean)")
    assert named == [f"w #{a.position}", f"w #{b.position}"]


def entries(page):
    return page.eval_on_selector_all("#entries span", "found => found.map((s) => s.textContent)")


def test_a_step_on_small_arrays_shows_its_arithmetic_entry_by_entry(open_in_browser):
    w = Tensor(np.array([[1.0, 2.0], [3.0, -4.0]]), name="w")
    x = Tensor(np.array([2.0, 0.5]), name="x", requires_grad=False)
    z = matmul(w, x)
    y = z * np.array([1.0, -1.0])
    loss = y.sum()
    for t, name in ((z, "z"), (y, "y"), (loss, "loss")):
        t.name = name
    page = open_in_browser(play(loss))
    seen = {}
    for _ in range(7):
        steps(page, 1)
        seen[text(page, "#heading")] = entries(page)
    assert seen["Forward 1 of 3"] == ["z[0] = 1·2 + 2·0.5 = 3", "z[1] = 3·2 + (−4)·0.5 = 4"]
    assert seen["Forward 2 of 3"] == ["y[0] = 3 · 1 = 3", "y[1] = 4 · (−1) = −4"]
    assert seen["Forward 3 of 3"] == ["loss = 3 + (−4) = −1"]
    assert seen["Backward 1 of 3"] == ["∂loss/∂y[0] += 1", "∂loss/∂y[1] += 1"]
    assert seen["Backward 2 of 3"] == ["∂loss/∂z[0] += 1", "∂loss/∂z[1] += 1·(−1) = −1"]
    assert seen["Backward 3 of 3"] == [
        "∂loss/∂w[0, 0] += 1·2 = 2", "∂loss/∂w[0, 1] += 1·0.5 = 0.5", "∂loss/∂w[1, 0] += (−1)·2 = −2",
        "∂loss/∂w[1, 1] += (−1)·0.5 = −0.5",
    ]  # fmt: skip


def test_the_entries_of_small_arrays_add_up_to_pythons_gradients(open_in_browser):
    rng = np.random.default_rng(0)
    w, b = Tensor(rng.normal(size=(3, 2)), name="w"), Tensor(rng.normal(size=2), name="b")
    hidden = tanh(matmul(rng.normal(size=(2, 3)), w) + b)
    loss = (softmax(hidden * hidden) ** 2).sum() + b.sum()
    loss.backward()
    page = open_in_browser(play(loss))
    page.keyboard.press("End")
    cells = page.eval_on_selector_all("tr.parameter td.grad", "found => found.map((c) => c.dataset.full)")
    found = [[float(x) for x in cell.replace("−", "-").strip("[]").split(",")] for cell in cells]
    assert np.allclose(found[0], w.grad.ravel(), rtol=5e-3)
    assert np.allclose(found[1], b.grad, rtol=5e-3)


@pytest.mark.parametrize("after", ["0", "End"])
def test_numbers_never_overlap(open_in_browser, after):
    rng = np.random.default_rng(1)
    model = Sequential([Dense(8, activation="tanh"), Dense(2, activation="softmax")])
    loss = ((model(Tensor(rng.normal(size=(4, 3)) * 1e-4, name="x", requires_grad=False)) - 0.5) ** 2).sum()
    page = open_in_browser(play(loss), width=1280, height=740)
    page.keyboard.press(after)
    overlapping = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll('#paper svg .node text')].filter((t) => t.textContent.trim())
            .map((t) => t.getBoundingClientRect());
          const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
          return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meets(a, b))).length;
        }"""
    )
    assert overlapping == 0


def test_what_flows_back_bears_an_arrowhead_at_its_end(open_in_browser):
    x = Tensor(2.0, name="x")
    page = open_in_browser(play(tanh(x)))
    steps(page, 3)
    assert page.locator("svg .arrow-back:visible").count() == 2
    tip = page.locator(".edge.used .arrow-back").bounding_box()
    card = page.locator("[data-id=v0]").bounding_box()
    operation = page.locator("[data-id=o1]").bounding_box()
    assert abs(tip["x"] - (card["x"] + card["width"])) < 20
    assert tip["x"] + tip["width"] < operation["x"]


def test_fields_show_whole_numbers_with_a_true_minus(open_in_browser):
    leaf = Tensor(-0.023643, name="w")
    page = open_in_browser(play(tanh(leaf) * Tensor(1.23456789e-12, name="tiny")))
    assert page.input_value("tr[data-value='0'] input") == "−0.02364"
    assert page.input_value("[aria-label='value of parameter tiny']") == "1.235e−12"
    cut = page.eval_on_selector_all("td input", "fields => fields.filter((f) => f.scrollWidth > f.clientWidth).length")
    assert cut == 0
    page.fill("tr[data-value='0'] input", "−0.5")
    page.keyboard.press("End")
    assert float(page.get_attribute("tr[data-value='0'] input", "data-full")) == -0.5


def test_the_colors_are_those_of_the_drawings(open_in_browser):
    page = open_in_browser(play(tanh(Tensor(2.0, name="x"))), color_scheme="dark")
    page.keyboard.press("End")

    def paint(selector, what):
        return page.evaluate("([s, w]) => getComputedStyle(document.querySelector(s))[w]", [selector, what])

    def rgb(use):
        light_and_dark = COLORS[use]
        return f"rgb({', '.join(str(int(light_and_dark[1][i : i + 2], 16)) for i in (1, 3, 5))})"

    assert paint("text[data-role=value]", "fill") == paint("td.value", "color") == rgb("value")
    assert paint("text[data-role=grad]", "fill") == paint("td.grad", "color") == rgb("gradient")
    assert paint("text[data-role=local]", "fill") == rgb("derivative")
    assert paint("body", "backgroundColor") == rgb("paper")


def test_numbers_are_written_as_the_drawings_write_them():
    if (node := shutil.which("node")) is None:
        pytest.skip("node is not installed")
    numbers = [0.0, 1.0, -1.0, 0.70710678, -123.456, 2.0, 1e-5, -2.5e-9, 3.14159e7, 99.995, 1e100, 0.00012345, 17.0]
    script = source("numbers.js") + f"\nconsole.log(JSON.stringify({json.dumps(numbers)}.map((x) => short(x))));"
    done = subprocess.run([node, "-"], input=script, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == [number(x) for x in numbers]
    assert math.isfinite(sum(numbers))
