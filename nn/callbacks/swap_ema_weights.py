"""SwapEMAWeights: validate and save with the averaged weights, go on learning with the others."""

from __future__ import annotations

from typing import Any

from nn.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Put the averages of an optimizer with use_ema=True in the weights' place while a model is evaluated or predicts.

    swap_on_epoch: swap at the end of an epoch, too, so that a ModelCheckpoint behind this callback saves the averages
    (default False). After `fit` the weights are the averages. Raises ValueError for an optimizer without use_ema.

    >>> from nn import SGD, Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile(SGD(0.1, use_ema=True), "mse")
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=3, verbose=0, callbacks=[SwapEMAWeights()])
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        self.swap_on_epoch = swap_on_epoch
        self._kept: Any = None  # the weights that are learned, while the averages stand in their place

    def set_model(self, model: Any) -> None:
        """Called once, before all events. model: the model in training."""
        if model.optimizer is None or model.optimizer.averaging is None:
            raise ValueError("SwapEMAWeights needs an optimizer with use_ema=True")
        super().set_model(model)

    def _put_in(self) -> None:
        """The averages in the place of the weights."""
        optimizer = self.model.optimizer
        if optimizer.vector is None or self._kept is not None or not optimizer.steps:
            return
        self._kept = optimizer.vector.values.copy()
        optimizer.averaging.overwrite(optimizer.vector.values)
        optimizer.vector.write()

    def _take_out(self) -> None:
        """The weights as they are learned."""
        if self._kept is not None:
            vector = self.model.optimizer.vector
            vector.values[:] = self._kept
            vector.write()
            self._kept = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._take_out()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.swap_on_epoch:
            self._put_in()

    def on_test_begin(self, logs: Logs | None = None) -> None:
        self._put_in()

    def on_test_end(self, logs: Logs | None = None) -> None:
        self._take_out()

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        self._put_in()

    def on_predict_end(self, logs: Logs | None = None) -> None:
        self._take_out()

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._take_out()
        self._put_in()
        self._kept = None
