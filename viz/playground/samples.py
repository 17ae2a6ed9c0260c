"""The data of a playground: rows of numbers, what is to be hit, and whether that is a class or a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import Tensor
from viz.network.net import Net

MOST_SAMPLES = 2000  # more points cannot be told apart, and no frame would be in time


@dataclass(frozen=True)
class Samples:
    """x: (n, inputs). y: (n, targets), what the loss compares with. labels: (n,), what a point is drawn as."""

    x: np.ndarray
    y: np.ndarray
    labels: np.ndarray


def samples(x: Any, y: Any, net: Net, what: str = "x and y") -> Samples:
    """Checked samples. Raises TypeError or ValueError for what is no number, not finite, or does not fit the network."""
    x, y = _numbers(x, what), _numbers(y, what)
    inputs, outputs = net.sizes[0], net.sizes[-1]
    x = x[:, None] if x.ndim == 1 and inputs == 1 else x
    if x.ndim != 2 or x.shape[1] != inputs:
        raise ValueError(
            f"playground: {what}: the network takes {inputs} numbers a sample, (n, {inputs}), got x of shape {x.shape}"
        )
    if not 0 < len(x) <= MOST_SAMPLES:
        raise ValueError(f"playground: {what}: the page shows 1 to {MOST_SAMPLES:,} samples, got {len(x):,}: take some of them")
    if len(y) != len(x):
        raise ValueError(f"playground: {what}: got {len(x)} samples and {len(y)} labels")
    if net.softmax:
        labels = _classes(y, outputs, what)
        return Samples(x, np.eye(outputs)[labels], labels.astype(float))
    y = y.reshape(len(y), -1)
    if y.shape[1] != outputs:
        raise ValueError(f"playground: {what}: the network gives {outputs} numbers a sample, got y of shape {y.shape}")
    return Samples(x, y, y[:, 0])


def _numbers(values: Any, what: str) -> np.ndarray:
    found: np.ndarray = np.asarray(values.numpy() if isinstance(values, Tensor) else values)
    if found.dtype.kind not in "fiub":
        raise TypeError(f"playground: {what} must be numbers, got {found.dtype} data")
    if not found.ndim:
        raise ValueError(f"playground: {what} must hold samples, got a single number")
    if not np.isfinite(found).all():
        raise ValueError(f"playground: {what} must be finite, got NaN or infinite numbers")
    return found.astype(np.float64)


def _classes(y: np.ndarray, classes: int, what: str) -> np.ndarray:
    """Labels as whole numbers: as they are, or from one-hot rows."""
    if y.shape[1:] == (classes,):
        return np.asarray(y.argmax(-1))
    labels = y.reshape(-1)
    if len(labels) != len(y) or (labels != np.round(labels)).any() or not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(
            f"playground: {what}: the labels of {classes} classes are whole numbers 0..{classes - 1}, or one-hot rows"
        )
    return labels.astype(int)


def split_samples(x: Any, y: Any, test: Any, net: Net, seed: int) -> tuple[Samples, Samples | None]:
    """Samples to train with, and those to test with: a pair (x, y), a share of all that is drawn by `seed`, or None."""
    if test is None:
        return samples(x, y, net), None
    if isinstance(test, (int, float)) and not isinstance(test, bool):
        whole = samples(x, y, net)
        held = round(test * len(whole.x))
        if not 0 < test < 1 or not 0 < held < len(whole.x):
            raise ValueError(f"playground: test={test!r} is a share of the samples between 0 and 1, or a pair (x, y)")
        order = np.random.default_rng(seed).permutation(len(whole.x))
        return _some(whole, np.sort(order[held:])), _some(whole, np.sort(order[:held]))
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        raise TypeError(f"playground: test must be a pair (x, y), a share such as 0.3, or None, got {type(test).__name__}")
    return samples(x, y, net), samples(test[0], test[1], net, "test")


def _some(whole: Samples, rows: np.ndarray) -> Samples:
    return Samples(whole.x[rows], whole.y[rows], whole.labels[rows])


def task(net: Net, train: Samples) -> dict[str, Any]:
    """What the page is to draw: {"kind": "classes", "classes", "threshold"} or {"kind": "numbers"}.

    Several classes are told apart by a softmax; two by one output, at 0.5 after a sigmoid, else halfway between the labels.
    """
    found = np.unique(train.labels)
    if net.softmax:
        return {"kind": "classes", "classes": list(range(net.sizes[-1])), "several": True}
    whole = len(found) == 2 and (found == np.round(found)).all()
    if net.sizes[-1] == 1 and whole and (net.sizes[0] > 1 or {*found} in ({0.0, 1.0}, {-1.0, 1.0})):
        return {"kind": "classes", "classes": found.tolist(), "threshold": float(found.mean()), "several": False}
    return {"kind": "numbers", "several": False}
