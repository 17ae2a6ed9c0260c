"""Losses and metrics keep their digits where a formula written down plainly loses them: near 0, near 1, and far out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd import grad
from nn import losses, metrics


@pytest.mark.parametrize("error", [1e-8, 1e-3, 0.5, 0.999, 1.001, 3.0, 700.0, 1e6])
def test_log_cosh_and_its_slope_are_right_to_the_last_digits(error):
    exact = math.log1p(2.0 * math.sinh(error / 2.0) ** 2) if error < 700 else error - math.log(2.0)
    y = np.zeros(1)
    assert losses.log_cosh(y, np.array([error])) == pytest.approx(exact, rel=4e-16)
    assert grad(lambda p: losses.log_cosh(y, p))(np.array([-error])) == pytest.approx(-math.tanh(error), rel=4e-16)


def test_a_small_probability_is_not_rounded_away():
    p = np.full(1, 3e-6, np.float32)
    assert losses.binary_crossentropy(np.zeros(1, np.float32), p) == pytest.approx(-math.log1p(-float(p[0])), rel=2e-7)


def test_a_divergence_of_probabilities_near_1_keeps_its_digits():
    p = np.array([0.99995], np.float32)
    assert losses.kl_divergence(np.ones(1, np.float32), p) == pytest.approx(-math.log(float(p[0])), rel=2e-7)


@pytest.mark.parametrize("size", [1e-30, 1e-20, 1e15, 1e30])
def test_similarity_and_correlation_do_not_depend_on_the_size_of_numbers(size):
    y, p = np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, 3.0, 2.0]])
    small, large = ((size * x).astype(np.float32) for x in (y, p))
    correlation = metrics.PearsonCorrelation()
    assert correlation(small, large) == pytest.approx(np.corrcoef(y[0], p[0])[0, 1], rel=1e-6)
    if size > 1e-6:  # Keras counts shorter vectors as longer ones
        wanted = -(y @ p.T).item() / np.linalg.norm(y) / np.linalg.norm(p)
        assert losses.cosine_similarity(small, large) == pytest.approx(wanted, rel=1e-6)


def test_a_correlation_of_nearly_equal_large_numbers_is_that_of_their_distances():
    steps, others = np.array([9.0, -6.0, -3.0, -6.0]), np.array([3.0, -1.0, 18.0, -2.0])
    y, p = (2.0**24 + 2.0 * x for x in (steps, others))
    found = metrics.PearsonCorrelation()(y.astype(np.float32), p.astype(np.float32))
    assert found == pytest.approx(np.corrcoef(steps, others)[0, 1], rel=1e-6)


def test_the_perplexity_of_a_model_that_is_surely_wrong_is_infinite():
    perplexity = metrics.Perplexity(from_logits=True)
    perplexity.update_state(np.array([0]), np.array([[-1e4, 1e4]]))
    assert perplexity.result() == math.inf
