"""Batch renormalization: what corrects a batch's mean and deviation by running ones. Ioffe, 2017, arXiv:1702.03275."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd import Tensor

BOUNDS = ("rmin", "rmax", "dmax")


def check_clipping(who: str, given: Any) -> dict[str, float]:
    """The bounds of the correction; ValueError for others, or a lower one above the upper one."""
    bounds = dict(given) if isinstance(given, Mapping) else {}
    if (given is not None and not isinstance(given, Mapping)) or set(bounds) - set(BOUNDS):
        raise ValueError(f"{who}: renorm_clipping is a dict of {', '.join(map(repr, BOUNDS))}, got {given!r}")
    if bounds.get("rmin", 0.0) > bounds.get("rmax", np.inf) or bounds.get("dmax", 0.0) < 0:
        raise ValueError(f"{who}: renorm_clipping needs rmin up to rmax, and dmax from 0 on, got {given!r}")
    return bounds


def plain_value(x: Any) -> np.ndarray:
    """The numbers of a Tensor or an array."""
    return np.asarray(x.numpy() if isinstance(x, Tensor) else x)


def correction(layer: Any, mean: np.ndarray, variance: np.ndarray, shape: Any, places: list[int]) -> tuple[Any, Any]:
    """The factor r and the shift d for normalized numbers, as plain numbers."""
    old_mean, old_deviation = (layer._spread(w.numpy(), shape, places) for w in (layer.renorm_mean, layer.renorm_stddev))
    old_deviation = np.maximum(old_deviation, np.sqrt(layer.epsilon))
    bounds = layer.renorm_clipping
    r = np.clip(np.sqrt(variance + layer.epsilon) / old_deviation, bounds.get("rmin"), bounds.get("rmax", np.inf))
    widest = bounds.get("dmax", np.inf)
    return r, np.clip((mean - old_mean) / old_deviation, -widest, widest)


def follow_renorm(layer: Any, mean: np.ndarray, variance: np.ndarray) -> None:
    """Let all running numbers follow the batch."""
    deviation = np.sqrt(variance + layer.epsilon)
    _follow(layer.renorm_mean, mean, layer.renorm_momentum)
    _follow(layer.renorm_stddev, deviation, layer.renorm_momentum)
    _follow(layer.moving_mean, mean, layer.momentum)
    _follow(layer.moving_stddev, deviation, layer.momentum)
    squared = layer.moving_stddev.numpy() ** 2 - layer.epsilon
    layer.moving_variance.data = np.maximum(squared, 0.0).astype(layer.moving_variance.dtype)


def _follow(weight: Tensor, value: np.ndarray, momentum: float) -> None:
    weight.data = (momentum * weight.numpy() + (1.0 - momentum) * value).astype(weight.dtype)
