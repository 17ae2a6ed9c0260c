"""The settings that every module takes by name; see nn/help.py for what signatures and help make of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class ModuleSettings(TypedDict, total=False):
    """The settings of every module; the docstring of `Module` describes them."""

    name: str | None
    trainable: bool
    input_shape: int | Sequence[int | None] | None
    dtype: DTypeLike | None
