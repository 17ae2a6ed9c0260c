"""The steps of a training that a class may write itself, in Keras' manner: train_step, test_step, predict_step, compute_loss.

class Penalized(Model):
    def train_step(self, data):
        x, y = data
        y_pred = self(x, training=True)
        loss = self.compute_loss(y=y, y_pred=y_pred)
        self.zero_grad()
        loss.backward()
        self.optimizer.step(self.trainable_weights)
        return {"loss": loss}
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from autograd import Tensor, no_grad
from nn.modules.masks import call_with_masks
from nn.training.samples import as_tensors

MASK: ContextVar[tuple[Any] | None] = ContextVar("mask", default=None)  # of the predictions that a step hands on

UNCALLED = {  # what Keras would call, and what to write here
    "make_train_function": "train_step", "make_test_function": "test_step", "make_predict_function": "predict_step",
    "stateless_compute_loss": "compute_loss", "compute_loss_and_updates": "compute_loss",
}  # fmt: skip
INSTEAD = "self.zero_grad(); loss.backward(); self.optimizer.step(self.trainable_weights)"


TRAINING_STEPS = ("train_step", "compute_metrics", "get_metrics_result")  # a class that writes one says what is reported
TEST_STEPS = ("test_step", "compute_metrics", "get_metrics_result")
OPEN = ("train_step", "test_step", "compute_loss", "compute_metrics", "get_metrics_result", "metrics", "reset_metrics")
EVERYBODYS: set[Any] = set()  # the methods that hand over to a Trainer


def overridable(method: Any) -> Any:
    """Mark a method that a subclass may write itself: unless it does, the Trainer does the same by a shorter way."""
    EVERYBODYS.add(method)
    return method


class handed:
    """An attribute that a model reads from its Trainer."""

    def __init__(self, name: str, doc: str) -> None:
        self.name, self.__doc__ = name, doc

    def __get__(self, model: Any, owner: Any) -> Any:
        return self if model is None else getattr(model._trainer, self.name)

    def __set__(self, model: Any, value: Any) -> None:
        setattr(model._trainer, self.name, value)


def find_written(model: Any, names: tuple[str, ...]) -> str | None:
    """The first of these methods that the model's class writes itself."""
    for name in names:
        if name in vars(model) or getattr(type(model), name) not in EVERYBODYS:
            return name
    return None


def refuse_uncalled(model: Any) -> None:
    """TypeError for a method written for Keras that nothing calls here, so that it would be passed over in silence."""
    for name, instead in UNCALLED.items():
        if hasattr(model, name):
            kind = type(model).__name__
            raise TypeError(f"{kind} writes {name}, which is never called here: write {instead}(self, ...) instead")


def refuse_gradient_tape(model: Any, name: str) -> None:
    """TypeError for a step that takes its gradients from a tape of TensorFlow's, which sees nothing of what runs here."""
    method = getattr(model, name)
    code = getattr(method, "__code__", None)
    if code is not None and "GradientTape" in code.co_names and not names_our_tape(method.__globals__, code.co_names):
        raise TypeError(
            f"{type(model).__name__}.{name} asks TensorFlow's GradientTape for gradients, but the network runs here, on a tape "
            f"of its own: leave the tape out and write {INSTEAD}"
        )


def names_our_tape(known: dict[str, Any], names: Iterable[str]) -> bool:
    """Whether the GradientTape that a function names is the one of `nn.compat`."""
    found = [known[name] for name in names if name in known]
    if "compat" in names:  # as in nn.compat.GradientTape
        found += [each.compat for each in found if isinstance(each, ModuleType) and hasattr(each, "compat")]
    tapes = [getattr(each, "GradientTape", each if getattr(each, "__name__", "") == "GradientTape" else None) for each in found]
    return any(getattr(tape, "records_here", False) for tape in tapes)


def pack(x: Any, y: Any = None, weight: Any = None) -> Any:
    """A batch as the steps take it: x alone, (x, y) or (x, y, sample_weight)."""
    if weight is not None:
        return x, y, weight
    if y is not None:
        return x, y
    return (x,) if isinstance(x, (list, tuple)) else x


def unpack(data: Any) -> tuple[Any, Any, Any]:
    """x, y and sample weights of what a step was given; None for what is not there."""
    if not isinstance(data, tuple):
        return data, None, None
    if len(data) not in (1, 2, 3):
        raise ValueError(f"a step takes x, (x, y) or (x, y, sample_weight), got a tuple of {len(data)}")
    return tuple([*data, None, None][:3])


def plain(owner: str, logs: Any) -> dict[str, Any]:
    """What a step gave, as plain numbers by name."""
    if not isinstance(logs, dict):
        raise TypeError(f'{owner} must return its results by name, such as {{"loss": loss}}, got {logs!r}')
    return {name: number(value) for name, value in logs.items()}


def results(metrics: dict[str, Any]) -> dict[str, Any]:
    """What metrics have measured, by name; one that gives a dict gives several."""
    found: dict[str, Any] = {}
    for name, metric in metrics.items():
        value = metric.result()
        if isinstance(value, dict):
            found.update((key, number(part)) for key, part in value.items())
        else:
            found[name] = float(value) if isinstance(value, float) else number(value)
    return found


def number(value: Any) -> Any:
    """A Tensor, array or number as a float, or as an array of several numbers."""
    found = np.asarray(value.numpy() if isinstance(value, Tensor) else value)
    return float(found) if found.ndim == 0 else found


def call_compute_loss(model: Any, mask: Any, **given: Any) -> Any:
    """What the model's own compute_loss gives; those written for older Keras do without `training`."""
    method = model.compute_loss
    if _takes_training(getattr(method, "__func__", method)):
        given["training"] = model.training
    with hand_on_mask(mask):
        return method(**given)


@lru_cache
def _takes_training(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters
    return "training" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


@contextmanager
def hand_on_mask(mask: Any) -> Iterator[None]:
    """Hand the mask of the predictions on to compute_loss and compute_metrics, whose arguments have no place for it."""
    token = MASK.set((mask,))
    try:
        yield
    finally:
        MASK.reset(token)


def mask_of(model: Any, x: Any) -> Any:
    """The mask of the predictions: as handed on by the step around this, or of the model called on x."""
    handed = MASK.get()
    if handed is not None:
        return handed[0]
    if not model.makes_mask:
        return None
    if x is None:
        raise ValueError(f"{model.name} masks steps: compute_loss and compute_metrics need x beside y_pred, to leave these out")
    with no_grad():
        return call_with_masks(model, (as_tensors(x),), {}, (None,), {})[1]
