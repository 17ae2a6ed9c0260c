"""Normalization: each feature with the mean 0 and the variance 1 that it has in the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor, fresh
from nn.layers.base.arguments import build_early
from nn.layers.preprocessing.adapting import Adapting
from nn.layers.preprocessing.data import batches, floats, plain
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

LEAST = 1e-7  # a deviation below this counts as this


class Normalization(Adapting):
    """(x − mean) / √variance for each feature, as `adapt(data)` finds them: `x -> x's shape`.

    axis=-1: the axis whose places have a mean each, or several; None is one mean of all numbers.
    mean=None, variance=None: known numbers, given in place of `adapt`, both or none.
    invert=False: whether it goes the other way, x · √variance + mean.

    Weights, which training leaves alone: mean and variance, with the sizes of these axes, and count. Raises ValueError for
    only one of mean and variance, an axis that the input lacks, or data of other sizes.

    >>> layer = Normalization()
    >>> layer.adapt(np.array([[0.0, 10.0], [2.0, 30.0]]))
    >>> layer(np.array([[0.0, 30.0]])).tolist()
    [[-1.0, 1.0]]
    """

    only_computes = True
    supports_masking = True
    output_dtype = "float32"

    def __init__(
        self, axis: int | Sequence[int] | None = -1, mean: Any = None, variance: Any = None, invert: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.axis = () if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else tuple(axis)
        if (mean is None) != (variance is None):
            raise ValueError(f"{self.name}: give both mean and variance, or call adapt(data) without them")
        if np.shape(mean) != np.shape(variance):
            raise ValueError(f"{self.name}: mean and variance need one shape, got {np.shape(mean)} and {np.shape(variance)}")
        self.input_mean = None if mean is None else plain(mean)
        self.input_variance = None if variance is None else plain(variance)
        self.invert = invert
        build_early(self)

    @property
    def mean(self) -> Any:
        """The mean of each feature, with axes of size 1 that broadcast; None as long as nothing is known."""
        return Tensor(self._spread("mean"), requires_grad=False) if self.built else None

    @property
    def variance(self) -> Any:
        """The variance of each feature, with axes of size 1 that broadcast; None as long as nothing is known."""
        return Tensor(self._spread("variance"), requires_grad=False) if self.built else None

    def build(self, input_shape: Shape) -> None:
        rank = len(input_shape)
        if any(not -rank <= axis < rank for axis in self.axis):
            raise ValueError(f"{self.name}: an input of shape {tuple(input_shape)} has no axis {self.axis}")
        self._kept = sorted(axis % rank for axis in self.axis)
        sizes = tuple(input_shape[axis] for axis in self._kept)
        if None in sizes:
            raise ValueError(f"{self.name}: axes {self.axis} need fixed sizes, got an input of shape {tuple(input_shape)}")
        self._sizes = sizes
        self._wide = tuple(n if axis in self._kept else 1 for axis, n in enumerate(input_shape))
        dtype = self.dtype or "float32"
        if self.input_mean is None:
            self.adapt_mean = Tensor(np.zeros(sizes, dtype), False, "mean")
            self.adapt_variance = Tensor(np.ones(sizes, dtype), False, "variance")
            self.count = Tensor(np.zeros((), "int32"), False, "count")

    def _spread(self, which: str) -> np.ndarray:
        """The mean or the variance in a shape that broadcasts against x."""
        given = getattr(self, f"input_{which}")
        if given is None:
            return np.asarray(getattr(self, f"adapt_{which}").numpy()).reshape(self._wide)
        found = np.asarray(given, self.dtype or "float32")
        if found.ndim <= len(self._sizes):
            found = np.broadcast_to(found, self._sizes)
        return found.reshape(self._wide)

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Take mean and variance from data: an array, or an iterable of batches.

        batch_size=None: accepted and ignored. steps=None: how many batches of an iterable to take.
        """
        if self.input_mean is not None:
            raise ValueError(f"{self.name} was given mean and variance: make it without them to adapt it")
        several = isinstance(data, (list, tuple)) and data and all(np.ndim(part) > 1 for part in data)
        mean, variance, count = np.float64(0.0), np.float64(0.0), 0
        for batch in data if several else batches(data, steps):
            x = plain(batch).astype(np.float64)
            if not x.size:
                continue
            if not self.built:
                self._build(x.shape)
            if x.ndim != len(self._wide) or tuple(x.shape[axis] for axis in self._kept) != self._sizes:
                raise ValueError(f"{self.name} was made for features of sizes {self._sizes}, got data of shape {x.shape}")
            others = tuple(axis for axis in range(x.ndim) if axis not in self._kept)
            n = int(np.prod([x.shape[axis] for axis in others]))
            share = n / (count + n) if count + n else 0.0
            new = (1.0 - share) * mean + share * x.mean(axis=others)
            spread = (1.0 - share) * (variance + (mean - new) ** 2)
            variance = spread + share * (x.var(axis=others) + (x.mean(axis=others) - new) ** 2)
            mean, count = new, count + n
        if not count:
            raise ValueError(f"{self.name}: adapt got no data")
        self.adapt_mean.data = np.asarray(mean, self.adapt_mean.dtype)
        self.adapt_variance.data = np.asarray(variance, self.adapt_variance.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def call(self, x: Any) -> Any:
        x = floats(x, self.dtype)
        mean = fresh(lambda: self._spread("mean").astype(x.dtype), like=x)  # read at each replay of a compiled program
        deviation = fresh(lambda: np.maximum(np.sqrt(self._spread("variance")), LEAST).astype(x.dtype), like=x)
        return x * deviation + mean if self.invert else (x - mean) / deviation
