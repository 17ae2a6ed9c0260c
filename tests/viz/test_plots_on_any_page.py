"""Figures of the course stand on the page itself, be it white or black, and can be read on both."""

from __future__ import annotations

import numpy as np
import pytest

from viz import confusion_matrix, decision_boundary, embeddings, filters, training_curves

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.colors import to_rgba  # noqa: E402

PAGES = ("white", "#111111")  # a light page, and JupyterLab's dark one
READABLE, VISIBLE = 3.9, 2.9  # contrast of text, of lines; no gray has 4.5 on both, the best is 4.35


@pytest.fixture(autouse=True)
def _style():
    with plt.style.context("viz.course.page"):
        yield
    plt.close("all")


def luminance(color):
    """Relative luminance as WCAG defines it."""
    parts = np.array(to_rgba(color)[:3])
    return np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)


def contrast(color, page):
    low, high = sorted((luminance(color), luminance(page)))
    return (high + 0.05) / (low + 0.05)


def texts_of(figure):
    """What is written outside of the data: titles, labels, numbers at the axes, legends."""
    for ax in figure.axes:
        yield from (ax.title, ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels())
        yield from ax.get_legend().get_texts() if ax.get_legend() else ()


def own_figure():
    ax = plt.subplots()[1]
    for i in range(6):
        ax.plot([0, 1], [i, i + 1], label=f"line {i}")
    ax.set(title="title", xlabel="x", ylabel="y")
    ax.legend()
    return ax


SOME = np.random.default_rng(0).standard_normal((12, 2))
FIGURES = {
    "a figure of one's own": own_figure,
    "training_curves": lambda: training_curves({"loss": [2.0, 1.0], "accuracy": [0.1, 0.2]}),
    "decision_boundary": lambda: decision_boundary(lambda x: x[:, 0] > 0, SOME, SOME[:, 0] > 0, steps=9),
    "embeddings": lambda: embeddings(SOME, [0, 1, 2, 3] * 3),
    "confusion_matrix": lambda: confusion_matrix(np.eye(3) + 1),
    "filters": lambda: filters(np.ones((3, 3, 1, 2))),
}


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_written_can_be_read_on_a_white_and_on_a_dark_page(name):
    figure = FIGURES[name]().figure
    assert to_rgba(figure.get_facecolor())[3] == 0
    for text in texts_of(figure):
        assert min(contrast(text.get_color(), page) for page in PAGES) > READABLE, (text, text.get_color())


@pytest.mark.parametrize("name", FIGURES)
def test_jupyter_puts_no_card_behind_a_figure(name):
    backend = pytest.importorskip("matplotlib_inline.backend_inline")
    assert backend._fetch_figure_metadata(FIGURES[name]().figure) is None


def test_lines_can_be_seen_on_a_white_and_on_a_dark_page():
    for line in own_figure().lines:
        assert min(contrast(line.get_color(), page) for page in PAGES) > VISIBLE, line.get_color()


def test_pale_areas_lie_on_white_so_that_they_stay_pale():
    ax = decision_boundary(lambda x: x[:, 0], SOME, SOME[:, 0] > 0, steps=9)
    assert to_rgba(ax.get_facecolor()) == (1, 1, 1, 1)


def test_an_opaque_figure_keeps_its_dark_ink():
    with plt.style.context("default"):
        ax = training_curves({"loss": [2.0, 1.0]})
        assert contrast(ax.xaxis.label.get_color(), "white") > 4.5
