"""A call of a row and its answer, as one types it and reads it: made from the row's own samples, for `help`."""

from __future__ import annotations

from typing import Any

import numpy as np

DIGITS = 4  # so many decimals of an answer are shown
WRITTEN_OUT = 4  # an array of more numbers is told by its shape
GIVEN = 12  # an input of more numbers is written as ones


def example(op: Any) -> str:
    r"""A call on the row's first sample, and its answer; "" for a row without samples, or whose samples it cannot take.

    >>> from autograd import mul
    >>> example(mul)
    '>>> round(mul(0.8, -0.5), 4)\n-0.4'
    """
    samples = op.samples()
    if not samples:
        return ""
    inputs, settings = [_short(x) for x in samples[0].inputs], samples[0].settings
    try:
        answer = op(*inputs, **settings)
    except (TypeError, ValueError):
        return ""
    arguments = [*map(_write_as_code, inputs), *(f"{name}={_write_as_code(x)}" for name, x in settings.items())]
    call = f"{op.name}({', '.join(arguments)})"
    if isinstance(answer, float):
        return f">>> round({call}, {DIGITS})\n{round(answer, DIGITS)}"
    if answer.size > WRITTEN_OUT:
        return f">>> {call}.shape\n{answer.shape}"
    return f">>> np.round({call}, {DIGITS})\n{np.round(answer, DIGITS)!r}"


def _short(x: Any) -> Any:
    """An input in few digits."""
    if isinstance(x, float):
        return round(x, 2)
    if isinstance(x, np.ndarray):
        return np.ones(x.shape, x.dtype) if x.size > GIVEN else np.round(x, 2) if x.dtype.kind == "f" else x
    return x


def _write_as_code(x: Any) -> str:
    """A value as Python code."""
    if isinstance(x, type):
        return f"np.{x.__name__}"
    if not isinstance(x, np.ndarray):
        return repr(x)
    return f"np.ones({x.shape})" if x.size > GIVEN and x.dtype == float else f"np.array({x.tolist()})"
