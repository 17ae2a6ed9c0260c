"""Augmentation: the base of layers that change images, at random and only in training, or always in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import fresh
from nn.checks import number
from nn.layers.base.channels import FIRST, data_format_of
from nn.layers.preprocessing.data import floats
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack

Factor = float | Sequence[float]  # one number, or the ends of a range
Transformation = dict[str, np.ndarray]


class Augmentation(Module):
    """The base of layers over images: `images: (n, height, width, channels) -> images`, also of one image without n.

    seed=None: where the random numbers start; None takes them from `set_random_seed`.
    data_format=None: "channels_last" or "channels_first", (n, channels, height, width); None is "channels_last".

    In a call by hand it changes the images, unless it says training=False; `fit` changes them, `evaluate` and `predict` do
    not. A dict of "images", "labels" and "segmentation_masks" is possible in place of images: all are changed alike.
    A subclass writes `get_random_transformation`, which draws the numbers, and `transform_images`, which uses them.
    """

    only_computes = True
    output_dtype = "float32"
    _training = True  # also in a call that does not say
    always = False  # whether it does the same outside of training

    def __init__(self, seed: int | None = None, data_format: str | None = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.seed = seed
        self.rng = None if seed is None else generator(seed)
        self.data_format = data_format_of(type(self).__name__, data_format)

    # -- what a subclass says -----------------------------------------------------------------------------------

    def get_random_transformation(self, shape: Shape) -> Transformation:
        """Numbers that say how to change images of this shape, (n, height, width, channels)."""
        return {}

    def transform_images(self, images: Any, transformation: Any) -> Any:
        """The changed images: (n, height, width, channels), as floats."""
        raise NotImplementedError(f"{type(self).__name__} needs a method transform_images(self, images, transformation)")

    def transform_masks(self, masks: Any, transformation: Any) -> Any:
        """The changed segmentation masks, (n, height, width, channels); as they are, if only colors change."""
        return masks

    def transform_labels(self, labels: Any, transformation: Any) -> Any:
        """The changed labels; as they are, if images are not mixed."""
        return labels

    # -- one call -----------------------------------------------------------------------------------------------

    def uniform(self, low: float, high: float, shape: Sequence[int]) -> np.ndarray:
        """Random numbers between two others."""
        return (self.rng or generator()).uniform(low, high, tuple(shape)).astype(np.float32)

    def draw(self, shape: Shape) -> dict[str, Any]:
        """A transformation, drawn anew at each replay of a compiled program."""
        kept: Transformation = self.get_random_transformation(shape)
        names = list(kept)
        unused = [True]  # what was drawn just now is used once

        def take(name: str) -> np.ndarray:
            if name == names[0] and not unused:
                kept.update(self.get_random_transformation(shape))
            unused.clear()
            return kept[name]

        return {name: fresh(partial(take, name)) for name in names}

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, x: Any, training: bool = True) -> Any:
        if isinstance(x, dict):
            return self._call_on_dict(x, training)
        images, single = self.enter(x)
        if not training and not self.always:
            return self.leave(images, single)
        return self.leave(self.transform_images(images, self.draw(np.shape(images))), single)

    def _call_on_dict(self, x: dict[str, Any], training: bool) -> dict[str, Any]:
        strange = set(x) - {"images", "labels", "segmentation_masks"}
        if strange or "images" not in x:
            raise ValueError(
                f"{self.name}: a dict holds 'images', maybe 'labels' and 'segmentation_masks', got {', '.join(map(repr, x))}"
            )
        images, single = self.enter(x["images"])
        if not training and not self.always:
            return {**x, "images": self.leave(images, single)}
        drawn = self.draw(np.shape(images))
        found = {**x, "images": self.leave(self.transform_images(images, drawn), single)}
        if "labels" in x:
            labels = floats(x["labels"])[None] if single else floats(x["labels"])
            changed = self.transform_labels(labels, drawn)
            found["labels"] = x["labels"] if changed is labels else changed[0] if single else changed
        if "segmentation_masks" in x:
            masks, one = self.enter(x["segmentation_masks"])
            found["segmentation_masks"] = self.leave(self.transform_masks(masks, drawn), one)
        return found

    def enter(self, x: Any) -> tuple[Any, bool]:
        """Images as floats, (n, height, width, channels), and whether it was one image alone."""
        rank = np.ndim(x)
        if rank not in (3, 4):
            raise ValueError(
                f"{self.name}: {type(self).__name__} takes images (n, height, width, channels), or one of them, got an input "
                f"of shape {np.shape(x)}"
            )
        images = floats(x, self.dtype)
        if self.data_format == FIRST:
            images = np.moveaxis(images, -3, -1)
        return (images[None], True) if rank == 3 else (images, False)

    def leave(self, images: Any, single: bool) -> Any:
        """Images with the axes that came in."""
        found = images[0] if single else images
        return np.moveaxis(found, -1, -3) if self.data_format == FIRST else found

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r})"


def factor_of(
    owner: str, name: str, given: Any, low: float = -1.0, high: float = 1.0, least: float | None = None
) -> tuple[float, float]:
    """The range that a factor means, (lower, upper): of one number f from max(−f, low) to f; ValueError if it is outside.

    least=None: the lower end that one number means; None is max(−f, low).
    """
    pair = list(given) if isinstance(given, (list, tuple)) else [given]
    if isinstance(given, (list, tuple)) and len(pair) != 2:
        raise TypeError(f"{owner}: {name} is a number or two of them, the ends of a range, got {given!r}")
    found = [number(owner, name, part, low=low, high=high) for part in pair]
    if len(found) == 2:
        return min(found), max(found)
    size = abs(found[0])
    return max(-size, low) if least is None else least, size


def range_of(owner: str, given: Any) -> tuple[float, float]:
    """The setting value_range as (lowest, highest); ValueError for anything else."""
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        raise ValueError(f"{owner}: value_range is two numbers, the darkest and the brightest that occur, got {given!r}")
    first, second = (number(owner, "value_range", part) for part in given)
    return min(first, second), max(first, second)
