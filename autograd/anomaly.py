"""Where did the NaN come from? The operation that made it, and the line of your program that ran it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.modes import Setting
from autograd.kernel.node import Node

PACKAGE = __name__.partition(".")[0]


def detect_anomaly(function: Callable[..., Any] | None = None) -> Any:
    """Raise FloatingPointError at the first operation, forward or backward, that produces a NaN.

    The message names the operation, its inputs and the line of your program. Recording is slower meanwhile.
    function=None: the function that it decorates, with or without brackets; without one, what `with` takes.

    >>> from autograd import Tensor, detect_anomaly
    >>> with detect_anomaly():
    ...     y = Tensor(np.inf, name="x") * 0.0  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FloatingPointError: mul produced a NaN from x = inf, 0, at ...
    """
    setting = Setting(lambda mode: mode.replace(watchers=(*mode.watchers, Anomaly())))
    return setting if function is None else setting(function)


class Anomaly:
    """Watches a tape for NaNs, keeping the source line of each operation."""

    everything = True

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}

    def recorded(self, z: Node) -> None:
        self.lines[z.position] = line = user_line()
        if has_nan(z._value):
            raise FloatingPointError(f"{blame(z)}, at {line}")

    def played(self, operations: list[Node]) -> None:
        for z in operations:
            bad = [x for x in z.inputs if x.requires_grad and has_nan(x.grad)]
            if bad and not has_nan(z.grad):
                line = self.lines.get(z.position, "a line run before detect_anomaly()")
                raise FloatingPointError(
                    f"the derivative of {z.op.name} by {bad[0].describe()} is NaN "
                    f"(inputs {operands(z)}; gradient of the result {brief(z.grad)}), recorded at {line}"
                )


def blame(z: Node) -> str:
    """Which operation gave a NaN, from what."""
    assert z.op is not None
    return f"{z.op.name} produced a NaN from {operands(z)}"


def operands(z: Node) -> str:
    return ", ".join((f"{x.name} = " if x.name else "") + brief(x._value) for x in z.inputs)


def has_nan(value: Any) -> bool:
    if value is None:
        return False
    return math.isnan(value) if type(value) is float else bool(np.isnan(value).any())


def brief(value: Any) -> str:
    """A number as it is; an array by its shape and range."""
    if type(value) is float:
        return f"{value:.6g}"
    if value.size == 0:
        return f"an empty array {value.shape}"
    return f"an array {value.shape} from {np.nanmin(value):.4g} to {np.nanmax(value):.4g}"


def user_line() -> str:
    """The innermost line outside this package, as file:line."""
    frame = sys._getframe()
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
