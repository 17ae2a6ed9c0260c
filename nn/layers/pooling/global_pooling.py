"""Global pooling: one number for each channel, for images of any size. Lin, Chen & Yan, 2013, arXiv:1312.4400."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import compute_anew
from nn.layers.base.channels import in_channels_last
from nn.layers.base.spatial import Spatial
from nn.modules.masks import plain
from nn.modules.module import Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class GlobalPooling(Spatial):
    """The base of layers that reduce all places of a sample to one.

    keepdims=False: whether the reduced axes stay, with size 1.
    """

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(data_format, **settings)
        self.keepdims = keepdims

    @in_channels_last
    def compute_output_shape(self, input_shape: Shape) -> Shape:
        _, channels = self._check_shape(input_shape)
        return (input_shape[0], *((1,) * self.axes if self.keepdims else ()), channels)

    def _places(self, x: Any) -> tuple[int, ...]:
        """The axes to reduce."""
        sizes, _ = self._check_shape(np.shape(x))
        if 0 in sizes:
            raise ValueError(f"{self.name}: there is nothing to pool in an input of shape {np.shape(x)}")
        return tuple(range(1, self.axes + 1))


class GlobalAveragePooling1D(GlobalPooling):
    """The mean over all steps: `x: (n, length, channels) -> (n, channels)`, or (n, 1, channels) with keepdims.

    Called with `mask: (n, length)`, of 0 and 1, it counts the steps of 1. Raises ValueError for a mask of another shape, or
    an input without steps. Lin, Chen & Yan, 2013, arXiv:1312.4400.

    >>> GlobalAveragePooling1D()(np.array([[[1.0], [2.0], [9.0]]]), mask=np.array([[True, True, False]])).tolist()
    [[1.5]]
    """

    only_computes = True
    makes_mask = False
    axes = 1

    def compute_mask(self, x: Any, mask: Any = None) -> None:
        """None: there are no steps left."""

    @in_channels_last
    def call(self, x: Any, mask: Any = None) -> Any:
        places = self._places(x)
        if mask is None:
            return np.mean(x, axis=places, keepdims=self.keepdims)
        if np.shape(mask) != np.shape(x)[:2]:
            raise ValueError(
                f"{self.name}: a mask for an input of shape {np.shape(x)} has shape {np.shape(x)[:2]}, got {np.shape(mask)}"
            )
        kind = getattr(x, "dtype", float)
        chosen = compute_anew(lambda m: np.asarray(plain(m), kind)[..., None], mask)  # (n, length) -> (n, length, 1)
        return np.sum(x * chosen, axis=1, keepdims=self.keepdims) / np.sum(chosen, axis=1, keepdims=self.keepdims)


class GlobalAveragePooling2D(GlobalPooling):
    """The mean over the image: `x: (n, height, width, channels) -> (n, channels)`, or (n, 1, 1, channels) with keepdims.

    Raises ValueError for an image without pixels. Lin, Chen & Yan, 2013, arXiv:1312.4400.

    >>> GlobalAveragePooling2D()(np.ones((8, 7, 7, 64))).shape
    (8, 64)
    """

    only_computes = True

    @in_channels_last
    def call(self, x: Any) -> Any:
        return np.mean(x, axis=self._places(x), keepdims=self.keepdims)


class GlobalMaxPooling1D(GlobalPooling):
    """The largest of all steps: `x: (n, length, channels) -> (n, channels)`, or (n, 1, channels) with keepdims.

    Equal numbers share the gradient. Raises ValueError for an input without steps.

    >>> GlobalMaxPooling1D()(np.array([[[1.0], [3.0], [2.0]]])).tolist()
    [[3.0]]
    """

    only_computes = True
    axes = 1

    @in_channels_last
    def call(self, x: Any) -> Any:
        return np.max(x, axis=self._places(x), keepdims=self.keepdims)


class GlobalMaxPooling2D(GlobalPooling):
    """The largest of the image: `x: (n, height, width, channels) -> (n, channels)`, or (n, 1, 1, channels) with keepdims.

    Equal numbers share the gradient. Raises ValueError for an image without pixels.

    >>> GlobalMaxPooling2D(keepdims=True)(np.ones((8, 7, 7, 64))).shape
    (8, 1, 1, 64)
    """

    only_computes = True

    @in_channels_last
    def call(self, x: Any) -> Any:
        return np.max(x, axis=self._places(x), keepdims=self.keepdims)


class GlobalAveragePooling3D(GlobalAveragePooling2D):
    """The mean over the volume: `x: (n, depth, height, width, C) -> (n, C)`, or (n, 1, 1, 1, C) with keepdims.

    Raises ValueError for a volume without places. Lin, Chen & Yan, 2013, arXiv:1312.4400.

    >>> GlobalAveragePooling3D()(np.ones((8, 2, 7, 7, 64))).shape
    (8, 64)
    """

    axes = 3


class GlobalMaxPooling3D(GlobalMaxPooling2D):
    """The largest of the volume: `x: (n, depth, height, width, C) -> (n, C)`, or (n, 1, 1, 1, C) with keepdims.

    Equal numbers share the gradient. Raises ValueError for a volume without places.

    >>> GlobalMaxPooling3D(keepdims=True)(np.ones((8, 2, 7, 7, 64))).shape
    (8, 1, 1, 1, 64)
    """

    axes = 3
