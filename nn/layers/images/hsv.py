"""Colors as hue, saturation and value, and back; gray."""

from __future__ import annotations

import numpy as np

GRAY = np.array([0.2989, 0.5870, 0.1140], np.float32)  # how bright red, green and blue look


def to_hsv(images: np.ndarray) -> np.ndarray:
    """Red, green and blue on the last axis as hue (0 to 1), saturation and value."""
    value, low = images.max(axis=-1), images.min(axis=-1)
    spread = value - low
    red, green, blue = np.moveaxis(images, -1, 0)
    safe = np.where(spread > 0, spread, 1.0)
    hue = np.where(
        value == red, (green - blue) / safe, np.where(value == green, (blue - red) / safe + 2.0, (red - green) / safe + 4.0)
    )
    hue = np.where(spread > 0, hue / 6.0, 0.0)
    saturation = np.where(value > 0, spread / np.where(value > 0, value, 1.0), 0.0)
    return np.stack([np.where(hue < 0, hue + 1.0, hue), saturation, value], axis=-1).astype(images.dtype)


def from_hsv(images: np.ndarray) -> np.ndarray:
    """Hue, saturation and value on the last axis as red, green and blue."""
    hue, saturation, value = np.moveaxis(images, -1, 0)
    shares = [np.clip(np.abs(hue * 6.0 - 3.0) - 1.0, 0, 1), np.clip(2.0 - np.abs(hue * 6.0 - 2.0), 0, 1)]
    shares.append(np.clip(2.0 - np.abs(hue * 6.0 - 4.0), 0, 1))
    return np.stack([((share - 1.0) * saturation + 1.0) * value for share in shares], axis=-1).astype(images.dtype)
