"""Published data sets as Keras keeps them: looked for in TAPEGRAD_DATA, then in Keras' cache folder, then fetched.

Every file has the hash that Keras knows it by, so what is read is what everybody reads.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nn.datasets.fetching import fits, get_file
from nn.datasets.keras_cache import folder
from nn.datasets.mnist import FOLDER_VARIABLE

BUCKET = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
Split = tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def read(
    who: str, name: str, sha256: str, origin: str, subdir: str = "", others: tuple[str, ...] = (), instead: str = ""
) -> bytes:
    """The verified bytes of a file.

    who: the data set, for messages, and its folder in TAPEGRAD_DATA. name: of the file. sha256: its hash. origin: its address.
    subdir: its folder in Keras' cache. others: names that it also bears. instead: what else may be done, for messages.
    Raises ConnectionError if it is nowhere, ValueError for a file of another hash.
    """
    for path in places(who, subdir, (name, *others)):
        if path.is_file():
            content = path.read_bytes()
            if not fits(content, sha256):
                raise ValueError(f"{who}: {path} is not the file it should be: its hash is not {sha256}. Delete or replace it.")
            return content
    try:
        return Path(get_file(name, origin, file_hash=sha256, cache_subdir=os.path.join("datasets", subdir))).read_bytes()
    except ConnectionError as error:
        where = f"; or set {FOLDER_VARIABLE} to a folder with {name} in it"
        raise ConnectionError(f"{who}.load_data: {error}{where}{instead}") from None


def places(who: str, subdir: str, names: tuple[str, ...]) -> Iterator[Path]:
    """Where the file may lie."""
    own = os.environ.get(FOLDER_VARIABLE)
    roots = [Path(own).expanduser() / (subdir or who), *([] if subdir else [Path(own).expanduser()])] if own else []
    for root in [*roots, folder() / "datasets" / subdir]:
        yield from (root / name for name in names)


def arrays(content: bytes) -> Any:
    """The arrays of an .npz file that was verified: lists in them are stored as pickles."""
    return np.load(io.BytesIO(content), allow_pickle=True)


def split(x: np.ndarray, y: np.ndarray, test_split: float, seed: int) -> Split:
    """Samples in the order that Keras gives them, the last share to test on."""
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split is a share from 0 up to 1, got {test_split}")
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    first = int(len(x) * (1 - test_split))
    return (x[order[:first]], y[order[:first]]), (x[order[first:]], y[order[first:]])
