"""Numbers brought to mean 0 and variance 1 along the last axis, as a row with few passes over them.

With c = x − mean x and r = 1 / √(mean c² + ε), z = c r. Both rows are made of each other's: ∂r/∂x = −r² z / n.
Ba, Kiros & Hinton, 2016, arXiv:1607.06450; without the mean: Zhang & Sennrich, 2019, arXiv:1910.07467.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.networks import oracles
from autograd.ops.reduce import power_of_two
from autograd.ops.samples import arrays


def standardize(x: Any, *, epsilon: float = 1e-3, center: bool = True) -> Any:
    """(x − mean) / √(variance + epsilon) along the last axis: `x: (..., C) -> (..., C)`.

    x: one axis or more. epsilon=0.001: keeps the quotient finite. center=True: False leaves the mean where it is.
    Ba, Kiros & Hinton, 2016, arXiv:1607.06450.

    >>> standardize(np.array([1.0, 3.0]), epsilon=0.0)
    array([-1.,  1.])
    """
    if not np.shape(x):
        raise ValueError("standardize compares the numbers along the last axis, got a single number")
    check_epsilon("standardize", epsilon)
    return standardize_row(x, epsilon=epsilon, center=center)


def check_epsilon(name: str, epsilon: Any) -> None:
    """Refuse what would take the root of a negative number, or of NaN."""
    if (
        isinstance(epsilon, bool)
        or not isinstance(epsilon, (int, float, np.integer, np.floating))
        or not 0.0 <= epsilon < np.inf
    ):
        raise ValueError(f"{name}: epsilon, which is added to the variance, is a number of 0 or more, got {epsilon!r}")


def mean(x):
    """x: (..., n) -> (..., 1); a product adds up rows quicker than sum does."""
    n = x.shape[-1]
    return x @ np.full((n, 1), 1.0 / max(n, 1), x.dtype)


def moments(x, center):
    """c = x − mean x, what is left of its mean since the mean of large numbers is off by their last digit, and the variance."""
    if not center:
        return x, 0.0, mean(x * x)
    c = x - mean(x)
    rest = mean(c)
    return c, rest, np.maximum(mean(c * c) - rest * rest, 0.0)


def inverse_deviation_array(x, *, epsilon, center):
    return standardize_array(x, epsilon=epsilon, center=center)[1]


def standardize_array(x, *, epsilon, center, room=None):
    """z, and r for the way back; that is small, so no room is needed."""
    c, rest, variance = moments(x, center)
    r = 1.0 / np.sqrt(variance + x.dtype.type(epsilon))
    if not np.minimum.reduce(r, axis=None, initial=1.0) > 0.0:
        return standardize_huge(x, epsilon, center)
    z = c - rest if center else c
    return np.multiply(z, r, out=z if center else None), r


def standardize_huge(x, epsilon, center):
    """The same where squares are too large: each row is divided by the size of its largest number first."""
    size = np.maximum(power_of_two(np.max(np.abs(x), axis=-1, keepdims=True)), x.dtype.type(1.0))
    c, rest, variance = moments(x / size, center)
    least = 1e-4 * np.finfo(x.dtype).eps  # of a deviation, beside 1: equal numbers have none
    r = 1.0 / np.sqrt(variance + np.maximum(epsilon / size / size, least * least))
    return (c - rest) * r, r / size


def standardize_gradient(g, z, r, x, *, wanted, epsilon, center):
    """r (g − mean g − z · mean(g z))."""
    inner = g - z * mean(g * z)
    if center:
        inner -= mean(g)
    inner *= inverse_deviation(x, epsilon=epsilon, center=center) if r is None else r
    return [inner]


def inverse_deviation_x(g, z, x, epsilon, center):
    """−r² z / n times g, with z of the other row."""
    return -g * z * z * standardize_row(x, epsilon=epsilon, center=center) * (1.0 / np.shape(x)[-1])


# fmt: off
standardize_row = Op("standardize", standardize_array, floating=True,
    doc="x brought to mean 0 and variance 1 along the last axis; without center, to mean square 1.",
    vjps=(standardize_gradient,), joint=True,
    oracle=oracles.standardize,
    real=True, label="standardize", tex=(r"\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
                              r"\frac{\bar z - \langle\bar z\rangle - z \langle\bar z z\rangle}{\sqrt{\sigma^2 + \epsilon}}"),
    samples=lambda: [arrays((4,), epsilon=0.1, center=True), arrays((2, 3), epsilon=1e-3, center=True),
                      arrays((2, 2, 3), epsilon=0.1, center=False), arrays((2, 1), epsilon=0.1, center=False),
                      arrays((0, 3), epsilon=0.1, center=True)],
    source="Ba, Kiros & Hinton, 2016, arXiv:1607.06450")

inverse_deviation = Op("inverse_deviation", inverse_deviation_array, floating=True,
    doc="One over the standard deviation along the last axis.",
    vjps=(inverse_deviation_x,),
    oracle=oracles.inverse_deviation,
    real=True, label="1/σ", tex=(r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", r"-\frac{\bar z\, z^3 (x - \mu)}{n}"),
    samples=lambda: [arrays((4,), epsilon=0.1, center=True), arrays((2, 3), epsilon=1e-3, center=True),
                      arrays((2, 2, 3), epsilon=0.1, center=False)])
# fmt: on
