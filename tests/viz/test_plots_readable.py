"""Plots say what they show, nothing covers anything, and a dark page gets dark plots."""

from __future__ import annotations

import numpy as np
import pytest

from nn import Conv2D, Dense, Sequential
from viz import (
    activation_maps,
    boxes,
    confusion_matrix,
    decision_boundary,
    digits,
    embeddings,
    filters,
    loss_landscape,
    reconstructions,
    saliency,
    training_curves,
    weight_maps,
)

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot  # noqa: E402
from matplotlib.colors import to_hex  # noqa: E402


def model():
    made = Sequential([Dense(3, input_shape=(4,)), Dense(2, activation="softmax")])
    made.compile("sgd", "sparse_categorical_crossentropy")
    return made


X = np.random.default_rng(0).standard_normal((6, 4))
PLOTS = {
    "training_curves": lambda **s: training_curves({"loss": [2.0, 1.0]}, **s),
    "boxes": lambda **s: boxes(np.ones((1, 8, 8)), [[0, 0, 1, 1]], **s),
    "confusion_matrix": lambda **s: confusion_matrix(np.eye(3), **s),
    "decision_boundary": lambda **s: decision_boundary(lambda x: x[:, 0] > 0, X[:, :2], X[:, 0] > 0, steps=9, **s),
    "digits": lambda **s: digits(np.ones((2, 3, 3)), labels=[1, 2], **s),
    "embeddings": lambda **s: embeddings(X, [0, 0, 1, 1, 2, 2], **s),
    "loss_landscape": lambda **s: loss_landscape(model(), X, np.array([0, 1] * 3), steps=5, **s),
    "reconstructions": lambda **s: reconstructions(np.ones((2, 9)), np.zeros((2, 9)), **s),
    "saliency": lambda **s: saliency(model(), X[:1], **s),
    "weight_maps": lambda **s: weight_maps(np.eye(4), shape=(2, 2), **s),
    "filters": lambda **s: filters(np.ones((3, 3, 1, 2)), **s),
    "activation_maps": lambda **s: activation_maps(model(), X[:1], **s),
}


@pytest.mark.parametrize("plot", PLOTS)
def test_every_plot_has_a_dark_side(plot):
    dark, light = PLOTS[plot](theme="dark"), PLOTS[plot]()
    assert to_hex(dark.figure.get_facecolor()) == "#1c1f25"
    assert to_hex(light.figure.get_facecolor()) == "#ffffff"
    for text in (dark.title, dark.xaxis.label, dark.yaxis.label, *dark.texts):
        if text.get_text() and plot != "confusion_matrix":
            assert sum(int(to_hex(text.get_color())[i : i + 2], 16) for i in (1, 3, 5)) > 380, text


@pytest.mark.parametrize("plot", PLOTS)
def test_a_theme_that_does_not_exist_is_refused(plot):
    with pytest.raises(ValueError, match="theme='sepia' is not one of 'auto', 'light', 'dark'"):
        PLOTS[plot](theme="sepia")


def test_counts_on_their_cells_keep_their_colors_in_the_dark():
    inks = [[to_hex(t.get_color()) for t in confusion_matrix(np.eye(3) + 1, theme=theme).texts] for theme in ("light", "dark")]
    assert inks[0] == inks[1]


def test_the_scale_of_changes_is_not_called_weight():
    labels = [[a.get_ylabel() for a in weight_maps(np.eye(4), (2, 2), **s).figure.axes] for s in ({}, {"label": "change"})]
    assert labels == [["", "weight"], ["", "change"]]


def test_saliency_and_its_mean_over_noisy_copies_have_titles_of_their_own():
    plain, smooth = (saliency(model(), X[:1], target=1, samples=n).get_title() for n in (1, 8))
    assert plain == "which pixels move the score of class 1"
    assert smooth == f"{plain}\nmean over 8 noisy copies (SmoothGrad)"


def test_every_activation_map_has_a_frame_even_an_empty_one():
    conv = Sequential([Conv2D(3, 2, activation="relu", input_shape=(4, 4, 1))])
    axes = activation_maps(conv, np.zeros((1, 4, 4, 1)))
    frames = [(patch.get_width(), patch.get_height()) for patch in axes.patches]
    assert frames == [(3, 3)] * 3


@pytest.mark.parametrize("apart", [0.0, 0.05])
def test_names_of_classes_at_one_place_do_not_cover_each_other(apart):
    points = np.array([[i * apart + j, j] for i in range(4) for j in (0.0, 1.0)])
    axes = embeddings(points, np.repeat(["cat", "dog", "cow", "hen"], 2))
    axes.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 4
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_names_that_are_apart_stay_where_they_are():
    axes = embeddings([[0.0, 0.0], [1.0, 1.0]], ["a", "b"])
    assert [text.get_position() for text in axes.texts] == [(0, 0), (0, 0)]
