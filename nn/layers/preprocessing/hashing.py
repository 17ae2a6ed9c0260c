"""Hashing: names and numbers as the bins that their fingerprints fall into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import whole
from nn.layers.preprocessing.data import plain, text
from nn.layers.preprocessing.encoding import encode, mode_of, refuse_sparse, shape_encoded
from nn.layers.preprocessing.fingerprint import fingerprint, hash_with_key
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Hashing(Module):
    """A bin for each name or whole number, by its fingerprint, the same everywhere: `x -> x's shape`, or encoded.

    num_bins: the number of bins.
    mask_value=None: what has bin 0 for itself; the others share the rest.
    salt=None: a whole number, or two, that choose another fingerprint, SipHash in place of FarmHash.
    output_mode="int": "int", "one_hot", "multi_hot" or "count", as CategoryEncoding has them.
    sparse=False: only False is possible.

    Raises ValueError for settings out of range. Weinberger, Dasgupta, Langford, Smola & Attenberg, 2009, arXiv:0902.2206.

    >>> Hashing(3)(np.array([["A"], ["B"], ["C"], ["D"], ["E"]])).tolist()
    [[1], [0], [1], [1], [2]]
    """

    only_computes = False  # it looks at what it is given
    takes_text = True

    def __init__(
        self, num_bins: int, mask_value: Any = None, salt: int | Sequence[int] | None = None, output_mode: str = "int",
        sparse: bool = False, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.num_bins = whole(self.name, "num_bins", num_bins)
        self.mask_value = mask_value
        self.salt = check_salt(self.name, salt)
        self.output_mode = mode_of(self.name, output_mode)
        self.sparse = refuse_sparse(self.name, sparse)
        self.output_dtype = self.dtype or ("int64" if self.output_mode == "int" else "float32")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return shape_encoded(input_shape, self.output_mode, self.num_bins)

    def call(self, x: Any) -> Any:
        found = plain(x)
        if found.dtype.kind == "f":
            found = found.astype(np.int64)
        masked = self.mask_value is not None and self.num_bins > 1
        bins = hash_to_bins(self.name, found, self.num_bins - masked, self.salt)
        if masked:
            here = (text(self.name, found) if found.dtype.kind in "OSU" else found) == self.mask_value
            bins = np.where(here, 0, bins + 1)
        return encode(bins, self.output_mode, self.num_bins, self.output_dtype)


def check_salt(who: str, salt: Any) -> list[int] | None:
    """The setting salt as two whole numbers, or None; ValueError or TypeError for anything else."""
    if salt is None:
        return None
    pair = list(salt) if isinstance(salt, (list, tuple)) else [salt, salt]
    if len(pair) != 2:
        raise ValueError(f"{who}: salt is a whole number, or two of them, got {salt!r}")
    return [whole(who, "salt", part, low=None) for part in pair]


def hash_to_bins(who: str, x: np.ndarray, bins: int, salt: Sequence[int] | None = None) -> np.ndarray:
    """The bin of each name, or of each whole number as it is written."""
    names = text(who, x) if x.dtype.kind in "OSU" else x
    different, places = np.unique(names, return_inverse=True)
    marks = [str(name).encode() for name in different.tolist()]
    found = [(fingerprint(mark) if salt is None else hash_with_key(mark, salt)) % bins for mark in marks]
    return np.array(found, np.int64)[places.reshape(-1)].reshape(np.shape(x)) if found else np.zeros(np.shape(x), np.int64)
