"""Read IDX, the format MNIST is published in: a short header, then the numbers, most significant byte first.

The header is 0, 0, a type code, the number of axes, then each axis' length as four bytes.
"""

from __future__ import annotations

import gzip
import io
import math
import zlib

import numpy as np

GZIP_MAGIC = b"\x1f\x8b"
MOST = 64 * 2**20  # bytes of a file's content; MNIST's largest has 47,040,016

# Type code -> dtype, as LeCun, Cortes and Burges list them on MNIST's page.
DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def gunzip(raw: bytes, source: str, most: int = MOST) -> bytes:
    """The bytes that `raw` holds when it is gzipped, else `raw` itself; `source` names the file in errors.

    Raises ValueError when the gzip stream is cut short or damaged, or holds more than `most` bytes, of which no more
    than these are unpacked: a small file may hold gigabytes.

    >>> gunzip(b"plain", "notes.txt")
    b'plain'
    """
    if not raw.startswith(GZIP_MAGIC):
        return raw
    try:
        content = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(most + 1)
    except EOFError:
        raise ValueError(
            f"{source}: the gzip stream ends early, after {len(raw):,} bytes: the file was cut short. "
            "Copy or download it again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{source}: the gzip stream is damaged ({error}). Copy or download it again.") from None
    if len(content) > most:
        raise too_large(source, most)
    return content


def too_large(source: str, most: int = MOST) -> ValueError:
    """What to raise for a file that cannot be one of MNIST's, which are known to be smaller."""
    return ValueError(f"{source}: holds more than {most:,} bytes, so it is not the file it should be; replace it.")


def parse(raw: bytes, source: str) -> np.ndarray:
    """The array an IDX file holds, in native byte order and writable; `source` names the file in errors.

    raw: bytes of the whole file, decompressed -> array of the shape and type that its header tells.
    Raises ValueError when the header is not IDX or the length disagrees with it.

    >>> parse(bytes([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9]), "tiny")
    array([[7, 8, 9]], dtype=uint8)
    """
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] not in DTYPES:
        codes = ", ".join(f"{code:02x}" for code in DTYPES)
        raise ValueError(
            f"{source}: not an IDX file: it begins with [{raw[:4].hex(' ')}], expected 00 00, a type code "
            f"({codes}) and the number of axes. Is it another format, or still compressed?"
        )
    dtype, axes = np.dtype(DTYPES[raw[2]]), raw[3]
    start = 4 + 4 * axes
    if len(raw) < start:
        raise ValueError(f"{source}: the IDX header ends early: {axes} axes need {start} bytes, the file has {len(raw)}.")
    shape = tuple(int(length) for length in np.frombuffer(raw, ">u4", axes, offset=4))
    expected = start + math.prod(shape) * dtype.itemsize
    if len(raw) != expected:
        raise ValueError(
            f"{source}: the IDX header tells of shape {shape} and type {dtype.name}, {expected:,} bytes in "
            f"all, but the file has {len(raw):,}. Copy or download it again."
        )
    numbers = np.frombuffer(raw, dtype, offset=start).reshape(shape)  # (count,) -> shape
    return numbers.astype(dtype.newbyteorder("="))
