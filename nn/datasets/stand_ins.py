"""Small real data of scikit-learn for who has neither the file nor a network: asked for by name, never given silently."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.datasets.published import Split, split

KIND = "stand-in"


def check_kind(who: str, kind: str) -> bool:
    """Whether the stand-in is asked for; ValueError for an unknown kind."""
    if kind not in ("full", KIND):
        raise ValueError(f'{who}.load_data: kind must be "full" or "{KIND}", got {kind!r}')
    return kind == KIND


def bunch(name: str) -> Any:
    """A data set of scikit-learn, which brings it along."""
    try:
        import sklearn.datasets
    except ImportError:
        raise ImportError("the stand-ins are scikit-learn's: python -m pip install scikit-learn", name="sklearn") from None
    return getattr(sklearn.datasets, name)()


def digits(size: int, channels: int = 0) -> Split:
    """1,797 handwritten digits of 8 x 8 pixels, enlarged to size x size, uint8; the last fifth to test on.

    channels: 0 for gray levels without an axis of their own, 3 for three equal colors. Alpaydin & Kaynak, 1998, UCI.
    """
    found = bunch("load_digits")
    nearest = np.arange(size) * 8 // size
    x = (found.images[:, nearest[:, None], nearest] * (255 / 16)).astype("uint8")
    x = np.repeat(x[..., None], channels, axis=-1) if channels else x
    y = found.target.astype("uint8")
    first = int(len(x) * 0.8)
    return (x[:first], y[:first]), (x[first:], y[first:])


def diabetes(test_split: float, seed: int) -> Split:
    """442 patients, 10 measurements each, and how far the illness had come a year later. Efron et al., 2004."""
    found = bunch("load_diabetes")
    return split(found.data, found.target, test_split, seed)


DIGITS = f'; or load_data(kind="{KIND}"): scikit-learn\'s 1,797 digits of 8 x 8 pixels, enlarged'
DIABETES = f'; or load_data(kind="{KIND}"): scikit-learn\'s 442 patients with 10 measurements'
