"""Boxes around what was found, and copies below originals: where they stand, in which color, with which words."""

from __future__ import annotations

import numpy as np
import pytest

from viz import boxes, reconstructions

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot  # noqa: E402
from matplotlib.colors import to_hex  # noqa: E402


def find_bounds(patch):
    return patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()


def test_a_box_frames_its_share_of_its_own_image():
    ax = boxes(np.zeros((2, 20, 20)), [[0.0, 0.0, 1.0, 1.0], [0.25, 0.5, 0.75, 1.0]], columns=2)
    whole, part = map(find_bounds, ax.patches)
    assert whole[2:] == (20, 20)
    assert part == (whole[0] + 25 + 5, whole[1] + 10, 10, 10)  # the second image begins 20 + 5 pixels to the right


def test_wrong_boxes_are_red_and_true_ones_dotted():
    ax = boxes(np.zeros((2, 9, 9)), np.full((2, 4), 0.5), true=np.ones((2, 4)), wrong=[True, False], labels=["3", "8"])
    found, true = ax.patches[:2], ax.patches[2:]
    assert [to_hex(patch.get_edgecolor()) for patch in found] == ["#c2352b", "#2f6db5"]
    assert {patch.get_linestyle() for patch in true} == {":"}
    assert [text.get_text() for text in ax.texts] == ["3", "8"]


def test_boxes_are_drawn_on_color_too():
    assert len(boxes(np.zeros((1, 9, 9, 3)), [[0, 0, 1, 1]]).patches) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: boxes(np.zeros((2, 9, 9)), [[0, 0, 1, 1]]), r"for each of 2 images, got shape \(1, 4\)"),
        (lambda: boxes(np.zeros((9, 9)), [[0, 0, 1, 1]]), r"images \(N, height, width\)"),
        (lambda: boxes(np.zeros((1, 9, 9)), [[0, 0, 1, 1]], labels=["1", "2"]), "2 labels for 1 images"),
        (lambda: reconstructions(np.zeros((2, 9))), "of one shape"),
        (lambda: reconstructions(np.zeros((2, 9)), np.zeros((3, 9))), "of one shape"),
        (lambda: reconstructions(np.zeros((2, 9)), np.zeros((2, 9)), names=["one"]), "1 names for 2 rows"),
        (lambda: reconstructions(np.zeros((2, 8)), np.zeros((2, 8))), "square ones"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_it_got(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_copies_stand_below_their_originals():
    first, second = np.eye(4)[None].repeat(3, 0), np.ones((3, 4, 4))
    ax = reconstructions(first, second, second, names=["in", "out", "again"])
    sheet = np.ma.filled(ax.images[0].get_array(), 0.0)
    np.testing.assert_array_equal(sheet[3:7, 3:7], np.eye(4))
    assert (sheet[-7:-3, 3:7] == 1).all()
    heights = [text.xy[1] for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["in", "out", "again"]
    assert heights == sorted(heights)
