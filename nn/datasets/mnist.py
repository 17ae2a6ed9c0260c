"""MNIST: 70,000 handwritten digits of 28 x 28 gray levels, 0 (paper) to 255 (ink).

`load_data()` reads the full set, `load_data(kind="sample")` the 6,000 digits that come with tapegrad.
Source: LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition,
Proceedings of the IEEE 86(11). License: CC BY-SA 3.0, see mnist_sample.LICENSE.md.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np

from . import files, idx
from .keras_cache import folder

Split = tuple[np.ndarray, np.ndarray]

FOLDER_VARIABLE = "TAPEGRAD_DATA"

# In the order of load_data's results: file -> SHA-256 of its decompressed bytes.
FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
KERAS_FILE = "mnist.npz"  # where Keras keeps it
KERAS_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"

SAMPLE = Path(__file__).with_name("mnist_sample.npz")
SAMPLE_SHA256 = "a1797ed7700da2c9ee202d115680f48a24c0f64670b73c62ab4e0410dd07d0d5"

WAYS_OUT = (
    f"Either place {', '.join(f'{name}.gz' for name in FILES)} (or the same without .gz) in one folder and "
    f'set {FOLDER_VARIABLE} to it, or call mnist.load_data(kind="sample"): no files, no network.'
)


def load_data(kind: str = "full", download: bool = True, path: str = KERAS_FILE) -> tuple[Split, Split]:
    """MNIST as ((x_train, y_train), (x_test, y_test)), all uint8.

    "full": x (60000, 28, 28), y (60000,) and (10000, 28, 28), (10000,), read from the folder that
    TAPEGRAD_DATA names; when that is unset, from Keras' file `path` in Keras' cache folder, or else from the user's cache,
    downloaded into it first (unless `download` is False). A name that ends in .npz, as Keras' programs give first, is the path.
    "sample": 5,000 and 1,000 of them, 500 and 100 a digit; any first part of it is itself a fair sample.
    Raises FileNotFoundError, ConnectionError, or ValueError for an unknown kind or a damaged or foreign file.

    >>> (x_train, y_train), (x_test, y_test) = load_data(kind="sample")
    >>> x_train.shape, y_test.shape
    ((5000, 28, 28), (1000,))
    """
    kind, path = ("full", kind) if str(kind).endswith(".npz") else (kind, path)
    kinds = {"full": lambda: _full(download, path), "sample": _sample}
    if kind not in kinds:
        raise ValueError(f'mnist.load_data: kind must be "full" or "sample", got {kind!r}.')
    x_train, y_train, x_test, y_test = kinds[kind]()
    return (x_train, y_train), (x_test, y_test)


def _full(download: bool, path: str) -> list[np.ndarray]:
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        place = Path(named).expanduser()
        return [idx.parse(_from_folder(place, name), name) for name in FILES]
    own = folder() / "datasets" / path
    if own.is_file():
        with np.load(io.BytesIO(files.verify(own.read_bytes(), KERAS_SHA256, str(own))), allow_pickle=False) as arrays:
            return [arrays[name] for name in ARRAYS]
    cache = _cache()
    return [idx.parse(_from_cache(cache, name, download), name) for name in FILES]


def _from_folder(folder: Path, name: str) -> bytes:
    path = files.find(folder, name)
    if path is None:
        state = f"has no {name}.gz" if folder.is_dir() else "is not a folder"
        raise FileNotFoundError(
            f"MNIST: {folder}, which {FOLDER_VARIABLE} names, {state}. {WAYS_OUT} "
            f"When {FOLDER_VARIABLE} is unset, the files are downloaded."
        )
    return files.read(path, FILES[name])


def _from_cache(cache: Path, name: str, download: bool) -> bytes:
    path = files.find(cache, name)
    state = f"{cache} does not hold it"
    if path is not None:
        try:
            return files.read(path, FILES[name])
        except (OSError, ValueError) as error:
            state = str(error)
    if not download:
        raise FileNotFoundError(f"MNIST: {name}.gz is not at hand ({state}) and download=False. {WAYS_OUT}")
    try:
        return files.download(name, FILES[name], MIRRORS, cache)
    except ConnectionError as error:
        raise ConnectionError(
            f"MNIST: {name}.gz is not at hand ({state}), and no mirror delivered it:\n{error}\n{WAYS_OUT}"
        ) from None


def _cache() -> Path:
    try:
        import pooch
    except ImportError:
        raise ModuleNotFoundError(
            f"MNIST: the cache and downloads need pooch: python -m pip install pooch. {WAYS_OUT}",
            name="pooch",
        ) from None
    return Path(pooch.os_cache("tapegrad"))


def _sample() -> list[np.ndarray]:
    try:
        raw = SAMPLE.read_bytes()
    except OSError as error:
        raise FileNotFoundError(
            f"{SAMPLE}: the sample that comes with tapegrad cannot be read ({error.strerror}); reinstall tapegrad."
        ) from None
    files.verify(raw, SAMPLE_SHA256, str(SAMPLE))
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            return [arrays[name] for name in ARRAYS]
    except RuntimeError as error:  # zipfile's answer when Python was built without lzma
        raise RuntimeError(
            f"{SAMPLE}: this Python cannot decompress it ({error}). Install liblzma and build Python again, "
            "or read the full set: mnist.load_data()."
        ) from None
