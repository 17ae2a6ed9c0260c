"""Where images keep their channels: on the last axis, unless a program chooses the first for all of its layers."""

from __future__ import annotations

from typing import Any

from nn.checks import choice

LAST, FIRST = FORMATS = ("channels_last", "channels_first")
CHOSEN = {"data_format": LAST}  # for layers and functions that are told nothing else


def image_data_format() -> str:
    """Where layers and functions find the channels of images, unless data_format= says otherwise.

    >>> image_data_format()
    'channels_last'
    """
    return CHOSEN["data_format"]


def set_image_data_format(data_format: str) -> None:
    """Choose where layers made from now on, and functions, find the channels, unless data_format= says otherwise.

    data_format: "channels_last", (n, height, width, channels), or "channels_first", (n, channels, height, width).
    Raises ValueError for another name.

    >>> set_image_data_format("channels_last")
    """
    CHOSEN["data_format"] = choice("set_image_data_format", "data_format", data_format, FORMATS)


def data_format_of(owner: str, given: Any) -> str:
    """The setting data_format, of which None is what was chosen for all; ValueError for another."""
    return image_data_format() if given is None else choice(owner, "data_format", given, FORMATS)
