"""Windows: what a short piece of a signal is multiplied by before its frequencies are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

SERIES: dict[str, Sequence[float]] = {  # a0 − a1 cos(2πt) + a2 cos(4πt) over t from 0 to 1
    "boxcar": (1.0,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
}


def window_of(owner: str, given: Any, length: int, periodic: bool) -> np.ndarray:
    """The window of so many samples: a name, or its numbers; ValueError for another name or number of samples.

    periodic: whether it is a period of the window that goes on, or ends as it begins.

    >>> window_of("example", "hann", 4, periodic=True).round(3).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    if not isinstance(given, str):
        found = np.asarray(given, float)
        if found.shape != (length,):
            raise ValueError(f"{owner}: a window has one number for each of {length} samples, got shape {found.shape}")
        return found
    if given not in SERIES:
        raise ValueError(f"{owner}: window is one of {', '.join(map(repr, SERIES))}, or its numbers, got {given!r}")
    steps = length if periodic else max(length - 1, 1)
    t = np.arange(length) / steps
    terms = [(-1) ** k * a * np.cos(2.0 * np.pi * k * t) for k, a in enumerate(SERIES[given])]
    return np.asarray(np.sum(terms, axis=0))


def waves(length: int, fft_length: int) -> tuple[np.ndarray, np.ndarray]:
    """The cosines and the negative sines of the discrete Fourier transform: (length, fft_length / 2 + 1) each."""
    turn = 2.0 * np.pi / fft_length * (np.arange(length)[:, None] * np.arange(fft_length // 2 + 1) % fft_length)
    return np.cos(turn), -np.sin(turn)
