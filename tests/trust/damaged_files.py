"""Damages files of every kind that is read: an answer or an error that names the file has to come, soon and in little memory.

A model whose weights could not be read keeps those it had.
"""

from __future__ import annotations

import struct
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from file_kinds import kinds_that_can_be_read
from outcome import Outcome

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


def find_fault(name: str, path: Path, read: Callable[[Path], Any]) -> str:
    """What is wrong with how a damaged file was read; empty if an answer or a clear error came."""
    start, base = time.perf_counter(), tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about pictures that are cut short
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
            kinds = kinds_that_can_be_read()
            for kind, (name, make, read) in kinds.items():
                whole, path = make(), Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                for _ in range(SHORT // len(kinds) if quick else LONG):
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
