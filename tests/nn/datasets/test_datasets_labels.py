"""to_categorical keeps Keras 3's shapes and dtype, and refuses labels that Keras bends or wraps around."""

from __future__ import annotations

import numpy as np
import pytest

from nn.datasets import to_categorical


def test_one_hot_rows():
    one_hot = to_categorical([0, 2, 1, 2])
    assert one_hot.dtype == np.float64
    np.testing.assert_array_equal(one_hot, [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1]])


# Shapes as Keras 3.15 gave them.
@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        (3, (4,)),
        ([1], (1, 2)),
        ([[0], [2]], (2, 3)),
        ([[0]], (1, 1)),
        ([[0, 1], [2, 0]], (2, 2, 3)),
        ([[[0], [1]]], (1, 2, 2)),
        (np.zeros((2, 1, 1), int), (2, 1, 1)),
    ],
)
def test_shapes_are_those_of_keras(labels, shape):
    one_hot = to_categorical(labels)
    assert one_hot.shape == shape
    np.testing.assert_array_equal(one_hot.argmax(axis=-1).ravel(), np.ravel(labels))
    np.testing.assert_array_equal(one_hot.sum(axis=-1), 1.0)


def test_num_classes_adds_empty_columns():
    np.testing.assert_array_equal(to_categorical([1, 0], 4), [[0, 1, 0, 0], [1, 0, 0, 0]])
    np.testing.assert_array_equal(to_categorical(x=[1], num_classes=np.int64(2)), [[0, 1]])


def test_no_labels_give_no_rows_when_the_classes_are_told():
    assert to_categorical([], 3).shape == (0, 3)
    assert to_categorical(np.zeros((0, 1), np.uint8), 3).shape == (0, 3)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int32, np.uint64, np.float32, np.float64])
def test_whole_numbers_of_any_type_are_labels(dtype):
    np.testing.assert_array_equal(to_categorical(np.array([1, 0], dtype)), [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("labels", "num_classes", "error", "words"),
    [
        ([0, 3], 3, ValueError, "label 3 does not fit in num_classes=3"),
        ([0, -1], None, ValueError, "start at 0, got -1"),
        ([-1], 3, ValueError, "start at 0, got -1"),
        ([0.0, 1.5], None, ValueError, "whole numbers, got 1.5"),
        ([0.0, np.nan], None, ValueError, "whole numbers, got nan"),
        ([0.0, np.inf], None, ValueError, "whole numbers, got inf"),
        (["cat", "dog"], None, TypeError, "np.unique"),
        ([1j], None, TypeError, "got complex128"),
        ([2**70], None, TypeError, "got object"),
        ([1e300], None, ValueError, "no class number"),
        ([2**53], None, ValueError, "no class number"),
        ([2**52], None, ValueError, "do not fit in memory"),
        ([], None, ValueError, "pass num_classes"),
        ([0], 0, ValueError, "at least 1, got 0"),
        ([0], 2.0, TypeError, "must be an integer, got 2.0"),
    ],
)
def test_errors_say_what_is_wrong(labels, num_classes, error, words):
    with pytest.raises(error, match="to_categorical") as caught:
        to_categorical(labels, num_classes)
    assert words in str(caught.value)


def test_labels_are_left_alone():
    labels = np.array([[2], [0]])
    to_categorical(labels)
    np.testing.assert_array_equal(labels, [[2], [0]])
