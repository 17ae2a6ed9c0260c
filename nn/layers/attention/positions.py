"""Positions: attention sees a sequence as a set, so these layers add the position of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


def angles(length: int, features: int, max_wavelength: float, start: int = 0) -> np.ndarray:
    """position · max_wavelength^(−2i / features), the angle of each pair of features: (length, features / 2)."""
    rates = max_wavelength ** (-np.arange(0, features, 2) / features)
    return np.arange(start, start + length)[:, None] * rates  # (length, 1) * (features / 2,)


class Positional(Module):
    """The base of layers that tell attention the positions of a sequence.

    max_wavelength=10000: the steps, over 2π, after which the slowest angle comes back, above 0.
    """

    supports_masking = True

    def __init__(self, max_wavelength: float = 10000, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.max_wavelength = number(type(self).__name__, "max_wavelength", max_wavelength, above=0)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape


class SinePositionEncoding(Positional):
    """Sines and cosines of the position, to be added to the features: `x: (B, T, C) -> (B, T, C)` of x's dtype.

    Feature 2i is sin(t / 10000^(2i / C)), feature 2i + 1 the cosine: shifting a sequence turns each pair by a fixed angle.
    Only x's shape is used. The call takes `start_index`, the first position (0). Raises ValueError for an input that is not
    a sequence of features. Vaswani et al., 2017, arXiv:1706.03762.

    >>> SinePositionEncoding()(np.zeros((1, 2, 2))).round(3).tolist()
    [[[0.0, 1.0], [0.841, 0.54]]]
    """

    only_computes = True

    def call(self, x: Any, start_index: int = 0) -> Any:
        shape = sequence(self.name, x)
        length, features = shape[-2:]
        turn = angles(length, features, self.max_wavelength, start_index)  # (T, pairs)
        pairs = np.stack([np.sin(turn), np.cos(turn)], axis=-1)  # (T, pairs, 2)
        waves = pairs.reshape(length, -1)[:, :features]  # an odd number of features ends on a sine
        return np.broadcast_to(waves.astype(np.result_type(x.dtype, np.float32)), shape)


class RotaryEmbedding(Positional):
    """Pairs of features, turned by an angle that grows with the position: `x: (B, T, C) or (B, heads, T, C) -> x's shape`.

    Applied to queries and keys, it makes their products depend on the distance of their positions alone. Features i and
    i + C/2 form a pair and turn by t / 10000^(2i / C). The call takes `start_index`, the first position (0). Raises ValueError
    for an input that is not a sequence, or has an odd number of features.
    Su, Lu, Pan, Murtadha, Wen & Liu, 2021, arXiv:2104.09864.

    >>> RotaryEmbedding()(np.array([[[1.0, 0.0], [1.0, 0.0]]])).round(3).tolist()
    [[[1.0, 0.0], [0.54, 0.841]]]
    """

    only_computes = True

    def call(self, x: Any, start_index: int = 0) -> Any:
        *_, length, features = sequence(self.name, x)
        if features % 2:
            raise ValueError(f"{self.name}: features turn in pairs, so their number must be even, got shape {np.shape(x)}")
        half = features // 2
        turn = angles(length, features, self.max_wavelength, start_index).astype(np.result_type(x.dtype, np.float32))
        cosine, sine = np.cos(turn), np.sin(turn)  # (T, C / 2)
        a, b = x[..., :half], x[..., half:]
        return np.concatenate([a * cosine - b * sine, b * cosine + a * sine], axis=-1)  # two (..., T, C / 2)


def sequence(name: str, x: Any) -> Shape:
    """x's shape; ValueError unless it has steps and features."""
    shape: Shape = np.shape(x)
    if len(shape) < 3:
        raise ValueError(f"{name}: positions are those of a sequence (batch, steps, features), got an input of shape {shape}")
    return shape
