"""numpy.random under autograd's name: its functions take Tensors, and lists of them."""

from __future__ import annotations

from typing import Any

import numpy as _np

from autograd.numpy.lists import joining_lists as _joining_lists

_names = {name: getattr(_np.random, name) for name in _np.random.__all__}
globals().update({name: _joining_lists(f) if callable(f) and not isinstance(f, type) else f for name, f in _names.items()})
__all__ = sorted(_names)


def __getattr__(name: str) -> Any:
    return getattr(_np.random, name)
