"""Discretization: numbers as the bins they fall into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number, whole
from nn.layers.preprocessing.adapting import Adapting
from nn.layers.preprocessing.data import plain
from nn.layers.preprocessing.encoding import encode, mode_of, refuse_sparse, shape_encoded
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Discretization(Adapting):
    """The number of the bin that each number falls into: `x -> x's shape`, or encoded as CategoryEncoding does.

    bin_boundaries=None: the edges between the bins; a number on an edge belongs to the bin above it.
    num_bins=None: the number of bins, whose edges `adapt(data)` sets so that all hold equally many numbers; give this or
        bin_boundaries.
    epsilon=0.01: how far, as a share of the data, the edges that `adapt` finds may be off.
    output_mode="int": "int", "one_hot", "multi_hot" or "count".
    sparse=False: only False is possible.

    Raises ValueError for both or none of bin_boundaries and num_bins, or a call before `adapt`.

    >>> Discretization(bin_boundaries=[0.0, 1.0, 2.0])(np.array([[-1.5, 1.0, 3.4, 0.5]])).tolist()
    [[0, 2, 3, 1]]
    """

    only_computes = False  # it looks at the numbers
    _summary: np.ndarray | None = None

    def __init__(
        self, bin_boundaries: Sequence[float] | None = None, num_bins: int | None = None, epsilon: float = 0.01,
        output_mode: str = "int", sparse: bool = False, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        agree = bin_boundaries is not None and num_bins == len(bin_boundaries) + 1  # what was adapted, made anew
        if (bin_boundaries is None) == (num_bins is None) and not agree:
            raise ValueError(f"{self.name}: give bin_boundaries, or num_bins and call adapt(data); not both")
        self.bin_boundaries = None if bin_boundaries is None else [float(edge) for edge in bin_boundaries]
        self.num_bins = None if num_bins is None else whole(self.name, "num_bins", num_bins)
        self.epsilon = number(self.name, "epsilon", epsilon, above=0, high=1)
        self.output_mode = mode_of(self.name, output_mode)
        self.sparse = refuse_sparse(self.name, sparse)
        self.output_dtype = "int32" if self.output_mode == "int" else "float32"

    def list_learned(self) -> dict[str, Any]:
        return {"bin_boundaries": self.bin_boundaries}

    def reset_state(self) -> None:
        if self.num_bins is None:
            raise ValueError(f"{self.name} was given bin_boundaries: make it with num_bins to adapt it")
        self._summary = None

    def update_state(self, data: Any) -> None:
        new = summarize(plain(data).astype("float32"), self.epsilon)
        if self._summary is not None:
            new = np.concatenate([new, self._summary], axis=1)
            new = new[:, np.argsort(new[0])]
        self._summary = compress(new, self.epsilon)

    def finalize_state(self) -> None:
        if self._summary is None or self.num_bins is None:
            raise ValueError(f"{self.name}: adapt got no data")
        self.bin_boundaries = compress(self._summary, 1.0 / self.num_bins)[0, :-1].tolist()

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        bins = self.num_bins if self.bin_boundaries is None else len(self.bin_boundaries) + 1
        return shape_encoded(input_shape, self.output_mode, bins)

    def call(self, x: Any) -> Any:
        if self.bin_boundaries is None:
            raise ValueError(f"{self.name} has no bins yet: call adapt(data), or give bin_boundaries")
        bins = np.asarray(np.digitize(plain(x), self.bin_boundaries))
        dtype = self.dtype if self.dtype and self.output_mode != "int" else self.output_dtype
        return encode(bins, self.output_mode, len(self.bin_boundaries) + 1, dtype)


def summarize(values: np.ndarray, epsilon: float) -> np.ndarray:
    """Numbers at equal steps of their order, and how many each stands for: (2, k)."""
    ordered = np.sort(values.reshape(-1))
    step = max(len(ordered) * epsilon, 1.0)
    kept = ordered[int(step - 1) :: int(step)]
    return np.stack([kept, np.full(len(kept), step, kept.dtype)])


def compress(summary: np.ndarray, epsilon: float) -> np.ndarray:
    """The summary at 1 / epsilon places of equal weight, if it has more."""
    if summary.shape[1] * epsilon < 1:
        return summary
    places = epsilon + np.arange(0.0, 1.0, epsilon)
    weights = summary[1].cumsum()
    shares = weights / weights[-1]
    reached = np.interp(places, shares, weights)
    return np.stack([np.interp(places, shares, summary[0]), np.diff(reached, prepend=0.0)]).astype("float32")
