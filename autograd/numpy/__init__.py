"""NumPy's names, so that a program written for the other package called autograd runs as it is.

    import autograd.numpy as np

NumPy's own functions take Tensors (see autograd.numpy_api), so most names here are NumPy's. What differs is what no protocol
reaches: arrays made of Tensors (`array`, `full`, `r_`, ...) and functions given a list of them.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as _np

from autograd.numpy import creation as _creation
from autograd.numpy.lists import joining_lists as _joining_lists

BUILTINS = ("abs", "max", "min", "round")  # NumPy 1 leaves these out of its list


def _names(module: ModuleType) -> dict[str, Any]:
    """NumPy's public names: functions that take lists of Tensors, all else as it is."""
    found: dict[str, Any] = {}
    for name in {*module.__all__, *BUILTINS}:
        if name not in vars(module):
            continue  # what NumPy loads only when asked for is left to __getattr__
        thing = getattr(module, name)
        if not isinstance(thing, ModuleType):
            found[name] = _joining_lists(thing) if callable(thing) and not isinstance(thing, type) else thing
    return found


globals().update(_names(_np))
globals().update({name: getattr(_creation, name) for name in _creation.__all__})

from autograd.numpy import fft, linalg, random  # noqa: E402, F401 - after the names they may use

__all__ = sorted({*_names(_np), *_creation.__all__, "fft", "linalg", "random"})


def __getattr__(name: str) -> Any:
    """What NumPy has beyond its list, such as names that it keeps for old programs."""
    return getattr(_np, name)
