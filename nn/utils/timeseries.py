"""Windows of a series, each with what follows it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import whole
from nn.ops.array import as_array
from nn.utils.dataset import Dataset


def timeseries_dataset_from_array(
    data: Any, targets: Any, sequence_length: int, sequence_stride: int = 1, sampling_rate: int = 1,
    batch_size: int | None = 128, shuffle: bool = False, seed: int | None = None, start_index: int | None = None,
    end_index: int | None = None, format: str = "tf",
) -> Dataset:  # fmt: skip
    """Windows of a series as batches: (steps, ...) -> (batch, sequence_length, ...), with a target for each if given.

    data: the series, one step a row. targets: the target of the window that starts at a row, or None. sequence_length: steps of
    a window. sequence_stride=1: rows from the start of one window to the next. sampling_rate=1: rows from step to step.
    batch_size=128: windows of a batch, None for single ones. shuffle=False: whether the windows are in random order.
    seed=None: of that order. start_index=None, end_index=None: the rows that count. format="tf": accepted and ignored.
    Raises ValueError for settings that do not fit the data.

    >>> [(x.tolist(), y.tolist()) for x, y in timeseries_dataset_from_array(np.arange(5), np.arange(2, 5), 2, batch_size=2)]
    [([[0, 1], [1, 2]], [2, 3]), ([[2, 3]], [4])]
    """
    rows = np.asarray(data)
    begin, end = start_index or 0, len(rows) if end_index is None else end_index
    if not 0 <= begin < end <= len(rows):
        raise ValueError(f"timeseries_dataset_from_array: rows {begin} to {end} do not lie in {len(rows)} rows of data")
    for name, value in (("sequence_stride", sequence_stride), ("sampling_rate", sampling_rate)):
        if not 0 < whole("timeseries_dataset_from_array", name, value, low=None) < len(rows):
            raise ValueError(f"timeseries_dataset_from_array: {name} lies between 1 and the rows of data, got {value}")
    count = end - begin - (sequence_length - 1) * sampling_rate
    answers = None if targets is None else np.asarray(targets)
    count = count if answers is None else min(count, len(answers))
    starts = np.arange(0, count, sequence_stride)
    if shuffle:
        np.random.default_rng(seed).shuffle(starts)

    def window(start: int) -> Any:
        x = as_array(rows[begin:end][start : start + sequence_length * sampling_rate : sampling_rate])
        return x if answers is None else (x, as_array(answers[begin:end][start]))

    made = Dataset(lambda: (window(int(start)) for start in starts), len(starts))
    made = made.shuffle(1024 if batch_size is None else batch_size * 8, seed) if shuffle else made
    return made if batch_size is None else made.batch(batch_size)
