"""Sequences: padded, cut into windows, and as pairs of words that stand near each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.seeds import generator
from nn.utils.py_dataset import PyDataset
from nn.utils.sequences import pad_sequences

__all__ = ["TimeseriesGenerator", "make_sampling_table", "pad_sequences", "skipgrams"]


class TimeseriesGenerator(PyDataset):
    """Batches of windows of a series, each with the target at its end.

    data, targets: arrays with one step a row. length: how many rows before its target a window begins. sampling_rate=1: rows
    from step to step. stride=1: rows from one window to the next. start_index=0, end_index=None: the rows that count.
    shuffle=False: windows at random. reverse=False: the last step first. batch_size=128: windows of a batch.
    Raises ValueError if the series is too short or targets are missing.

    >>> x, y = TimeseriesGenerator(np.arange(6), np.arange(6), length=3, batch_size=2)[0]
    >>> x.tolist(), y.tolist()
    ([[0, 1, 2], [1, 2, 3]], [3, 4])
    """

    def __init__(
        self, data: Any, targets: Any, length: int, sampling_rate: int = 1, stride: int = 1, start_index: int = 0,
        end_index: int | None = None, shuffle: bool = False, reverse: bool = False, batch_size: int = 128,
    ) -> None:  # fmt: skip
        super().__init__()
        if len(data) != len(targets):
            raise ValueError(f"TimeseriesGenerator: {len(data)} rows of data, but {len(targets)} targets")
        self.data, self.targets, self.length = np.asarray(data), np.asarray(targets), length
        self.sampling_rate, self.stride, self.batch_size = sampling_rate, stride, batch_size
        self.start_index, self.end_index = start_index + length, len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse = shuffle, reverse
        if self.start_index > self.end_index:
            raise ValueError(
                f"TimeseriesGenerator: a window of {length} rows does not fit between {start_index} and {end_index}"
            )

    def __len__(self) -> int:
        return (self.end_index - self.start_index + self.batch_size * self.stride) // (self.batch_size * self.stride)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        first = self.start_index + self.batch_size * self.stride * index
        rows = np.arange(first, min(first + self.batch_size * self.stride, self.end_index + 1), self.stride)
        if self.shuffle:
            rows = generator().integers(self.start_index, self.end_index + 1, self.batch_size)
        samples = np.array([self.data[row - self.length : row : self.sampling_rate] for row in rows])
        return (samples[:, ::-1] if self.reverse else samples), np.array([self.targets[row] for row in rows])


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """How likely each word is to be kept, the most frequent ones seldom: (size,), for words numbered by their frequency.

    size: of the vocabulary. sampling_factor=1e-05: the smaller, the fewer frequent words are kept.

    >>> make_sampling_table(3).round(4)
    array([0.0032, 0.0032, 0.0055])
    """
    rank = np.arange(size)
    rank[0] = 1
    frequency = rank * (np.log(rank) + 0.577) + 0.5 - 1.0 / (12.0 * rank)  # by Zipf's law
    share = sampling_factor * frequency
    return np.minimum(1.0, share / np.sqrt(share))


def skipgrams(
    sequence: Any, vocabulary_size: int, window_size: int = 4, negative_samples: float = 1.0, shuffle: bool = True,
    categorical: bool = False, sampling_table: Any = None, seed: int | None = None,
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    """Pairs of words that stand near each other, labelled 1, and random pairs, labelled 0.

    sequence: word numbers; 0 is no word. vocabulary_size: the numbers there are, with 0. window_size=4: how far apart two
    words of a pair may stand. negative_samples=1.0: random pairs for each true one. shuffle=True: whether the pairs are mixed.
    categorical=False: labels [0, 1] and [1, 0] for 1 and 0. sampling_table=None: how likely each word is to be kept.
    seed=None: of what is random.

    >>> pairs, labels = skipgrams([1, 2], 3, negative_samples=0, shuffle=False)
    >>> pairs, labels
    ([[1, 2], [2, 1]], [1, 1])
    """
    rng = generator(seed)
    couples: list[Any] = []
    for i, word in enumerate(sequence):
        if not word or (sampling_table is not None and sampling_table[word] < rng.random()):
            continue
        near = range(max(0, i - window_size), min(len(sequence), i + window_size + 1))
        couples += [[word, sequence[j]] for j in near if j != i and sequence[j]]
    labels: list[Any] = [[0, 1] if categorical else 1] * len(couples)
    random = int(len(labels) * negative_samples)
    if random:
        words = [couple[0] for couple in couples]
        rng.shuffle(words)
        couples += [[words[i % len(words)], int(rng.integers(1, vocabulary_size))] for i in range(random)]
        labels += [[1, 0] if categorical else 0] * random
    if shuffle:
        order = rng.permutation(len(couples))
        couples, labels = [couples[i] for i in order], [labels[i] for i in order]
    return couples, labels
