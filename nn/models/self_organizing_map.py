"""A self-organizing map: prototypes on a grid, of which neighbors come to be alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import name_owner
from nn.seeds import generator


class SelfOrganizingMap:
    r"""A grid of prototypes that spreads over the data like a net: `fit(x)`, then `predict`, `x: (n, features) -> (n, 2)`.

    In each epoch every sample goes to its nearest prototype, and every prototype moves to the mean of all samples,
    weighted by how near on the grid their prototypes are:

    $$ w_u \leftarrow \frac{\sum_n h(u, c_n)\, x_n}{\sum_n h(u, c_n)}, \quad h(u, c) = e^{-|u - c|^2 / 2 \sigma^2} $$

    while σ shrinks from half the grid to `radius`. There is no learning rate and no order of the samples. Kohonen, 1982,
    Biological Cybernetics 43; this batch form: Kohonen, 1993, IEEE International Conference on Neural Networks.

    height, width: the rows and columns of the grid. radius=0.5: the last σ, in places of the grid.
    seed=None: where random numbers start, a number or a generator.
    Raises ValueError for a grid without places, and for data that are not finite rows of numbers.

    >>> som = SelfOrganizingMap(1, 3, seed=0).fit(np.array([[0.0], [0.1], [5.0], [5.1], [9.9], [10.0]]))
    >>> len({tuple(place) for place in som.predict([[0.05], [5.05], [9.95]]).tolist()})
    3
    """

    @name_owner
    def __init__(self, height: int, width: int, radius: float = 0.5, seed: Any = None) -> None:
        if not (isinstance(height, int) and isinstance(width, int)) or min(height, width) < 1 or not radius > 0:
            raise ValueError(
                f"SelfOrganizingMap: height and width count prototypes and radius is positive, got {height}, {width}, {radius}"
            )
        self.height, self.width, self.radius, self.seed = height, width, radius, seed
        self.places = np.indices((height, width)).reshape(2, -1).T  # (2, height, width) -> (units, 2)
        self.weights: np.ndarray | None = None  # (units, features)

    def fit(self, x: Any, epochs: int = 20) -> SelfOrganizingMap:
        """Spread over the samples x: (n, features), beginning with some of them."""
        x = self._rows(x)
        if not len(x) or epochs < 1:
            raise ValueError(f"SelfOrganizingMap: fit needs samples and epochs, got {len(x)} and {epochs}")
        rng = generator(self.seed)
        self.weights = x[rng.choice(len(x), len(self.places), replace=len(x) < len(self.places))].copy()
        apart = np.square(self.places[:, None] - self.places).sum(axis=-1)  # (units, 1, 2) - (units, 2) -> (units, units)
        for radius in np.geomspace(max(self.height, self.width) / 2, self.radius, epochs):
            near = np.exp(-apart / (2.0 * radius**2))[:, self._nearest(x)[:, 0]]  # (units, units) -> (units, n)
            total = near.sum(axis=1, keepdims=True)
            # a prototype that no sample comes near stays where it is
            self.weights = np.where(total > 1e-12, near @ x / np.maximum(total, 1e-12), self.weights)
        return self

    def predict(self, x: Any) -> np.ndarray:
        """The row and column of each sample's nearest prototype: (n, features) -> (n, 2)."""
        found: np.ndarray = self.places[self._nearest(self._rows(x))[:, 0]]
        return found

    def quantization_error(self, x: Any) -> float:
        """The mean distance of samples to their nearest prototypes."""
        x = self._rows(x)
        return float(np.linalg.norm(x - self._require_weights()[self._nearest(x)[:, 0]], axis=1).mean())

    def topographic_error(self, x: Any) -> float:
        """The share of samples whose two nearest prototypes are no neighbors on the grid (diagonal ones are)."""
        first, second = self.places[self._nearest(self._rows(x))].swapaxes(0, 1)  # (n, 2, 2) -> (2, n, 2)
        return float((np.abs(first - second).max(axis=1) > 1).mean())

    def _nearest(self, x: np.ndarray) -> np.ndarray:
        """The two nearest prototypes of each sample: (n, features) -> (n, 2)."""
        w = self._require_weights()
        distances = np.square(w).sum(axis=1) - 2.0 * x @ w.T  # less |x|², which is the same for all: (n, units)
        order: np.ndarray = np.argsort(distances, axis=1, kind="stable")
        return order[:, [0, min(1, len(w) - 1)]]

    def _require_weights(self) -> np.ndarray:
        if self.weights is None:
            raise RuntimeError("this SelfOrganizingMap has no prototypes yet: call fit(x) first")
        return self.weights

    def _rows(self, x: Any) -> np.ndarray:
        """x as finite rows of floats."""
        rows: np.ndarray = np.asarray(x, dtype=float)
        features = None if self.weights is None else self.weights.shape[1]
        if rows.ndim != 2 or (features is not None and rows.shape[1] != features):
            wanted = "features" if features is None else features
            raise ValueError(f"SelfOrganizingMap takes samples as rows (n, {wanted}), got shape {rows.shape}")
        if not np.isfinite(rows).all():
            raise ValueError("SelfOrganizingMap: some samples hold NaN or infinite values; leave those out")
        return rows

    def __repr__(self) -> str:
        return f"SelfOrganizingMap({self.height}, {self.width})"
