"""LambdaCallback: a callback of functions."""

from __future__ import annotations

from typing import Any

from nn.callbacks.callback import Callback


class LambdaCallback(Callback):
    """Functions given by event: LambdaCallback(on_epoch_end=lambda epoch, logs: ...)."""

    def __init__(self, **functions: Any) -> None:
        for name, function in functions.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                events = [event for event in vars(Callback) if event.startswith("on_")]
                raise TypeError(f"LambdaCallback: fit has no event {name!r}: choose from {', '.join(events)}")
            if not callable(function):
                raise TypeError(f"LambdaCallback: {name} must be a function, got {function!r}")
            setattr(self, name, function)
