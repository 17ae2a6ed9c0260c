"""Sentences of which a linguist has said what each word is and on which word it depends."""

from __future__ import annotations

from typing import NamedTuple

from nn.datasets.package_files import read_package_file
from nn.datasets.splits import split_places

FILES = {
    "data/web.conllu": "d6f92b12b74f367a36e30dd3d644d7a0bb01a991584602e6e69f1191664f86bf",
    "data/wiki.conllu": "58f049fae8d0653ba0940a58168c17c7cebbc50f88cad2985d12d34ac1b9acde",
}


class ParsedSentence(NamedTuple):
    """A sentence's words; each one's part of speech, the place of its head (-1: none, it is the root), and its relation."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def turkish_sentences(test_split: float = 0.2, seed: int = 0) -> tuple[list[ParsedSentence], list[ParsedSentence]]:
    """(train, test): 4,851 sentences of the web and of Wikipedia in Turkish, cut into words and their inflected parts.

    test_split=0.2: the share to test on. seed=0: of the order.
    Kayadelen, Öztürel & Bohnet, 2020, *A gold standard dependency treebank for Turkish*; Apache licence 2.0. It comes with the
    package turkish-treebanks: `pip install turkish-treebanks==1.0.0`. Raises ImportError without it, ValueError for other data.

    >>> train, test = turkish_sentences()  # doctest: +SKIP
    """
    read = (read_package_file("turkish_sentences", "turkish-treebanks", *each).decode() for each in FILES.items())
    sentences = [parsed for text in read for block in text.split("\n\n") if (parsed := _parse(block)).words]
    first, last = split_places(len(sentences), test_split, seed)
    return [sentences[i] for i in first], [sentences[i] for i in last]


def _parse(block: str) -> ParsedSentence:
    """One sentence in CoNLL-U: a word a line, its columns between tabulators."""
    rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
    words, tags, heads, relations = (tuple(row[i] for row in rows) for i in (1, 3, 6, 7))
    return ParsedSentence(words, tags, tuple(int(head) - 1 for head in heads), relations)
