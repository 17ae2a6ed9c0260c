"""PyDataset: the base of data sets that a program writes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class PyDataset:
    """Batches by number: a subclass writes `__len__` and `__getitem__(i)`, and `on_epoch_end` if it likes.

    workers=1, use_multiprocessing=False, max_queue_size=10: accepted and ignored; batches are made when they are asked for.

    >>> class Ones(PyDataset):
    ...     def __len__(self):
    ...         return 2
    ...     def __getitem__(self, i):
    ...         return [1.0], [i]
    >>> list(Ones())
    [([1.0], [0]), ([1.0], [1])]
    """

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    def __getitem__(self, index: int) -> Any:
        raise TypeError(f"{type(self).__name__} needs a method __getitem__(self, index) that gives a batch")

    def __len__(self) -> int:
        raise TypeError(f"{type(self).__name__} needs a method __len__(self): the number of batches")

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def on_epoch_begin(self) -> None:
        """Called before an epoch."""

    def on_epoch_end(self) -> None:
        """Called after an epoch."""


Sequence = PyDataset  # its name in older programs
