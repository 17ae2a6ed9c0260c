"""Symbols: the values of a network that is being built by calls, before there are any numbers.

    x = Input((4,))              # a Symbol of shape (None, 4)
    h = Dense(8)(x)              # called with a Symbol, a layer notes the call as a Node and gives another Symbol
    y = np.tanh(h) + h[:, :1]    # so do operators and NumPy's functions

`Model(x, y)` runs the Nodes between the two. Links point backwards only (a Symbol knows its Node, a Node the Symbols
it was fed with), so a graph is freed with its last Symbol.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import printable
from autograd.nest import KINDS, leaves, map_leaves, refill
from nn.modules.trial import TEXT, Spec, attach_masks, masks, trial


class Node:
    """One call of a layer or a function: the function, its arguments, and the Specs of its outputs."""

    def __init__(self, function: Any, args: tuple[Any, ...], settings: dict[str, Any], outputs: Any) -> None:
        self.function = function
        self.args = args
        self.settings = settings
        self.specs = leaves(outputs)
        self.nest = refill(outputs, list(range(len(self.specs))))
        self.single = args[0].key if len(args) == 1 and not settings and isinstance(args[0], Symbol) else None

    @property
    def name(self) -> str:
        """The layer's name, or the function's."""
        return str(getattr(self.function, "name", None) or getattr(self.function, "__name__", "function"))

    @property
    def nested_specs(self) -> Any:
        """The Specs of the outputs, nested like these."""
        return refill(self.nest, self.specs)

    @property
    def feeds(self) -> list[Symbol]:
        """The Symbols among the arguments."""
        return [x for x in leaves([list(self.args), self.settings]) if isinstance(x, Symbol)]

    @property
    def outputs(self) -> Any:
        """The Symbol, or nest of Symbols, of the output."""
        return map_leaves(lambda i: Symbol(self, i), self.nest)

    def run(self, values: dict[Any, Any]) -> None:
        """Call it on the values of the Symbols, and add the values of its outputs."""
        if self.single is not None:
            given = self.function(values[self.single])
        else:
            args, settings = fill((self.args, self.settings), lambda symbol: values[symbol.key])
            given = self.function(*args, **settings)
        self.keep(given, values)

    def keep(self, given: Any, values: dict[Any, Any]) -> None:
        """Add what came out to the values of the Symbols."""
        if self.nest == 0:
            values[self, 0] = given
        else:
            values.update(((self, i), value) for i, value in enumerate(leaves(given)))


class Symbol:
    """One output of a Node: a shape, whose open sizes are None, and a dtype. There are no numbers behind it yet."""

    __array_priority__ = 1000

    def __init__(self, node: Node, index: int = 0) -> None:
        self.node = node
        self.index = index
        self.spec = node.specs[index]
        self.shape, self.dtype = self.spec.shape, self.spec.dtype
        self.key = (node, index)  # two Symbols with one key are the same

    @property
    def name(self) -> str:
        """The name of the layer it comes from."""
        return self.node.name

    @property
    def whole(self) -> bool:
        """Whether it stands for whole numbers."""
        return self.dtype != TEXT and self.dtype[0] in "iub"

    @property
    def text(self) -> bool:
        """Whether it stands for text."""
        return bool(self.dtype == TEXT)

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return len(self.shape)

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<symbol {self.name}: {self.dtype} of shape {self.shape}>"

    def _refuse(self, *_: Any) -> Any:
        raise TypeError(
            f"the output of {self.name!r} is a symbol of shape {self.shape} and holds no numbers yet: use operators, NumPy's "
            "functions or layers such as Add() and Activation('relu') on it, put other functions into a Lambda layer, or call "
            "Model(inputs, outputs) on data"
        )

    __array__ = __bool__ = __float__ = __int__ = __len__ = __iter__ = numpy = item = backward = _refuse

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **settings: Any) -> Any:
        return apply(function, inputs, settings) if method == "__call__" else self._refuse()

    def __array_function__(self, function: Callable[..., Any], types: Any, args: Any, settings: Any) -> Any:
        known = {np.shape: lambda x: x.shape, np.ndim: lambda x: x.ndim}
        return known[function](*args) if function in known else apply(function, args, settings)

    # fmt: off
    def __add__(self, other: Any) -> Any: return apply(operator.add, (self, other))
    def __radd__(self, other: Any) -> Any: return apply(operator.add, (other, self))
    def __sub__(self, other: Any) -> Any: return apply(operator.sub, (self, other))
    def __rsub__(self, other: Any) -> Any: return apply(operator.sub, (other, self))
    def __mul__(self, other: Any) -> Any: return apply(operator.mul, (self, other))
    def __rmul__(self, other: Any) -> Any: return apply(operator.mul, (other, self))
    def __truediv__(self, other: Any) -> Any: return apply(operator.truediv, (self, other))
    def __rtruediv__(self, other: Any) -> Any: return apply(operator.truediv, (other, self))
    def __pow__(self, other: Any) -> Any: return apply(operator.pow, (self, other))
    def __rpow__(self, other: Any) -> Any: return apply(operator.pow, (other, self))
    def __matmul__(self, other: Any) -> Any: return apply(operator.matmul, (self, other))
    def __rmatmul__(self, other: Any) -> Any: return apply(operator.matmul, (other, self))
    def __gt__(self, other: Any) -> Any: return apply(operator.gt, (self, other))
    def __ge__(self, other: Any) -> Any: return apply(operator.ge, (self, other))
    def __lt__(self, other: Any) -> Any: return apply(operator.lt, (self, other))
    def __le__(self, other: Any) -> Any: return apply(operator.le, (self, other))
    def __neg__(self) -> Any: return apply(operator.neg, (self,))
    def __abs__(self) -> Any: return apply(operator.abs, (self,))
    def __getitem__(self, key: Any) -> Any: return apply(operator.getitem, (self, key))
    # fmt: on


def has_symbols(*nest: Any) -> bool:
    """Whether a Symbol is among these, or inside lists, tuples and dicts of them."""
    return any(isinstance(x, Symbol) for part in nest if isinstance(part, (Symbol, *KINDS)) for x in leaves(part))


def fill(nest: Any, value: Callable[[Symbol], Any]) -> Any:
    """The nest with value(symbol) in the place of each Symbol."""
    return map_leaves(lambda x: value(x) if isinstance(x, Symbol) else x, nest)


def apply(function: Any, args: tuple[Any, ...], settings: dict[str, Any] | None = None) -> Any:
    """Note the call of a function on Symbols, and give the Symbols that come out, their shapes found by two trials."""
    settings = settings or {}
    return Node(function, args, settings, trial(function, args, settings)).outputs


def note_call(layer: Any, args: tuple[Any, ...], settings: dict[str, Any]) -> Any:
    """Note the call of a layer on Symbols: its weights are made, and the Symbols that come out are given."""
    plain = len(args) == 1 and not set(settings) - {"training"}
    fresh = plain and not layer.built
    if fresh:
        try:
            layer._build(shapes(args[0]))
        except (TypeError, AttributeError) as error:
            if isinstance(args[0], KINDS):
                several = f"{layer.name} was called with {len(leaves(args[0]))} inputs at once, but takes one"
                raise TypeError(f"{several}: join them first, with Concatenate() or Add()") from error
            raise
    if fresh and layer.tells_shapes:  # a layer that was built for another shape is tried out
        dtype = layer.output_dtype or getattr(layer, "dtype", None) or leaves(args[0])[0].dtype
        name = dtype if dtype == TEXT else np.dtype(dtype).name
        outputs = _specs(layer.compute_output_shape(shapes(args[0])), name)
        if layer.makes_mask or any(x.spec.mask is not None for x in leaves(args[0])):
            outputs = attach_masks(outputs, masks(layer, args[0]))
    else:
        outputs = trial(layer, args, {**settings, "training": False})
    node = Node(layer, args, settings, outputs)
    layer.note(node)
    return node.outputs


def shapes(x: Any) -> Any:
    """The shapes of what enters a layer, nested alike, the batch size left open."""
    if isinstance(x, KINDS) and any(hasattr(part, "shape") for part in leaves(x)):
        return map_leaves(shapes, x)
    return x.shape if isinstance(x, Symbol) else (None, *np.shape(x)[1:])


def from_shapes(layer: Any, input_shape: Any) -> Any:
    """The output shapes of a layer that does not tell them, from trial runs; one shape, or a nest of them."""
    specs = _specs(input_shape, "float32")
    outputs = trial(layer, (Node(layer, (), {}, specs).outputs,), {"training": False})
    return map_leaves(lambda spec: spec.shape, outputs)


def _specs(nest: Any, dtype: str) -> Any:
    """A shape, or a nest of them, as Specs."""
    if isinstance(nest, dict):
        return {key: _specs(part, dtype) for key, part in nest.items()}
    if all(n is None or isinstance(n, (int, np.integer)) for n in nest):
        return Spec(tuple([n if n is None else int(n) for n in nest]), dtype)
    return type(nest)(_specs(part, dtype) for part in nest)
