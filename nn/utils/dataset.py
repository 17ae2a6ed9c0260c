"""Dataset: elements one after another, changed on the way by functions, in the manner of tf.data.

    Dataset.from_tensor_slices((x, y)).shuffle(1000).batch(32).prefetch(1)

Each method gives a new Dataset; nothing runs before somebody iterates, and each iteration begins anew. `fit`, `evaluate` and
`predict` take one whose elements are batches.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from autograd.nest import leaves, map_leaves, refill
from nn.ops.array import as_array, wrap_arrays
from nn.seeds import generator
from nn.utils.elements import call_on, pad_elements, stack_elements, take_row, to_arrays

AUTOTUNE = INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2
Make = Callable[[], Iterator[Any]]


class Dataset:
    """Elements that can be iterated again and again: numbers, arrays, and tuples or dicts of them.

    make: a function that gives a fresh iterator. count=None: how many elements it has; None if that is not known, infinity for
    one without an end.

    >>> numbers = Dataset.range(5).map(lambda x: x * x).batch(2)
    >>> [batch.tolist() for batch in numbers]
    [[0, 1], [4, 9], [16]]
    >>> len(numbers)
    3
    """

    def __init__(self, make: Make, count: Any = None) -> None:
        self.make, self.count = make, count

    def __iter__(self) -> Iterator[Any]:
        return self.make()

    def __len__(self) -> int:
        if self.count is None or self.count == np.inf:
            kind = "an unknown number of elements" if self.count is None else "no end"
            raise TypeError(f"this Dataset has {kind}: take(n) gives the first n")
        return int(self.count)

    def __bool__(self) -> bool:
        return True

    @classmethod
    def from_tensor_slices(cls, tensors: Any) -> Dataset:
        """One element for each row of the arrays in a nest."""
        arrays = to_arrays(tensors)
        counts = {len(each) for each in leaves(arrays)}
        if len(counts) != 1:
            raise ValueError(f"from_tensor_slices: the arrays have different numbers of rows: {sorted(counts)}")
        (count,) = counts
        return cls(lambda: (take_row(arrays, i) for i in range(count)), count)

    @classmethod
    def from_tensors(cls, tensors: Any) -> Dataset:
        """The nest as the only element."""
        return cls(lambda: iter([wrap_arrays(to_arrays(tensors))]), 1)

    @classmethod
    def from_generator(
        cls, make: Callable[..., Iterable[Any]], *_: Any, args: tuple[Any, ...] = (), **settings: Any
    ) -> Dataset:
        """The elements that a generator function yields; types and shapes need not be said."""
        return cls(lambda: (map_leaves(as_array, element) for element in make(*args)))

    @classmethod
    def range(cls, *bounds: int) -> Dataset:
        """The whole numbers of a range."""
        numbers = range(*[int(n) for n in bounds])
        return cls(lambda: (as_array(i) for i in numbers), len(numbers))

    @classmethod
    def zip(cls, *datasets: Any) -> Dataset:
        """Tuples of one element of each, until one ends."""
        given = datasets[0] if len(datasets) == 1 else datasets
        counts = [each.count for each in given]
        return cls(lambda: zip(*given), None if None in counts else min(counts))

    def map(self, function: Callable[..., Any], num_parallel_calls: Any = None, deterministic: Any = None) -> Dataset:
        """function(element), a tuple's parts being its arguments."""
        return Dataset(lambda: (wrap_arrays(call_on(function, element)) for element in self), self.count)

    def filter(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements of which predicate(element) is true."""
        return Dataset(lambda: (element for element in self if bool(call_on(predicate, element))))

    def batch(self, batch_size: Any, drop_remainder: bool = False, **settings: Any) -> Dataset:
        """So many elements at a time, stacked; the last batch may be smaller, or is dropped."""
        size = int(batch_size)

        def make() -> Iterator[Any]:
            elements = iter(self)
            while group := list(itertools.islice(elements, size)):
                if len(group) == size or not drop_remainder:
                    yield stack_elements(group)

        whole = self.count in (None, np.inf)
        return Dataset(make, self.count if whole else self.count // size if drop_remainder else -(-self.count // size))

    def padded_batch(self, batch_size: int, padded_shapes: Any = None, padding_values: Any = 0, **settings: Any) -> Dataset:
        """So many elements at a time, each filled up at the ends of its axes to the largest of the batch."""

        def make() -> Iterator[Any]:
            elements = iter(self)
            while group := list(itertools.islice(elements, int(batch_size))):
                columns = [pad_elements(column, padding_values) for column in zip(*[leaves(element) for element in group])]
                yield refill(group[0], columns)

        return Dataset(make, self.count if self.count in (None, np.inf) else -(-self.count // int(batch_size)))

    def unbatch(self) -> Dataset:
        """The rows of the elements one by one."""

        def make() -> Iterator[Any]:
            for element in self:
                for i in range(len(leaves(element)[0])):
                    yield take_row(element, i)

        return Dataset(make)

    def shuffle(self, buffer_size: Any, seed: int | None = None, reshuffle_each_iteration: bool | None = None) -> Dataset:
        """Each element drawn from the next buffer_size ones; another order each time, unless that is ruled out."""
        first = int(generator(seed).integers(2**31))
        again = seed is not None or reshuffle_each_iteration is False
        rng = np.random.default_rng(first)

        def make() -> Iterator[Any]:
            draw = np.random.default_rng(first) if again and reshuffle_each_iteration is False else rng
            elements, buffer = iter(self), []
            for element in elements:
                buffer.append(element)
                if len(buffer) >= int(buffer_size):
                    i = int(draw.integers(len(buffer)))
                    buffer[i], buffer[-1] = buffer[-1], buffer[i]
                    yield buffer.pop()
            draw.shuffle(buffer)
            yield from buffer

        return Dataset(make, self.count)

    def repeat(self, count: int | None = None) -> Dataset:
        """All again, count times or without an end."""
        endless = count is None or count < 0

        def make() -> Iterator[Any]:
            for _ in itertools.count() if endless else range(count or 0):
                yield from self

        return Dataset(make, np.inf if endless else None if self.count is None else self.count * (count or 0))

    def take(self, count: int) -> Dataset:
        """The first count elements."""
        if count < 0:
            return self
        return Dataset(lambda: itertools.islice(self, int(count)), None if self.count is None else min(self.count, int(count)))

    def skip(self, count: int) -> Dataset:
        """All but the first count elements."""
        left = None if self.count is None else max(0, self.count - int(count))
        return Dataset(lambda: itertools.islice(self, int(count), None), left)

    def shard(self, num_shards: int, index: int) -> Dataset:
        """Every num_shards-th element, from index on."""
        return Dataset(lambda: itertools.islice(self, index, None, num_shards))

    def concatenate(self, dataset: Dataset) -> Dataset:
        """The elements of this one, then those of another."""
        both = None if None in (self.count, dataset.count) else self.count + dataset.count
        return Dataset(lambda: itertools.chain(self, dataset), both)

    def enumerate(self, start: int = 0) -> Dataset:
        """(number, element)."""
        return Dataset(lambda: zip(itertools.count(start), self), self.count)

    def cache(self, filename: str = "") -> Dataset:
        """Keep the elements in memory when they are first made."""
        kept: list[Any] = []

        def make() -> Iterator[Any]:
            if kept:
                return iter(kept[0])
            return self._keep(kept)

        return Dataset(make, self.count)

    def _keep(self, kept: list[Any]) -> Iterator[Any]:
        seen = []
        for element in self:
            seen.append(element)
            yield element
        kept[:] = [seen]

    def flat_map(self, function: Callable[..., Any]) -> Dataset:
        """The elements of the Dataset that function(element) gives, one after another."""
        return Dataset(lambda: itertools.chain.from_iterable(call_on(function, element) for element in self))

    def window(self, size: int, shift: int | None = None, stride: int = 1, drop_remainder: bool = False) -> Dataset:
        """Datasets of `size` elements, each `shift` later than the one before."""
        step = size if shift is None else shift

        def make() -> Iterator[Any]:
            elements = list(self)
            for start in range(0, len(elements), step):
                inside = elements[start : start + size * stride : stride]
                if len(inside) == size or not drop_remainder:
                    yield Dataset(lambda inside=inside: iter(inside), len(inside))  # type: ignore[misc]

        return Dataset(make)

    def prefetch(self, buffer_size: Any = None) -> Dataset:
        """The same: elements are made when they are asked for."""
        return self

    def with_options(self, options: Any) -> Dataset:
        """The same."""
        return self

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as plain arrays."""
        return (map_leaves(lambda x: x.numpy() if hasattr(x, "numpy") else x, element) for element in self)

    def cardinality(self) -> Any:
        """How many elements; -1 for no end, -2 for not known."""
        counts = {None: UNKNOWN_CARDINALITY, np.inf: INFINITE_CARDINALITY}
        return as_array(int(counts.get(self.count, self.count)))

    def get_single_element(self) -> Any:
        """The only element; ValueError if there are more, or none."""
        found = list(itertools.islice(self, 2))
        if len(found) != 1:
            raise ValueError(f"get_single_element: the Dataset has {'no' if not found else 'more than one'} element")
        return found[0]

    @property
    def element_spec(self) -> Any:
        """The shapes and types of the first element, nested like it."""
        return map_leaves(lambda x: (np.shape(x), np.asarray(x).dtype.name), next(iter(self)))
