"""Losses between distributions: divergence, counts, and the two Gaussian terms of a variational autoencoder's bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import name_owner
from nn.losses.checks import check_settings, fit_labels, require_not_negative
from nn.losses.elementwise import average_last_axis
from nn.losses.loss import EPSILON, MEAN, NamedLoss
from nn.results import give_readable


@name_owner
@give_readable
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Σ y log(y / p), both kept within 1e-7..1. Kullback & Leibler, 1951.

    y_true: true probabilities y; y_pred: predicted ones p: (n, classes), (n, classes) -> (n,). Raises ValueError if the shapes
    differ.

    >>> kl_divergence([[0.5, 0.5]], [[0.25, 0.75]]).round(6)
    array([0.143841])
    """
    y_true, y_pred = (autograd.clip(y, EPSILON, 1.0) for y in fit_labels("kl_divergence", y_true, y_pred))
    each = y_true * (autograd.log(y_true) - autograd.log(y_pred))  # a quotient near 1 has lost digits
    return autograd.sum(each, axis=-1) if np.ndim(each) else each


class KLDivergence(NamedLoss, function=kl_divergence):
    """How far the predicted distribution p is from the true one y: Σ y log(y / p), in nats. See `kl_divergence`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])), 6)
    0.143841
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "kl_divergence") -> None:
        super().__init__(reduction=reduction, name=name)


@average_last_axis
def poisson(y_true: Any, y_pred: Any) -> Any:
    """The mean of ŷ − y log(ŷ + 1e-7): −log of the chance of a count y at a rate ŷ, less log y!.

    y_true: counts, 0 or more; y_pred: rates, 0 or more: (n, d), (n, d) -> (n,). ValueError for a negative rate, or if the
    shapes differ.

    >>> poisson([[2.0]], [[1.0]]).round(6)
    array([1.])
    """
    require_not_negative("poisson", y_pred, "a rate is positive: end the network with a softplus or exponential")
    return y_pred - y_true * autograd.log(y_pred + EPSILON)


class Poisson(NamedLoss, function=poisson):
    """For counts: the mean of ŷ − y log ŷ, where ŷ is the predicted rate. See `poisson`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(Poisson()([[2.0], [0.0]], [[1.0], [0.5]])), 6)
    0.75
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "poisson") -> None:
        super().__init__(reduction=reduction, name=name)


@name_owner
def gaussian_kl(mean: Any, log_variance: Any) -> Any:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²) over the last axis.

    mean: μ; log_variance: log σ², of the same shape: (n, d), (n, d) -> (n,). The loss that a variational autoencoder adds for
    its code: Kingma & Welling, 2013, arXiv:1312.6114, appendix B. Raises ValueError if the shapes differ.

    >>> gaussian_kl(np.array([[1.0, 0.0]]), np.zeros((1, 2)))
    array([0.5])
    """
    log_variance, mean = fit_labels("gaussian_kl", log_variance, mean)
    return 0.5 * autograd.sum(autograd.square(mean) + autograd.expm1(log_variance) - log_variance, axis=-1)


@name_owner
def gaussian_nll(y_true: Any, mean: Any, log_variance: Any, full: bool = False, eps: float = 1e-6) -> Any:
    """−log N(y; μ, σ²) = ½ Σ (log σ² + (y − μ)²/σ²) over the last axis. Nix & Weigend, 1994.

    y_true: numbers y; mean: μ; log_variance: log σ²; all of one shape: (n, d) three times -> (n,).
    full: add d/2 · log 2π (default False). eps: a smaller variance counts as this (default 1e-6; positive).
    Raises ValueError if the shapes differ, or if eps is not positive.

    >>> gaussian_nll([[1.0]], [[0.0]], [[0.0]])
    array([0.5])
    """
    check_settings("gaussian_nll", eps=eps)
    y_true, mean = fit_labels("gaussian_nll", y_true, mean)
    log_variance, mean = fit_labels("gaussian_nll", log_variance, mean)
    log_variance = autograd.maximum(log_variance, math.log(eps))
    each = log_variance + autograd.square(y_true - mean) * autograd.exp(-log_variance)
    return 0.5 * autograd.sum(each + math.log(2.0 * math.pi) if full else each, axis=-1)


@name_owner
def gaussian(y_true: Any, y_pred: Any, full: bool = False, eps: float = 1e-6) -> Any:
    """`gaussian_nll` of a network with 2 d outputs: first the means, then the logarithms of the variances.

    y_true: numbers to predict; y_pred: means and log-variances: (n, d), (n, 2 d) -> (n,).
    full: add d/2 · log 2π (default False). eps: a smaller variance counts as this (default 1e-6; positive).
    Raises ValueError if there is not a mean and a variance for each number.

    >>> gaussian([[1.0]], np.array([[0.0, 0.0]]))
    array([0.5])
    """
    wanted, given = np.shape(y_true), np.shape(y_pred)
    if not given or given[-1] != 2 * (wanted[-1] if len(wanted) == len(given) else 1):
        raise ValueError(
            f"gaussian: predictions of shape {given} must hold a mean and a log-variance for each label, but these have "
            f"shape {wanted}: give the last layer twice as many units as there are numbers to predict"
        )
    d = given[-1] // 2
    return gaussian_nll(y_true, y_pred[..., :d], y_pred[..., d:], full, eps)


class GaussianNLL(NamedLoss, function=gaussian, name="gaussian_nll"):
    """−log N(y; μ, σ²) for a network that predicts a mean and a log-variance: it says how sure it is. See `gaussian_nll`.

    full: add d/2 · log 2π (default False). eps: a smaller variance counts as this (default 1e-6; positive).
    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> GaussianNLL()([[1.0]], [[0.0, 0.0]])
    0.5
    """

    def __init__(
        self, full: bool = False, eps: float = 1e-06, reduction: str | None = MEAN, name: str | None = "gaussian_nll"
    ) -> None:
        super().__init__(full=full, eps=eps, reduction=reduction, name=name)
