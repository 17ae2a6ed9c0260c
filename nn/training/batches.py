"""Where the batches of an epoch come from: arrays cut up, or an iterable that gives one batch after another."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import leaves
from nn.checks import whole
from nn.seeds import generator
from nn.training.by_hand import may_do_without_labels
from nn.training.foreign import is_sparse
from nn.training.intake import enter
from nn.training.samples import Samples, take_rows, weigh_classes


class Whole:
    """All samples at once. Each epoch cuts them into batches of `size`, in a new order if they are shuffled."""

    def __init__(self, data: Samples, size: int, shuffle: bool = False, most: int | None = None) -> None:
        self.data, self.size, self.shuffle, self.most = data, size, shuffle, most
        whole = math.ceil(len(data) / size)
        self.steps: int | None = whole if most is None else min(most, whole)

    def weigh(self, owner: str, class_weight: Any) -> None:
        """Let each sample count as its class does."""
        self.data = weigh_classes(owner, self.data, class_weight)

    def is_spent(self) -> bool:
        """Whether no batch is left: never, since each epoch starts anew."""
        return False

    def epoch(self) -> Iterator[Samples]:
        """The batches of one epoch, the last one maybe smaller."""
        assert self.steps is not None
        n = len(self.data)
        order = generator().permutation(n) if self.shuffle else None
        for start in range(0, self.steps * self.size, self.size):
            piece = slice(start, start + self.size)
            yield self.data[piece if order is None else order[piece]]


class Stream:
    """An iterable of batches (x, y) or (x, y, sample_weight): a generator, a DataLoader, or an object with items and a length.

    An iterable that can be iterated again starts anew when it ends. With `anew`, as for validation, it starts anew at each
    epoch, so that all see the same batches; those of a generator, which gives them only once, are kept. Without `anew` an epoch
    of `steps` goes on where the last one stopped. A UserWarning says when the data end too early.
    """

    def __init__(
        self, owner: str, source: Any, steps: int | None, prepared: Callable[[Any], Samples], anew: bool = False
    ) -> None:
        self.owner, self.source, self.prepared = owner, source, prepared
        self.once = hasattr(source, "__next__")
        self.known = steps is not None
        self.anew = anew or not self.known
        self.kept: list[Any] | None = [] if anew and self.once else None
        self.steps = find_length(source) if steps is None else steps
        self.class_weight: Any = None
        self.going: Iterator[Any] | None = None
        self.ahead: list[Any] = []  # a batch that was asked for to see whether there is one
        self.given = 0  # batches, in all epochs

    def weigh(self, owner: str, class_weight: Any) -> None:
        """Let each sample count as its class does."""
        self.class_weight = class_weight

    def is_spent(self) -> bool:
        """Whether nothing is left to give for another epoch."""
        if not self.once or not self.given or self.kept:
            return False
        if not self.ahead:
            self.ahead = list(itertools.islice(self.source, 1))
        return not self.ahead

    def epoch(self) -> Iterator[Samples]:
        """The batches of one epoch; raises ValueError if there is none at all."""
        done, begun = 0, -1
        while self.steps is None or done < self.steps:
            if self.going is None:
                self.going, begun = self._iterator(), done
            try:
                batch = next(self.going)
            except StopIteration:
                self.going = None
                if self.once or not self.known or begun == done:
                    break
                continue
            done += 1
            self.given += 1
            yield weigh_classes(self.owner, self.prepared(batch), self.class_weight)
        if self.anew:
            self.going = None  # the next epoch sees it from its beginning
        if not done and self.steps != 0:
            raise ValueError(f"{self.owner}: the iterable gave no batch; a generator that has ended cannot start again")
        if self.known and done < (self.steps or 0) and done == self.given:
            text = f"{self.owner}: the data ended after {done} of {self.steps} batches; give more batches, or fewer steps"
            warnings.warn(text, UserWarning, stacklevel=5)
        getattr(self.source, "on_epoch_end", lambda: None)()  # of a data set of Keras' kind

    def _iterator(self) -> Iterator[Any]:
        if self.kept:
            return iter(self.kept)
        if self.once:
            return self._remember()
        if hasattr(self.source, "__iter__"):
            return iter(self.source)
        return (self.source[i] for i in range(len(self.source)))

    def _remember(self) -> Iterator[Any]:
        """The batches of a generator, which are kept if another epoch is to see them again."""
        while batch := self.ahead or list(itertools.islice(self.source, 1)):
            self.ahead = []
            if self.kept is not None:
                self.kept += batch
            yield batch[0]


def find_length(source: Any) -> int | None:
    """How many batches an iterable gives; None if it does not know."""
    try:
        return len(source) if hasattr(source, "__len__") else None
    except TypeError:  # a data set of TensorFlow's kind that is as long as a filter lets it be
        return None


def is_stream(x: Any) -> bool:
    """Whether x gives batches one after another, rather than being the data."""
    if isinstance(x, (np.ndarray, Tensor, list, tuple, dict, str)) or hasattr(x, "__array__") or is_sparse(x):
        return False
    return hasattr(x, "__iter__") or (hasattr(x, "__getitem__") and hasattr(x, "__len__"))


def parts(owner: str, batch: Any, free: bool = False) -> tuple[Any, Any, Any]:
    """A batch of an iterable as x, y and weights; free: whether x alone will do, as for a step written by hand."""
    if free and not (isinstance(batch, tuple) and len(batch) in (2, 3)):
        return (batch[0] if isinstance(batch, tuple) and len(batch) == 1 else batch), None, None
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        kind = f"{len(batch)} parts" if isinstance(batch, (tuple, list)) else type(batch).__name__
        raise ValueError(f"{owner}: an iterable must give batches (x, y) or (x, y, sample_weight), but gave {kind}")
    return tuple([*batch, None][:3])


def source(
    trainer: Any,
    owner: str,
    given: Any,
    size: int,
    steps: int | None,
    shuffle: bool = False,
    free: bool = False,
    anew: bool = False,
) -> Whole | Stream:
    """Where batches come from: x, y and weights at hand, or an iterable of batches in the place of x."""
    x, y, weight = [*given, None][:3]
    free = free or (
        trainer.goals.asked["loss"] is None and trainer.optimizer is not None
    )  # layers may add what is to be learned
    if steps is not None:
        whole(owner, "steps", steps)
    if not is_stream(x):
        return Whole(trainer.samples(owner, x, y, weight, free=free), size, shuffle, steps)
    if y is not None or weight is not None:
        raise ValueError(f"{owner}: x is an iterable of batches (x, y), so y and sample_weight belong into these")
    return Stream(owner, x, steps, lambda batch: trainer.samples(owner, *parts(owner, batch, free), free=free), anew)


def validation_source(trainer: Any, validation_data: Any, size: int, steps: int | None) -> Whole | Stream:
    """Where the batches of a validation come from; ValueError for what is not (x, y), (x, y, sample_weight) or an iterable."""
    free = may_do_without_labels(trainer, "test_step")
    alone = is_stream(validation_data) or (free and not isinstance(validation_data, (list, tuple)))
    given = (validation_data, None) if alone else validation_data
    if not isinstance(given, (list, tuple)) or len(given) not in (2, 3):
        raise ValueError("fit: validation_data must be (x, y) or (x, y, sample_weight), or an iterable of such batches")
    return source(trainer, "fit's validation_data", given, size, steps, free=free, anew=True)


def inputs(trainer: Any, x: Any, size: int, steps: int | None) -> Iterable[Any]:
    """Batches of inputs to predict from."""
    if is_stream(x):
        for _, batch in zip(range(steps) if steps is not None else itertools.count(), x):
            yield enter(trainer, "predict", batch[0] if isinstance(batch, tuple) else batch)
        return
    x = enter(trainer, "predict", x)
    n = max(1, len(leaves(x)[0]))
    for start in range(0, n if steps is None else min(n, steps * size), size):
        yield take_rows(x, slice(start, start + size))
