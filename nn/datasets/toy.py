"""Two-dimensional toy sets that no straight line separates: interleaving half circles and spiral arms."""

from __future__ import annotations

import numpy as np

from autograd import name_owner
from nn.checks import whole

SPIRAL_START, SPIRAL_END = 0.2, 2.0  # radii; at 0 the arms would meet in one point with every label


@name_owner
def moons(n: int = 200, noise: float = 0.1, seed: int | None = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two interleaving half circles of radius 1, classes 0 and 1, in random order.

    n: how many points (default 200, at least 2); an odd n gives class 0 one point more.
    noise: standard deviation of the Gaussian noise added to each coordinate (default 0.1; 0 or more).
    seed: of the noise and the order; None for other numbers at every call (default 0).
    Returns x: (n, 2) float64 and y: (n,) int64. Class 0 is (cos t, sin t), class 1 is (1 - cos t, 1/2 - sin t), t evenly
    spaced over [0, pi]. Raises TypeError or ValueError when n < 2 or noise is negative.

    >>> x, y = moons(4, noise=0.0)
    >>> x.shape, sorted(y.tolist())
    ((4, 2), [0, 0, 1, 1])
    """
    n = whole("moons", "n", n, 2)
    y, position = _classes(n, 2)
    angle = np.pi * position
    side = 1.0 - 2.0 * y  # 1 for class 0, -1 for class 1, which is class 0 turned half round
    x = np.stack([y + side * np.cos(angle), 0.5 * y + side * np.sin(angle)], axis=1)  # 2 x (n,) -> (n, 2)
    return _finish("moons", x, y, noise, seed)


@name_owner
def spirals(n: int = 300, classes: int = 3, noise: float = 0.1, seed: int | None = 0) -> tuple[np.ndarray, np.ndarray]:
    """Spiral arms that wind around the origin, one a class, in random order.

    n: how many points (default 300, at least `classes`). classes: how many arms (default 3); their sizes differ by one at most.
    noise: standard deviation of the Gaussian noise added to each coordinate (default 0.1; 0 or more).
    seed: of the noise and the order; None for other numbers at every call (default 0).
    Returns x: (n, 2) float64 and y: (n,) int64. Arm c is r (cos a, sin a) with a = 2 r + 2 pi c / classes, the radius r evenly
    spaced over [0.2, 2]. Raises TypeError or ValueError when classes < 1, n < classes or noise is negative.

    >>> x, y = spirals(6, classes=3)
    >>> x.shape, sorted(y.tolist())
    ((6, 2), [0, 0, 1, 1, 2, 2])
    """
    classes = whole("spirals", "classes", classes, 1)
    n = whole("spirals", "n", n, classes)
    y, position = _classes(n, classes)
    radius = SPIRAL_START + (SPIRAL_END - SPIRAL_START) * position
    angle = 2.0 * radius + 2.0 * np.pi * y / classes
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)  # 2 x (n,) -> (n, 2)
    return _finish("spirals", x, y, noise, seed)


def _classes(n: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,) dealt out in turn, and each point's place (n,) on its own curve, from 0 to 1."""
    deal = np.arange(n, dtype=np.int64)
    y, step = deal % classes, deal // classes
    last = (n - 1 - y) // classes  # step of the class' last point
    return y, step / np.maximum(last, 1)


def _finish(name: str, x: np.ndarray, y: np.ndarray, noise: float, seed: int | None) -> tuple[np.ndarray, np.ndarray]:
    if not 0.0 <= noise < np.inf:
        raise ValueError(f"{name}: noise is a standard deviation, at least 0 and finite; got {noise}.")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    return x[order] + noise * rng.standard_normal(x.shape), y[order]
