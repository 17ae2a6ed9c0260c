"""What every neuron gives over the range of some data: the small picture inside its circle."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

from autograd import Tensor, no_grad, softmax
from viz.network.net import Net

ALONG = 60  # places along a curve


def maps(net: Net, x: Any, side: int) -> list[list[np.ndarray]] | None:
    """By column and row, what stands inside a circle, from −1 to 1: (side, side) from the top, or (ALONG,) for one input.

    x: (n, inputs), whose first two numbers span the picture; the others are held at their means. None for x=None.
    Raises ValueError for data of another shape.
    """
    if x is None:
        return None
    x = np.asarray(x.numpy() if isinstance(x, Tensor) else x, float)
    x = x[:, None] if x.ndim == 1 and net.sizes[0] == 1 else x
    if x.ndim != 2 or x.shape[1] != net.sizes[0] or not len(x):
        raise ValueError(
            f"network: the network takes {net.sizes[0]} numbers a sample, (n, {net.sizes[0]}), got x of shape {x.shape}"
        )
    columns = _places(x, side)
    with no_grad():
        layers = [[np.asarray(z.numpy() if isinstance(z, Tensor) else z) for z in outs] for outs in net.outputs(columns)]
    if net.softmax:
        layers[-1] = list(np.asarray(softmax(np.stack(layers[-1], axis=-1))).T)
    shape = (side, side) if len(columns) > 1 else (ALONG,)
    scaled = [[_scale(np.broadcast_to(z, columns[0].shape)) for z in row] for row in layers]
    inputs = [_scale(column - column.mean()) for column in columns]
    return [[z.reshape(shape) for z in row] for row in (inputs, *scaled)]


def _places(x: np.ndarray, side: int) -> list[np.ndarray]:
    """The inputs at every place of the picture, one column each."""
    low, high = x.min(0), x.max(0)
    room = 0.12 * (high - low)
    low, high = low - room, high + room
    if x.shape[1] == 1:
        return [np.linspace(low[0], high[0], ALONG)]
    across, up = np.meshgrid(np.linspace(low[0], high[0], side), np.linspace(high[1], low[1], side))
    return [across.ravel(), up.ravel(), *(np.full(across.size, mean) for mean in x.mean(0)[2:])]


def _scale(z: np.ndarray) -> np.ndarray:
    """From −1 to 1, 0 staying where it is; what is not finite is 0."""
    z = np.where(np.isfinite(z), z, 0.0)
    return z / max(float(np.abs(z).max()), 1e-9)


def png(z: np.ndarray, low: str, high: str) -> bytes:
    """A small picture of numbers from −1 to 1 as a PNG: the low and the high color, more transparent toward 0."""
    colors = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (low, high)], np.uint8)
    pixels = np.dstack([colors[(z >= 0).astype(int)], np.round(255 * np.abs(z)).astype(np.uint8)])  # (side, side, 4)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", z.shape[1], z.shape[0], 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*each) for each in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
