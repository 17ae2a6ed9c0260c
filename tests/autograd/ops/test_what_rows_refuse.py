"""Shapes and settings that a row cannot take: an error that names the row, what it got and what it expected."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import TABLE

M, LARGE = np.ones((2, 2)), np.ones((64, 64))
IMAGE = np.ones((1, 4, 1))

CASES = {
    "terms and arrays": (lambda: ag.einsum("ij", LARGE, LARGE), r"'ij' has 1 terms for 2 arrays"),
    "queries without values": (lambda: ag.attention(IMAGE, IMAGE), r"attention takes q, k and v, or one array .* got 2"),
    "another number of channels": (lambda: ag.conv(IMAGE, np.ones((2, 3, 5))), r"1 channels and 5 filters in 1 groups"),
    "a kernel longer than the image": (lambda: ag.conv(IMAGE, np.ones((5, 1, 1))), r"spans \(5,\) does not fit into \(4,\)"),
    "windows that are not there": (
        lambda: TABLE["conv_transpose"](np.ones((1, 9, 1)), np.ones((2, 1, 1)), size=(4,)),
        r"windows over \(4,\) places are \(3,\), of 1 filters",
    ),
    "a border for another number of axes": (lambda: ag.max_pool(IMAGE, window=2, padding=((0, 0), (0, 0))), r"or 1 pairs"),
    "a border as wide as the window": (lambda: ag.max_pool(IMAGE, window=2, padding=2), r"narrower than the window \(2,\)"),
    "the mean of one number": (lambda: ag.standardize(3.0), r"standardize compares .* got a single number"),
    "a sequence without steps": (
        lambda: ag.lstm(np.ones((0, 2, 1)), M, M, np.ones((1, 8)), np.ones((2, 8)), np.ones(8), 1.0),
        "a sequence needs at least one step",
    ),
    "a state of another batch": (
        lambda: ag.lstm(np.ones((3, 2, 1)), M[:1], M, np.ones((1, 8)), np.ones((2, 8)), np.ones(8), 1.0),
        r"this x, and 2 units, need h, c, w, u, b of shapes \(2, 2\)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_belong_together_is_refused(name):
    call, words = CASES[name]
    with pytest.raises(ValueError, match=words):
        call()


def test_windows_that_lie_in_the_border_alone_hold_zeros():
    np.testing.assert_array_equal(ag.conv(np.ones((1, 0, 1)), np.ones((2, 1, 3)), padding=1), np.zeros((1, 1, 3)))


def test_one_right_side_serves_a_stack_of_matrices():
    stack = np.stack([np.eye(2), 2.0 * np.eye(2)])
    np.testing.assert_array_equal(TABLE["solve"](stack, M), np.stack([M, 0.5 * M]))
