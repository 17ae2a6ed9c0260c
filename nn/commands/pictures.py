"""Images as the numbers that a network takes: a folder with one folder for each class, images alone, or one image."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nn.commands.answer import Misuse
from nn.utils.images import img_to_array, load_img, pillow

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
LARGEST = 64  # pixels a side, unless --image-size asks for more


class Pictures(NamedTuple):
    """How images are brought to one form, and the classes of those that were learned from."""

    height: int
    width: int
    channels: int
    classes: list[str] | None = None

    def read(self, paths: list[Path]) -> np.ndarray:
        """Images from 0 to 255: (images, height, width, channels); Misuse for a file that holds none."""
        return np.stack([img_to_array(self.open(path)) for path in paths])

    def open(self, path: Path) -> Any:
        """One image as a picture of Pillow."""
        color = "grayscale" if self.channels == 1 else "rgb"
        with explain_images(path):
            return load_img(path, color, (self.height, self.width), "bilinear")


@contextmanager
def explain_images(path: Path) -> Iterator[None]:
    """A file that Pillow cannot read is named: Misuse."""
    try:
        yield
    except (FileNotFoundError, ImportError):
        raise
    except (OSError, SyntaxError, ValueError, Warning) as error:
        raise Misuse(f"{path} is no image that can be read: {error}") from None


def find_classes(folder: Path) -> dict[str, list[Path]]:
    """The images in each folder of a folder, by the folder's name; Misuse if there are fewer than two with images."""
    inside = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))
    found = {each.name: paths for each in inside if (paths := find_images(each))}
    if len(found) < 2:
        raise Misuse(
            f"{folder} must hold a folder of images for each class, such as {folder / 'cats'} and {folder / 'dogs'}; "
            f"{f'only {next(iter(found))} has some' if found else 'there are none'} ({', '.join(ENDINGS)})"
        )
    return found


def find_images(folder: Path) -> list[Path]:
    """All images in a folder and the folders in it, by name."""
    walked = sorted(os.walk(folder))
    return [Path(root, name) for root, _, names in walked for name in sorted(names) if name.lower().endswith(ENDINGS)]


def choose_form(first: Path, size: tuple[int, int] | None, color: str) -> Pictures:
    """The form that images are brought to: that of the first one, up to 64 pixels a side, unless a size is asked for."""
    with explain_images(first):
        picture = pillow().open(first)
    gray = color == "gray" or (color == "auto" and picture.mode in ("1", "L", "I", "I;16", "F", "LA"))
    height, width = size or (min(picture.height, LARGEST), min(picture.width, LARGEST))
    return Pictures(height, width, 1 if gray else 3)


def to_form(pictures: Pictures) -> dict[str, Any]:
    """The form as plain data."""
    return {"kind": "images", **pictures._asdict()}


def from_form(form: dict[str, Any]) -> Pictures:
    """What `to_form` was given."""
    return Pictures(**{name: form[name] for name in Pictures._fields})
