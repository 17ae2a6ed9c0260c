"""The playground in a real browser: the weights of nn's own training, every control, the keyboard alone, phones, themes."""

from __future__ import annotations

import functools
import json
import re

import numpy as np
import pytest
from browsing import controls_by_tab, until

from autograd import Tensor
from nn import MLP, SGD, Dense, Neuron, Sequential, datasets, regularizers
from viz import playground

X, Y = datasets.moons(40, noise=0.15, seed=0)


@pytest.fixture
def open_in_browser(open_in_browser):
    """Open a playground's saved page, in a window that shows all of it."""
    return functools.partial(open_in_browser, height=780)


def small(**settings):
    return playground(MLP(2, [3, 1], activation="tanh", seed=0), X, Y, **settings)


def weights(page):
    """The page's weights, as the code that it gives sets them."""
    page.click("#hand")
    code = page.input_value("#code")
    page.click("#handing .close")
    model = Taker()
    exec(code, {"model": model})
    return [np.asarray(w) for w in model.weights]


class Taker:
    """What the code is run with."""

    def set_weights(self, weights):
        self.weights = weights


def steps(page, count):
    """Take single steps; the samples of each."""
    batches = []
    for _ in range(count):
        page.click("#step")
        batches.append(json.loads(page.get_attribute("body", "data-batch")))
    return batches


def train(model, batches, rate, loss, x=X, y=Y):
    """The weights that nn's SGD finds with the same batches."""
    model.compile(SGD(rate), loss)
    for rows in batches:
        model.train_on_batch(x[rows], y[rows])
    return model.get_weights()


def dense(*penalty, activation="tanh", last="sigmoid", units=1):
    settings = {"dtype": "float64", "kernel_regularizer": penalty[0] if penalty else None}
    model = Sequential([Dense(4, activation, input_shape=(2,), **settings), Dense(units, last, **settings)])
    model.set_weights([np.random.default_rng(1).normal(size=w.shape) for w in model.get_weights()])
    return model


def close(found, expected):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    return True


@pytest.mark.parametrize(
    ("model", "settings"),
    [
        (lambda: MLP(2, [4, 3, 1], activation="tanh", seed=0), {}),
        (lambda: MLP(2, [4, 1], activation="relu", output_activation="sigmoid", seed=1), {"batch_size": 7}),
        (lambda: MLP(2, [3, 1], activation="softplus", seed=2), {"loss": "huber", "batch_size": 16}),
        (lambda: MLP(2, [3, 2], activation="gelu", seed=2), {"loss": "mae", "y": X[:, ::-1]}),
        (lambda: dense(), {"batch_size": 1}),
        (lambda: dense(regularizers.L2(0.03)), {"batch_size": 8}),
        (lambda: dense(regularizers.L1(0.02), last=None), {}),
        (lambda: dense(last="softmax", units=3, activation="elu"), {"batch_size": 8}),
    ],
)
def test_after_the_same_batches_the_weights_are_those_of_python(open_in_browser, model, settings):
    y = np.asarray(settings.pop("y", Y))
    made = playground(model(), X, y, learning_rate=0.3, **settings)
    page = open_in_browser(made)
    batches = steps(page, 12)
    assert {len(rows) for rows in batches} <= {settings.get("batch_size", 40), 40 % settings.get("batch_size", 40)}
    again = model()
    expected = train(again, batches, 0.3, settings.get("loss", made.data["loss"]), y=y)
    assert close(weights(page), expected)


def test_a_single_neuron_trains_as_python_does(open_in_browser):
    neuron = Neuron(2, "sigmoid", seed=0)
    page = open_in_browser(playground(neuron, X, Y, learning_rate=0.5))
    steps(page, 3)
    for _ in range(3):
        p = neuron([Tensor(x, requires_grad=False) for x in X.T])
        loss = -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean()
        neuron.zero_grad()
        loss.backward()
        SGD(0.5).step(neuron.parameters())
    assert close(weights(page), neuron.get_weights())


def test_penalties_rates_and_batches_may_change_on_the_way(open_in_browser):
    page = open_in_browser(playground(dense(), X, Y, learning_rate=0.1))
    first = steps(page, 3)
    page.select_option("#penalty", "L2")
    page.fill("#strength", "0.05")
    page.fill("#rate", "0.2")
    page.select_option("#batch", "8")
    page.click("#step")
    second = [json.loads(page.get_attribute("body", "data-batch")), *steps(page, 3)]
    model = dense()
    penalized = dense(regularizers.L2(0.05))
    penalized.set_weights(train(model, first, 0.1, "binary_crossentropy"))
    assert close(weights(page), train(penalized, second, 0.2, "binary_crossentropy"))


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "linear", "silu"])
def test_another_activation_computes_as_python_does(open_in_browser, activation):
    page = open_in_browser(small(learning_rate=0.2))
    page.select_option("#activation", activation)
    batches = steps(page, 4)
    again = MLP(2, [3, 1], activation=activation, seed=0)
    assert close(weights(page), train(again, batches, 0.2, "mean_squared_error"))
    assert f"the activation {activation}, not tanh" in page.input_value("#code")


def test_the_losses_are_those_of_python(open_in_browser):
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    page = open_in_browser(playground(model, X[:30], Y[:30], test=(X[30:], Y[30:])))
    batches = steps(page, 5)
    train(model, batches, 0.1, "mse")
    for selector, rows in (("#loss b", slice(30)), ("#loss .test b", slice(30, None))):
        expected = model.evaluate(X[rows], Y[rows], verbose=0)
        assert float(page.text_content(selector)) == pytest.approx(np.ravel(expected)[0], rel=1e-3)


def test_play_pause_one_step_and_reset(open_in_browser):
    page = open_in_browser(small())
    start = weights(page)
    page.click("#step")
    assert page.inner_text("#count") == "step 1"
    page.click("#play")
    until(page, "Number(document.body.dataset.steps) > 4")
    assert "pause" in page.inner_text("#play")
    page.click("#play")
    count = page.inner_text("#count")
    page.wait_for_timeout(100)
    assert page.inner_text("#count") == count
    page.click("#restart")
    assert page.inner_text("#count") == "step 0"
    assert close(weights(page), start)


def test_the_picture_follows_every_step(open_in_browser):
    page = open_in_browser(small(learning_rate=1.0))
    pictures = ["#plot", "#maps", "#curves"]
    shots = "(ids) => ids.map((id) => document.querySelector(id).toDataURL())"
    before = page.evaluate(shots, pictures)
    steps(page, 3)
    assert all(one != other for one, other in zip(before, page.evaluate(shots, pictures)))
    widths = "[...document.querySelectorAll('.wire')].map((line) => line.style.strokeWidth)"
    now = page.evaluate(widths)
    page.select_option("#shows", "gradients")
    assert page.evaluate(widths) != now


def test_a_sample_opens_in_the_tape_player_with_the_gradients_of_python(open_in_browser):
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    page = open_in_browser(small(learning_rate=0.3))
    batches = steps(page, 2)
    train(model, batches, 0.3, "mse")
    page.focus("#plot")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.inner_text("#inspector h2") == "Sample 2"
    page.keyboard.press("Enter")
    frame = player(page)
    assert frame.locator("svg [data-id]").count() > 20
    frame.click("[data-go=end]")
    shown = read_leaves(frame)
    loss = (model(X[2].tolist()) - float(Y[2])) ** 2
    for t in model.parameters():
        t.grad = None
    loss.backward()
    gradients = sorted(t.grad for t in model.parameters())
    assert sorted(shown["parameter"]) == pytest.approx(gradients, abs=1e-9)
    page.click("#tape .close")
    assert not page.is_visible("#tape")


def player(page):
    page.wait_for_selector("#player")
    frame = page.query_selector("#player").content_frame()
    frame.wait_for_selector("#rows td.grad")
    return frame


def read_leaves(frame):
    """The gradients that the player shows of leaves, by what the leaves are."""
    rows = frame.eval_on_selector_all(
        "#rows tbody tr", "rows => rows.map((r) => [r.className, r.querySelector('td.grad').dataset.full])"
    )
    found = {}
    for kind, grad in rows:
        if grad:
            found.setdefault(kind.split()[0], []).append(float(grad))
    return found


def test_the_player_opens_with_another_activation_too(open_in_browser):
    page = open_in_browser(small())
    page.select_option("#activation", "relu")
    page.focus("#plot")
    page.keyboard.press("ArrowRight")
    page.click("#inspector button >> nth=0")
    frame = player(page)
    assert "with relu there is its tape" in frame.text_content("#note")
    frame.click("[data-go=end]")
    model = MLP(2, [3, 1], activation="relu", seed=0)
    ((model(X[0].tolist()) - float(Y[0])) ** 2).backward()
    assert sorted(read_leaves(frame)["parameter"]) == pytest.approx(sorted(t.grad or 0.0 for t in model.parameters()), abs=1e-9)


def place_of(page, sample):
    """Where a sample is drawn, in pixels of the plot."""
    low, high = X.min(0), X.max(0)
    room = 0.12 * (high - low)
    box = page.locator("#plot").bounding_box()
    across, up = (X[sample] - low + room) / (high - low + 2 * room)
    return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]


def test_a_click_chooses_a_sample_and_a_drag_moves_it(open_in_browser):
    page = open_in_browser(small())
    x, y = place_of(page, 7)
    page.mouse.click(x, y)
    assert page.inner_text("#inspector h2") == "Sample 7"
    before = page.inner_text("#inspector p >> nth=0"), page.inner_text("#loss")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 30, steps=4)
    page.mouse.up()
    assert page.inner_text("#inspector p >> nth=0") != before[0]
    assert page.inner_text("#loss") != before[1]
    page.click("#undo")
    assert page.inner_text("#loss") == before[1]
    assert not page.is_visible("#undo")


def test_new_samples_are_drawn_and_taken_away_and_train(open_in_browser):
    page = open_in_browser(small())
    page.select_option("#pen", "1")
    box = page.locator("#plot").bounding_box()
    page.mouse.click(box["x"] + 6, box["y"] + 40)
    assert page.inner_text("#inspector h2") == "Sample 40"
    assert "label 1" in page.inner_text("#inspector")
    page.click("#step")
    assert len(json.loads(page.get_attribute("body", "data-batch"))) == 41
    page.click("#inspector button >> nth=1")
    page.click("#step")
    assert len(json.loads(page.get_attribute("body", "data-batch"))) == 40


ON_THE_LINE = """(line) => {
  const { x, y } = line.getPointAtLength(line.getTotalLength() * 0.3);
  const to = line.getScreenCTM();
  return [x * to.a + to.e, y * to.d + to.f];
}"""


def test_a_weight_is_dragged_and_its_step_written_out(open_in_browser):
    page = open_in_browser(small())
    hit = page.locator(".hit[data-weight='0']")
    start = float(weights(page)[0])
    spot = hit.evaluate(ON_THE_LINE)
    page.mouse.move(*spot)
    assert page.inner_text("#inspector h2") == "w0 of neuron 0 of layer 1, from x0"
    page.mouse.down()
    page.mouse.move(spot[0], spot[1] - 50, steps=5)
    page.mouse.up()
    assert float(weights(page)[0]) == pytest.approx(start + 0.5, abs=1e-9)
    page.mouse.move(*spot)
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    model.layers[0].neurons[0].w[0].data = start + 0.5
    loss = ((model(X.T) - Y) ** 2).mean()
    loss.backward()
    shown = page.inner_text("#inspector .grad >> nth=0").replace("−", "-")
    assert float(shown) == pytest.approx(model.layers[0].neurons[0].w[0].grad, rel=1e-3)


def test_noise_and_new_weights_come_from_the_seed(open_in_browser):
    page = open_in_browser(small())
    calm = page.inner_text("#loss")
    seen = []
    for seed in ("1", "2", "1"):
        page.fill("#seed", seed)
        page.fill("#noise", "0.5")
        page.click("#draw")
        seen.append((page.inner_text("#loss"), [float(w) for w in weights(page)]))
    assert seen[0] == seen[2]
    assert seen[0] != seen[1]
    page.click("#restart")
    assert close(weights(page), seen[2][1])
    assert all(abs(w) <= 1.0 for w in seen[0][1])
    page.fill("#noise", "0")
    page.click("#step")
    assert page.inner_text("#loss") != calm


@pytest.mark.parametrize("model", [lambda: MLP(2, [3, 1], activation="tanh", seed=0), lambda: dense()])
def test_the_file_and_the_code_bring_the_weights_back(open_in_browser, tmp_path, model):
    page = open_in_browser(playground(model(), X, Y))
    steps(page, 4)
    expected = weights(page)
    page.click("#hand")
    with page.expect_download() as download:
        page.click("#file")
    path = tmp_path / "playground.safetensors"
    download.value.save_as(path)
    one, other = model(), model()
    one.load_weights(path)
    exec(page.input_value("#code"), {"model": other})
    assert close(one.get_weights(), expected)
    assert close(other.get_weights(), expected)
    page.click("#copy")
    assert page.inner_text("#copied") in ("copied", "press Ctrl+C: the code is selected")


def test_everything_works_with_the_keyboard_alone(open_in_browser):
    page = open_in_browser(small())
    page.keyboard.press("s")
    assert page.inner_text("#count") == "step 1"
    page.keyboard.press("Space")
    until(page, "Number(document.body.dataset.steps) > 2")
    page.keyboard.press("Space")
    assert "train" in page.inner_text("#play")
    page.keyboard.press("r")
    assert page.inner_text("#count") == "step 0"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "board":
            break
    start = float(weights(page)[0])
    page.focus("#board")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    assert float(weights(page)[0]) == pytest.approx(start + 0.55)
    page.focus("#plot")
    page.keyboard.press("ArrowRight")
    before = page.inner_text("#inspector p >> nth=0")
    page.keyboard.press("Shift+ArrowUp")
    assert page.inner_text("#inspector p >> nth=0") != before
    page.keyboard.press("n")
    assert page.inner_text("#inspector h2") == "Sample 40"
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    assert "Point at a line" in page.inner_text("#inspector")


def test_tab_comes_to_every_control_once_and_shows_where_it_is(open_in_browser):
    assert controls_by_tab(open_in_browser(small(test=0.25))) == [
        "hand", "theme", "play", "step", "restart", "speed", "rate", "batch", "activation", "penalty", "strength", "noise",
        "seed", "draw", "board", "shows", "plot", "pen",
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["#rate", "#batch", "#seed"])
def test_escape_leaves_a_field_and_the_keys_work_again(open_in_browser, field):
    page = open_in_browser(small())
    page.focus(field)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("s")
    assert page.inner_text("#count") == "step 1"


def test_every_control_has_a_name_and_a_screen_reader_hears_each_step(open_in_browser):
    page = open_in_browser(small(test=0.25))
    unnamed = page.eval_on_selector_all(
        "button, input, select", "all => all.filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length)).length"
    )
    assert unnamed == 0
    page.click("#step")
    assert re.fullmatch(r"Step 1: loss [\d.]+, of the test samples [\d.]+", page.text_content("#said"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_reader_the_notebook_and_the_button(open_in_browser, scheme):
    page = open_in_browser(small(), color_scheme=scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    assert (dark == "rgb(22, 24, 29)") == (scheme == "dark")
    other = "light" if scheme == "dark" else "dark"
    page.evaluate("(theme) => postMessage({ tapegrad: { theme } }, '*')", other)
    until(page, f"{paper} !== '{dark}'")
    page.click("#theme")
    assert page.evaluate(paper) == dark
    fixed = open_in_browser(small(theme=other), color_scheme=scheme)
    assert fixed.evaluate(paper) != dark


@pytest.mark.parametrize("width", [360, 390])
def test_it_fits_a_phone(open_in_browser, width):
    page = open_in_browser(small(test=0.3), width=width, height=780)
    page.click("#step")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("#buttons", "#board", "#plot", "#curves", "#inspector"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("size", [(1280, 780), (1000, 780)])
def test_the_whole_page_is_in_sight(open_in_browser, size):
    page = open_in_browser(
        playground(MLP(2, [8, 8, 1], activation="tanh", seed=0), X, Y, test=0.3), width=size[0], height=size[1]
    )
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    shown = page.locator("#board").bounding_box()
    for circle in page.locator(".neuron").all():
        box = circle.bounding_box()
        assert shown["y"] <= box["y"]
        assert box["y"] + box["height"] <= shown["y"] + shown["height"]


def test_where_scripts_are_not_allowed_a_line_of_text_says_what_to_do(browser, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small().save(tmp_path / "page.html").as_uri())
    assert "scripts are not allowed here" in page.inner_text("#unscripted")
    context.close()


def test_in_a_notebooks_frame_it_trains_and_opens_the_player(show_in_a_notebook):
    page = show_in_a_notebook(small())
    frame = page.frames[1]
    frame.wait_for_selector("#step")
    frame.click("#step")
    assert frame.inner_text("#count") == "step 1"
    assert frame.evaluate("window.origin") == "null"
    frame.focus("#plot")
    frame.press("#plot", "ArrowRight")
    frame.press("#plot", "Enter")
    inside = frame.wait_for_selector("#player").content_frame()
    inside.wait_for_selector("#rows td.grad")
    frame.click("#tape .close")
    frame.click("#hand")
    with page.expect_download() as download:
        frame.click("#file")
    assert download.value.suggested_filename == "playground.safetensors"


def test_it_follows_the_theme_of_jupyterlab(browser):
    page = browser.new_page(color_scheme="light")
    page.set_content(f"<body data-jp-theme-light='false'>{small()._repr_mimebundle_()['text/html']}")
    frame = page.frames[1]
    frame.wait_for_selector("#step")
    paper = "getComputedStyle(document.body).backgroundColor"
    until(frame, f"{paper} === 'rgb(22, 24, 29)'")
    assert not page.is_visible("p")
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    until(frame, f"{paper} !== 'rgb(22, 24, 29)'")
    page.close()


def test_a_rate_that_is_too_large_is_told(open_in_browser):
    page = open_in_browser(playground(MLP(2, [3, 1], activation="relu", seed=0), 10 * X, Y, learning_rate=1e6))
    page.click("#play")
    until(page, "document.querySelector('#said').textContent.includes('learning rate is too large')")
    assert "train" in page.inner_text("#play")


def test_more_than_two_inputs_choose_what_is_across_and_up(open_in_browser):
    x = np.random.default_rng(0).normal(size=(30, 4))
    page = open_in_browser(playground(MLP(4, [3, 1], activation="tanh", seed=0), x, (x[:, 3] > 0).astype(int)))
    before = page.evaluate("document.querySelector('#plot').toDataURL()")
    page.select_option("#up", "3")
    assert page.evaluate("document.querySelector('#plot').toDataURL()") != before


@pytest.mark.parametrize(
    ("model", "x", "y"),
    [
        (lambda: MLP(1, [4, 1], activation="tanh", seed=0), np.linspace(-2, 2, 30), np.sin(np.linspace(-2, 2, 30))),
        (lambda: MLP(2, [4, 1], activation="tanh", seed=0), X, X[:, 0] - X[:, 1]),
        (lambda: Neuron(1, "linear", seed=0), [0.0, 1.0, 2.0], [1.0, 3.0, 5.0]),
        (lambda: Sequential([Dense(3, "softmax", input_shape=(1,))]), np.arange(6.0), [0, 0, 1, 1, 2, 2]),
    ],
)
def test_curves_numbers_and_classes_of_one_input_are_shown(open_in_browser, model, x, y):
    page = open_in_browser(playground(model(), x, y))
    before = page.evaluate("document.querySelector('#plot').toDataURL()")
    steps(page, 3)
    assert page.evaluate("document.querySelector('#plot').toDataURL()") != before


def test_pointing_at_a_neuron_shows_what_it_gives(open_in_browser):
    page = open_in_browser(small())
    picture = "document.querySelector('#plot').toDataURL()"
    before = page.evaluate(picture)
    page.hover(".neuron >> nth=2")
    assert page.evaluate(picture) != before
    page.hover("header")
    assert page.evaluate(picture) == before


def test_hostile_names_do_nothing(open_in_browser):
    model = MLP(2, [2, 1], seed=0, name="</script><script>window.hit=1</script><img src=x onerror=window.hit=1>")
    page = open_in_browser(playground(model, X, Y))
    page.click("#step")
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('img').length") == 0
