"""Module: something with parameters that maps inputs to outputs. Neurons, layers and networks are Modules.

    class Scale(Module):
        def __init__(self):
            super().__init__()
            self.factor = Tensor(2.0)       # a Tensor attribute is a parameter, and bears the attribute's name

        def call(self, x):
            return x * self.factor

Parameters are found in the attributes, in the order in which these were assigned, through lists, tuples, dicts
and inner Modules; the path of attributes is the parameter's name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn, overload

import numpy as np

from autograd import Tensor, printable, scope
from autograd.nest import leaves
from nn.modules import saving
from nn.modules import summary as table
from nn.modules import symbols as symbolic
from nn.modules.attributes import attributes
from nn.modules.mode import ADDED, LEARNS, TRAINING, calling
from nn.modules.naming import snake_case
from nn.modules.regularized import Regularized
from nn.modules.settings import Described, WrittenOut, refuse
from nn.modules.symbol_calls import Drawn, fallback

Shape = tuple[Any, ...]  # sizes; None for the batch
NOT_GIVEN: Any = object()  # None may be given
NUMBERS = (Tensor, np.ndarray)  # the types of what enters most calls, which are no Symbols


class Module(Drawn, Regularized):
    """The base class: a name, parameters, a training flag, and `call`.

    name=None: the name in messages, tables and drawings; None takes that of the class.
    trainable=True: whether training changes the weights.
    input_shape=None: the shape of one sample, without the batch; given, it makes the weights at once.
    """

    __signature__ = WrittenOut()

    name: str = "module"  # of subclasses: the class' name as an attribute is written
    built = False
    makes_mask = False  # may `compute_mask` give a mask where none came in? (see nn/modules/masks.py)
    supports_masking = False  # does `compute_mask` tell the mask of what comes out? Otherwise masks end here
    _carried: Any = None  # what a stateful layer keeps from call to call
    mask_names: dict[str, str] = {}  # of arguments of `call` whose mask has another name than x_mask
    call_names: tuple[str, ...] = ()  # the arguments of `call`
    tells_shapes = False  # whether compute_output_shape is its own, and knows the shape without a trial run
    tells_masks = False  # whether compute_mask is its own
    _takes_training = False  # whether call has an argument of that name
    _trainable = True
    _training = False

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        cls.name = snake_case(cls.__name__)
        if cls.__doc__:
            cls.__doc__ = Described(cls.__doc__)  # type: ignore[assignment]
        cls.tells_masks = cls.compute_mask is not Module.compute_mask
        cls.call_names = tuple(inspect.signature(cls.call).parameters)[1:]
        cls._takes_training = "training" in cls.call_names
        if "compute_output_shape" in vars(cls):
            cls.tells_shapes = vars(cls).get("tells_shapes", True)
        if "compute_mask" in vars(cls):  # who writes it supports masks, and may make some, unless it says otherwise
            cls.supports_masking = vars(cls).get("supports_masking", True)
            cls.makes_mask = vars(cls).get("makes_mask", True)
        if "build" in vars(cls):
            cls.build = _completed(cls.build)  # type: ignore[method-assign]

    input_shape: Shape | None = None  # of one sample; lets the first layer of a Sequential make its weights at once

    def __init__(self, name: str | None = None, trainable: bool = True, input_shape: Any = None, **unknown: NoReturn) -> None:
        for argument in unknown:
            refuse(type(self), argument)
        self.name = name or self.name
        self._trainable = bool(trainable)
        if input_shape is not None:
            self.input_shape = sizes(self.name, input_shape)

    def call(self, x: Any) -> Any:
        """What the module computes; subclasses write this."""
        raise TypeError(f"{type(self).__name__} needs a method call(self, x)")

    def build(self, input_shape: Shape) -> None:
        """Make the parameters, now that the shape of the input is known (its batch size is None)."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for this shape of input; unless a subclass tells, found by trial runs on zeros."""
        shape: Shape = symbolic.from_shapes(self, input_shape)
        return shape

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """The mask of what comes out, for this input and its mask; None if there is none. Asked if supports_masking."""
        return mask

    @overload
    def __call__(self, x: Tensor | np.ndarray, *args: Any, training: bool | None = None, **settings: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Any = ..., *args: Any, training: bool | None = None, **settings: Any) -> Any: ...
    def __call__(self, x: Any = NOT_GIVEN, *args: Any, training: bool | None = None, **settings: Any) -> Any:
        if x is NOT_GIVEN:
            x = self._by_keyword(settings)
        if (type(x) not in NUMBERS or args or settings) and symbolic.has_symbols(x, args, settings):
            return symbolic.noted(self, (x, *args), settings if training is None else {**settings, "training": training})
        if training is not None:
            with calling(bool(training)):
                return self(x, *args, **settings)
        if type(x) in NUMBERS and x.dtype.kind == "c":
            raise TypeError(f"{self.name}: layers take real numbers, got {x.dtype}: give real and imaginary parts side by side")
        if not self.built:
            self._build(symbolic.shapes(x))
        if self._takes_training:
            settings["training"] = self.training
        outermost = ADDED.set([]) if ADDED.get() is None else None
        try:
            with scope(self):
                y = self.call(x, *args, **settings)
                if self.activity_regularizer is not None:
                    for part in leaves(y):
                        self.add_loss(self.activity_regularizer(part) / max(1, len(part)))
        finally:
            if outermost is not None:
                ADDED.reset(outermost)
        return y

    def _by_keyword(self, settings: dict[str, Any]) -> Any:
        """What enters, given as Keras' `inputs`, or by the name it has in `call`; taken out of the settings."""
        own = self.call_names[0] if self.call_names else "x"
        for name in (own, "inputs"):
            if name in settings:
                return settings.pop(name)
        how = f"give it first, {self.name}({own}), or as {own}=... or inputs=..."
        raise TypeError(f"{self.name} was called without an input: {how}")

    def _build(self, input_shape: Shape) -> None:
        self.build(input_shape)
        self._complete()

    def _complete(self) -> None:
        """What follows `build`, also where that is called by hand."""
        self.built = True
        for name, p in self.named_parameters():
            p.name = p.name or name
        if not self._trainable:
            self.trainable = False

    def __getstate__(self) -> dict[str, Any]:
        links = ("_calls", "_to_loss")  # to elsewhere: they are not copied
        return {name: value for name, value in vars(self).items() if name not in links}

    # -- parameters ------------------------------------------------------------------------------------------

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        yield from {id(m): m for _, m in attributes(vars(self), Module)}.values()

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, each once, with what the names of parameters call them."""
        seen: dict[int, tuple[str, Module]] = {}
        for path, m in attributes(vars(self), Module):
            seen.setdefault(id(m), (self._path_name(path), m))
        yield from seen.values()

    def modules(self) -> Iterator[Module]:
        """This module and all inside it, depth first, each once."""
        found: dict[int, Module] = {}
        stack: list[Module] = [self]
        while stack:
            m = stack.pop()
            if id(m) not in found:
                found[id(m)] = m
                stack.extend(reversed(list(m.children())))
        yield from found.values()

    def named_tensors(self, prefix: str = "", _above: tuple[Module, ...] = ()) -> Iterator[tuple[str, Tensor]]:
        """Every Tensor inside with the path of attributes that leads to it, in order of definition.

        What was computed, such as an output kept in an attribute, is not a weight and left out.
        """
        for path, x in attributes(vars(self), (Tensor, Module)):
            if isinstance(x, Tensor):
                if x.op is None:
                    yield prefix + path, x
            elif x is not self and x not in _above:  # a layer may hold the model it is part of
                yield from x.named_tensors(prefix + self._path_name(path) + ".", (*_above, self))

    def _path_name(self, path: str) -> str:
        """What the names of parameters call the module at this path of attributes."""
        return path

    def named_parameters(self) -> list[tuple[str, Tensor]]:
        """What training changes, each once, with its name."""
        frozen = {id(t) for m in self.modules() if not m.trainable for _, t in attributes(vars(m), (Tensor, Module))}
        first: dict[int, tuple[str, Tensor]] = {}
        for name, t in self.named_tensors():
            if t.requires_grad and t.op is None and id(t) not in frozen:
                first.setdefault(id(t), (name, t))
        return list(first.values())

    @property
    def trainable(self) -> bool:
        """Whether training changes the parameters; set, it holds for all modules inside too.

        `fit` and `train_on_batch` train what `compile` saw: compile anew after setting it.
        """
        seen = LEARNS.get()
        return self._trainable if seen is None else seen.get(self, self._trainable)

    @trainable.setter
    def trainable(self, flag: bool) -> None:
        for m in self.modules():
            m._trainable = bool(flag)

    def parameters(self) -> list[Tensor]:
        """What training changes, in order of definition."""
        return [p for _, p in self.named_parameters()]

    @property
    def weights(self) -> list[Tensor]:
        """All Tensors inside, trained or not, each once."""
        return list({id(t): t for _, t in self.named_tensors()}.values())

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes."""
        return self.parameters()

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone: frozen ones, and statistics."""
        changed = {id(p) for p in self.parameters()}
        return [w for w in self.weights if id(w) not in changed]

    @fallback
    def trainable_variables(self) -> list[Tensor]:
        """The same as `trainable_weights`."""
        return self.trainable_weights

    @fallback
    def non_trainable_variables(self) -> list[Tensor]:
        """The same as `non_trainable_weights`."""
        return self.non_trainable_weights

    @fallback
    def variables(self) -> list[Tensor]:
        """The same as `weights`."""
        return self.weights

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in order of definition."""
        return [np.array(t.numpy()) for t in self.weights]

    def set_weights(self, arrays: list[Any]) -> None:
        """Put these numbers in place of all weights; ValueError, and nothing changed, if one does not fit."""
        tensors = self.weights
        if len(arrays) != len(tensors):
            raise ValueError(f"{self.name} has {len(tensors)} weights, got {len(arrays)}")
        names = {id(t): name for name, t in self.named_tensors()}
        for t, array in zip(tensors, arrays):
            if np.shape(array) != t.shape:
                raise ValueError(f"{self.name}: weight {names[id(t)]} has shape {t.shape}, got {np.shape(array)}")
            if not np.can_cast(np.asarray(array).dtype, t.dtype, "same_kind"):
                raise ValueError(f"{self.name}: weight {names[id(t)]} is {t.dtype}, got {np.asarray(array).dtype} data")
        for t, array in zip(tensors, arrays):
            t.data = array

    def count_params(self) -> int:
        """How many numbers the weights hold."""
        return sum(t.size for t in self.weights)

    def save_weights(self, filepath: Any) -> None:
        """Write all weights to a .safetensors file, which PyTorch, JAX and others read too; ValueError for another suffix."""
        saving.save_weights(self, filepath)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, by_name: bool = False) -> None:
        """Read weights written by `save_weights`; ValueError if they do not fit this model, which then is unchanged.

        by_name takes what model and file both have; skip_mismatch leaves out, too, what has another shape.
        """
        saving.load_weights(self, filepath, skip_mismatch, by_name)

    def zero_grad(self) -> None:
        """Forget the parameters' gradients, and what was added to the loss."""
        for m in self.modules():
            m._to_loss = ()
        for p in self.parameters():
            p.grad = None

    # -- modes -----------------------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether this is a call in training: what the call said (`training=True`, `fit`), or else `train()` and `eval()`."""
        given = TRAINING.get()
        return self._training if given is None else given

    @training.setter
    def training(self, flag: bool) -> None:
        self._training = bool(flag)

    def train(self, mode: bool = True) -> Module:
        """Switch layers that behave differently in training (dropout, batch normalization), for calls that do not say."""
        for m in self.modules():
            m.training = mode
        return self

    def eval(self) -> Module:
        """The opposite of `train`."""
        return self.train(False)

    # -- looking ---------------------------------------------------------------------------------------------

    def summary(self) -> None:
        """Print the layers with their output shapes and parameter counts."""
        print(table.summary(self))

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        inner = ", ".join(type(m).__name__ for m in self.children())
        return f"{type(self).__name__}({inner})" if inner else f"{type(self).__name__}(name={self.name!r})"


def sizes(who: str, shape: Any) -> Shape:
    """A shape as a tuple of sizes, an int being one size; None stands for any size."""
    found = shape if isinstance(shape, (tuple, list)) else (shape,)
    if not all(n is None or (isinstance(n, (int, np.integer)) and n > 0) for n in found):
        raise ValueError(f"{who}: the shape of one sample is a tuple of sizes such as (28, 28), got {shape!r}")
    return tuple([n if n is None else int(n) for n in found])  # Python's ints, which do not overflow as uint8 does


def _completed(build: Callable[..., None]) -> Callable[..., None]:
    """A class' build, after which the module counts as built, so that no call makes the weights anew."""

    @wraps(build)
    def whole(self: Module, *shapes: Any, **named: Any) -> None:
        build(self, *shapes, **named)
        if type(self).build is whole:  # not where a subclass' build calls it and goes on
            self._complete()

    return whole
