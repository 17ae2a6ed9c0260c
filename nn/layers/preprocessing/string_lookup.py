"""StringLookup: words as whole numbers, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.layers.preprocessing.adapting import PreprocessingSettings
from nn.layers.preprocessing.data import text
from nn.layers.preprocessing.lookup import Lookup

if TYPE_CHECKING:
    from typing_extensions import Unpack


class StringLookup(Lookup):
    """The place of each word in a vocabulary: `words: (n, ...) -> (n, ...)`, or encoded.

    oov_token="[UNK]": what an unknown word is called where words come out.
    encoding="utf-8": how bytes are read as text.

    Without a vocabulary call `adapt(data)` first. Raises ValueError for unknown words without a place, TypeError for what is
    no text.

    >>> StringLookup(vocabulary=["a", "b", "c"])(np.array([["a", "c"], ["z", "b"]])).tolist()
    [[1, 3], [0, 2]]
    """

    only_computes = False
    takes_text = True

    def __init__(
        self, max_tokens: int | None = None, num_oov_indices: int = 1, mask_token: str | None = None,
        oov_token: str = "[UNK]", vocabulary: Any = None, idf_weights: Any = None, invert: bool = False,
        output_mode: str = "int", pad_to_max_tokens: bool = False, sparse: bool = False, encoding: str = "utf-8",
        name: str | None = None, salt: int | Sequence[int] | None = None, **settings: Unpack[PreprocessingSettings],
    ) -> None:  # fmt: skip
        self.encoding = encoding
        super().__init__(
            max_tokens, num_oov_indices, mask_token, oov_token, vocabulary, idf_weights, invert, output_mode, sparse,
            pad_to_max_tokens, "farmhash", salt, name=name, **settings,
        )  # fmt: skip
        self.takes_text = not invert
        if invert:
            self.output_dtype = "string"

    def tokens_of(self, x: Any) -> np.ndarray:
        return text(self.name, x, self.encoding)
