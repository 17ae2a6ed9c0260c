"""Finds, for each public callable, a call that works: hostile values then take the place of one argument at a time."""

from __future__ import annotations

import importlib
import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hostile_arguments_that_fit import OWN, make_model, numbers

import nn
from autograd import Tensor
from nn.losses import Loss
from nn.metrics import Metric
from nn.optimizers import Optimizer
from nn.optimizers.schedules import LearningRateSchedule

ROOMS = (
    "autograd", "nn", "nn.activations", "nn.constraints", "nn.initializers", "nn.layers", "nn.losses", "nn.metrics",
    "nn.callbacks", "nn.optimizers", "nn.optimizers.schedules", "nn.regularizers", "nn.models", "nn.datasets",
)  # fmt: skip
LEFT_OUT = {
    "Op": "declares an operation for all of the process",
    "Program": "is made by `compile`",
    "Activation": "is a type",
    "Loss": "is the base of losses",
    "NamedLoss": "is the base of losses",
    "NamedMetric": "is the base of metrics",
    "Optimizer": "is the base of optimizers",
    "LearningRateSchedule": "is the base of schedules",
    "load_model": "reads files: the machine of damaged files is for it",
    "photograph": "needs a package of photographs",
    "printable": "says how text is shown: any text will do",
    "load_later": "is called while a package is imported",
    "Scope": "is made by `scope`",
    "BackwardScope": "is made by `scope`",
    "borrow": "takes memory as it is, on purpose",
    "mnist": "reads files and the network: the machine of damaged files is for it",
}


CANDIDATES: tuple[Callable[[], Any], ...] = (
    lambda: numbers(2, 3),
    lambda: 2,
    lambda: 0.5,
    lambda: numbers(4, 4),
    lambda: np.sum,
    lambda: numbers(3),
    lambda: [numbers(2, 3), numbers(2, 3)],
    lambda: (2, 2),
    lambda: "relu",
    lambda: nn.Dense(2),
    lambda: numbers(1, 4, 4, 2),
    lambda: numbers(1, 4, 2),
    lambda: [2, 2],
    lambda: make_model(),
    lambda: Tensor(2.0) * 3.0,
)
BY_NAME: dict[str, Callable[[], Any]] = {
    "f": lambda: np.sum, "fun": lambda: np.sum, "function": lambda: np.tanh, "units": lambda: 3, "filters": lambda: 2,
    "kernel_size": lambda: 2, "rate": lambda: 0.5, "layer": lambda: nn.Dense(2), "model": make_model, "num_classes": lambda: 3,
    "activation": lambda: "relu", "target_shape": lambda: (-1,), "dims": lambda: (1,), "n": lambda: 2,
    "initial_learning_rate": lambda: 0.1, "decay_steps": lambda: 10, "decay_rate": lambda: 0.5, "boundaries": lambda: [1, 2],
    "values": lambda: [0.1, 0.2, 0.3], "y_true": lambda: numbers(2, 3), "y_pred": lambda: numbers(2, 3),
}  # fmt: skip
SHAPES = ((2, 3), (2, 4, 3), (2, 4, 4, 3), (2, 4, 4, 4, 3), (2, 3, 4, 4, 3), (2,), (2, 4, 4, 4, 4, 3))


class Call:
    """A public callable with arguments that work.

    path: its name for people. function: what is called. arguments: {setting: what makes a value}. use: what is done
    with the result. settings: the names of those that may be replaced.
    """

    def __init__(self, path: str, function: Callable[..., Any], arguments: dict[str, Callable[[], Any]], use: Any) -> None:
        self.path, self.function, self.arguments, self.use = path, function, arguments, use
        self.parameters = parameters_of(function)

    @property
    def settings(self) -> list[str]:
        return [p.name for p in self.parameters]

    def run(self, replaced: str = "", value: Any = None) -> Any:
        """Call and use it, with one argument replaced."""
        given = {name: make() for name, make in self.arguments.items()} | ({replaced: value} if replaced else {})
        placed, named, open_places = [], {}, True
        for p in self.parameters:
            open_places = open_places and p.name in given and p.kind is not p.KEYWORD_ONLY
            if p.name in given and open_places:
                placed.append(given[p.name])
            elif p.name in given:
                named[p.name] = given[p.name]
        placed += given.get("*", ())
        return self.use(self.function(*placed, **named))


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p for p in found if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]


def train_once(optimizer: Any) -> Any:
    w = Tensor(numbers(2, 3))
    (w * w).sum().backward()
    optimizer.step([w])
    return w


def search_once(optimizer: Any) -> Any:
    """A step of an optimizer that asks for the loss as often as it likes."""
    w = Tensor(numbers(2, 3))
    return optimizer.step([w], lambda: (w * w).sum())


def count_once(metric: Any) -> Any:
    """Feed a metric with what the kinds of metrics take; the first that fits is enough."""
    if "y_pred" not in [p.name for p in parameters_of(metric.update_state)]:
        metric.update_state(numbers(4))
    else:
        metric.update_state(np.array([0, 1, 1, 0]), np.array([0.2, 0.8, 0.4, 0.6]))
    return metric.result()


def use_layer(shape: tuple[int, ...]) -> Callable[[Any], Any]:
    return lambda layer: layer(numbers(*shape))


def use_pair(layer: Any) -> Any:
    return layer([numbers(2, 4, 3), numbers(2, 4, 3)])


def ways_to_use(function: Any) -> list[Callable[[Any], Any]]:
    """What may be done with a result: a layer is called, an optimizer takes a step, ..."""
    if not inspect.isclass(function):
        return [lambda made: made]
    if issubclass(function, nn.layers.Layer):
        return [*[use_layer(shape) for shape in SHAPES], use_pair, lambda layer: layer(np.array([[0, 1]])), lambda made: made]
    if issubclass(function, Optimizer):
        return [train_once, search_once]
    if issubclass(function, Loss):
        pairs = ((numbers(2, 3), numbers(2, 3)), (np.array([0, 1]), numbers(2, 3)), (numbers(2, 1), numbers(2, 2)))
        pairs = (*pairs, (np.array([[1]]), numbers(1, 2, 2)))
        return [lambda loss, pair=pair: loss(*pair) for pair in pairs]
    if issubclass(function, Metric):
        return [count_once, lambda made: made]
    if issubclass(function, LearningRateSchedule):
        return [lambda schedule: schedule(5)]
    if function.__module__.startswith("nn.initializers"):
        return [lambda initializer: initializer((2, 2)), lambda initializer: initializer((2, 2, 3, 4))]
    if function.__module__.startswith(("nn.regularizers", "nn.constraints")):
        return [lambda made: made(Tensor(numbers(2, 3)))]
    return [lambda made: made]


def find_call(path: str, function: Callable[..., Any]) -> Call | None:
    """The first call that works; None if none was found."""
    own = OWN.get(path, OWN.get(path.rpartition(".")[2], {}))
    needed = [p for p in parameters_of(function) if p.default is p.empty or p.name in own]
    if len(needed) > 4 and not own:
        return None
    known = BY_NAME | own
    choices = [(known[p.name],) if p.name in known else CANDIDATES for p in needed]
    if len(needed) > 2:
        choices = [kinds[:6] for kinds in choices]
    for makers in itertools.product(*choices):
        for use in ways_to_use(function):
            rest = {"*": own["*"]} if "*" in own else {}
            call = Call(path, function, {p.name: make for p, make in zip(needed, makers)} | rest, use)
            try:
                call.run()
            except Exception:  # another one may do
                continue
            return call
    return None


def public_callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each public callable once, by the first name it is met under; then the methods of Tensors and of models."""
    seen: set[int] = set()
    for room in ROOMS:
        module = importlib.import_module(room)
        for name in sorted(getattr(module, "__all__", [])):
            value = getattr(module, name)
            strange = not callable(value) or inspect.ismodule(value) or name in LEFT_OUT or id(value) in seen
            if strange or (inspect.isclass(value) and issubclass(value, BaseException)):
                continue
            seen.add(id(value))
            yield f"{room}.{name}", value
    for name in sorted(set(dir(Tensor)) - {"bind", "data"}):
        method = getattr(Tensor, name)
        if not name.startswith("_") and callable(method):
            shape = () if name in ("item", "backward") else (2, 3)
            yield f"Tensor.{name}", on_new(lambda shape=shape: Tensor(numbers(*shape)), method)
    for name in ("fit", "evaluate", "predict", "compile", "train_on_batch", "test_on_batch", "predict_on_batch", "summary"):
        yield f"Model.{name}", on_new(make_model, getattr(nn.Model, name))


def on_new(make: Callable[[], Any], method: Any) -> Callable[..., Any]:
    """A method as a function that calls it on a new object."""

    def call(*args: Any, **settings: Any) -> Any:
        return method(make(), *args, **settings)

    try:
        found = inspect.signature(method)
        call.__signature__ = found.replace(parameters=list(found.parameters.values())[1:])  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        pass
    call.__name__ = getattr(method, "__name__", "call")
    return call
