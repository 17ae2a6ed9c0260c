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
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, NoReturn, overload

import numpy as np

from autograd import Tensor, name_owner, printable, scope
from autograd.nest import leaves
from nn import modules
from nn.checks import sample_shape, truth
from nn.dtypes import type_of
from nn.help import describe
from nn.modules import summary as table
from nn.modules import symbols as symbolic
from nn.modules.carried import MASKS, show
from nn.modules.holder import Holder
from nn.modules.masks import carry
from nn.modules.mode import ADDED, TRAINING, calling
from nn.modules.naming import snake_case
from nn.modules.recipe import Recipe, overrides_what_runs
from nn.modules.regularized import Regularized
from nn.modules.symbol_calls import Drawn

Shape = tuple[Any, ...]  # sizes; None for the batch
NOT_GIVEN: Any = object()
NUMBERS = (Tensor, np.ndarray)  # the types of what enters most calls, which are no Symbols


class Module(Holder, Drawn, Regularized, Recipe):
    """The base class: a name, parameters, a training flag, and `call`.

    name=None: the name in messages, tables and drawings; None takes that of the class.
    trainable=True: whether training changes the weights.
    input_shape=None: the shape of one sample, without the batch; given, it makes the weights at once.
    dtype=None: the type of the weights' numbers, if there are any; what passes a layer without weights keeps its own.

    >>> class Scale(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = Tensor(3.0)
    ...
    ...     def call(self, x):
    ...         return self.factor * x
    >>> Scale()(2.0).item(), len(Scale().parameters())
    (6.0, 1)
    """

    name: str = "module"  # of subclasses: the class' name as an attribute is written
    built = False
    makes_mask = False  # may `compute_mask` give a mask where none came in? (see nn/modules/masks.py)
    supports_masking = False  # does `compute_mask` tell the mask of what comes out? Otherwise masks end here
    _carried: Any = None  # what a stateful layer keeps from call to call
    mask_names: dict[str, str] = {}  # of arguments of `call` whose mask has another name than x_mask
    call_names: tuple[str, ...] = ()  # the arguments of `call`
    tells_shapes = False  # whether compute_output_shape is its own, and knows the shape without a trial run
    tells_masks = False  # whether compute_mask is its own
    only_computes = False  # `call` does nothing but compute: no printing, counting or drawing that a program would not repeat
    _takes_training = _training = False  # whether call has an argument of that name; what `train()` and `eval()` chose

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        cls.name = snake_case(cls.__name__)
        describe(cls)
        cls.tells_masks = cls.compute_mask is not Module.compute_mask
        cls.call_names = tuple(inspect.signature(cls.call).parameters)[1:]
        cls._takes_training = "training" in cls.call_names
        if "compute_output_shape" in vars(cls):
            cls.tells_shapes = vars(cls).get("tells_shapes", True)
        if "compute_mask" in vars(cls):  # a class with this method supports masks, and may make some, unless it says otherwise
            cls.supports_masking = vars(cls).get("supports_masking", True)
            cls.makes_mask = vars(cls).get("makes_mask", True)
        if "only_computes" not in vars(cls) and overrides_what_runs(cls):
            cls.only_computes = False  # nobody has said so of these methods
        if "build" in vars(cls):
            cls.build = _complete_build(cls.build)  # type: ignore[method-assign]

    dtype: Any = None
    output_dtype: Any = None  # the type of what comes out, where that is neither dtype nor the input's
    input_shape: Shape | None = None  # of one sample; lets the first layer of a Sequential make its weights at once

    def __init__(
        self, name: str | None = None, trainable: bool = True, input_shape: Any = None, dtype: Any = None, **unknown: NoReturn
    ) -> None:  # fmt: skip
        for argument in unknown:
            modules.misspelt.refuse(type(self), argument)
        self.name = name or self.name
        self._trainable = truth(self.name, "trainable", trainable)
        if dtype is not None:
            self.dtype = type_of(dtype)
        if input_shape is not None:
            self.input_shape = sample_shape(self.name, input_shape)

    def call(self, x: Any) -> Any:
        """What the module computes; subclasses write this."""
        raise TypeError(f"{type(self).__name__} needs a method call(self, x)")

    def build(self, input_shape: Shape) -> None:
        """Make the parameters, now that the shape of the input is known (its batch size is None)."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for this shape of input. A subclass may write this; else trial runs on zeros find it."""
        shape: Shape = symbolic.from_shapes(self, input_shape)
        return shape

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """The mask of what comes out, for this input and its mask; None if there is none. Called only if supports_masking."""
        return mask

    @overload
    def __call__(self, x: Tensor | np.ndarray, *args: Any, training: bool | None = None, **settings: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Any = ..., *args: Any, training: bool | None = None, **settings: Any) -> Any: ...
    def __call__(self, x: Any = NOT_GIVEN, *args: Any, training: bool | None = None, **settings: Any) -> Any:
        x = self._by_keyword(settings) if x is NOT_GIVEN else x
        if (type(x) not in NUMBERS or args or settings) and symbolic.has_symbols(x, args, settings):
            return symbolic.note_call(self, (x, *args), settings if training is None else {**settings, "training": training})
        if training is not None:
            with calling(bool(training)):
                return self(x, *args, **settings)
        if type(x) in NUMBERS and x.dtype.kind == "c":
            raise TypeError(f"{self.name}: layers take real numbers, got {x.dtype}: give real and imaginary parts side by side")
        if not self.built:
            self._build(symbolic.shapes(x))
        if self._takes_training:
            settings["training"] = self.training
        call = self.call if self.activity_regularizer is None else self._call_and_penalize
        if MASKS.kept or (self.tells_masks and self.makes_mask):
            call = partial(carry, self, call)
        if ADDED.get() is not None:
            return scope.run(self, call, x, *args, **settings)
        outermost = ADDED.set([])
        try:
            y = scope.run(self, call, x, *args, **settings)
        finally:
            ADDED.reset(outermost)
        return show(y) if type(y) is np.ndarray else y  # a program asks its outputs for numpy()

    def _call_and_penalize(self, *args: Any, **settings: Any) -> Any:
        """The result of `call`; the activity regularizer's penalty on it, for the mean sample, is added to the loss."""
        y = self.call(*args, **settings)
        for part in leaves(y):
            self.add_loss(self.activity_regularizer(part) / max(1, len(part)))
        return y

    def _by_keyword(self, settings: dict[str, Any]) -> Any:
        """Take the input out of the settings, where it was given as `inputs=`, or by the name that it has in `call`."""
        own = self.call_names[0] if self.call_names else "x"
        for name in (own, "inputs"):
            if name in settings:
                return settings.pop(name)
        how = f"give it first, {self.name}({own}), or as {own}=... or inputs=..."
        raise TypeError(f"{self.name} was called without an input: {how}")

    def _build(self, input_shape: Shape) -> None:
        self.build(input_shape)
        self._built_for = input_shape
        self._complete()

    def _complete(self) -> None:
        """Finish each `build`, also one that was called by hand."""
        self.built = True
        for name, p in self.named_parameters():
            p.name = p.name or name
        if not self._trainable:
            self.trainable = False

    def __getstate__(self) -> dict[str, Any]:
        links = ("_calls", "_to_loss")  # to elsewhere: they are not copied
        return {name: value for name, value in vars(self).items() if name not in links}

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

    @name_owner
    def summary(
        self, line_length: int | None = None, positions: Any = None, print_fn: Callable[..., None] | None = None,
        expand_nested: bool = False, show_trainable: bool = False, layer_range: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        """Print the layers with their output shapes and parameter counts.

        line_length=None: the least width of the table. positions=None: accepted and ignored.
        print_fn=None: a function that gets each line, in the place of `print`.
        expand_nested, show_trainable=False: rows for the layers of models inside; a column that says what is trained.
        layer_range=None: two names, of the first and the last layer to show.
        """
        for line in table.summary(self, line_length, expand_nested, show_trainable, layer_range).split("\n"):
            (print_fn or print)(line)

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        inner = ", ".join(type(m).__name__ for m in self.children())
        return f"{type(self).__name__}({inner})" if inner else f"{type(self).__name__}(name={self.name!r})"


def _complete_build(build: Callable[..., None]) -> Callable[..., None]:
    """A class' build, after which the module counts as built, so that no call makes the weights anew."""

    @wraps(build)
    def whole(self: Module, *shapes: Any, **named: Any) -> None:
        build(self, *shapes, **named)
        if type(self).build is whole:  # not where a subclass' build calls it and goes on
            self._complete()

    return whole


Module.build = _complete_build(Module.build)  # type: ignore[method-assign]
