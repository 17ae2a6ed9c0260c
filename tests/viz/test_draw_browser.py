"""Drawings in a real browser: hostile names run nothing, and the theme "auto" follows the reader's choice."""

from __future__ import annotations

import base64
from xml.etree import ElementTree

import pytest

from autograd import Tensor, scope
from nn import MLP, Dense, Neuron, Sequential
from viz import architecture, diff, draw
from viz.formats.look import COLORS

PAYLOADS = [
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "</text><script>window.hit=1</script>", "</title><script>window.hit=1</script>", "</style><script>window.hit=1</script>",
    "' onmouseover='window.hit=1", "]]><script>window.hit=1</script>", "&lt;script&gt;window.hit=1&lt;/script&gt;",
]  # fmt: skip


def spell():
    """A computation in which every payload names a value and a scope."""
    total = Tensor(0.0, name="start")
    for name in PAYLOADS:
        with scope(name):
            total = total + Tensor(1.0, name=name)
    total.name = PAYLOADS[0]
    return total


def test_hostile_names_run_nothing_and_ask_for_nothing(browser):
    model = Sequential([Dense(1, input_shape=(2,), name=PAYLOADS[1][:50]), Dense(1, name=PAYLOADS[3])])
    drawings = [
        draw(spell(), detail="scalar"),
        diff(spell(), spell(), titles=(PAYLOADS[0], PAYLOADS[5])),
        architecture(model),
    ]
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
    page.set_content("<!doctype html>" + draw(y, theme="auto").svg + draw(y, theme="light").svg)
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


# -- in a cell of JupyterLab: an SVG is an image there, as wide as it likes, and what does not fit is cut off ------

CELL = """<!doctype html><body style="margin:0"><div id="cell" style="width:{width}px;overflow:auto">
<img src="data:image/svg+xml;base64,{picture}" style="max-width:none"></div>"""


def show(browser, svg, width=1000):
    """The image's size, and how wide the cell's content is."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_content(CELL.format(width=width, picture=base64.b64encode(svg.encode()).decode()))
    size = page.evaluate("(({clientWidth: w, clientHeight: h}) => [w, h, cell.scrollWidth])(document.querySelector('img'))")
    page.close()
    return size


def gallery():
    x, w, b = Tensor(2.0, name="x"), Tensor(-3.0, name="w"), Tensor(7.0, name="b")
    y = (x * w + b).tanh() * w
    y.backward()
    return y


def neuron_loss():
    loss = (Neuron(2, activation="tanh", seed=8)([1.5, -1.0]) - 1.0) ** 2
    loss.backward()
    return loss


def layers_loss():
    loss = (MLP(2, [4, 4, 1], seed=0)([1.5, -1.0]) - 1.0) ** 2
    loss.backward()
    return loss


WIDE = {
    "gallery": lambda: draw(gallery()), "neuron": lambda: draw(neuron_loss()), "network": lambda: draw(layers_loss()),
    "auto theme": lambda: draw(neuron_loss(), theme="auto"),
    "diff": lambda: diff(gallery(), neuron_loss(), rankdir="LR"), "right to left": lambda: draw(neuron_loss(), rankdir="RL"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WIDE)
def test_a_wide_drawing_is_whole_in_a_notebooks_cell(browser, kind):
    drawing = WIDE[kind]()
    width, height, content = show(browser, drawing._repr_mimebundle_()["image/svg+xml"])
    assert width <= content <= 1000
    natural = ElementTree.fromstring(drawing.svg)
    across, down = float(natural.get("data-width")), float(natural.get("data-height"))
    assert height == pytest.approx(down * 1000 / max(across, 756), abs=2)  # nothing is squeezed


def test_a_narrow_drawing_keeps_its_size(browser):
    drawing = draw(Tensor(2.0, name="a") * 3.0)
    down = float(ElementTree.fromstring(drawing.svg).get("data-height"))
    width, height, content = show(browser, drawing.svg, width=1008)
    assert (width, content) == (1008, 1008)
    assert height == pytest.approx(down * 4 / 3, abs=1)


def test_a_drawing_inside_a_page_is_never_larger_than_it_is(browser):
    page = browser.new_page(viewport={"width": 1800, "height": 900})
    for result, natural in ((Tensor(2.0, name="a") * 3.0, 756), (neuron_loss(), None)):
        svg = draw(result).svg
        page.set_content(f"<!doctype html><body style='margin:0'>{svg}")
        across = natural or float(ElementTree.fromstring(svg).get("data-width"))
        assert page.evaluate("document.querySelector('svg').clientWidth") == pytest.approx(across * 4 / 3, abs=1)
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    page.close()


def test_letters_of_a_neurons_loss_can_be_read_in_a_cell(browser):
    """The graph of one neuron and its loss once was 1,781 pixels wide; in a cell its numbers are at least 10 pixels high."""
    across = float(ElementTree.fromstring(draw(neuron_loss()).svg).get("data-width"))
    assert 12 * 1000 / across > 10
