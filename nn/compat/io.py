"""tf.io: files of pictures, read by Pillow."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from nn.absent import answer
from nn.ops.array import as_array, plain
from nn.utils.images import OF_CHANNELS, pillow

__all__ = ["decode_image", "decode_jpeg", "decode_png", "read_file"]


def read_file(filename: Any) -> Any:
    """The bytes of a file.

    filename: its path.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as here:
    ...     _ = Path(here, "x").write_bytes(b"abc"); read_file(Path(here, "x")).item()
    b'abc'
    """
    path = filename if isinstance(filename, (str, Path)) else plain(filename).item()
    return as_array(np.array(Path(path.decode() if isinstance(path, bytes) else path).read_bytes(), object))


def decode_image(contents: Any, channels: int = 0, dtype: Any = "uint8", expand_animations: bool = True) -> Any:
    """The picture that a file's bytes hold, (height, width, channels).

    contents: the bytes, as `read_file` gives them. channels=0: 1, 3 or 4; 0 for those that the file has. dtype="uint8":
    floats are from 0 to 1. expand_animations=True: changes nothing. Raises ImportError without Pillow.

    >>> file = io.BytesIO(); pillow().new("RGB", (3, 2)).save(file, "png")
    >>> decode_image(file.getvalue()).shape
    (2, 3, 3)
    """
    raw = contents if isinstance(contents, bytes) else plain(contents).item()
    picture = pillow().open(io.BytesIO(raw))
    made = np.asarray(picture.convert(OF_CHANNELS[channels]) if channels else picture)
    made = made[..., None] if made.ndim == 2 else made
    return as_array(made / 255 if np.dtype(dtype).kind == "f" else made).astype(dtype)


def decode_png(contents: Any, channels: int = 0, dtype: Any = "uint8") -> Any:
    """The same as `decode_image`. contents, channels=0, dtype="uint8": as there.

    >>> file = io.BytesIO(); pillow().new("L", (3, 2)).save(file, "png")
    >>> decode_png(file.getvalue(), channels=3).shape
    (2, 3, 3)
    """
    return decode_image(contents, channels, dtype)


decode_jpeg = decode_png


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
