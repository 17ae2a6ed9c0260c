"""The parameters of a program, and their gradients, as one vector."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiled.arrays import Arrays
from autograd.compiled.scalars import Scalars


class Parameters:
    """The part of a Program that holds its parameters: leaves `_first` to `_last` of its machine."""

    machine: Scalars | Arrays
    _first: int
    _last: int
    _vector: np.ndarray | None = None
    _gradient: np.ndarray | None = None

    @property
    def parameters(self) -> np.ndarray:
        """All parameters in one vector, which may be written into: the next run uses what it then holds.

        Raises ValueError if as many numbers are not assigned as there are parameters, or one for all.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> program.parameters -= 1.0
        >>> program(5.0)
        5.0
        """
        if self._vector is None:
            self.refresh()
        assert self._vector is not None
        return self._vector

    @parameters.setter
    def parameters(self, values: Any) -> None:
        vector = self.parameters
        if values is vector:  # program.parameters -= ...
            return
        given = np.asarray(values)
        if given.dtype.kind not in "fiub" or given.shape not in ((), vector.shape):
            got = f"shape {given.shape}" if given.dtype.kind in "fiub" else type(values).__name__
            raise ValueError(f"program.parameters takes {len(vector)} numbers in one vector, or one for all, got {got}")
        vector[...] = given

    @property
    def gradient(self) -> np.ndarray:
        """The parameters' gradients at the last backward(), in one vector.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> _ = program.value_and_grad(5.0)
        >>> program.gradient
        array([5.])
        """
        if isinstance(self.machine, Scalars):
            return self.machine.memory.gradients[self._first : self._last]
        if self._gradient is None:
            self._gradient = join(self.machine.leaf_gradients(self._first, self._last))
        return self._gradient

    def refresh(self) -> None:
        """Take the values of everything that is not an input from the Tensors it was recorded with.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> w.data = 10.0
        >>> program.refresh()
        >>> program(5.0)
        50.0
        """
        values = [copy_array(x._value) for x in self.machine.leaves[self._first :]]
        self.machine.set(self._first, values)
        self._vector = join(values[: self._last - self._first])

    def store(self) -> None:
        """Put the parameters into the Tensors they were recorded with.

        >>> from autograd import Tape, Tensor
        >>> x, w = Tensor(3.0), Tensor(2.0)
        >>> program = Tape.gather(w * x).compile(inputs=[x])
        >>> program.parameters -= 1.0
        >>> program.store()
        >>> w.data
        1.0
        """
        for x, value in zip(self.machine.leaves[self._first : self._last], self._split(self.parameters)):
            x.data = value if np.ndim(value) else float(value)  # type: ignore[attr-defined]

    def _split(self, vector: np.ndarray) -> Any:
        """The vector cut into the parameters' shapes."""
        if isinstance(self.machine, Scalars):
            return vector
        shapes = [np.shape(x._value) for x in self.machine.leaves[self._first : self._last]]
        cuts = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
        return [part.reshape(shape) for part, shape in zip(np.split(vector, cuts), shapes)]


def copy_array(value: Any) -> Any:
    """A value of its own: an array is copied, a number is one already."""
    return np.array(value) if type(value) is np.ndarray else value


def join(values: list[Any]) -> np.ndarray:
    return np.concatenate([np.ravel(value) for value in values]) if values else np.zeros(0)
