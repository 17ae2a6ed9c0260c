"""Scenes and films of digits: boxes and masks say where the digit is, ways where it goes, and one seed makes one set."""

from __future__ import annotations

import numpy as np
import pytest

from nn.datasets import films, scenes
from nn.datasets.digit_scenes import WAYS


def test_a_box_is_that_of_the_mask_and_the_mask_lies_on_ink():
    x, y, boxes, masks = scenes(50, seed=1)
    assert x.shape == (50, 40, 40, 1)
    assert (x.min(), x.max()) >= (0.0, 0.5)
    assert set(y) <= set(range(10))
    for scene, box, mask in zip(x[..., 0], 40 * boxes, masks):
        left, top, right, bottom = np.round(box).astype(int)
        outside = mask.copy()
        outside[top:bottom, left:right] = False
        assert not outside.any()
        assert mask[top:bottom, left].any()
        assert mask[bottom - 1, left:right].any()
        assert (scene[mask] > 0.3).all()


def test_there_is_clutter_beside_the_digit():
    x, _, _, masks = scenes(20)
    assert np.mean([(scene[..., 0] > 0.5)[~mask].any() for scene, mask in zip(x, masks)]) > 0.9


def test_a_digit_moves_its_way_a_pixel_a_frame():
    _, y, places = films(60, seed=2)
    steps = np.round(36 * np.diff(places, axis=1).sum(axis=1))
    np.testing.assert_array_equal(np.sign(steps), WAYS[y])
    assert (np.abs(steps).max(axis=1) >= 4).all()
    assert (np.abs(36 * np.diff(places, axis=1)) <= 2.01).all()
    assert (places > 0).all()
    assert (places < 1).all()


def test_the_moving_digit_is_where_its_place_says():
    x, _, places = films(20, seed=3)
    for film, centers in zip(x[..., 0], np.round(36 * places).astype(int)):
        for picture, (across, down) in zip(film, centers):
            assert picture[down - 9 : down + 9, across - 9 : across + 9].sum() > 8


@pytest.mark.parametrize("make", [scenes, films])
def test_a_seed_makes_one_set_and_parts_have_other_digits(make):
    for first, again, other, test in zip(make(6, seed=3), make(6, seed=3), make(6, seed=4), make(6, part="test", seed=3)):
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)
        assert first.shape == test.shape
    assert not np.array_equal(make(6, seed=3)[0], make(6, part="test", seed=3)[0])


@pytest.mark.parametrize("make", [scenes, films])
def test_what_cannot_be_made_is_refused(make):
    with pytest.raises(ValueError, match='part is "train" or "test", got \'all\''):
        make(5, part="all")
    with pytest.raises(ValueError, match="size"):
        make(5, size=20)
    with pytest.raises(ValueError, match="n must be"):
        make(0)
