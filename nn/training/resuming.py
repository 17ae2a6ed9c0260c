"""Resuming: the state of a training as plain data and arrays, which is put back later so that it goes on bit for bit.

weights, optimizer, random generators, what callbacks and metrics remember, the epoch and the batch
"""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np

from nn.metrics.confusion import Counts
from nn.metrics.variable import Variable
from nn.seeds import generator as common

ARRAY, COUNTS = "__array__", "__counts__"  # in plain data: the name of an array that stands beside; what a Counts holds
PASSING = ("model", "params", "variables")  # what a callback is given and does not remember, and what is listed twice
PLAIN = (bool, int, float, str, type(None))


def take(
    trainer: Any, callbacks: list[Any], at_first: list[Any], epoch: int, batch: int, begun: Any = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The state of a training after some epochs, and some batches of the next one: plain data, and arrays by name.

    at_first: what `remember` gave of the callbacks when the training began. Only what has changed since is kept; a path or a
    patience is that of the program that goes on. begun: the state of the generators at the beginning of an epoch of which
    some batches are done.
    """
    model, arrays = trainer.model, {}
    for name, weight in weights_of(model).items():
        arrays[f"weight.{name}"] = np.array(weight.numpy(), order="C")
    for name, value in (trainer.optimizer.get_state() if trainer.optimizer is not None else {}).items():
        arrays[f"optimizer.{name}"] = value
    metrics = trainer.measuring(trainer.intake.parts()) if batch else []
    state = {
        "epoch": epoch,
        "batch": batch,
        "stopped": bool(model.stop_training),
        "generators": encode(generators(model), arrays, "generators"),
        "begun": encode(begun, arrays, "begun"),
        "running": encode(list(trainer.running), arrays, "running"),
        "metrics": [encode_all(metric, arrays, f"metric.{i}") for i, metric in enumerate(metrics)],
        "callbacks": [
            [type(each).__name__, encode_all(each, arrays, f"callback.{i}", old)]
            for i, (each, old) in enumerate(zip(callbacks, at_first))
        ],
    }  # fmt: skip
    return state, arrays


def put_back(trainer: Any, callbacks: list[Any], state: dict[str, Any], arrays: dict[str, Any]) -> None:
    """Bring model, optimizer, generators and callbacks into this state; ValueError, and nothing changed, if they do not fit."""
    model = trainer.model
    weights = weights_of(model)
    given = {name.removeprefix("weight."): array for name, array in arrays.items() if name.startswith("weight.")}
    if {name: w.shape for name, w in weights.items()} != {name: a.shape for name, a in given.items()}:
        raise ValueError(f"its weights are not those of {model.name}")
    learned = {name.removeprefix("optimizer."): array for name, array in arrays.items() if name.startswith("optimizer.")}
    for name, weight in weights.items():
        weight.data = given[name]
    if trainer.optimizer is not None and learned:
        trainer.optimizer.set_state(learned, trainer.intake.parts().parameters)
    waiting = list(state["callbacks"])
    for callback in callbacks:
        found = next((entry for entry in waiting if entry[0] == type(callback).__name__), None)
        if found is not None:
            waiting.remove(found)
            restore(callback, decode(found[1], arrays))
    model.stop_training = state["stopped"]
    set_generators(model, decode(state["generators"], arrays))


def put_back_metrics(trainer: Any, state: dict[str, Any], arrays: dict[str, Any]) -> None:
    """Give the metrics what they had counted of an epoch that was interrupted."""
    trainer.running = tuple(decode(state["running"], arrays))
    for metric, counted in zip(trainer.measuring(trainer.intake.parts()), state["metrics"]):
        restore(metric, decode(counted, arrays))


def weights_of(model: Any) -> dict[str, Any]:
    """The weights by name, each once."""
    first = {id(t): (name, t) for name, t in reversed(list(model.named_tensors()))}
    return dict(reversed(first.values()))


# -- random numbers ------------------------------------------------------------------------------------------------


def generators(model: Any) -> list[Any]:
    """The state of everything that gives random numbers: the common generator, the model's own, random's and np.random's."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 - programs draw from it
    own = [generator.bit_generator.state for generator in own_generators(model)]
    version, words, gauss = random.getstate()
    return [common().bit_generator.state, own, [version, list(words), gauss], [kind, keys, *rest]]


def set_generators(model: Any, states: list[Any]) -> None:
    """Set everything that gives random numbers to these states."""
    common().bit_generator.state, own, (version, words, gauss), (kind, keys, *rest) = states
    for generator, state in zip(own_generators(model), own):
        generator.bit_generator.state = state
    random.setstate((version, tuple(words), gauss))
    np.random.set_state((kind, keys, *rest))  # noqa: NPY002


def own_generators(model: Any) -> list[np.random.Generator]:
    """The generators that layers made for their seeds."""
    found = [value for m in model.modules() for value in vars(m).values() if isinstance(value, np.random.Generator)]
    return [generator for generator in found if generator is not common()]


# -- what objects remember -----------------------------------------------------------------------------------------


def remember(holders: list[Any]) -> list[dict[str, Any]]:
    """Of each object, a copy of the attributes that are plain data, arrays or counts."""
    return [copy.deepcopy(list_plain(holder)) for holder in holders]


def list_plain(holder: Any) -> dict[str, Any]:
    """The attributes of an object that are plain data, arrays or counts."""
    return {name: value for name, value in vars(holder).items() if name not in PASSING and is_plain(value)}


def encode_all(holder: Any, arrays: dict[str, Any], path: str, old: dict[str, Any] | None = None) -> dict[str, Any]:
    """The attributes of an object that are plain data, arrays or counts; of old ones, those that have changed."""
    held = list_plain(holder)
    changed = held if old is None else {name: x for name, x in held.items() if name not in old or not is_same(x, old[name])}
    return {name: encode(value, arrays, f"{path}.{name}") for name, value in changed.items()}


def is_same(a: Any, b: Any) -> bool:
    """Whether two values that are plain data, arrays or counts are the same."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    return is_same(vars(a), vars(b)) if isinstance(a, Counts) else np.array_equal(np.asarray(a), np.asarray(b))


def is_plain(value: Any) -> bool:
    """Whether a value is plain data, or an array of numbers, or made of such."""
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(is_plain, value.values()))
    numbers = isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiub"
    return type(value) in PLAIN or numbers or isinstance(value, (float, Variable, Counts))


def encode(value: Any, arrays: dict[str, Any], path: str) -> Any:
    """A value as plain data; arrays are put beside it."""
    if isinstance(value, (np.ndarray, np.generic, Variable)):
        arrays[path] = np.array(value, order="C")
        return {ARRAY: path}
    if isinstance(value, Counts):
        return {COUNTS: encode_all(value, arrays, path)}
    if isinstance(value, (list, tuple)):
        return [encode(part, arrays, f"{path}.{i}") for i, part in enumerate(value)]
    if isinstance(value, dict):
        return {key: encode(part, arrays, f"{path}.{key}") for key, part in value.items()}
    return float(value) if isinstance(value, float) else value


def decode(value: Any, arrays: dict[str, Any]) -> Any:
    """What `encode` was given; tuples are lists now."""
    if isinstance(value, list):
        return [decode(part, arrays) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {COUNTS}:
        counts = Counts.__new__(Counts)
        vars(counts).update(decode(value[COUNTS], arrays))
        return counts
    return arrays[value[ARRAY]] if value.keys() == {ARRAY} else {key: decode(part, arrays) for key, part in value.items()}


def restore(holder: Any, remembered: dict[str, Any]) -> None:
    """Give an object's attributes these values."""
    for name, value in remembered.items():
        if isinstance(vars(holder).get(name), Variable):
            vars(holder)[name].assign(value)
        else:
            setattr(holder, name, value)
