"""ContrastLimitedAdaptiveHistogramEqualization: tones spread in each part of an image by itself, but not too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number, sizes
from nn.layers.images.recoloring import Recoloring
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ContrastLimitedAdaptiveHistogramEqualization(Recoloring):
    """Spreads the tones of each tile of an image, smoothly from tile to tile: `images -> images of the same shape`.

    clip_limit=4.0: how often a tone may be, as a multiple of the mean; the rest is shared by all. 0 is no bound.
    tile_grid_size=(8, 8): the rows and columns of tiles.

    The same in training and outside. Raises TypeError or ValueError for settings out of range, or an input that is no image.
    Zuiderveld, 1994, Graphics Gems IV.

    >>> ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=(2, 2))(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False
    always = True

    def __init__(
        self, value_range: Sequence[float] = (0, 255), clip_limit: float = 4.0, tile_grid_size: Sequence[int] = (8, 8),
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(value_range, None, data_format, **settings)
        self.clip_limit = number(self.name, "clip_limit", clip_limit, low=0)
        self.tile_grid_size = sizes(self.name, "tile_grid_size", tile_grid_size, 2)

    def recolor(self, images: np.ndarray, transformation: Any) -> np.ndarray:
        _, height, width, channels = images.shape
        rows, columns = self.tile_grid_size
        tall, wide = -(-height // rows), -(-width // columns)
        border = ((0, 0), (0, tall * rows - height), (0, wide * columns - width), (0, 0))
        tones = np.clip(np.pad(self.to_unit(images, 255.0), border, mode="symmetric"), 0, 255).astype(np.int64)
        tiles = tones.reshape(-1, rows, tall, columns, wide, channels).transpose(0, 1, 3, 5, 2, 4)
        tables = self._tables(tiles.reshape(*tiles.shape[:4], -1))  # (n, rows, columns, channels, 256)
        tables = np.pad(tables, ((0, 0), (1, 1), (1, 1), (0, 0), (0, 0)), mode="edge")
        (top, down), (left, across) = between_tiles(tones.shape[1], tall), between_tiles(tones.shape[2], wide)
        n, c = np.arange(len(tones)).reshape(-1, 1, 1, 1), np.arange(channels)
        down, across = down[:, None, None], across[:, None]

        def look_up(below: int, right: int) -> Any:
            return tables[n, top[:, None, None] + below, left[:, None] + right, c, tones]

        upper = look_up(0, 0) * (1.0 - across) + look_up(0, 1) * across
        lower = look_up(1, 0) * (1.0 - across) + look_up(1, 1) * across
        return self.from_unit((upper * (1.0 - down) + lower * down)[:, :height, :width], 255.0)

    def _tables(self, tiles: np.ndarray) -> np.ndarray:
        """For each tile the new tone of each of 256: (..., pixels) -> (..., 256)."""
        pixels = tiles.shape[-1]
        counts = np.stack([np.bincount(tile, minlength=256) for tile in tiles.reshape(-1, pixels)]).astype(float)
        if self.clip_limit:
            kept = np.minimum(counts, self.clip_limit * pixels / 256.0)
            counts = kept + np.sum(counts - kept, axis=-1, keepdims=True) / 256.0
        reached = np.cumsum(counts, axis=-1)
        least = reached.min(axis=-1, keepdims=True)
        spread = np.where(pixels == least, 1.0, pixels - least)
        found: np.ndarray = np.clip((reached - least) * 255.0 / spread, 0, 255).reshape(*tiles.shape[:-1], 256)
        return found


def between_tiles(size: int, tile: int) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel the tile whose middle lies before it, counted from a border of one, and its share of the next one."""
    place = (np.arange(size) - tile / 2.0) / tile + 1.0
    before = np.floor(place).astype(np.int64)
    return before, place - before
