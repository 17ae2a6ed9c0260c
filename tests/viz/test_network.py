"""A network as circles and lines: what is drawn, in which formats, and what is refused."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from autograd import no_grad
from nn import MLP, Activation, Conv1D, Dense, Flatten, Neuron, NeuronLayer, Sequential
from viz import network
from viz.network.maps import maps, png
from viz.network.net import read

SVG = "{http://www.w3.org/2000/svg}"


def draw_it(picture):
    return ElementTree.fromstring(picture.svg)


def lines(picture):
    return list(draw_it(picture).iter(f"{SVG}path"))


def test_every_neuron_is_a_circle_and_every_weight_a_line():
    picture = network(MLP(2, [4, 3, 1], seed=0))
    assert len([c for c in draw_it(picture).iter(f"{SVG}circle") if c.get("class") == "ring"]) == 2 + 4 + 3 + 1
    assert len(lines(picture)) == 2 * 4 + 4 * 3 + 3
    assert len([r for r in draw_it(picture).iter(f"{SVG}rect") if "bias" in r.get("class", "")]) == 4 + 3 + 1
    assert repr(picture) == "<Network: mlp: 2 → 4 → 3 → 1, 31 weights>"


def test_width_says_how_large_a_weight_is_and_dashes_that_it_is_negative():
    neuron = Neuron(3, "tanh", seed=0)
    for w, number in zip(neuron.w, (0.1, -2.0, 4.0)):
        w.data = number
    small, negative, large = lines(network(neuron))
    widths = [float(line.get("stroke-width")) for line in (small, negative, large)]
    assert widths == sorted(widths)
    assert [line.get("stroke-dasharray") is not None for line in (small, negative, large)] == [False, True, False]
    assert [line.get("class") for line in (small, negative, large)] == ["high", "low", "high"]
    assert [line.find(f"{SVG}title").text for line in (small, negative, large)] == ["0.1", "-2", "4"]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_dense_network_is_drawn_as_its_neurons_compute(activation):
    x = np.random.default_rng(0).normal(size=(20, 2))
    model = Sequential(
        [Dense(5, use_bias=False, input_shape=(2,), dtype="float64"), Activation(activation), Dense(2, dtype="float64")]
    )
    net = read(model, "network")
    with no_grad():
        found = np.stack(net.outputs(list(x.T))[-1], axis=-1)
    np.testing.assert_allclose(found, model.predict(x), rtol=1e-12)
    assert len([r for r in draw_it(network(model)).iter(f"{SVG}rect") if "bias" in r.get("class", "")]) == 2


def test_each_circle_shows_what_its_neuron_gives_over_the_data():
    x = np.array([[-1.0, -1.0], [1.0, 1.0]])
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    (x0, x1), hidden, (out,) = maps(read(model, "network"), x, 9)
    assert (np.diff(x0, axis=1) > 0).all()  # grows to the right
    assert (np.diff(x1, axis=0) < 0).all()  # and upward
    place = [1.24 * t for t in (0.5, -0.25)]  # column 6, row 5 of 9: 12 percent of room on each side
    expected = [neuron(place).item() for neuron in model.layers[0].neurons]
    for z, value in zip(hidden, expected):
        assert z.shape == (9, 9)
        assert np.sign(z[5, 6]) == np.sign(value)
    assert np.abs(out).max() == 1.0
    assert len(list(draw_it(network(model, x)).iter(f"{SVG}image"))) == 2 + 3 + 1


def test_one_input_gives_curves_and_more_than_two_are_held_at_their_means():
    curves = network(MLP(1, [3, 1], seed=0), np.linspace(-1, 1, 5))
    assert len(list(draw_it(curves).iter(f"{SVG}polyline"))) == 1 + 3 + 1
    x = np.random.default_rng(0).normal(size=(10, 3))
    inputs, *_ = maps(read(MLP(3, [2, 1], seed=0), "network"), x, 5)
    assert np.ptp(inputs[2]) == 0.0


def test_a_small_picture_is_a_png_with_the_colors_of_its_numbers():
    matplotlib = pytest.importorskip("matplotlib.image")
    import io

    pixels = matplotlib.imread(io.BytesIO(png(np.array([[-1.0, 0.0], [0.5, 1.0]]), "#0000ff", "#ff0000")), format="png")
    np.testing.assert_allclose(pixels[0, 0], [0, 0, 1, 1])
    np.testing.assert_allclose(pixels[1, 1], [1, 0, 0, 1])
    np.testing.assert_allclose(pixels[:, :, 3], [[1, 0], [0.5, 1]], atol=0.005)


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_it_saves_itself_as_svg_png_and_tikz(tmp_path, theme):
    pytest.importorskip("matplotlib")
    picture = network(MLP(2, [3, 1], seed=0), np.random.default_rng(0).normal(size=(9, 2)), theme=theme)
    assert picture.save(tmp_path / "net.svg").read_text(encoding="utf-8") == picture.svg
    assert picture.save(tmp_path / "net.png").read_bytes().startswith(b"\x89PNG")
    tex = picture.save(tmp_path / "net.tex").read_text(encoding="utf-8")
    assert tex.count(r"\draw[ring") == 2 + 3 + 1
    assert tex.count(".. controls") == 2 * 3 + 3
    assert tex.count("{") == tex.count("}")
    assert ("prefers-color-scheme:dark" in picture.svg) == (theme == "auto")
    with pytest.raises(ValueError, match=r"net.pdf.*write one of .svg, .png, .tex"):
        picture.save(tmp_path / "net.pdf")


def test_a_notebook_gets_svg_and_a_line_of_text(monkeypatch):
    picture = network(NeuronLayer(2, 3, seed=0))
    assert set(picture._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}
    monkeypatch.setenv("TAPEGRAD_DISPLAY", "svg,png")
    assert set(picture._repr_mimebundle_()) == {"image/svg+xml", "image/png", "text/plain"}


def test_a_softmax_shows_probabilities():
    model = Sequential([Dense(3, activation="softmax", input_shape=(2,))])
    *_, last = maps(read(model, "network"), np.array([[0.0, 0.0], [1.0, 1.0]]), 4)
    assert min(z.min() for z in last) >= 0


def test_hostile_names_stay_text():
    picture = network(MLP(1, [1], seed=0, name="<script>alert(1)</script>$x$"))
    assert "<script" not in picture.svg
    assert draw_it(picture).get("aria-label").startswith("Network <script>alert(1)</script>$x$")


def test_numbers_that_are_none_are_drawn_thin():
    neuron = Neuron(2, seed=0)
    neuron.w[0].data = float("nan")
    assert lines(network(neuron, np.eye(2)))[0].get("stroke-width") == "0.4"


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (3, TypeError, "got int: architecture"),
        (Sequential([Conv1D(2, 2, input_shape=(4, 1)), Flatten(), Dense(1)]), TypeError, "conv1d is a Conv1D"),
        (Sequential([Dense(2)]), ValueError, "dense has no weights yet: give the first layer an input_shape"),
        (Sequential([Activation("relu")]), ValueError, "no Dense layer"),
        (Sequential([Dense(2, "relu", input_shape=(2,)), Activation("relu")]), ValueError, "must stand behind a Dense layer"),
        (Sequential([Dense(2, "softmax", input_shape=(2,)), Dense(1)]), ValueError, "softmax before the end"),
        (MLP(40, [50, 1], seed=0), ValueError, "more than the 2,000"),
    ],
)
def test_what_cannot_be_drawn_so_is_refused_with_a_way_out(model, error, message):
    with pytest.raises(error, match=message):
        network(model)


def test_wrong_data_and_themes_are_refused():
    with pytest.raises(ValueError, match=r"takes 2 numbers a sample, \(n, 2\), got x of shape \(3,\)"):
        network(MLP(2, [1], seed=0), np.zeros(3))
    with pytest.raises(ValueError, match="theme='blue'"):
        network(MLP(2, [1], seed=0), theme="blue")


def test_drawing_leaves_the_model_as_it_was():
    model = MLP(2, [3, 1], seed=0)
    before = [w.copy() for w in model.get_weights()]
    picture = network(model, np.eye(2))
    model.set_weights([w + 1.0 for w in before])
    svg = picture.svg
    model.set_weights(before)
    assert svg == network(model, np.eye(2)).svg
