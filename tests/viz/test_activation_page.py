"""The page of activations: the curves are the functions and their derivatives."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nn.activations import ACTIVATIONS
from viz.plots.activations import OF_SEVERAL, activation, activation_page, one_of_each

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", one_of_each())
def test_the_curves_are_the_function_and_its_slope(name):
    slope, curve = (line for line in activation(name).lines if line.get_label() in (name, "derivative"))
    x, y = curve.get_data()
    np.testing.assert_allclose(y, ACTIVATIONS[name](np.asarray(x)), rtol=1e-12)
    above, below = (ACTIVATIONS[name](np.asarray(x) + h) for h in (1e-6, -1e-6))  # no point lies so near to a corner
    np.testing.assert_allclose(slope.get_ydata(), (above - below) / 2e-6, rtol=1e-6, atol=1e-8)
    assert (x.min(), x.max()) == (-4.0, 4.0)
    assert 0.0 not in x


def test_every_function_is_on_the_page_once():
    figure = activation_page()
    titles = [ax.get_title() for ax in figure.axes if ax.get_title()]
    assert titles == one_of_each()
    assert {ACTIVATIONS[title] for title in titles} == {f for name, f in ACTIVATIONS.items() if name not in OF_SEVERAL}
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["function", "derivative"]
    assert len(activation_page(["relu", "tanh"]).axes) == 2


def test_the_picture_is_written_by_one_command(tmp_path):
    path = tmp_path / "page.png"
    run = subprocess.run([sys.executable, "-m", "viz.plots.activations", str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert path.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", ["softmax", "rleu"])
def test_what_cannot_be_drawn(name):
    with pytest.raises(ValueError, match=f"functions of one number, got '{name}': choose from linear, relu"):
        activation(name)
