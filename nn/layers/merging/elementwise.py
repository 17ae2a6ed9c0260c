"""Add, Multiply, Maximum, ...: several inputs of one shape combined number by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograd import where
from nn.layers.merging.merge import MaskedMerge, Merge
from nn.modules.naming import snake_case
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Add(Merge):
    """x₁ + x₂ + ..., as in residual connections: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    Raises ValueError for shapes that do not fit together, TypeError for anything but a list.

    >>> Add()([np.ones((1, 2)), np.ones((1, 2))])
    array([[2., 2.]])
    """

    only_computes = True

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x + y, inputs)


class Subtract(Merge):
    """x₁ − x₂ of exactly two inputs: `[(n, ...), (n, ...)] -> (n, ...)`.

    Raises ValueError for more or fewer inputs, or for shapes that do not fit together, TypeError for anything but a list.

    >>> Subtract()([np.array([[3.0, 5.0]]), np.array([[1.0, 1.0]])])
    array([[2., 4.]])
    """

    only_computes = True
    at_least = at_most = 2

    def merge(self, inputs: list[Any]) -> Any:
        return inputs[0] - inputs[1]


class Multiply(MaskedMerge):
    """x₁ · x₂ · ..., number by number, as in gates: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    A masked step counts as 1, and gives 0 if it is masked in all inputs. Raises ValueError for shapes that do not fit
    together, TypeError for anything but a list.

    >>> Multiply()([np.array([[3.0, 5.0]]), np.array([[2.0, 0.0]])])
    array([[6., 0.]])
    """

    only_computes = True

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x * y, inputs)

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        z = self.merge([x if m is None else where(m, x, 1.0) for x, m in zip(inputs, masks)])
        known = [m for m in masks if m is not None]
        return z if len(known) < len(masks) else where(reduce(np.logical_or, known), z, 0.0)


class Average(Merge):
    """The mean of the inputs, (x₁ + x₂ + ...) / their number: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    Raises ValueError for shapes that do not fit together, TypeError for anything but a list.

    >>> Average()([np.array([[3.0, 5.0]]), np.array([[1.0, 1.0]])])
    array([[2., 3.]])
    """

    only_computes = True

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(lambda x, y: x + y, inputs) / float(len(inputs))


class Extreme(MaskedMerge):
    """The base of Maximum and Minimum, which compare the inputs one after another; a masked step gives way to the others."""

    only_computes = True
    choose: Callable[[Any, Any], Any]  # the larger or the smaller of two arrays, number by number

    def merge(self, inputs: list[Any]) -> Any:
        return reduce(self.choose, inputs)

    def merge_counted(self, inputs: list[Any], masks: list[np.ndarray | None]) -> Any:
        (z, *others), (counts, *more) = inputs, masks
        for x, m in zip(others, more):
            x = x if m is None else where(m, x, z)
            z = z if counts is None else where(counts, z, x)
            counts = None if m is None or counts is None else np.logical_or(counts, m)
            z = self.choose(z, x)
        return z


class Maximum(Extreme):
    """The largest of x₁, x₂, ..., number by number: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    Of two equal numbers each gets half the gradient. Of more, which are compared one after another, the last one gets half,
    the one before it a quarter, and so on. Raises ValueError for shapes that do not fit together, TypeError for anything but
    a list.

    >>> Maximum()([np.array([[3.0, 0.0]]), np.array([[1.0, 1.0]])])
    array([[3., 1.]])
    """

    choose = staticmethod(np.maximum)


class Minimum(Extreme):
    """The smallest of x₁, x₂, ..., number by number: `[(n, ...), (n, ...), ...] -> (n, ...)`.

    Equal numbers share the gradient as in Maximum. Raises ValueError for shapes that do not fit together, TypeError for
    anything but a list.

    >>> Minimum()([np.array([[3.0, 0.0]]), np.array([[1.0, 1.0]])])
    array([[1., 0.]])
    """

    choose = staticmethod(np.minimum)


class MergeFunction(Protocol):
    """A merging layer as a function of its inputs; the settings are those of every module."""

    def __call__(self, inputs: Sequence[Any], **settings: Unpack[ModuleSettings]) -> Any: ...


def make_function(layer: type[Merge], result: str) -> MergeFunction:
    """The function that makes a layer and calls it at once: add(inputs) for Add()(inputs).

    result: what the example in its docstring gives.
    """

    def merge(inputs: Sequence[Any], **settings: Unpack[ModuleSettings]) -> Any:
        return layer(**settings)(inputs)

    name = snake_case(layer.__name__)
    merge.__name__ = merge.__qualname__ = name
    merge.__doc__ = f"""{str(layer.__doc__).splitlines()[0]}

    {name}(inputs) is {layer.__name__}()(inputs).

    inputs: a list of arrays, Tensors or Symbols.

    Raises ValueError for shapes that do not fit together. The settings are those of `{layer.__name__}`.

    >>> {name}([np.array([3.0, 5.0]), np.array([-2.0, 1.0])])
    {result}
    """
    return merge


add = make_function(Add, "array([1., 6.])")
subtract = make_function(Subtract, "array([5., 4.])")
multiply = make_function(Multiply, "array([-6.,  5.])")
average = make_function(Average, "array([0.5, 3. ])")
maximum = make_function(Maximum, "array([3., 5.])")
minimum = make_function(Minimum, "array([-2.,  1.])")
