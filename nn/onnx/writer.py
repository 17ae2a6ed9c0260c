"""Writer: the nodes and constants of an ONNX graph as they are written, under names of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.onnx.batch import Odd, Open, Refused


class Writer:
    """Collects nodes; each method gives the name of what it made. onnx: the package."""

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.constants: dict[str, np.ndarray] = {}
        self.known: dict[Any, str] = {}
        self.sources: dict[str, tuple[str, int]] = {}  # of each open size an input, and which of its axes it is
        self.dtype: Any = np.dtype("float32")  # of what is being written
        self.count = 0

    def name(self, kind: str) -> str:
        """A name that is not taken."""
        self.count += 1
        return f"{kind.lower()}_{self.count}"

    def add(self, kind: str, *inputs: str, **settings: Any) -> str:
        """A node of this operator: the name of what comes out."""
        return self.add_several(1, kind, *inputs, **settings)[0]

    def add_several(self, outputs: int, kind: str, *inputs: str, **settings: Any) -> list[str]:
        """A node of several outputs: their names."""
        names = [self.name(kind) for _ in range(outputs)]
        self.nodes.append(self.onnx.helper.make_node(kind, list(inputs), names, name=names[0], **settings))
        return names

    def constant(self, value: Any, dtype: Any = None, name: str | None = None) -> str:
        """An array that the file holds; equal ones once. dtype: of its numbers, None for that of what is being written."""
        array = np.array(value, self.dtype if dtype is None else dtype, order="C")
        key = (array.tobytes(), array.shape, array.dtype.str, name)
        if key not in self.known:
            self.known[key] = name if name is not None and name not in self.constants else self.name("constant")
            self.constants[self.known[key]] = array
        return self.known[key]

    def whole(self, *numbers: int) -> str:
        """A list of whole numbers, such as axes."""
        return self.constant(np.array(numbers, np.int64), np.int64)

    def shape(self, sizes: tuple[Any, ...]) -> str:
        """A shape, of which some sizes may be open."""
        if all(isinstance(n, int) for n in sizes):
            return self.whole(*sizes)
        return self.add("Concat", *[self.size(n) for n in sizes], axis=0)

    def size(self, n: Any) -> str:
        """One size as a list of one number; Refused for one that is no product of open sizes."""
        if isinstance(n, Odd):
            raise Refused(f"a size that is {n.first} in one recording and {n.second} in another, in more than one place")
        if not isinstance(n, Open):
            return self.whole(n)
        if n not in self.known:
            self.known[n] = self.multiply(*map(self.open_size, n.sizes), *([] if n.times == 1 else [self.whole(n.times)]))
        return self.known[n]

    def multiply(self, first: str, *others: str) -> str:
        """The product of lists of one number."""
        for other in others:
            first = self.add("Mul", first, other)
        return first

    def open_size(self, size: str) -> str:
        """The batch size or the length, as a list of one number."""
        if size not in self.sources:
            raise Refused("a size that only seems to be open: give example=x with other sizes")
        if size not in self.known:
            name, axis = self.sources[size]
            self.known[size] = self.add("Shape", name, start=axis, end=axis + 1)
        return self.known[size]

    def reshape(self, x: str, sizes: tuple[Any, ...]) -> str:
        """x in this shape; the one size that is open is told from the others."""
        if sum(not isinstance(n, int) for n in sizes) == 1:
            return self.add("Reshape", x, self.whole(*[n if isinstance(n, int) else -1 for n in sizes]))
        return self.add("Reshape", x, self.shape(sizes))

    def cast(self, x: str, dtype: Any) -> str:
        """x as numbers of this type."""
        return self.add("Cast", x, to=self.onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))
