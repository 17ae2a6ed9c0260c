"""What losses, metrics and normalizations are exactly, by mpmath: prediction and label -> a number or a list of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exact import ONE, log_of_sum, mean, variance
from mpmath import mp, mpf

Numbers = list[Any]
E7 = mpf(1e-7)  # what Keras adds or clips to; `at` has it as single or double precision does


def each(formula: Callable[[Any, Any], Any]) -> Callable[[Numbers, Numbers], Any]:
    """The mean over pairs of a prediction and a label."""
    return lambda p, y: mean([formula(a, b) for a, b in zip(p, y)])


def clip(x: Any, low: Any, high: Any) -> Any:
    return min(max(x, low), high)


def dot(a: Numbers, b: Numbers) -> Any:
    return mp.fsum(x * y for x, y in zip(a, b))


def length(x: Numbers) -> Any:
    return mp.sqrt(dot(x, x))


def cosine(p: Numbers, y: Numbers) -> Any:
    return dot(p, y) / (max(length(p), E7) * max(length(y), E7))


def huber(p: Any, y: Any) -> Any:
    held = clip(p - y, mpf(-1), mpf(1))
    return held * (p - y - held / 2)


def log_error(p: Any, y: Any) -> Any:
    return (mp.log1p(max(p, E7)) - mp.log1p(max(y, E7))) ** 2


def surprise(p: Any, y: Any) -> Any:
    """Of a logit p."""
    return y * ONE["softplus"](-p) + (1 - y) * ONE["softplus"](p)


def surprise_of_probability(p: Any, y: Any) -> Any:
    return -y * mp.log(p) - (1 - y) * mp.log1p(-p)


def focal(p: Any, y: Any) -> Any:
    yes = ONE["sigmoid"](p)
    return (y * ONE["sigmoid"](-p) + (1 - y) * yes) ** 2 * surprise(p, y)


def focal_of_classes(p: Numbers, y: Numbers) -> Any:
    logs = [x - log_of_sum(p) for x in p]
    return -mp.fsum(mpf(0.25) * mp.expm1(x) ** 2 * x * b for x, b in zip(logs, y))


def divergence(p: Numbers, y: Numbers) -> Any:
    pairs = [(clip(a, E7, mpf(1)), clip(b, E7, mpf(1))) for a, b in zip(p, y)]
    return mp.fsum(b * mp.log(b / a) for a, b in pairs)


def dice(p: Numbers, y: Numbers) -> Any:
    return 1 - 2 * dot(p, y) / (mp.fsum(p) + mp.fsum(y) + E7)


def tversky(p: Numbers, y: Numbers) -> Any:
    both = dot(p, y)
    return 1 - both / (both + (mp.fsum(p) - both) / 2 + (mp.fsum(y) - both) / 2 + E7)


def standardize(epsilon: float) -> Callable[..., Numbers]:
    def standardize_list(x: Numbers) -> Numbers:
        middle, size = mean(x), mp.sqrt(variance(x) + mpf(epsilon))
        return [(a - middle) / size for a in x]

    return standardize_list


def of_mean_square(epsilon: float) -> Callable[..., Numbers]:
    return lambda x: [a / mp.sqrt(dot(x, x) / len(x) + mpf(epsilon)) for a in x]


def correlation(p: Numbers, y: Numbers) -> Any:
    together = mean([(a - mean(p)) * (b - mean(y)) for a, b in zip(p, y)])
    return together / mp.sqrt(variance(p) * variance(y)) if variance(p) and variance(y) else mp.nan


def concordance(p: Numbers, y: Numbers) -> Any:
    together = mean([(a - mean(p)) * (b - mean(y)) for a, b in zip(p, y)])
    return 2 * together / (variance(p) + variance(y) + (mean(p) - mean(y)) ** 2 + E7)


EXACT: dict[str, Callable[..., Any]] = {
    "mean_squared_error": each(lambda p, y: (p - y) ** 2),
    "mean_absolute_error": each(lambda p, y: abs(p - y)),
    "mean_absolute_percentage_error": each(lambda p, y: 100 * abs(y - p) / max(abs(y), E7)),
    "mean_squared_logarithmic_error": each(log_error),
    "huber": each(huber),
    "log_cosh": each(lambda p, y: ONE["log_cosh"](p - y)),
    "cosine_similarity": lambda p, y: -cosine(p, y),
    "binary_crossentropy": each(surprise),
    "binary_crossentropy of p": each(surprise_of_probability),
    "categorical_crossentropy": lambda p, y: log_of_sum(p) * mp.fsum(y) - dot(p, y),
    "sparse_categorical_crossentropy": lambda p, y: log_of_sum(p) - p[1],
    "categorical_crossentropy of p": lambda p, y: -dot([mp.log(a / mp.fsum(p)) for a in p], y),
    "binary_focal_crossentropy": each(focal),
    "categorical_focal_crossentropy": focal_of_classes,
    "kl_divergence": divergence,
    "poisson": each(lambda p, y: p - y * mp.log(p + E7)),
    "gaussian_kl": lambda p, y: mp.fsum(a * a + mp.expm1(b) - b for a, b in zip(p, y)) / 2,
    "hinge": each(lambda p, y: max(1 - y * p, mpf(0))),
    "squared_hinge": each(lambda p, y: max(1 - y * p, mpf(0)) ** 2),
    "categorical_hinge": lambda p, y: max(max((1 - b) * a for a, b in zip(p, y)) - dot(p, y) + 1, mpf(0)),
    "dice": dice,
    "tversky": tversky,
    "norm": length,
    "LayerNormalization": standardize(1e-5),
    "RMSNormalization": of_mean_square(1e-5),
    "BatchNormalization": standardize(1e-5),
    "GroupNormalization": standardize(1e-5),
    "UnitNormalization": lambda x: [a / max(length(x), mpf(1e-6)) for a in x],
    "softmax": lambda x: [mp.exp(a - log_of_sum(x)) for a in x],
    "log_softmax": lambda x: [a - log_of_sum(x) for a in x],
    "RootMeanSquaredError": lambda p, y: mp.sqrt(mean([(a - b) ** 2 for a, b in zip(p, y)])),
    "PearsonCorrelation": correlation,
    "ConcordanceCorrelation": concordance,
    "R2Score": lambda p, y: 1 - mean([(a - b) ** 2 for a, b in zip(p, y)]) / variance(y) if variance(y) else mp.nan,
    "Perplexity": lambda p, y: mp.exp(log_of_sum(p) - p[1]),
}
