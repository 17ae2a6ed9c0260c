"""LambdaCallback: a callback of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

from nn.callbacks.callback import Callback

if TYPE_CHECKING:
    from typing_extensions import Unpack


Function = Callable[..., Any]


class Events(TypedDict, total=False):
    """The events that a function can be given for: those of Callback."""

    on_train_begin: Function
    on_train_end: Function
    on_epoch_begin: Function
    on_epoch_end: Function
    on_batch_begin: Function
    on_batch_end: Function
    on_train_batch_begin: Function
    on_train_batch_end: Function
    on_test_begin: Function
    on_test_end: Function
    on_test_batch_begin: Function
    on_test_batch_end: Function
    on_predict_begin: Function
    on_predict_end: Function
    on_predict_batch_begin: Function
    on_predict_batch_end: Function


class LambdaCallback(Callback):
    """A callback of functions, given by event.

    functions: event=function, such as on_epoch_end=lambda epoch, logs: ...; the events and what they get are those of Callback.
    A name that does not begin with on_ becomes an attribute.
    Raises TypeError for an unknown event or for what is no function.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(1,))]); model.compile("sgd", "mse")
    >>> callback = LambdaCallback(on_epoch_end=lambda epoch, logs: print("epoch", epoch))
    >>> _ = model.fit([[1.0]], [[2.0]], epochs=2, verbose=0, callbacks=[callback])
    epoch 0
    epoch 1
    """

    def __init__(self, **functions: Unpack[Events]) -> None:
        for name, function in functions.items():
            if name.startswith("on_") and not hasattr(Callback, name):
                events = [event for event in vars(Callback) if event.startswith("on_")]
                raise TypeError(f"LambdaCallback: fit has no event {name!r}: choose from {', '.join(events)}")
            if not callable(function):
                raise TypeError(f"LambdaCallback: {name} must be a function, got {function!r}")
            setattr(self, name, function)
