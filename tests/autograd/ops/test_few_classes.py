"""Cross-entropy of few classes is computed class by class in memory, of many row by row: the numbers are the same."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, cross_entropy, softmax
from autograd.ops.fused import FEW, powers_of


@pytest.mark.parametrize("classes", [2, FEW, FEW + 1, 3 * FEW])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_and_gradients_agree_with_double_precision(classes, dtype):
    rng = np.random.default_rng(classes)
    x, labels = rng.normal(size=(50, classes), scale=3.0).astype(dtype), rng.integers(0, classes, 50)
    likely = np.exp(x.astype(float)) / np.exp(x.astype(float)).sum(-1, keepdims=True)
    one_hot = np.eye(classes)[labels]
    for y in (labels, one_hot.astype(dtype)):
        scores = Tensor(x)
        loss = cross_entropy(scores, y)
        loss.sum().backward()
        np.testing.assert_allclose(loss.numpy(), -np.log(likely[np.arange(50), labels]), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scores.grad, likely - one_hot, atol=1e-6)
        assert scores.grad.dtype == dtype


def test_only_matrices_of_few_classes_are_laid_out_anew():
    for shape, anew in [((5, FEW), True), ((5, FEW + 1), False), ((2, 3, 4), False), ((4,), False)]:
        assert (not powers_of(np.ones(shape))[1].flags.c_contiguous) == anew


def test_a_single_row_agrees_with_softmax():
    x, y = Tensor(np.array([0.5, -1.0, 2.0])), np.array([0.0, 0.0, 1.0])
    cross_entropy(x, y).backward()
    np.testing.assert_allclose(x.grad, softmax(x.numpy()) - y, rtol=1e-12)
