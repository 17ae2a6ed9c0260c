"""CategoryEncoding: whole numbers as zeros and ones, or as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import whole
from nn.layers.preprocessing.data import plain, whole_numbers
from nn.layers.preprocessing.encoding import encode, mode_of, refuse_sparse, shape_encoded
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class CategoryEncoding(Module):
    """Categories 0 … num_tokens − 1 as numbers to compute with: `ids: (n, k) -> (n, num_tokens)`.

    num_tokens=None: the number of categories, which must be given.
    output_mode="multi_hot": "one_hot" has a 1 for each id, in a row of its own, "multi_hot" one row of 1 for the ids that are
        there, "count" how often each is there.
    sparse=False: only False is possible.

    With "count" a call takes count_weights, to be summed in place of 1. Raises ValueError for ids outside the categories.

    >>> CategoryEncoding(4)(np.array([[0, 1], [3, 3]])).tolist()
    [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """

    only_computes = False  # it looks at the ids
    output_dtype = "float32"

    def __init__(
        self, num_tokens: int | None = None, output_mode: str = "multi_hot", sparse: bool = False,
        **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        if num_tokens is None:
            raise ValueError(f"{self.name}: give num_tokens, the number of categories; IntegerLookup finds them in data")
        self.num_tokens = whole(self.name, "num_tokens", num_tokens)
        self.output_mode = mode_of(self.name, output_mode, ("one_hot", "multi_hot", "count"))
        self.sparse = refuse_sparse(self.name, sparse)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return shape_encoded(input_shape, self.output_mode, self.num_tokens)

    def call(self, x: Any, count_weights: Any = None) -> Any:
        ids = whole_numbers(self.name, x)
        if ids.size and not 0 <= ids.min() <= ids.max() < self.num_tokens:
            raise ValueError(
                f"{self.name}: categories lie in 0..{self.num_tokens - 1} (num_tokens={self.num_tokens}), got ids from "
                f"{ids.min()} to {ids.max()}"
            )
        if count_weights is not None and self.output_mode != "count":
            raise ValueError(f"{self.name}: count_weights are for output_mode='count', which is {self.output_mode!r}")
        weights = None if count_weights is None else plain(count_weights)
        return encode(ids, self.output_mode, self.num_tokens, self.dtype or np.float32, weights)
