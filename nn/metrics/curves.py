"""Curves of two rates: the height between two points, and the points where they are more than the rates themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.metrics.batch import ratio

HEIGHTS: dict[str, Any] = {  # between two points of a curve, the first with the lower threshold
    "interpolation": lambda low, high: 0.5 * (low + high),
    "minoring": np.minimum,
    "majoring": np.maximum,
    "step": lambda low, high: low,
}


def gains(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, tn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much recall and precision gain on taking everything: 0 there, 1 where they are 1; a negative recall gain is 0."""
    scale = ratio(tp + fn, tn + fp)
    of_recall = np.where(tp == 0, 0.0, 1.0 - scale * ratio(fn, tp))
    return np.maximum(of_recall, 0.0), np.where(tp == 0, 1.0, 1.0 - scale * ratio(fp, tp))


def between_counts(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray) -> float:
    """The area under precision against recall where, between two points, hits grow straight with what is taken.

    With a hits of taken p: a = slope p + start, so precision is slope + start / p, and its integral over the hits
    slope (Δa + start log(p₁ / p₀)). Davis & Goadrich, 2006, "The relationship between precision-recall and ROC curves".
    """
    taken = tp + fp
    slope = ratio(tp[:-1] - tp[1:], np.maximum(taken[:-1] - taken[1:], 0.0))
    start = tp[1:] - slope * taken[1:]
    both = (taken[:-1] > 0) & (taken[1:] > 0)
    growth = np.log(np.where(both, taken[:-1] / np.where(both, taken[1:], 1.0), 1.0))
    return float(ratio(slope * (tp[:-1] - tp[1:] + start * growth), tp[1:] + fn[1:]).sum())
