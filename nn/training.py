"""Training as in Keras: compile, fit, evaluate, predict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

import autograd
from autograd import Tape, Tensor, borrow
from nn import losses, optimizers, saving, table
from nn import metrics as measures
from nn.callbacks import Callback, CallbackList, History
from nn.module import Module
from nn.progress import ProgressBar
from nn.random import generator


class Trainable(Module):
    """A Module that learns from data."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: list[Any] = []
        self.stop_training = False
        self.history: History | None = None
        self._learned: tuple[list[Tensor], list[Module], list[Module]] | None = None

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, metrics: Sequence[Any] | None = None
    ) -> None:
        """Choose how to learn: an optimizer, a loss and metrics, each by name or as an object."""
        self.changed()
        self.optimizer = optimizers.get(optimizer)
        self.loss = None if loss is None else losses.get(loss)
        self.metrics = [measures.get(m) for m in metrics or ()]

    def changed(self) -> None:
        """Note that layers or `trainable` flags changed, so that parameters are collected anew."""
        self._learned = None

    # -- one batch -------------------------------------------------------------------------------------------

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """One step on one batch: the loss, or a list of loss and metrics."""
        self._begin()
        self.train()
        try:
            loss = self._step(self._input(x), np.asarray(y), sample_weight, "this batch")
        finally:
            self.eval()
        return _results([loss, *[m.result() for m in self.metrics]])

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """The loss of one batch, or a list of loss and metrics, without learning."""
        self._begin()
        return _results([self._measure(self._input(x), np.asarray(y), sample_weight).item()] + [m.result() for m in self.metrics])

    def _begin(self) -> None:
        if self.loss is None:
            raise RuntimeError(f"{self.name} does not know what to learn: call compile(optimizer=..., loss=...) first")
        for metric in self.metrics:
            metric.reset_state()

    def _measure(self, x: np.ndarray, y: np.ndarray, weight: Any) -> Tensor:
        """The loss of a batch, recorded; metrics are updated on the way."""
        y_pred = self(borrow(x))
        loss = self.loss(y, y_pred, weight)
        for layer in self._parts()[1]:
            for penalty in layer.penalties():  # type: ignore[attr-defined]
                loss = loss + penalty
        for metric in self.metrics:
            metric.update_state(y, y_pred, weight)
        return loss

    def _step(self, x: np.ndarray, y: np.ndarray, weight: Any, where: str) -> float:
        loss = self._measure(x, y, weight)
        value = loss.item()
        if math.isnan(value):
            self._explain_nan(loss, x, where)
        parameters = self._parts()[0]
        for p in parameters:
            p.grad = None
        loss.backward()
        self.optimizer.step(parameters)
        return value

    def _explain_nan(self, loss: Tensor, x: np.ndarray, where: str) -> None:
        weights = [p.name for p in self._parts()[0] if np.isnan(p.numpy()).any()]
        if np.isnan(x).any():
            cause = "the input x holds NaN already"
        elif weights:
            cause = f"the weights {', '.join(map(str, weights))} hold NaN since the step before: lower the learning rate"
        else:
            cause = Tape.gather(loss).first_nan() or "the labels hold NaN"
        raise FloatingPointError(
            f"the loss became NaN at {where}: {cause}. The weights are those from before this batch, "
            "and model.history holds the epochs that were finished"
        )

    def _parts(self) -> tuple[list[Tensor], list[Module], list[Module]]:
        """The parameters to train, the layers that penalize theirs, and all modules; found once, until `changed`."""
        if self._learned is None or not self._learned[0]:
            modules = list(self.modules())
            regularized = [m for m in modules if hasattr(m, "penalties") and m.penalties()]
            self._learned = self.parameters(), regularized, modules
        return self._learned

    def train(self, mode: bool = True) -> Module:
        for m in self._parts()[2]:
            m.training = mode
        return self

    def _input(self, x: Any) -> np.ndarray:
        """x as an array of the weights' dtype."""
        x = np.asarray(x)
        weights = self._parts()[0]
        dtype = weights[0].dtype if weights else np.dtype("float32")
        return x if x.dtype == dtype else x.astype(dtype)

    # -- many batches ----------------------------------------------------------------------------------------

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Iterable[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: tuple[Any, ...] | None = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
    ) -> History:
        """Train for a number of epochs; returns the History.

        `validation_split` sets the *last* part of the data aside, before any shuffling. Ctrl-C leaves the weights
        as they are then. Raises FloatingPointError when the loss becomes NaN, ValueError for x and y that do not fit.
        """
        self._begin()
        batch_size = batch_size or 32
        x, y, weight = _matched(np.asarray(x), np.asarray(y), _weights(y, sample_weight, class_weight))
        if not 0 <= validation_split < 1:
            raise ValueError(f"fit: validation_split must lie in [0, 1), got {validation_split}")
        if validation_split and validation_data is None:
            cut = round(len(x) * (1 - validation_split))
            validation_data = (x[cut:], y[cut:], *(() if weight is None else (weight[cut:],)))
            x, y, weight = x[:cut], y[:cut], None if weight is None else weight[:cut]
        if not self.built:
            self._build((None, *x.shape[1:]))
        x = self._input(x)
        batches = math.ceil(len(x) / batch_size)
        self.history = History()
        level = 1 if verbose == "auto" else int(verbose)
        self.stop_training = False
        told = CallbackList([self.history, *(callbacks or ()), ProgressBar(level, epochs, batches)], self)
        told.on_train_begin()
        try:
            for epoch in range(initial_epoch, epochs):
                told.on_epoch_begin(epoch)
                logs = self._epoch(epoch, x, y, weight, batch_size, shuffle, told)
                if validation_data is not None and (epoch + 1) % validation_freq == 0:
                    measured = self.evaluate(
                        *validation_data[:2], batch_size=validation_batch_size or batch_size, verbose=0, return_dict=True,
                        sample_weight=validation_data[2] if len(validation_data) > 2 else None,
                    )  # fmt: skip
                    logs.update({f"val_{name}": value for name, value in measured.items()})
                told.on_epoch_end(epoch, logs)
                if self.stop_training:
                    break
        finally:
            self.eval()
            told.on_train_end()
        return self.history

    def _epoch(
        self, epoch: int, x: np.ndarray, y: np.ndarray, weight: Any, batch_size: int, shuffle: bool, told: Callback
    ) -> dict[str, float]:
        order = generator().permutation(len(x)) if shuffle else np.arange(len(x))
        self.train()
        for metric in self.metrics:
            metric.reset_state()
        total = 0.0
        for i, rows in enumerate(_slices(order, batch_size)):
            told.on_train_batch_begin(i)
            loss = self._step(
                x[rows], y[rows], None if weight is None else weight[rows], f"batch {i + 1} of epoch {epoch + 1}"
            )
            total += loss * len(rows)
            told.on_train_batch_end(i, {"loss": loss})
        self.eval()
        return {**{m.name: m.result() for m in self.metrics}, "loss": total / max(1, len(x))}

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss over all samples, or [loss, *metrics], or with return_dict a dict of them."""
        self._begin()
        x, y, weight = _matched(np.asarray(x), np.asarray(y), _weights(y, sample_weight, None))
        if not len(x):
            raise ValueError("evaluate: there are no samples")
        if not self.built:
            self._build((None, *x.shape[1:]))
        x = self._input(x)
        self.eval()
        total = 0.0
        for rows in _slices(np.arange(len(x)), batch_size or 32):
            part = slice(rows[0], rows[-1] + 1)
            loss = self._measure(x[part], y[part], None if weight is None else weight[part])
            total += loss.item() * len(rows)
        values = {"loss": total / len(x), **{m.name: m.result() for m in self.metrics}}
        if verbose == 1:
            print("  ".join(f"{name} {value:.4f}" for name, value in values.items()))
        return values if return_dict else _results(list(values.values()))

    def predict(self, x: Any, batch_size: int | None = None, verbose: int | str = 0) -> np.ndarray:
        """The outputs for all samples, batch by batch, as a plain array."""
        x = np.asarray(x)
        if not self.built:
            self._build((None, *x.shape[1:]))
        x = self._input(x)
        self.eval()
        with autograd.no_grad():
            parts = [self(borrow(x[rows])).numpy() for rows in _slices(np.arange(len(x)), batch_size or 32)]
        return np.concatenate(parts) if parts else self(borrow(x)).numpy()

    # -- looking and keeping ---------------------------------------------------------------------------------

    def summary(self) -> None:
        """Print the layers with their output shapes and parameter counts."""
        print(table.summary(self))

    def save_weights(self, path: Any) -> None:
        """Write all weights to a .safetensors file, which PyTorch, JAX and others read too."""
        saving.save_weights(self, path)

    def load_weights(self, path: Any) -> None:
        """Read weights written by `save_weights`; ValueError if they do not fit this model, which then is unchanged."""
        saving.load_weights(self, path)


def _slices(order: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    return (order[i : i + batch_size] for i in range(0, len(order), batch_size))


def _results(values: list[float]) -> Any:
    return values[0] if len(values) == 1 else values


def _weights(y: Any, sample_weight: Any, class_weight: dict[int, float] | None) -> Any:
    """One weight per sample from sample and class weights; None if there are none."""
    if class_weight is None:
        return None if sample_weight is None else np.asarray(sample_weight, dtype=float)
    labels = np.asarray(y)
    labels = labels.argmax(-1) if labels.ndim > 1 and labels.shape[-1] > 1 else labels.reshape(-1)
    by_class = np.array([class_weight.get(int(label), 1.0) for label in labels])
    return by_class if sample_weight is None else by_class * np.asarray(sample_weight, dtype=float)


def _matched(x: np.ndarray, y: np.ndarray, weight: Any) -> tuple[np.ndarray, np.ndarray, Any]:
    lengths = {len(a) for a in (x, y, weight) if a is not None}
    if len(lengths) > 1:
        raise ValueError(f"x, y and weights must have one entry per sample, got {sorted(lengths)} samples")
    return x, y, weight
