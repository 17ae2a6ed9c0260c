"""Damages files of every kind that is read: an answer or an error that names the file has to come, soon and in little memory.

A model whose weights could not be read keeps those it had.
"""

from __future__ import annotations

import gzip
import os
import struct
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from outcome import Outcome

from nn import Dense, Sequential
from nn.datasets import mnist
from nn.datasets.idx import gunzip, parse
from nn.models import load_model
from nn.preprocessing.text import Tokenizer, tokenizer_from_json

SECONDS, MEMORY = 10.0, 200 * 2**20  # that reading one file of a few thousand bytes may take
SHORT, LONG = 200, 10_000  # damaged files of all kinds together, and of each kind


def cut(raw: bytearray, rng: Any) -> bytearray:
    return raw[: rng.integers(len(raw))]


def change_bits(raw: bytearray, rng: Any) -> bytearray:
    for at in rng.integers(len(raw), size=rng.integers(1, 9)):
        raw[at] ^= 1 << int(rng.integers(8))
    return raw


def change_head(raw: bytearray, rng: Any) -> bytearray:
    raw[int(rng.integers(min(24, len(raw))))] = int(rng.integers(256))
    return raw


def put_in(raw: bytearray, rng: Any) -> bytearray:
    at = int(rng.integers(len(raw)))
    return raw[:at] + bytes(rng.integers(256, size=rng.integers(1, 40), dtype=np.uint8)) + raw[at:]


def repeat(raw: bytearray, rng: Any) -> bytearray:
    a, b = sorted(rng.integers(len(raw), size=2))
    return raw[:b] + raw[a:]


def blank(raw: bytearray, rng: Any) -> bytearray:
    a, b = sorted(rng.integers(len(raw), size=2))
    raw[a:b] = bytes([int(rng.choice([0, 255, 32]))]) * (b - a)
    return raw


def claim_much(raw: bytearray, rng: Any) -> bytearray:
    at = int(rng.integers(max(1, len(raw) - 8)))
    raw[at : at + 4] = struct.pack(">I", int(rng.choice([2**31 - 1, 2**32 - 1, 2**20])))
    return raw


DAMAGES = (cut, change_bits, change_head, put_in, repeat, blank, claim_much)


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


def whole_weights() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        make_model().save_weights(Path(folder, "w.safetensors"))
        return Path(folder, "w.safetensors").read_bytes()


def whole_model() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        make_model().save(Path(folder, "m.tapegrad"))
        return Path(folder, "m.tapegrad").read_bytes()


def whole_npz() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder, "a.npz"), x_train=np.arange(300, dtype=np.uint8))
        return Path(folder, "a.npz").read_bytes()


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
    "safetensors": ("w.safetensors", whole_weights, read_weights),
    "model": ("m.tapegrad", whole_model, load_model),
    "npz": ("datasets/mnist.npz", whole_npz, read_mnist),
    "JSON": ("tokenizer.json", whole_json, lambda path: tokenizer_from_json(path.read_text("latin-1"))),
}


def find_fault(name: str, path: Path, read: Callable[[Path], Any]) -> str:
    """What is wrong with how a damaged file was read; empty if an answer or a clear error came."""
    start, base = time.perf_counter(), tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    try:
        read(path)
    except (ValueError, OSError) as error:
        if path.stem not in str(error):
            return f"{name}: {type(error).__name__} without the file's name: {error}"
    except Exception as error:
        return f"{name}: {type(error).__name__}: {error}"
    if time.perf_counter() - start > SECONDS:
        return f"{name}: took {time.perf_counter() - start:.0f} s"
    if tracemalloc.get_traced_memory()[1] - base > MEMORY:
        return f"{name}: took {tracemalloc.get_traced_memory()[1] - base:,} bytes"
    return ""


def try_damaged_files(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: 200 files of all kinds together, else 10,000 of each."""
    outcome, rng = Outcome("damaged files"), np.random.default_rng(seed)
    tracemalloc.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for kind, (name, make, read) in KINDS.items():
                whole, path = make(), Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                for _ in range(SHORT // len(KINDS) if quick else LONG):
                    raw = bytearray(whole)
                    for damage in rng.choice(len(DAMAGES), size=rng.integers(1, 4)):
                        raw = DAMAGES[damage](raw or bytearray(b"\0"), rng)
                    path.write_bytes(raw)
                    outcome.tried += 1
                    if fault := find_fault(kind, path, read):
                        outcome.failures.append(fault)
    finally:
        tracemalloc.stop()
    return outcome
