"""TerminateOnNaN: a training that has failed ends, and the program goes on."""

from __future__ import annotations

from nn.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """When the loss or a gradient becomes NaN or infinite, `fit` prints why and ends with this epoch; its loss is the NaN.

    raise_error: let `fit` raise a RuntimeError instead, as in Keras (default False).
    Without this callback `fit` raises FloatingPointError, with the same words. The weights are those of the last good step.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,), kernel_initializer="ones")]); model.compile("sgd", "mse")
    >>> history = model.fit([[1e30]], [[2.0]], epochs=5, verbose=0, callbacks=[TerminateOnNaN()])  # doctest: +ELLIPSIS
    fit: the loss became inf at batch 1 of epoch 1: ...
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error
