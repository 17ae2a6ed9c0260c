"""The full MNIST, for tests that need it."""

from __future__ import annotations

import os

import pytest

from nn.datasets import mnist

needs_full_mnist = pytest.mark.skipif(
    "TAPEGRAD_DATA" not in os.environ, reason="needs the full MNIST in the folder that TAPEGRAD_DATA names"
)


def full_digits():
    """Images to learn from (60000, 28, 28, 1) with their labels, and others with theirs (10000, ...), from 0 to 1."""
    (x, y), (x_test, y_test) = mnist.load_data()
    return x[..., None].astype("float32") / 255, y, x_test[..., None].astype("float32") / 255, y_test
