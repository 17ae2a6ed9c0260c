"""Lookup: the base of StringLookup and IntegerLookup, which number the things that data hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import choice, whole
from nn.layers.preprocessing.adapting import Adapting
from nn.layers.preprocessing.data import plain
from nn.layers.preprocessing.encoding import encode, mode_of, refuse_sparse, shape_encoded
from nn.layers.preprocessing.hashing import check_salt, hash_to_bins
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")
NOWHERE = -1  # the id of what is left out of an encoding


class Lookup(Adapting):
    """The base of layers that hold a vocabulary: the mask's place, places for what is not in it, then its tokens.

    max_tokens=None: the largest size of the vocabulary, with the places for mask and unknown tokens; None is no bound.
    num_oov_indices=1: the places for tokens that are not in the vocabulary ("out of vocabulary"); of several, a token's hash
        tells which. With 0 such a token is an error.
    mask_token=None: the token that stands for "nothing here", with the id 0 where ids come out, and left out of encodings.
    vocabulary=None: the tokens, or the name of a file of one in each line; None leaves them to `adapt(data)`, which orders
        them by how often they come, ties the other way round than a dictionary.
    idf_weights=None: the weight of each token, given with the vocabulary for output_mode="tf_idf".
    invert=False: whether ids come in and tokens out.
    output_mode="int": "int" gives ids, "one_hot", "multi_hot" and "count" what CategoryEncoding does, "tf_idf" the counts
        times log(1 + documents / (1 + documents that have the token)).
    sparse=False: only False is possible.
    pad_to_max_tokens=False: whether encodings have max_tokens columns though the vocabulary is smaller.
    oov_method="floormod": of several places for unknown whole numbers, "floormod" or "farmhash".
    salt=None: a whole number, or two, that choose another hash for unknown tokens.
    """

    only_computes = False  # it looks at what it is given
    kind: Any = str  # of a token
    oov_token: Any

    def __init__(
        self, max_tokens: int | None, num_oov_indices: int, mask_token: Any, oov_token: Any, vocabulary: Any,
        idf_weights: Any, invert: bool, output_mode: str, sparse: bool, pad_to_max_tokens: bool, oov_method: str,
        salt: int | Sequence[int] | None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.max_tokens = None if max_tokens is None else whole(self.name, "max_tokens", max_tokens, low=2)
        self.num_oov_indices = whole(self.name, "num_oov_indices", num_oov_indices, low=0)
        self.mask_token, self.oov_token, self.invert = mask_token, oov_token, invert
        self.output_mode = mode_of(self.name, output_mode, MODES)
        self.sparse = refuse_sparse(self.name, sparse)
        self.pad_to_max_tokens = pad_to_max_tokens
        self.oov_method = choice(self.name, "oov_method", oov_method, ("floormod", "farmhash"))
        self.salt = check_salt(self.name, salt)
        if pad_to_max_tokens and max_tokens is None:
            raise ValueError(f"{self.name}: pad_to_max_tokens=True needs max_tokens")
        if invert and self.output_mode != "int":
            raise ValueError(f"{self.name}: invert=True gives tokens, so output_mode must be 'int', got {output_mode!r}")
        self.output_dtype = self.dtype or ("int64" if self.output_mode == "int" else "float32")
        self.vocabulary: Any = None
        self.idf_weights: Any = None
        self._static = vocabulary is not None
        self.reset_state()
        self._tokens: list[Any] = []
        self._ids: dict[Any, int] = {}
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)
        elif idf_weights is not None:
            raise ValueError(f"{self.name}: idf_weights are given with a vocabulary, one for each token")

    # -- the vocabulary -----------------------------------------------------------------------------------------

    @property
    def _first_oov(self) -> int:
        return int(self.mask_token is not None and self.output_mode == "int")

    @property
    def _first_token(self) -> int:
        return self._first_oov + self.num_oov_indices

    def _special(self) -> list[Any]:
        """What stands before the tokens."""
        return [self.mask_token] * self._first_oov + [self.oov_token] * self.num_oov_indices

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Take these tokens, a list, an array or the name of a file of one in each line.

        idf_weights=None: the weight of each, for output_mode="tf_idf". Raises ValueError for tokens given twice, or too many.
        """
        tokens = self._read(vocabulary)
        special = self._special()
        weights = None if idf_weights is None else [float(w) for w in plain(idf_weights)]
        if (weights is None) == (self.output_mode == "tf_idf"):
            raise ValueError(f"{self.name}: idf_weights go with output_mode='tf_idf', one for each token of the vocabulary")
        if weights is not None and len(weights) != len(tokens):
            raise ValueError(f"{self.name}: {len(tokens)} tokens, but {len(weights)} idf_weights")
        if special and tokens[: len(special)] == special:
            tokens = tokens[len(special) :]
        elif weights is not None:
            weights = [float(np.mean(weights))] * len(special) + weights
        twice = [token for token, n in Counter(tokens).items() if n > 1]
        reserved = [token for token in tokens if token is not None and token == self.mask_token]
        if self.invert:
            reserved += [token for token in tokens if token == self.oov_token]
        if not tokens or twice or reserved:
            words = [f"has {twice[0]!r} twice"] if twice else [f"holds {r!r}, which is reserved" for r in reserved[:1]]
            what = (words or ["is empty"])[0]
            raise ValueError(f"{self.name}: the vocabulary {what}; special tokens stand in front or are left out: {special}")
        if self.max_tokens is not None and len(special) + len(tokens) > self.max_tokens:
            raise ValueError(f"{self.name}: max_tokens={self.max_tokens}, but the vocabulary has {len(special) + len(tokens)}")
        self._take(tokens, weights)

    def _read(self, vocabulary: Any) -> list[Any]:
        """The tokens of a list, an array, or a file."""
        if isinstance(vocabulary, (str, Path)):
            lines = Path(vocabulary).read_text(encoding="utf-8").splitlines()
            return [self.kind(line) for line in lines]
        return [self._token(token) for token in (vocabulary if isinstance(vocabulary, (list, tuple)) else plain(vocabulary))]

    def _token(self, token: Any) -> Any:
        """One token as it is kept."""
        return token.decode() if isinstance(token, bytes) else token if token is None else self.kind(token)

    def _take(self, tokens: list[Any], weights: list[float] | None) -> None:
        self._tokens = tokens
        self._ids = {token: i for i, token in enumerate(tokens, self._first_token)}
        self.vocabulary, self.idf_weights = tokens, weights

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """All tokens, each at the place of its id; include_special_tokens=True: with those for mask and unknown tokens."""
        return [*self._special(), *self._tokens] if include_special_tokens and self._tokens else list(self._tokens)

    def vocabulary_size(self) -> int:
        """The number of ids: of tokens, and of the places for mask and unknown tokens."""
        return self._first_token + len(self._tokens)

    def list_learned(self) -> dict[str, Any]:
        return {"vocabulary": self.get_vocabulary() or None, "idf_weights": self.idf_weights}

    # -- adapting -----------------------------------------------------------------------------------------------

    def reset_state(self) -> None:
        self._counts: Counter[Any] = Counter()
        self._documents: Counter[Any] = Counter()
        self._seen = 0

    def update_state(self, data: Any) -> None:
        found = self.tokens_of(data)
        self.count_rows(found.reshape(len(found), -1).tolist() if found.ndim > 1 else [[token] for token in found.tolist()])

    def count_rows(self, rows: list[list[Any]]) -> None:
        """Count the tokens of each document."""
        if self._static:
            raise ValueError(f"{self.name} was given its vocabulary: make it without one to adapt it")
        for row in rows:
            self._counts.update(row)
            self._documents.update(set(row))
        self._seen += len(rows)

    def finalize_state(self) -> None:
        for special in (self.mask_token, self.oov_token):
            self._counts.pop(special, None)
        if not self._counts:
            raise ValueError(f"{self.name}: adapt got no tokens")
        room = None if self.max_tokens is None else self.max_tokens - self._first_token
        tokens = sorted(self._counts, key=lambda token: (self._counts[token], token), reverse=True)[:room]
        weights = None
        if self.output_mode == "tf_idf":
            weights = [float(np.log1p(self._seen / (1 + self._documents[token]))) for token in tokens]
            weights = [float(np.mean(weights))] * self._first_token + weights
        self._take(tokens, weights)
        self.reset_state()

    # -- looking up ---------------------------------------------------------------------------------------------

    def tokens_of(self, x: Any) -> np.ndarray:
        """What enters as an array of tokens."""
        raise NotImplementedError(f"{type(self).__name__} needs a method tokens_of(self, x)")

    def _depth(self) -> int:
        """The columns of an encoding."""
        if self.pad_to_max_tokens and self.max_tokens is not None:
            return self.max_tokens
        if not self._tokens and self.output_mode != "int":
            raise ValueError(f"{self.name} has no vocabulary yet: call adapt(data), or give one")
        return self.vocabulary_size()

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return shape_encoded(input_shape, self.output_mode, None if self.output_mode == "int" else self._depth())

    def ids_of(self, tokens: np.ndarray) -> np.ndarray:
        """The id of each token; NOWHERE for masked ones that an encoding leaves out."""
        different, places = np.unique(tokens, return_inverse=True)
        known = [self._ids.get(token, None) for token in different.tolist()]
        unknown = [i for i, place in enumerate(known) if place is None and different[i] != self.mask_token]
        if unknown and not self.num_oov_indices:
            raise ValueError(
                f"{self.name}: {different[unknown[0]].item()!r} is not in the vocabulary, and num_oov_indices=0 leaves it no "
                "place"
            )
        strange = self._unknown_places(different[unknown])
        for i, place in zip(unknown, strange.tolist()):
            known[i] = place + self._first_oov
        masked = 0 if self.output_mode == "int" else NOWHERE
        found = np.array([masked if place is None else place for place in known], np.int64)
        return found[places.reshape(-1)].reshape(tokens.shape) if len(found) else np.zeros(tokens.shape, np.int64)

    def _unknown_places(self, tokens: np.ndarray) -> np.ndarray:
        """The place of each unknown token among those for unknown ones."""
        if self.num_oov_indices < 2:
            return np.zeros(tokens.shape, np.int64)
        if self.kind is int and self.oov_method == "floormod":
            return np.asarray(tokens % self.num_oov_indices)
        return hash_to_bins(self.name, tokens, self.num_oov_indices, self.salt)

    def encode_ids(self, ids: np.ndarray) -> np.ndarray:
        """Ids as output_mode says."""
        depth = self._depth() if self.output_mode != "int" else 0
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        found = encode(ids, mode, depth, self.output_dtype)
        if self.idf_weights is None:
            return found
        weights = np.zeros(depth, found.dtype)
        weights[: len(self.idf_weights)] = self.idf_weights
        return found * weights

    def call(self, x: Any) -> Any:
        if self.invert:
            return self._tokens_of_ids(plain(x).astype(np.int64))
        return self.encode_ids(self.ids_of(self.tokens_of(x)))

    def _tokens_of_ids(self, ids: np.ndarray) -> np.ndarray:
        """The token of each id; the token for unknown ones where there is none."""
        words = self.get_vocabulary()
        found = [words[i] if 0 <= i < len(words) else self.oov_token for i in ids.reshape(-1).tolist()]
        return np.array(found).reshape(ids.shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._tokens)} tokens)"
