"""Losses between distributions: divergence, counts, and the two Gaussian terms of a variational autoencoder's bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from nn.losses.checks import fitting, not_negative, permitted
from nn.losses.elementwise import averaged
from nn.losses.loss import EPSILON, NamedLoss


def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Σ y log(y / p), both kept within 1e-7..1: (n, classes), (n, classes) -> (n,). Kullback & Leibler, 1951."""
    y_true, y_pred = (autograd.clip(y, EPSILON, 1.0) for y in fitting("kl_divergence", y_true, y_pred))
    each = y_true * autograd.log(y_true / y_pred)
    return autograd.sum(each, axis=-1) if np.ndim(each) else each


class KLDivergence(NamedLoss, function=kl_divergence):
    """How far the predicted distribution is from the true one: Σ y log(y / p)."""


@averaged
def poisson(y_true: Any, y_pred: Any) -> Any:
    """The mean of ŷ − y log(ŷ + 1e-7), the surprise of counts y at a rate ŷ, less log y!: (n, d), (n, d) -> (n,)."""
    not_negative("poisson", y_pred, "a rate is positive: end the network with a softplus or exponential")
    return y_pred - y_true * autograd.log(y_pred + EPSILON)


class Poisson(NamedLoss, function=poisson):
    """The surprise of counts at the predicted rate."""


def gaussian_kl(mean: Any, log_variance: Any) -> Any:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²) over the last axis: (n, d), (n, d) -> (n,).

    What a variational autoencoder pays for its code. Kingma & Welling, 2013, arXiv:1312.6114, appendix B.

    >>> gaussian_kl(np.array([[1.0, 0.0]]), np.zeros((1, 2)))
    array([0.5])
    """
    log_variance, mean = fitting("gaussian_kl", log_variance, mean)
    return 0.5 * autograd.sum(autograd.square(mean) + autograd.expm1(log_variance) - log_variance, axis=-1)


def gaussian_nll(y_true: Any, mean: Any, log_variance: Any, full: bool = False, eps: float = 1e-6) -> Any:
    """−log N(y; μ, σ²) = ½ Σ (log σ² + (y − μ)²/σ²) over the last axis: (n, d) three times -> (n,).

    `full` adds d/2 · log 2π. A variance below `eps` counts as that. Nix & Weigend, 1994.
    """
    permitted("gaussian_nll", eps=eps)
    y_true, mean = fitting("gaussian_nll", y_true, mean)
    log_variance, mean = fitting("gaussian_nll", log_variance, mean)
    log_variance = autograd.maximum(log_variance, math.log(eps))
    each = log_variance + autograd.square(y_true - mean) * autograd.exp(-log_variance)
    return 0.5 * autograd.sum(each + math.log(2.0 * math.pi) if full else each, axis=-1)


def gaussian(y_true: Any, y_pred: Any, full: bool = False, eps: float = 1e-6) -> Any:
    """`gaussian_nll` of a network with 2 d outputs, the means and then the log-variances: (n, d), (n, 2 d) -> (n,)."""
    wanted, given = np.shape(y_true), np.shape(y_pred)
    if not given or given[-1] != 2 * (wanted[-1] if len(wanted) == len(given) else 1):
        raise ValueError(
            f"gaussian: predictions of shape {given} must hold a mean and a log-variance for each label, but these have "
            f"shape {wanted}: give the last layer twice as many units as there are numbers to predict"
        )
    d = given[-1] // 2
    return gaussian_nll(y_true, y_pred[..., :d], y_pred[..., d:], full, eps)


class GaussianNLL(NamedLoss, function=gaussian, name="gaussian_nll"):
    """The surprise of numbers at a predicted mean and log-variance: a network that says how sure it is."""
