"""ProgbarLogger: Keras' bar in the place of the line that `fit` writes."""

from __future__ import annotations

import sys

from nn.callbacks.callback import Callback, Logs
from nn.callbacks.progbar import Progbar


class ProgbarLogger(Callback):
    """Shows each epoch of `fit`, and each `evaluate` and `predict`, as a `Progbar` with its results in place of the line.

    How much it shows is `fit`'s verbose: 0 nothing, 1 a bar that moves, 2 a line.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,), kernel_initializer="zeros")]); model.compile("sgd", "mse")
    >>> _ = model.fit([[1.0]], [[2.0]], verbose=2, callbacks=[ProgbarLogger()])  # doctest: +ELLIPSIS
    Epoch 1/1
    1/1 - ...s - loss: 4.0000
    """

    shows_progress = True

    bar: Progbar | None = None
    fitting = False

    def _begin(self) -> None:
        verbose = self.params.get("verbose", 1)
        self.bar = Progbar(self.params.get("steps"), verbose=1 if verbose == "auto" else verbose, stateful_metrics=())
        self.seen = 0

    def _move(self, batch: int, logs: Logs | None) -> None:
        self.seen = batch + 1
        if self.bar is not None:
            self.bar.stateful = set(logs or {})  # they are means already
            self.bar.update(self.seen, (logs or {}).items(), finalize=False)

    def _end(self, logs: Logs | None) -> None:
        if self.bar is not None:
            self.bar.target = self.bar.target or self.seen
            self.bar.stateful = set(logs or {})
            self.bar.update(self.bar.target, (logs or {}).items(), finalize=True)
            self.bar = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.fitting = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        self.fitting = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._begin()
        if self.params.get("verbose", 1):
            sys.stdout.write(f"Epoch {epoch + 1}/{self.params['epochs']}\n")

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._move(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._end(logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        if not self.fitting:
            self._begin()

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if not self.fitting:
            self._move(batch, logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        if not self.fitting:
            self._end(logs)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        self._begin()

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._move(batch, None)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        self._end(None)
