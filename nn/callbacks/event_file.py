"""Event files, as TensorBoard reads them: records of protocol buffers, each with its checksum."""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import Any

import numpy as np

from nn.files import explain_errors

POLYNOMIAL = 0x82F63B78  # of CRC-32C


def _checksums() -> list[int]:
    """The checksum of each byte."""
    found = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
        found.append(byte)
    return found


TABLE = _checksums()


def checksum(data: bytes) -> int:
    """CRC-32C, turned and shifted as records want it.

    Of b"123456789" the plain CRC-32C is 0xe3069283.

    >>> hex(checksum(b"123456789"))
    '0xc78ab0e5'
    """
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number: int) -> bytes:
    """A whole number in seven bits a byte.

    >>> varint(300)
    b'\\xac\\x02'
    """
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def field(place: int, value: Any) -> bytes:
    """A field of a message: a float as double, whole numbers, text, bytes, or packed doubles of a list."""
    if isinstance(value, float):
        return varint(place << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(place << 3) + varint(value)
    if isinstance(value, list):
        value = struct.pack(f"<{len(value)}d", *value)
    data = value.encode() if isinstance(value, str) else value
    return varint(place << 3 | 2) + varint(len(data)) + data


def single(place: int, value: float) -> bytes:
    """A field that holds a float of 32 bits."""
    return varint(place << 3 | 5) + struct.pack("<f", value)


def scalar(tag: str, value: float) -> bytes:
    """A summary of one number by its name."""
    return field(1, field(1, tag) + single(2, value))


def histogram(tag: str, values: Any, bins: int = 30) -> bytes:
    """A summary of how many numbers are how large."""
    numbers = np.ravel(np.asarray(values, float))
    counts, edges = np.histogram(numbers, bins)
    found = [float(numbers.min()), float(numbers.max()), float(numbers.size), float(numbers.sum()), float((numbers**2).sum())]
    shown = b"".join(field(i, value) for i, value in enumerate(found, 1))
    shown += field(6, edges[1:].tolist()) + field(7, counts.astype(float).tolist())
    return field(1, field(1, tag) + field(5, shown))


class EventFile:
    """A file in a folder, to which events are added; made with the first one.

    folder: it is made if it is missing.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = os.fspath(folder)
        name = f"events.out.tfevents.{int(time.time())}.{socket.gethostname()}.{os.getpid()}.v2"
        self.path = os.path.join(self.folder, name)

    def add(self, step: int, *summaries: bytes) -> None:
        """Add an event of these summaries; OSError that says what to do if it cannot be written."""
        with explain_errors(self.path, "the log for TensorBoard"):
            os.makedirs(self.folder, exist_ok=True)
            begins = not os.path.exists(self.path)
            with open(self.path, "ab") as file:
                if begins:
                    file.write(record(field(1, time.time()) + field(3, "brain.Event:2")))
                file.write(record(field(1, time.time()) + field(2, step) + field(5, b"".join(summaries))))


def record(data: bytes) -> bytes:
    """Data with their length, and a checksum of each."""
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", checksum(length)) + data + struct.pack("<I", checksum(data))
