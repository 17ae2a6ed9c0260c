"""The kinds of files that are read: of each a whole one, and how it is read."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tempfile
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import nn.onnx
from nn import Dense, Sequential
from nn.commands.csv_file import read_sheet
from nn.datasets import mnist
from nn.datasets.files import verify
from nn.datasets.idx import gunzip, parse
from nn.models import load_model
from nn.preprocessing.text import Tokenizer, tokenizer_from_json
from nn.utils import load_img, save_img


def make_model() -> Sequential:
    return Sequential([Dense(4, input_shape=(3,)), Dense(2)])


def read_weights(path: Path) -> None:
    """Into a model, which keeps its weights if that fails."""
    model = make_model()
    before = model.get_weights()
    try:
        model.load_weights(path)
    except Exception:
        if not all(np.array_equal(a, b) for a, b in zip(before, model.get_weights())):
            raise AssertionError("a failed reading changed the model") from None
        raise


def read_mnist(path: Path) -> None:
    """As Keras' file, from Keras' folder."""
    before = {name: os.environ.pop(name, None) for name in ("KERAS_HOME", "TAPEGRAD_DATA")}
    os.environ["KERAS_HOME"] = str(path.parent.parent)
    try:
        mnist.load_data(path.name, download=False)
    finally:
        os.environ.update({name: value for name, value in before.items() if value is not None})
        if before["KERAS_HOME"] is None:
            del os.environ["KERAS_HOME"]


def whole_idx() -> bytes:
    return struct.pack(">HBBII", 0, 8, 2, 20, 30) + bytes(range(200)) * 3


def save_as(name: str, save: Callable[[Path], Any]) -> Callable[[], bytes]:
    """What saving leaves in a file of that name."""

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            save(Path(folder, name))
            return Path(folder, name).read_bytes()

    return make


def save_trained(path: Path) -> None:
    """A model with an optimizer's state."""
    model = make_model()
    model.compile("adam", "mse")
    model.train_on_batch(np.ones((2, 3)), np.ones((2, 2)))
    model.save(path)


def whole_picture() -> bytes:
    file = io.BytesIO()
    save_img(file, np.arange(12.0 * 10 * 3).reshape(12, 10, 3), file_format="png")
    return file.getvalue()


def whole_table() -> bytes:
    rows = [f"{i},{i * i / 7:.3f},{'odd' if i % 2 else 'even'}" for i in range(40)]
    return "\n".join(["number,square,kind", *rows, ""]).encode()


def whole_json() -> bytes:
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(["to be or not to be", "that is the question"])
    return tokenizer.to_json().encode()


KINDS: dict[str, tuple[str, Callable[[], bytes], Callable[[Path], Any]]] = {  # the file's name, a whole one, its reader
    "IDX": ("a.idx", whole_idx, lambda path: parse(path.read_bytes(), path.name)),
    "gzip": (
        "a.gz",
        lambda: gzip.compress(whole_idx(), mtime=0),
        lambda path: parse(gunzip(path.read_bytes(), "a.gz"), "a.gz"),
    ),
    "safetensors": ("w.safetensors", save_as("w.safetensors", lambda path: make_model().save_weights(path)), read_weights),
    "model": ("m.tapegrad", save_as("m.tapegrad", save_trained), load_model),
    "Keras' model": ("m.keras", save_as("m.keras", save_trained), load_model),
    "Keras' weights": ("w.weights.h5", save_as("w.weights.h5", lambda path: make_model().save_weights(path)), read_weights),
    "ONNX": ("m.onnx", save_as("m.onnx", lambda path: nn.onnx.export(make_model(), path)), nn.onnx.load),
    "picture": ("a.png", whole_picture, load_img),
    "npz": (
        "datasets/mnist.npz",
        save_as("a.npz", lambda path: np.savez(path, x_train=np.arange(300, dtype=np.uint8))),
        read_mnist,
    ),
    "CSV": ("t.csv", whole_table, read_sheet),
    "data set of a package": (
        "d.txt",
        whole_table,
        lambda path: verify(path.read_bytes(), sha256(whole_table()).hexdigest(), f"a data set: {path}"),
    ),
    "JSON": ("tokenizer.json", whole_json, lambda path: tokenizer_from_json(path.read_text("latin-1"))),
}
NEEDED = {"Keras' model": "h5py", "Keras' weights": "h5py", "ONNX": "onnx", "picture": "PIL"}


def kinds_that_can_be_read() -> dict[str, tuple[str, Callable[[], bytes], Callable[[Path], Any]]]:
    """All kinds whose libraries are installed."""
    return {kind: rest for kind, rest in KINDS.items() if kind not in NEEDED or find_spec(NEEDED[kind])}
