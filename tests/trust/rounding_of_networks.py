"""Measures rounding of losses, metrics and normalizations as `rounding.py` does of functions: values and slopes, in ulps.

A result of several numbers is counted in units of its largest: of a small one beside it no digit may be left, in any engine. So
are slopes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from exact import slope
from exact_networks import EXACT
from mpmath import mp, mpf
from network_points import (
    draw_labels,
    draw_logits,
    draw_one,
    draw_positive,
    draw_probabilities,
    draw_shares,
    draw_signs,
    draw_two,
    draw_usual_two,
    draw_vector,
    pair_of,
)
from ulps import DIGITS, ulps

from autograd import TABLE, vjp
from nn import layers, losses, metrics


def loss(name: str, **settings: Any) -> Callable[..., Any]:
    """A loss as a function of (prediction, label)."""
    return lambda p, y: getattr(losses, name)(y, p, **settings)


def layer(kind: Callable[..., Any], *shape: int, **settings: Any) -> Callable[..., Any]:
    """What a new layer makes of four numbers in this shape."""
    how = {"training": True} if kind is layers.BatchNormalization else {}
    return lambda x: kind(dtype=x.dtype.name, **settings)(x.reshape(shape), **how).reshape((4,))


def metric(kind: Callable[..., Any]) -> Callable[..., Any]:
    def measure(p: Any, y: Any) -> Any:
        made = kind()
        made.update_state(y, p)
        return np.asarray(made.result())

    return measure


def of_label_1(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda p, y: f(p.reshape((1, 4)), np.array([1]))


BINARY, CLASSES, LIKELY = (
    pair_of(draw_logits, draw_labels),
    pair_of(draw_logits, draw_shares),
    pair_of(draw_probabilities, draw_shares),
)
POSITIVE, LOGITS, HINGES = pair_of(draw_positive, draw_positive), pair_of(draw_logits), pair_of(draw_vector, draw_shares)
WIDE = (draw_two, draw_one, draw_signs, POSITIVE, HINGES)  # whose squares, and squares of those, leave what other numbers need
SPARSE = loss("sparse_categorical_crossentropy", from_logits=True)
CASES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {  # what draws points, and our function of them
    **{
        name: (draw_two, loss(name)) for name in ("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error")
    },
    **{name: (draw_two, loss(name)) for name in ("huber", "log_cosh", "cosine_similarity")},
    "mean_squared_logarithmic_error": (POSITIVE, loss("mean_squared_logarithmic_error")),
    "poisson": (POSITIVE, loss("poisson")),
    **{name: (BINARY, loss(name, from_logits=True)) for name in ("binary_crossentropy", "binary_focal_crossentropy")},
    **{
        name: (CLASSES, loss(name, from_logits=True)) for name in ("categorical_crossentropy", "categorical_focal_crossentropy")
    },
    "sparse_categorical_crossentropy": (CLASSES, of_label_1(lambda p, y: SPARSE(p, y)[0])),
    "binary_crossentropy of p": (pair_of(draw_probabilities, draw_labels), loss("binary_crossentropy")),
    "categorical_crossentropy of p": (LIKELY, loss("categorical_crossentropy")),
    **{name: (LIKELY, loss(name)) for name in ("kl_divergence", "dice", "tversky")},
    "gaussian_kl": (draw_usual_two, losses.gaussian_kl),
    **{name: (draw_signs, loss(name)) for name in ("hinge", "squared_hinge")},
    "categorical_hinge": (HINGES, loss("categorical_hinge")),
    "LayerNormalization": (draw_one, layer(layers.LayerNormalization, 1, 4, epsilon=1e-5)),
    "RMSNormalization": (draw_one, layer(layers.RMSNormalization, 1, 4, epsilon=1e-5)),
    "BatchNormalization": (draw_one, layer(layers.BatchNormalization, 4, 1, epsilon=1e-5)),
    "GroupNormalization": (draw_one, layer(layers.GroupNormalization, 1, 2, 2, groups=1, epsilon=1e-5)),
    "UnitNormalization": (draw_one, layer(layers.UnitNormalization, 1, 4)),
    **{name: (LOGITS, TABLE[name]) for name in ("softmax", "log_softmax")},
    "norm": (draw_one, TABLE["norm"]),
    **{
        name: (draw_usual_two, metric(getattr(metrics, name)))  # elsewhere their squares leave the range, as in PyTorch
        for name in ("RootMeanSquaredError", "ConcordanceCorrelation", "R2Score")
    },
    "PearsonCorrelation": (draw_two, metric(metrics.PearsonCorrelation)),
    "Perplexity": (CLASSES, of_label_1(metric(lambda: metrics.Perplexity(from_logits=True)))),
}
COUNTED = ("RootMeanSquaredError", "PearsonCorrelation", "ConcordanceCorrelation", "R2Score", "Perplexity")  # without slopes
VECTORS = ("softmax", "log_softmax", *(name for name in CASES if name.endswith("Normalization")))


def pytorch() -> dict[str, Callable[..., Any]]:
    """PyTorch's functions of the same numbers, where it has the same formula; none where it is not installed."""
    try:
        import torch
    except ImportError:
        return {}
    from torch.nn import functional as F

    def rows(f: Callable[..., Any], *shape: int, **settings: Any) -> Callable[..., Any]:
        return lambda x: f(x.reshape(shape), **settings).reshape(4)

    return {
        "mean_squared_error": F.mse_loss, "mean_absolute_error": F.l1_loss, "huber": F.huber_loss,
        "cosine_similarity": lambda p, y: -F.cosine_similarity(p, y, 0, 1e-7),
        "poisson": lambda p, y: F.poisson_nll_loss(p, y, log_input=False, eps=1e-7),
        "binary_crossentropy": F.binary_cross_entropy_with_logits, "binary_crossentropy of p": F.binary_cross_entropy,
        "categorical_crossentropy": lambda p, y: F.cross_entropy(p[None], y[None]),
        "sparse_categorical_crossentropy": lambda p, y: F.cross_entropy(p[None], torch.tensor([1])),
        "kl_divergence": lambda p, y: F.kl_div(torch.log(p), y.clamp(1e-7, 1.0), reduction="sum"),
        "LayerNormalization": lambda x: F.layer_norm(x, (4,), eps=1e-5),
        "RMSNormalization": lambda x: F.rms_norm(x, (4,), eps=1e-5),
        "BatchNormalization": rows(F.batch_norm, 4, 1, running_mean=None, running_var=None, training=True, eps=1e-5),
        "GroupNormalization": rows(F.group_norm, 1, 4, num_groups=1, eps=1e-5),
        "UnitNormalization": lambda x: F.normalize(x, dim=0, eps=1e-6),
        "norm": torch.linalg.vector_norm,
        "softmax": lambda x: torch.softmax(x, 0), "log_softmax": lambda x: torch.log_softmax(x, 0),
        "RootMeanSquaredError": lambda p, y: F.mse_loss(p, y).sqrt(),
        "Perplexity": lambda p, y: F.cross_entropy(p[None], torch.tensor([1])).exp(),
    }  # fmt: skip


def by_us(f: Callable[..., Any], at: list[np.ndarray]) -> tuple[Any, Any]:
    """The value, and the slopes of its first number by all of the prediction's."""
    value, back = vjp(lambda p: f(p, *at[1:]), at[0])
    first = np.zeros_like(value)
    first.flat[0] = 1.0
    return np.asarray(value), np.ravel(back(first))


def by_pytorch(f: Callable[..., Any], at: list[np.ndarray]) -> tuple[Any, Any]:
    import torch

    leaves = [torch.tensor(x, requires_grad=i == 0) for i, x in enumerate(at)]
    value = f(*leaves)
    value.ravel()[0].backward()
    return value.detach().numpy(), leaves[0].grad.numpy()


def questions(name: str, dtype: Any, count: int, seed: int) -> Iterator[tuple[list[np.ndarray], Any, Any]]:
    """Points; the exact value, or its first number; and the exact slope of that by the first number of the prediction."""
    draw, rng = CASES[name][0], np.random.default_rng(seed)
    for turn in range(count):
        at = draw(rng, dtype, turn)
        exact = [[mpf(float(x)) for x in part] for part in at]

        def first(x: Any, exact: Any = exact) -> Any:
            found = EXACT[name]([x, *exact[0][1:]], *exact[1:])
            return found[0] if name in VECTORS else found

        yield at, first(exact[0][0]), None if name in COUNTED else slope(first, [exact[0][0]], 0)


CANCELS = {  # what is left over where large parts cancel is off by more than a rounding
    "mean_squared_logarithmic_error": "a difference of logarithms", "poisson": "a rate and a logarithm of other sign",
    **dict.fromkeys(["binary_focal_crossentropy", "categorical_focal_crossentropy"], "a power of what is left of 1"),
    "tversky": "1 less a share", "categorical_hinge": "logits of both signs",
    "log_softmax": "a logit and the logarithm of a sum",
    **dict.fromkeys(["categorical_crossentropy", "sparse_categorical_crossentropy"], "a logit and the logarithm of a sum"),
    "categorical_crossentropy of p": "the logarithm of a share near 1",
    "cosine_similarity": "products of both signs", "gaussian_kl": "exp b - 1 - b of a small b",
    "kl_divergence": "parts of both signs", "ConcordanceCorrelation": "products of both signs",
    "PearsonCorrelation": "products of both signs", "R2Score": "1 - a share near 1",
    "Perplexity": "the power of a rounded loss",
    **dict.fromkeys([name for name in VECTORS if name.endswith("Normalization")], "the mean of large numbers is rounded"),
}  # fmt: skip


def measure_case(name: str, dtype: Any, count: int, seed: int, others: dict[str, Callable[..., Any]]) -> dict[str, float]:
    """The largest errors in ulps: of ours and PyTorch's value, and slope; NaN where there is none."""
    engines = {"": (by_us, CASES[name][1])} | ({", PyTorch": (by_pytorch, others[name])} if name in others else {})
    worst = {part + engine: np.nan for part in ("value", "slope") for engine in ("", ", PyTorch")}
    with mp.workdps(DIGITS[dtype] if CASES[name][0] in WIDE else min(DIGITS[dtype], 450)):
        for at, value, slope_there in questions(name, dtype, count, seed):
            for engine, (run, f) in engines.items():
                for part, found, exact in zip(("value", "slope"), run(f, at), (value, slope_there)):
                    if exact is not None:
                        error = ulps(found.flat[0], exact, dtype, float(np.max(np.abs(found))))
                        worst[part + engine] = np.fmax(worst[part + engine], error)
    return worst
