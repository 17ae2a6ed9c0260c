"""TerminateOnNaN: a training that has failed ends, and the program goes on."""

from __future__ import annotations

from nn.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """When the loss or a gradient becomes NaN or infinite, `fit` prints why and returns the history so far.

    Without it `fit` raises FloatingPointError, with the same words. Either way the weights are those of the last good step.
    """
