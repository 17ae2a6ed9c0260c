"""Text as numbers in the manner of Keras 2: words by their frequency. In new programs the layer TextVectorization does this."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from nn.checks import choice

__all__ = ["Tokenizer", "hashing_trick", "one_hot", "text_to_word_sequence", "tokenizer_from_json"]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
MODES = ("binary", "count", "freq", "tfidf")


def text_to_word_sequence(input_text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """The words of a text.

    input_text: the text. filters: the signs that stand between words. lower=True: in small letters. split=" ": what parts
    words.

    >>> text_to_word_sequence("To be, or not to be!")
    ['to', 'be', 'or', 'not', 'to', 'be']
    """
    text = input_text.lower() if lower else input_text
    signs: dict[str, Any] = dict.fromkeys(filters, split)
    return [word for word in text.translate(str.maketrans(signs)).split(split) if word]


def hashing_trick(
    text: str, n: int, hash_function: Any = None, filters: str = FILTERS, lower: bool = True, split: str = " ",
    analyzer: Callable[[str], Iterable[str]] | None = None,
) -> list[int]:  # fmt: skip
    """A number from 1 to n - 1 for each word, from its hash: two words may share one.

    text: the text. n: how many numbers there are, with 0. hash_function=None: Python's, which differs from run to run for
    texts; "md5", or a function. filters, lower=True, split=" ": as of `text_to_word_sequence`. analyzer=None: a function that
    gives the words instead.

    >>> hashing_trick("to be or not to be", 10, "md5")
    [5, 3, 5, 3, 5, 3]
    """
    md5 = lambda word: int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16)  # noqa: E731
    number = {None: hash, "md5": md5}.get(hash_function, hash_function)
    words = text_to_word_sequence(text, filters, lower, split) if analyzer is None else analyzer(text)
    return [number(word) % (n - 1) + 1 for word in words]


def one_hot(
    input_text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ",
    analyzer: Callable[[str], Iterable[str]] | None = None,
) -> list[int]:  # fmt: skip
    """The same as `hashing_trick` with Python's hash; in spite of its name it gives numbers.

    input_text: the text. n: how many numbers there are, with 0. filters, lower=True, split=" ", analyzer=None: as there.

    >>> len(one_hot("to be or not to be", 10))
    6
    """
    return hashing_trick(input_text, n, None, filters, lower, split, analyzer)


class Tokenizer:
    """Words as numbers: 1 is the most frequent one, 0 none.

    num_words=None: only numbers below it are used. filters, lower=True, split=" ": as of `text_to_word_sequence`.
    char_level=False: letters in the place of words. oov_token=None: what stands, as number 1, for unknown words, which
    otherwise are left out. analyzer=None: a function that gives the words instead. document_count=0: texts that were seen
    before.

    >>> tokenizer = Tokenizer(oov_token="?")
    >>> tokenizer.fit_on_texts(["the cat sat on the mat"])
    >>> tokenizer.texts_to_sequences(["the dog sat"]), tokenizer.word_index["the"]
    ([[2, 1, 4]], 2)
    """

    def __init__(
        self, num_words: int | None = None, filters: str = FILTERS, lower: bool = True, split: str = " ",
        char_level: bool = False, oov_token: str | None = None, analyzer: Callable[[str], Iterable[str]] | None = None,
        document_count: int = 0,
    ) -> None:  # fmt: skip
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token, self.analyzer, self.document_count = char_level, oov_token, analyzer, document_count
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.index_docs: Counter[int] = Counter()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text: Any) -> list[str]:
        if self.char_level or isinstance(text, list):
            return [part.lower() for part in text] if self.lower else list(text)
        if self.analyzer is not None:
            return list(self.analyzer(text))
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, or of lists of words, and number them."""
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            self.word_counts.update(words)
            self.word_docs.update(set(words))
        first = [] if self.oov_token is None else [self.oov_token]
        ordered = first + [word for word, _ in self.word_counts.most_common()]
        self.word_index = {word: i for i, word in enumerate(ordered, 1)}
        self.index_word = {i: word for word, i in self.word_index.items()}
        self.index_docs = Counter({self.word_index[word]: count for word, count in self.word_docs.items()})

    def fit_on_sequences(self, sequences: Iterable[Iterable[int]]) -> None:
        """Count the numbers of sequences, for `sequences_to_matrix` with "tfidf"."""
        for sequence in sequences:
            self.document_count += 1
            self.index_docs.update(set(sequence))

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """The numbers of the words of each text."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """The same, one text after another."""
        unknown = self.word_index.get(self.oov_token or "")
        for text in texts:
            numbers = [self.word_index.get(word, unknown) for word in self._words(text)]
            known = [unknown if self.num_words and i and i >= self.num_words else i for i in numbers]
            yield [i for i in known if i is not None]

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """The words of the numbers, with blanks between them."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable[Iterable[int]]) -> Iterator[str]:
        """The same, one sequence after another."""
        for sequence in sequences:
            words = []
            for i in sequence:
                word = self.index_word.get(int(i))
                beyond = word is not None and self.num_words and i >= self.num_words
                words.append(self.oov_token if word is None or beyond else word)
            yield " ".join(word for word in words if word is not None)

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> np.ndarray:
        """One row for each text, one column for each word: see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Any, mode: str = "binary") -> np.ndarray:
        """Whether ("binary") or how often ("count", "freq", "tfidf") each number is in each sequence: (n, numbers)."""
        choice("Tokenizer", "mode", mode, MODES)
        columns = self.num_words or (len(self.word_index) + 1 if self.word_index else 0)
        if not columns:
            raise ValueError("Tokenizer: say num_words=, or call fit_on_texts first")
        if mode == "tfidf" and not self.document_count:
            raise ValueError('Tokenizer: "tfidf" needs the counts of fit_on_texts or fit_on_sequences')
        x = np.zeros((len(sequences), columns))
        for row, sequence in zip(x, sequences):
            for i, count in Counter(i for i in sequence if i < columns).items():
                rare = np.log(1 + self.document_count / (1 + self.index_docs.get(i, 0)))
                row[i] = {"count": count, "freq": count / len(sequence), "binary": 1, "tfidf": (1 + np.log(count)) * rare}[mode]
        return x

    def get_config(self) -> dict[str, Any]:
        """Settings and counts; the counts as JSON, as in Keras 2."""
        settings = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        counts = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
        return {**{key: getattr(self, key) for key in settings}, **{key: json.dumps(getattr(self, key)) for key in counts}}

    def to_json(self, **settings: Any) -> str:
        """All of it as JSON, for `tokenizer_from_json`."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **settings)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The Tokenizer that `to_json` wrote, Keras 2's, too.

    json_string: what it wrote. Raises ValueError for anything else.

    >>> tokenizer = Tokenizer(); tokenizer.fit_on_texts(["a b a"])
    >>> tokenizer_from_json(tokenizer.to_json()).word_index
    {'a': 1, 'b': 2}
    """
    try:
        return read_config(json.loads(json_string)["config"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"tokenizer_from_json takes what Tokenizer.to_json wrote, and this is damaged or something else: {error}"
        ) from None


def read_config(config: dict[str, Any]) -> Tokenizer:
    """The Tokenizer that `get_config` describes."""
    counts = {
        key: json.loads(config.pop(key)) for key in ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
    }
    made = Tokenizer(**config)
    made.word_counts, made.word_docs = Counter(counts["word_counts"]), Counter(counts["word_docs"])
    made.index_docs = Counter({int(i): count for i, count in counts["index_docs"].items()})
    made.index_word = {int(i): word for i, word in counts["index_word"].items()}
    made.word_index = counts["word_index"]
    return made
