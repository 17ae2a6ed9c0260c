"""A mixture of five Gaussians in ten dimensions: the gradient of the log-likelihood of 500 points by the means."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row

_random = numpy.random.default_rng(1)
POINTS = _random.standard_normal((500, 10))
MEANS = _random.standard_normal((5, 10))


def log_likelihood(np: Any, means: Any, points: Any) -> Any:
    apart = points[:, None, :] - means[None, :, :]  # (500, 1, 10) - (1, 5, 10) -> (500, 5, 10)
    scores = -0.5 * np.sum(apart**2, 2)  # (500, 5)
    top = np.max(scores, 1) if np.__name__ != "torch" else np.amax(scores, 1)
    return np.sum(top + np.log(np.sum(np.exp(scores - top[:, None]), 1)))


ROW = row("gradient of a Gaussian mixture, 500 x 10, 5 parts", "grad", log_likelihood, [MEANS, POINTS], log_likelihood)
