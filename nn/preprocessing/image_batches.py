"""The batches that an ImageDataGenerator gives: each image read, changed at random, and standardized."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn.checks import choice
from nn.seeds import generator
from nn.utils.py_dataset import PyDataset


class ImageBatches(PyDataset):
    """Batches of images by number, or one after another without end.

    changes: what `random_transform` and `standardize` come from. read: gives the image of a number. count: how many there are.
    parts: arrays that go with them, such as labels. batch_size: images of a batch. shuffle: whether each round has another
    order. seed: of the order. subset: "training" or "validation" takes the rest or the first share. by_class=None: labels,
    each of which is split alike.
    """

    class_indices: dict[str, int] = {}
    classes: Any = None
    filepaths: Any = None
    repeats_input = False  # whether an image is its own label

    def __init__(
        self, changes: Any, read: Callable[[int], Any], count: int, parts: list[Any], batch_size: int, shuffle: bool, seed: Any,
        subset: str | None, by_class: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        for part in parts:
            if len(part) != count:
                raise ValueError(f"ImageDataGenerator: {count} images, but {len(part)} labels or weights")
        self.changes, self.read, self.parts = changes, read, parts
        self.batch_size, self.shuffle, self.rng = batch_size, shuffle, generator(seed)
        self.places = np.arange(count)
        if subset is not None:
            choice("ImageDataGenerator", "subset", subset, ("training", "validation"))
            groups = [self.places] if by_class is None else [np.flatnonzero(by_class == each) for each in np.unique(by_class)]
            self.places = np.concatenate([self._share(group, subset) for group in groups])
        self.next_batch = 0
        self.order = self.places
        self.on_epoch_end()

    def _share(self, group: Any, subset: str) -> Any:
        first = int(self.changes.validation_split * len(group))
        return group[:first] if subset == "validation" else group[first:]

    @property
    def n(self) -> int:
        """How many images there are."""
        return len(self.places)

    samples = n

    def __len__(self) -> int:
        return -(-len(self.places) // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(f"batch {index} of {len(self)}")
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        changed = [self.changes.random_transform(self.read(i), self.rng) for i in chosen]
        x = np.stack([self.changes.standardize(image) for image in changed])
        if self.repeats_input:
            return x, x.copy()
        return (x, *[part[chosen] for part in self.parts]) if self.parts else x

    def __iter__(self) -> ImageBatches:
        return self

    def __next__(self) -> Any:
        batch = self[self.next_batch]
        self.next_batch = (self.next_batch + 1) % len(self)
        if not self.next_batch:
            self.on_epoch_end()
        return batch

    def reset(self) -> None:
        """Begin again with the first batch."""
        self.next_batch = 0

    def on_epoch_end(self) -> None:
        """Draw another order, if the images are shuffled."""
        self.order = self.rng.permutation(self.places) if self.shuffle else self.places


def class_labels(labels: Any, mode: str | None, classes: int, dtype: Any) -> list[Any]:
    """Class numbers as the mode has them, in a list; nothing where there are no labels."""
    if mode in (None, "input") or labels is None:
        return []
    if mode == "categorical":
        return [np.eye(classes, dtype=dtype)[labels]]
    return [np.asarray(labels, dtype) if mode in ("binary", "sparse") else labels]
