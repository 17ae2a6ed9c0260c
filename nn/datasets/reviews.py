"""Texts as lists of word numbers, cut and marked in Keras' manner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def shuffle(x: Any, y: Any, seed: int) -> tuple[Any, Any]:
    """Both in the order that Keras gives them."""
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    return x[order], y[order]


def begin_texts(texts: Iterable[Any], start_char: int | None, index_from: int | None) -> list[list[int]]:
    """The texts with the number that starts each, the words numbered from index_from on."""
    first = [] if start_char is None else [start_char]
    return [[*first, *(word + (index_from or 0) for word in text)] for text in texts]


def leave_out_long(who: str, texts: list[Any], labels: Any, maxlen: int | None) -> tuple[list[Any], Any]:
    """Only those shorter than maxlen; ValueError if there are none."""
    if not maxlen:
        return texts, labels
    kept = [i for i, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        raise ValueError(f"{who}.load_data: no text is shorter than maxlen={maxlen}: take a larger one")
    return [texts[i] for i in kept], np.asarray(labels)[kept]


def mark_rare(texts: list[Any], num_words: int | None, skip_top: int, oov_char: int | None) -> list[list[int]]:
    """The texts with oov_char in the place of words that are too rare or too frequent, or without these."""
    end = num_words or max(map(max, texts))
    if oov_char is None:
        return [[word for word in text if skip_top <= word < end] for text in texts]
    return [[word if skip_top <= word < end else oov_char for word in text] for text in texts]


def make_ragged(texts: list[list[int]]) -> np.ndarray:
    """Lists of different lengths as an array of lists."""
    made = np.empty(len(texts), object)
    made[:] = texts
    return made
