"""HashedCrossing: several categories together as one, by their fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import whole
from nn.layers.preprocessing.data import plain, text
from nn.layers.preprocessing.encoding import encode, mode_of, refuse_sparse
from nn.layers.preprocessing.fingerprint import combine, fingerprint
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

START = 0xDECAFCAFFE


class HashedCrossing(Module):
    """One bin for what several inputs say together: `[(n,), (n,), ...] -> (n,)`, or (n, 1) of such, or encoded.

    num_bins: the number of bins.
    output_mode="int": "int" or "one_hot".
    sparse=False: only False is possible.

    Inputs are names or whole numbers. Raises TypeError for anything but a list of two inputs or more, ValueError for inputs of
    other or different shapes, or numbers that are not whole.

    >>> HashedCrossing(5)([np.array(["A", "B", "A", "B"]), np.array([101, 101, 101, 102])]).tolist()
    [1, 4, 1, 1]
    """

    only_computes = False  # it looks at what it is given
    takes_text = True

    def __init__(
        self, num_bins: int, output_mode: str = "int", sparse: bool = False, **settings: Unpack[ModuleSettings]
    ) -> None:
        super().__init__(**settings)
        self.num_bins = whole(self.name, "num_bins", num_bins)
        self.output_mode = mode_of(self.name, output_mode, ("int", "one_hot"))
        self.sparse = refuse_sparse(self.name, sparse)
        self.output_dtype = self.dtype or ("int64" if self.output_mode == "int" else "float32")

    def _check_shapes(self, shapes: Any) -> Shape:
        """The one shape of all inputs; TypeError or ValueError if they have none."""
        if not isinstance(shapes, (list, tuple)) or len(shapes) < 2 or not isinstance(shapes[0], (list, tuple)):
            raise TypeError(f"{self.name}: call HashedCrossing with a list of at least two inputs: layer([a, b])")
        first = tuple(shapes[0])
        if any(tuple(shape) != first for shape in shapes) or len(first) > 2 or (len(first) == 2 and first[1] != 1):
            raise ValueError(f"{self.name}: inputs are (n,) or (n, 1), all alike, got {', '.join(map(str, shapes))}")
        return first

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shape = self._check_shapes(input_shape)
        if self.output_mode == "int":
            return shape
        return (*shape[:-1], self.num_bins) if len(shape) == 2 else (*shape, self.num_bins)

    def call(self, inputs: Any) -> Any:
        parts = [plain(x) for x in inputs] if isinstance(inputs, (list, tuple)) else None
        shape = self._check_shapes(None if parts is None else [x.shape for x in parts])
        columns = [self._marks(x) for x in parts or []]
        bins = []
        for marks in zip(*columns):
            found = START
            for mark in marks:
                found = combine(found, mark)
            bins.append(found % self.num_bins)
        return encode(np.array(bins, np.int64).reshape(shape), self.output_mode, self.num_bins, self.output_dtype)

    def _marks(self, x: np.ndarray) -> list[int]:
        """A name's fingerprint; a whole number as it is."""
        if x.dtype.kind in "iu":
            return [int(n) % 2**64 for n in x.flat]
        if x.dtype.kind == "f":
            raise ValueError(f"{self.name}: inputs are names or whole numbers, got {x.dtype} data")
        return [fingerprint(name.encode()) for name in text(self.name, x).flat]
