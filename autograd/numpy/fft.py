"""numpy.fft under autograd's name: its functions take Tensors, and lists of them."""

from __future__ import annotations

from typing import Any

import numpy as _np

from autograd.numpy.lists import joining_lists as _joining_lists

_names = {name: getattr(_np.fft, name) for name in _np.fft.__all__}
globals().update({name: _joining_lists(f) if callable(f) and not isinstance(f, type) else f for name, f in _names.items()})
__all__ = sorted(_names)


def __getattr__(name: str) -> Any:
    return getattr(_np.fft, name)
