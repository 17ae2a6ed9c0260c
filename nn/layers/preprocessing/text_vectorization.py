"""TextVectorization: texts as rows of word numbers, or as counts of their words."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import choice, whole
from nn.layers.preprocessing.adapting import Adapting, PreprocessingSettings
from nn.layers.preprocessing.data import text
from nn.layers.preprocessing.string_lookup import StringLookup
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
BARE = str.maketrans("", "", string.punctuation)
STANDARDS: dict[str, Callable[[str], str]] = {
    "lower": lambda s: s.translate(LOWER),
    "strip_punctuation": lambda s: s.translate(BARE),
    "lower_and_strip_punctuation": lambda s: s.translate(LOWER).translate(BARE),
}
SPLITS: dict[str, Callable[[str], list[str]]] = {"whitespace": str.split, "character": list}


class TextVectorization(Adapting):
    """Texts as the ids of their words: `texts: (n,) or (n, 1) -> (n, words)`, or as counts (n, vocabulary).

    max_tokens=None: the largest size of the vocabulary, with "" for the end of short texts and "[UNK]" for unknown words.
    standardize="lower_and_strip_punctuation": what is done to a text first: this, "lower", "strip_punctuation", None, or a
        function of an array of texts.
    split="whitespace": how a text becomes words: "whitespace", "character", None, or a function of an array of texts that
        gives a list of words for each.
    ngrams=None: n, for all runs of up to n words too, or a tuple of the lengths of runs.
    output_mode="int": "int", "one_hot", "multi_hot", "count" or "tf_idf", as StringLookup has them.
    output_sequence_length=None: the words of each row, cut off or filled up with 0; None is the longest of the batch.
    pad_to_max_tokens=False: whether counts have max_tokens columns though the vocabulary is smaller.
    vocabulary=None: the words, or the name of a file of one in each line; None leaves them to `adapt(data)`.
    idf_weights=None: the weight of each word, given with the vocabulary for output_mode="tf_idf".
    sparse=False, ragged=False: only False is possible.
    encoding="utf-8": how bytes are read as text.

    Raises ValueError for settings that do not go together, TypeError for what is no text.

    >>> layer = TextVectorization(output_sequence_length=4)
    >>> layer.adapt(["the cat sat", "the dog sat", "the end"])
    >>> layer.get_vocabulary()
    ['', '[UNK]', 'the', 'sat', 'end', 'dog', 'cat']
    >>> layer(["The cat, too!"]).tolist()
    [[2, 6, 1, 0]]
    """

    only_computes = False  # it looks at what it is given
    takes_text = True

    def __init__(
        self, max_tokens: int | None = None, standardize: Any = "lower_and_strip_punctuation", split: Any = "whitespace",
        ngrams: int | Sequence[int] | None = None, output_mode: str = "int", output_sequence_length: int | None = None,
        pad_to_max_tokens: bool = False, vocabulary: Any = None, idf_weights: Any = None, sparse: bool = False,
        ragged: bool = False, encoding: str = "utf-8", name: str | None = None, **settings: Unpack[PreprocessingSettings],
    ) -> None:  # fmt: skip
        super().__init__(name=name, **settings)
        named = (("standardize", standardize, STANDARDS), ("split", split, SPLITS))
        for what, given, known in named:
            if given is not None and not callable(given):
                choice(self.name, what, given, tuple(known))
        if ragged:
            raise ValueError(f"{self.name}: ragged=True is not possible here, for rows have one length: give masks instead")
        self.max_tokens, self.standardize, self.split, self.sparse, self.ragged = max_tokens, standardize, split, sparse, ragged
        self.ngrams = ngrams
        widths = range(1, ngrams + 1) if isinstance(ngrams, int) else ngrams or ()
        self._widths = tuple(whole(self.name, "ngrams", n) for n in widths)
        length = output_sequence_length
        self.output_sequence_length = None if length is None else whole(self.name, "output_sequence_length", length)
        self._lookup = StringLookup(
            max_tokens, 1, "", "[UNK]", vocabulary, idf_weights, False, output_mode, pad_to_max_tokens, sparse, encoding
        )
        self.output_mode, self.pad_to_max_tokens = self._lookup.output_mode, pad_to_max_tokens
        if length is not None and self.output_mode != "int":
            raise ValueError(f"{self.name}: output_sequence_length is for output_mode='int', which is {self.output_mode!r}")
        self.encoding = encoding
        self.output_dtype = self._lookup.output_dtype

    @property
    def vocabulary(self) -> list[str] | None:
        """The words that were given or found, without the special ones."""
        return self._lookup.vocabulary  # type: ignore[no-any-return]

    @property
    def idf_weights(self) -> list[float] | None:
        """The weight of each word, for output_mode="tf_idf"."""
        return self._lookup.idf_weights  # type: ignore[no-any-return]

    # -- the vocabulary -----------------------------------------------------------------------------------------

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """All words, each at the place of its id; include_special_tokens=True: with "" and "[UNK]"."""
        return self._lookup.get_vocabulary(include_special_tokens)

    def vocabulary_size(self) -> int:
        """The number of ids, with those for "" and "[UNK]"."""
        return self._lookup.vocabulary_size()

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Take these words, a list or the name of a file; idf_weights=None: the weight of each, for "tf_idf"."""
        self._lookup.set_vocabulary(vocabulary, idf_weights)

    def list_learned(self) -> dict[str, Any]:
        return self._lookup.list_learned()

    def reset_state(self) -> None:
        self._lookup.reset_state()

    def update_state(self, data: Any) -> None:
        self._lookup.count_rows(self._words(data))

    def finalize_state(self) -> None:
        self._lookup.finalize_state()

    # -- texts to ids -------------------------------------------------------------------------------------------

    def _words(self, x: Any) -> list[list[str]]:
        """The words, and runs of words, of each text."""
        found = text(self.name, x, self.encoding)
        if callable(self.standardize):
            found = text(self.name, self.standardize(found), self.encoding)
        if self.split is None:
            rows = found.reshape(len(found), -1).tolist() if found.ndim else [[found.item()]]
            return [self._runs([self._standard(word) for word in row]) for row in rows]
        if (found.ndim > 1 and found.shape[-1] != 1) or found.ndim > 2:
            raise ValueError(f"{self.name}: texts to split are (n,) or (n, 1), got shape {found.shape}")
        flat = np.array([self._standard(one) for one in found.reshape(-1).tolist()], dtype=str)
        if callable(self.split):
            return [self._runs([str(word) for word in text(self.name, row).reshape(-1)]) for row in self.split(flat)]
        return [self._runs(SPLITS[self.split](one)) for one in flat.tolist()]

    def _standard(self, one: str) -> str:
        return STANDARDS[self.standardize](one) if isinstance(self.standardize, str) else one

    def _runs(self, words: list[str]) -> list[str]:
        """The runs of words that ngrams asks for; the words themselves without."""
        if not self._widths:
            return words
        return [" ".join(words[i : i + n]) for n in self._widths for i in range(len(words) - n + 1)]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if self.output_mode == "int":
            if self.split is None and len(input_shape) == 1:
                return input_shape
            length = self.output_sequence_length
            return (input_shape[0], input_shape[-1] if length is None and self.split is None and not self._widths else length)
        return self._lookup.compute_output_shape((input_shape[0], None))

    def call(self, x: Any) -> Any:
        if self.split is None and np.ndim(x) == 1 and self.output_mode == "int" and not self._widths:  # words, one a row
            return self._lookup.ids_of(np.array([row[0] for row in self._words(x)], dtype=str))
        single = np.ndim(x) == 0
        rows = self._words([x] if single else x)
        length = max(map(len, rows), default=0) if self.output_sequence_length is None else self.output_sequence_length
        width = length if self.output_mode == "int" else max(map(len, rows), default=0)
        padded = np.array([row[:width] + [""] * (width - len(row)) for row in rows], dtype=str).reshape(len(rows), width)
        found = self._lookup.encode_ids(self._lookup.ids_of(padded))
        return found[0] if single else found

    def __repr__(self) -> str:
        return f"TextVectorization({self.vocabulary_size()} words)"
