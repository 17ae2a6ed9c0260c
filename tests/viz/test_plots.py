"""Plots: the numbers that the matplotlib artists hold, not their looks."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograd import Tensor
from viz import confusion_matrix, decision_boundary, digits, training_curves, weight_maps

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

HISTORY = {"accuracy": [0.5, 0.7, 0.8], "loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.2, 0.9], "val_accuracy": [0.4, 0.6, 0.7]}


def texts(ax):
    return [t.get_text() for t in ax.texts]


def test_training_curves_show_each_metric_by_its_epochs():
    ax = training_curves(HISTORY)
    both = [*ax.lines, *next(a for a in ax.figure.axes if a is not ax).lines]
    shown = {line.get_label(): line for line in both}
    assert list(shown) == ["loss", "loss (validation)", "accuracy", "accuracy (validation)"]
    assert shown["loss (validation)"].get_ydata().tolist() == HISTORY["val_loss"]
    assert shown["accuracy"].get_xdata().tolist() == [1, 2, 3]
    for metric in ("loss", "accuracy"):
        plain, validation = shown[metric], shown[f"{metric} (validation)"]
        assert plain.get_color() == validation.get_color()
        assert (plain.get_linestyle(), validation.get_linestyle()) == ("-", "--")
    assert shown["loss"].get_color() != shown["accuracy"].get_color()
    assert len(ax.lines) == 2  # losses on the left axis
    assert [t.get_text() for t in ax.get_legend().get_texts()] == list(shown)


def test_training_curves_take_what_fit_returns():
    ax = training_curves(SimpleNamespace(history={"loss": [1.0]}))
    assert len(ax.figure.axes) == 1
    assert ax.lines[0].get_marker() == "o"  # one epoch alone would be an invisible line
    assert ax.get_xlim() == (0.5, 1.5)


def test_training_curves_know_the_epochs_of_a_fit():
    history = SimpleNamespace(
        history={"loss": [4.0, 3.0, 2.0, 1.0], "val_loss": [5.0, 3.5]}, epoch=[2, 3, 4, 5], params={"validation_freq": 2}
    )
    ax = training_curves(history)
    assert [line.get_xdata().tolist() for line in ax.lines] == [[3, 4, 5, 6], [4, 6]]
    assert ax.get_xlim()[0] < 3 < 6 < ax.get_xlim()[1]


def test_a_learning_rate_is_a_share_of_its_largest_value():
    ax = training_curves({"loss": [2.0, 1.0], "learning_rate": [1e-3, 1e-4]})
    (rate,) = next(a for a in ax.figure.axes if a is not ax).lines
    np.testing.assert_allclose(rate.get_ydata(), [1.0, 0.1])
    assert rate.get_label() == "learning rate / 0.001"
    assert training_curves({"learning_rate": [1e-3, 1e-4]}).lines[0].get_ydata().tolist() == [1e-3, 1e-4]


def test_a_metric_of_several_numbers_has_several_lines():
    ax = training_curves({"f1": [np.array([0.1, 0.2]), np.array([0.3, 0.5])]})
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.1, 0.3], [0.2, 0.5]]
    assert len(ax.get_legend().get_texts()) == 1


def test_training_curves_refuse_an_empty_history():
    with pytest.raises(ValueError, match="'loss' is one number"):
        training_curves({"loss": 1.0})
    with pytest.raises(ValueError, match="at least one epoch"):
        training_curves({"loss": []})
    with pytest.raises(TypeError, match="got list"):
        training_curves([1.0, 2.0])


def test_weight_maps_cut_columns_into_images_with_colors_symmetric_about_zero():
    weights = np.arange(12.0).reshape(6, 2) - 3.0  # (inputs, neurons)
    ax = weight_maps(Tensor(weights), shape=(2, 3))
    image = ax.images[0]
    assert image.get_clim() == (-8.0, 8.0)
    sheet = np.ma.filled(image.get_array(), np.nan)
    seen = sheet[:, ~np.isnan(sheet).all(axis=0)]
    seen = seen[~np.isnan(seen).all(axis=1)]
    np.testing.assert_array_equal(seen, np.hstack([weights[:, 0].reshape(2, 3), weights[:, 1].reshape(2, 3)]))
    assert texts(ax) == ["0", "1"]


def test_weight_maps_show_no_more_than_asked_and_survive_zeros():
    ax = weight_maps(np.zeros((4, 30)), shape=(2, 2), count=5)
    assert texts(ax) == ["0", "1", "2", "3", "4"]
    assert ax.images[0].get_clim() == (-1.0, 1.0)


def test_weight_maps_refuse_another_shape():
    with pytest.raises(ValueError, match=r"shape \(10, 2\).*28 · 28 = 784 inputs"):
        weight_maps(np.zeros((10, 2)))


def boundary_of(ax):
    """The points of the drawn line(s) where the decision turns."""
    return np.concatenate([p.vertices for c in ax.collections if hasattr(c, "levels") for p in c.get_paths()])


X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


@pytest.mark.parametrize(
    "predict",
    [
        lambda p: p[:, 0] > 0.25,
        lambda p: np.clip(p[:, 0] + 0.25, 0, 1),
        lambda p: Tensor(p[:, :1] - 0.25),
        lambda p: np.stack([np.full(len(p), 0.25), p[:, 0]], axis=1),
    ],
    ids=["booleans", "probability", "score column", "two classes"],
)
def test_the_decision_boundary_is_where_the_answer_turns(predict):
    ax = decision_boundary(predict, X, [0, 1, 0, 1])
    np.testing.assert_allclose(boundary_of(ax)[:, 0], 0.25, atol=0.006)  # one step of the plane
    points = [c.get_offsets() for c in ax.collections if c.get_label().startswith("class")]
    np.testing.assert_array_equal(points[1], X[[1, 3]])


def test_the_decision_boundary_takes_classes_minus_one_and_one():
    ax = decision_boundary(lambda p: p[:, 1] - 0.5, X, [-1, -1, 1, 1])
    assert [c.get_label() for c in ax.collections if c.get_label().startswith("class")] == ["class -1", "class 1"]
    np.testing.assert_allclose(boundary_of(ax)[:, 1], 0.5, atol=1e-9)


def test_the_decision_boundary_of_one_class_has_no_line():
    ax = decision_boundary(lambda p: np.ones(len(p)), X, [0, 0, 0, 0])
    assert not any(hasattr(c, "levels") for c in ax.collections)


def test_the_decision_boundary_refuses_other_data():
    with pytest.raises(ValueError, match=r"points \(N, 2\)"):
        decision_boundary(lambda p: p[:, 0], np.zeros((4, 3)), np.zeros(4))
    with pytest.raises(ValueError, match="some points of x are NaN"):
        decision_boundary(lambda p: p[:, 0], X * np.nan, [0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"classes are whole numbers.*got \['a', 'b', 'a'\]"):
        decision_boundary(lambda p: p[:, 0], X, list("abab"))
    with pytest.raises(ValueError, match="steps=1 must be a whole number, 2 or more"):
        decision_boundary(lambda p: p[:, 0], X, [0, 1, 0, 1], steps=1)
    with pytest.raises(ValueError, match="answered"):
        decision_boundary(lambda p: p[:3, 0], X, [0, 1, 0, 1])


def test_the_confusion_matrix_writes_the_counts_and_shades_the_shares():
    ax = confusion_matrix([[8, 2], [0, 10]], labels=["cat", "dog"])
    assert texts(ax) == ["8", "2", "10"]
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.8, 0.2], [0.0, 1.0]])
    assert ax.get_title() == "90.0% correct"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["cat", "dog"]


def test_the_confusion_matrix_of_an_unseen_class_is_blank():
    assert np.isfinite(confusion_matrix(np.zeros((3, 3), int)).images[0].get_array()).all()


def test_the_confusion_matrix_refuses_what_is_not_square():
    with pytest.raises(ValueError, match="square"):
        confusion_matrix(np.zeros((2, 3)))
    for bad in (np.nan, -1.0, np.inf):
        with pytest.raises(ValueError, match="finite and not negative"):
            confusion_matrix([[1.0, bad], [0.0, 2.0]])
    with pytest.raises(ValueError, match=r"got shape \(0, 0\)"):
        confusion_matrix(np.zeros((0, 0)))
    with pytest.raises(ValueError, match="1 labels for 2 classes"):
        confusion_matrix(np.zeros((2, 2)), labels=["a"])


@pytest.mark.parametrize("shape", [(12, 4, 4), (12, 4, 4, 1), (12, 16)])
def test_digits_lie_side_by_side(shape):
    images = np.arange(12 * 16).reshape(shape)
    ax = digits(images, titles=range(12))
    sheet = np.ma.filled(ax.images[0].get_array(), np.nan)
    assert sheet.shape == (2 * 7 + 3, 6 * 7 + 3)  # 2 rows of 6, gaps of 3
    np.testing.assert_array_equal(sheet[3:7, 10:14], np.arange(16, 32).reshape(4, 4))
    assert texts(ax) == [str(i) for i in range(12)]


def test_digits_refuse_what_is_no_image():
    with pytest.raises(ValueError, match="got"):
        digits(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="got"):
        digits(np.zeros((0, 28, 28)))
    with pytest.raises(ValueError, match="2 titles for 1 images"):
        digits(np.zeros((1, 28, 28)), titles=["a", "b"])
    with pytest.raises(ValueError, match=r"predictions of shape \(2, 1\) are no scores of classes"):
        digits(np.zeros((2, 28, 28)), labels=[0, 1], predictions=[[0.2], [0.9]])
    with pytest.raises(TypeError, match="digits draws numbers"):
        digits(["a"])


def test_digits_in_color_keep_their_colors():
    images = np.random.default_rng(0).integers(0, 255, (2, 4, 4, 3)).astype("uint8")
    shown = digits(images).images[0].get_array()
    np.testing.assert_allclose(shown[3:7, 10:14], images[1] / 255)
    assert (shown[:3] == 1.0).all()


def test_what_is_not_finite_is_yellow_and_said():
    images = np.ones((2, 4, 4))
    images[1, 2, 3], images[0, 0, 0] = np.nan, np.inf
    ax = digits(images)
    picture = ax.images[0]
    drawn = picture.to_rgba(picture.get_array())
    assert matplotlib.colors.to_hex(drawn[5, 13]) == matplotlib.colors.to_hex(drawn[3, 3]) == "#e8c000"
    assert matplotlib.colors.to_hex(drawn[4, 4]) == "#000000"
    assert ax.get_title() == "2 of 32 values are NaN or infinite (yellow)"
    maps = weight_maps([[1.0, np.nan], [2.0, np.inf], [-4.0, 1.0], [0.0, 0.0]], shape=(2, 2))
    assert maps.images[0].get_clim() == (-4.0, 4.0)
    assert "2 of 8 values" in maps.get_title()
    rows = training_curves({"loss": [3.0, np.nan, np.inf, 1.0]})
    np.testing.assert_array_equal(rows.lines[0].get_ydata(), [3.0, np.nan, np.nan, 1.0])
    assert rows.lines[1].get_xdata().tolist() == [2, 3]
    assert rows.lines[1].get_marker() == "x"
    plane = decision_boundary(lambda p: np.where(p[:, 0] > 0.5, np.nan, p[:, 1]), X, [0, 1, 0, 1])
    assert plane.get_xlabel().startswith("50% of the plane")


def test_plots_draw_into_the_axes_they_are_given():
    _, axes = plt.subplots(1, 5)
    given = [
        training_curves(HISTORY, ax=axes[0]),
        weight_maps(np.ones((4, 2)), shape=(2, 2), ax=axes[1]),
        decision_boundary(lambda p: p[:, 0], X, [0, 1, 0, 1], ax=axes[2]),
        confusion_matrix(np.eye(2), ax=axes[3]),
        digits(np.ones((2, 4, 4)), ax=axes[4]),
    ]
    assert all(ax is axis for ax, axis in zip(given, axes))
    assert len(plt.get_fignums()) == 1


def test_importing_viz_needs_none_of_its_optional_packages():
    program = (
        "import sys\n"
        "for name in ('matplotlib', 'graphviz', 'pygraphviz'): sys.modules[name] = None\n"
        "import viz\nfrom autograd import Tensor\n"
        "for act, package in ((lambda: viz.draw(Tensor(1.0)).dot, 'graphviz'), (lambda: viz.digits([[[1]]]), 'matplotlib')):\n"
        "    try: act()\n"
        "    except ImportError as error: assert f'pip install {package}' in str(error), error\n"
        "    else: raise AssertionError(package)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_names_are_no_formulas():
    for ax in (training_curves({"loss$": [1.0, 2.0], "$\\frac$": [1.0, 2.0]}), digits(np.ones((1, 2, 2)), titles=["$x_"])):
        ax.figure.savefig(io.BytesIO())
