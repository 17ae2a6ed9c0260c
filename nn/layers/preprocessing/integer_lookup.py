"""IntegerLookup: any whole numbers as the numbers from 0 on, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.layers.preprocessing.adapting import PreprocessingSettings
from nn.layers.preprocessing.data import whole_numbers
from nn.layers.preprocessing.lookup import Lookup

if TYPE_CHECKING:
    from typing_extensions import Unpack


class IntegerLookup(Lookup):
    """The place of each whole number in a vocabulary: `numbers: (n, ...) -> (n, ...)`, or encoded.

    mask_token=None: the number that stands for "nothing here".
    oov_token=-1: what an unknown number is called where numbers come out.
    vocabulary_dtype="int64": the type of the numbers; only this one is possible.

    Without a vocabulary call `adapt(data)` first. Raises ValueError for unknown numbers without a place, or numbers that are
    not whole.

    >>> IntegerLookup(vocabulary=[12, 36, 1138])(np.array([[12, 1138], [42, 36]])).tolist()
    [[1, 3], [0, 2]]
    """

    only_computes = False
    kind = int

    def __init__(
        self, max_tokens: int | None = None, num_oov_indices: int = 1, mask_token: int | None = None, oov_token: int = -1,
        vocabulary: Any = None, vocabulary_dtype: str = "int64", idf_weights: Any = None, invert: bool = False,
        output_mode: str = "int", sparse: bool = False, pad_to_max_tokens: bool = False, oov_method: str = "floormod",
        salt: int | Sequence[int] | None = None, name: str | None = None, **settings: Unpack[PreprocessingSettings],
    ) -> None:  # fmt: skip
        if vocabulary_dtype != "int64":
            raise ValueError(f"IntegerLookup: vocabulary_dtype is 'int64', got {vocabulary_dtype!r}")
        self.vocabulary_dtype = vocabulary_dtype
        super().__init__(
            max_tokens, num_oov_indices, mask_token, oov_token, vocabulary, idf_weights, invert, output_mode, sparse,
            pad_to_max_tokens, oov_method, salt, name=name, **settings,
        )  # fmt: skip

    def tokens_of(self, x: Any) -> np.ndarray:
        return whole_numbers(self.name, x)
