"""Images as files, as pictures of Pillow and as arrays."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np

from nn.checks import choice
from nn.config import floatx
from nn.files import write_whole
from nn.formats import FIRST, data_format_of
from nn.ops.array import plain
from nn.ops.image import resize

MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
OF_CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}
RESAMPLING = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")


def pillow() -> Any:
    """Pillow's Image; ImportError that says how to install it."""
    try:
        from PIL import Image
    except ImportError:
        raise ImportError("images are read and written by Pillow: python -m pip install pillow", name="PIL") from None
    return Image


def load_img(
    path: Any, color_mode: str = "rgb", target_size: tuple[int, int] | None = None, interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:  # fmt: skip
    """A picture of Pillow from a file.

    path: the file, or one that is open. color_mode="rgb": or "rgba", "grayscale". target_size=None: (height, width) that it is
    brought to. interpolation="nearest": how; also "bilinear", "bicubic", "lanczos", "box", "hamming".
    keep_aspect_ratio=False: cut the middle out first, so that nothing is stretched. Raises ImportError without Pillow,
    FileNotFoundError without the file, ValueError for a damaged one and for an unknown word.

    >>> import io; file = io.BytesIO(); save_img(file, np.zeros((28, 28, 1)), file_format="png")
    >>> load_img(file, target_size=(14, 10)).size
    (10, 14)
    """
    mode = MODES[choice("load_img", "color_mode", color_mode, tuple(MODES))]
    choice("load_img", "interpolation", interpolation, RESAMPLING)
    image = _read(path).convert(mode)
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    height, width = target_size
    box = None
    if keep_aspect_ratio:
        wide, high = image.size
        tall, broad = min(high, wide * height // width), min(wide, high * width // height)
        left, top = (wide - broad) // 2, (high - tall) // 2
        box = (left, top, left + broad, top + tall)
    return image.resize((width, height), getattr(pillow().Resampling, interpolation.upper()), box)


def _read(path: Any) -> Any:
    """The picture in a file, read to its end."""
    try:
        of_file = isinstance(path, (str, os.PathLike))  # a damaged length makes Pillow ask a file for gigabytes, and memory not
        image = pillow().open(io.BytesIO(Path(path).read_bytes()) if of_file else path)
        image.load()
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except Exception as error:  # Pillow raises OSError, SyntaxError, struct.error and others for damaged files
        raise ValueError(f"load_img: {path} is not a whole picture: {error}") from None
    return image


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> np.ndarray:
    """A picture of Pillow as an array (height, width, channels).

    img: the picture. data_format=None: "channels_last"; "channels_first" puts them first. dtype=None: of the numbers, None
    for floatx(). Raises ValueError for a picture of other than two or three axes.

    >>> img_to_array(np.zeros((4, 5), "uint8")).shape
    (4, 5, 1)
    """
    first = data_format_of("img_to_array", data_format) == FIRST
    x = np.array(img, dtype or floatx())
    if x.ndim not in (2, 3):
        raise ValueError(f"img_to_array: a picture has the shape (height, width) or (height, width, channels), got {x.shape}")
    x = x if x.ndim == 3 else x[..., None]
    return np.moveaxis(x, -1, 0) if first else x


def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None) -> Any:
    """An array (height, width, channels) as a picture of Pillow.

    x: the numbers. data_format=None: "channels_last"; or "channels_first". scale=True: stretch the numbers to 0..255.
    dtype=None: in which the stretching is done, None for floatx(). Raises ValueError for other shapes, ImportError without
    Pillow.

    >>> array_to_img(np.zeros((4, 5, 3))).size
    (5, 4)
    """
    first = data_format_of("array_to_img", data_format) == FIRST
    x = np.asarray(plain(x), dtype or floatx())
    x = np.moveaxis(x, 0, -1) if first and x.ndim == 3 else x
    if x.ndim != 3 or x.shape[-1] not in OF_CHANNELS:
        raise ValueError(f"array_to_img: a picture has the shape (height, width, 1, 3 or 4), got {x.shape}")
    if scale:
        x = x - x.min()
        x = x / (x.max() or 1) * 255
    if x.shape[-1] == 1 and x.max() > 255:
        return pillow().fromarray(x[..., 0].astype("int32"))
    return pillow().fromarray((x[..., 0] if x.shape[-1] == 1 else x).astype("uint8"))


def save_img(
    path: Any, x: Any, data_format: str | None = None, file_format: str | None = None, scale: bool = True, **settings: Any
) -> None:
    """Write an array (height, width, channels) as a picture.

    path: the file. x: the numbers. data_format=None: "channels_last"; or "channels_first". file_format=None: such as "png";
    None reads it off the path. scale=True: stretch the numbers to 0..255. settings: for Pillow. A file appears whole or not at
    all. Raises ImportError without Pillow, ValueError for a format that it does not write, OSError that says what to do.

    >>> file = io.BytesIO(); save_img(file, np.zeros((28, 28, 1)), file_format="png"); file.tell() > 0
    True
    """
    image = array_to_img(x, data_format, scale)
    kind = file_format or Path(str(path)).suffix.lstrip(".").lower()
    if image.mode == "RGBA" and kind in ("jpg", "jpeg"):
        image = image.convert("RGB")
    to_memory = isinstance(path, (str, os.PathLike))
    file: Any = io.BytesIO() if to_memory else path
    try:
        image.save(file, format="jpeg" if kind == "jpg" else kind or None, **settings)
    except (KeyError, ValueError) as error:
        raise ValueError(f"save_img: Pillow writes no images of the format {kind!r}, which {path} asks for ({error})") from None
    if to_memory:
        write_whole(path, file.getvalue(), "the image")


def smart_resize(
    x: Any, size: tuple[int, int], interpolation: str = "bilinear", data_format: str = "channels_last", **settings: Any
) -> Any:
    """Images of another size without stretching: the middle is cut out first.

    x: (height, width, channels), or a batch of these. size: the new height and width. interpolation="bilinear": or "nearest".
    data_format="channels_last": where the channels are. settings: accepted and ignored.

    >>> smart_resize(np.zeros((40, 20, 3)), (10, 10)).shape
    (10, 10, 3)
    """
    return np.asarray(resize(x, size, interpolation, crop_to_aspect_ratio=True, data_format=data_format))
