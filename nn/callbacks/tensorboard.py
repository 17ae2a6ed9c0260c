"""TensorBoard: what a training measures, as files that TensorBoard shows."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from nn.callbacks.callback import Callback, Logs
from nn.callbacks.event_file import EventFile, histogram, scalar
from nn.checks import whole


class TensorBoard(Callback):
    """Write each epoch's results for TensorBoard: `tensorboard --logdir logs` draws them while the training goes on.

    log_dir: the folder; results go into its folders train and validation (default "logs").
    histogram_freq: after how many epochs the weights are shown as histograms (default 0, never).
    write_graph, write_images, write_steps_per_second, profile_batch, embeddings_freq, embeddings_metadata: taken for Keras'
    sake; nothing is written for them.
    update_freq: "epoch", "batch", or after how many batches the loss is written (default "epoch").
    Raises ValueError for another update_freq, OSError if the folder cannot be written.

    >>> import os, tempfile; folder = tempfile.mkdtemp()
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> _ = model.fit([[1.0]], [[2.0]], verbose=0, callbacks=[TensorBoard(folder)]); os.listdir(folder)
    ['train']
    """

    writes_files = True

    def __init__(
        self, log_dir: str | os.PathLike[str] = "logs", histogram_freq: int = 0, write_graph: bool = True,
        write_images: bool = False, write_steps_per_second: bool = False, update_freq: str | int = "epoch",
        profile_batch: Any = 0, embeddings_freq: int = 0, embeddings_metadata: Any = None,
    ) -> None:  # fmt: skip
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = whole("TensorBoard", "histogram_freq", histogram_freq, low=0)
        if update_freq != "epoch":
            update_freq = 1 if update_freq == "batch" else whole("TensorBoard", "update_freq", update_freq)
            self.on_train_batch_end = self._after_batch  # type: ignore[method-assign]
        self.update_freq = update_freq
        self.batches = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._train = EventFile(os.path.join(self.log_dir, "train"))
        self._validation = EventFile(os.path.join(self.log_dir, "validation"))

    def _after_batch(self, batch: int, logs: Logs | None = None) -> None:
        self.batches += 1
        if self.batches % int(self.update_freq) == 0:
            self._train.add(self.batches, *scalars("batch", logs or {}))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        results = {"epoch_learning_rate": float(self.model.optimizer.learning_rate)} if self.model.optimizer is not None else {}
        measured = logs or {}
        learned = {name: value for name, value in measured.items() if not name.startswith("val_")}
        watched = {name.removeprefix("val_"): value for name, value in measured.items() if name.startswith("val_")}
        shown = [scalar(name, value) for name, value in results.items()] + scalars("epoch", learned)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            shown += [histogram(f"{name}/histogram", weight.numpy()) for name, weight in self.model.named_tensors()]
        self._train.add(epoch, *shown)
        if watched:
            self._validation.add(epoch, *scalars("epoch", watched))


def scalars(when: str, results: Logs) -> list[bytes]:
    """The results that are single numbers, called as Keras does: epoch_loss."""
    return [scalar(f"{when}_{name}", float(value)) for name, value in results.items() if np.ndim(value) == 0]
