"""STFTSpectrogram: which frequencies a signal has at each time, by convolutions whose kernels are waves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import choice, whole
from nn.layers.base.arguments import build_early
from nn.layers.base.channels import FIRST, data_format_of
from nn.layers.base.spatial import same_border
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.layers.preprocessing.windows import waves, window_of
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack

MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")
LEAST = 1e-7


class STFTSpectrogram(Weighted):
    """The short-time Fourier transform of signals: `x: (n, samples, channels) -> (n, frames, channels · frequencies)`.

    mode="log": "log" of the magnitude, "magnitude", "psd" (its square), "real" or "imag" part, "angle", or "stft", both parts.
    frame_length=256: the samples of a frame.
    frame_step=None: the samples from frame to frame; None is half a frame.
    fft_length=None: the length of the transform, which gives fft_length / 2 + 1 frequencies; None is the next power of two.
    window="hann": what a frame is multiplied by: "hann", "hamming", "blackman", "boxcar", its numbers, or None.
    periodic=False: whether the window is a period of one that goes on.
    scaling="density": the window's sum that the transform is divided by: "density" of squares, "spectrum" of values, or None.
    padding="valid": "valid" takes frames that lie inside, "same" surrounds the signal with zeros.
    expand_dims=False: whether frequencies get an axis of their own, (n, frames, frequencies, channels).
    data_format=None: "channels_last" or "channels_first", (n, channels, samples); None is "channels_last".

    Weights, which training may change: real_kernel and imag_kernel (frame_length, 1, frequencies). Raises ValueError for
    settings that do not go together, or an input of another rank. Cheuk, Anderson, Agres & Herremans, 2019, arXiv:1912.12055.

    >>> STFTSpectrogram(frame_length=16)(np.ones((2, 64, 1), "float32")).shape
    (2, 7, 9)
    """

    only_computes = True
    regularized = {}

    def __init__(
        self, mode: str = "log", frame_length: int = 256, frame_step: int | None = None, fft_length: int | None = None,
        window: Any = "hann", periodic: bool = False, scaling: str | None = "density", padding: str = "valid",
        expand_dims: bool = False, data_format: str | None = None, **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.mode = choice(self.name, "mode", mode, MODES)
        self.frame_length = whole(self.name, "frame_length", frame_length)
        step = None if frame_step is None else whole(self.name, "frame_step", frame_step, high=self.frame_length)
        self.frame_step, self._step = step, step or self.frame_length // 2
        size = None if fft_length is None else whole(self.name, "fft_length", fft_length, low=self.frame_length)
        self.fft_length, self._size = size, size or 2 ** math.ceil(math.log2(self.frame_length))
        self.window, self.periodic = window, periodic
        if window is not None:
            window_of(self.name, window, self.frame_length, periodic)
        self.scaling = None if scaling is None else choice(self.name, "scaling", scaling, ("density", "spectrum"))
        self.padding = choice(self.name, "padding", padding, ("valid", "same"))
        self.expand_dims = expand_dims
        self.data_format = data_format_of(self.name, data_format)
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        self._check_shape(input_shape)
        kernels = dict(zip(("real_kernel", "imag_kernel"), self._kernels()))
        shape = (self.frame_length, 1, self._size // 2 + 1)
        for name, unused in (("real_kernel", "imag"), ("imag_kernel", "real")):
            if self.mode != unused:
                start = kernels[name].reshape(shape)
                setattr(self, name, self._weight(lambda _, dtype, start=start: start, shape, name))

    def _kernels(self) -> tuple[np.ndarray, np.ndarray]:
        """Cosines and negative sines under the window."""
        cosines, sines = waves(self.frame_length, self._size)
        if self.window is None:
            return cosines, sines
        window = window_of(self.name, self.window, self.frame_length, self.periodic)
        sums = {"density": np.sqrt(np.sum(window**2)), "spectrum": np.sum(np.abs(window)), None: 1.0}
        share = (window / sums[self.scaling])[:, None]
        return cosines * share, sines * share

    def _check_shape(self, shape: Shape) -> None:
        if len(shape) != 3:
            raise ValueError(f"{self.name}: STFTSpectrogram takes (n, samples, channels), got an input of shape {tuple(shape)}")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self._check_shape(input_shape)
        n, samples, channels = input_shape
        if self.data_format == FIRST:
            samples, channels = channels, samples
        frequencies = (self._size // 2 + 1) * (2 if self.mode == "stft" else 1)
        frames = None
        if samples is not None:
            lost = self.frame_length if self.padding == "valid" else 1
            frames = (samples - lost) // self._step + 1
        if self.expand_dims:
            return (n, channels, frames, frequencies) if self.data_format == FIRST else (n, frames, frequencies, channels)
        both = None if channels is None else channels * frequencies
        return (n, both, frames) if self.data_format == FIRST else (n, frames, both)

    def _convolve(self, x: Any, kernel: Any) -> Any:
        """(n · channels, samples, 1) -> (n · channels, frames, frequencies)."""
        valid = self.padding == "valid"
        border = (0, 0) if valid else same_border(np.shape(x)[1], self.frame_length, self._step)
        return autograd.conv(x, kernel, strides=(self._step,), padding=(border,))

    def call(self, x: Any) -> Any:
        self._check_shape(np.shape(x))
        if self.data_format != FIRST:
            x = np.swapaxes(x, 1, 2)  # (n, samples, channels) -> (n, channels, samples)
        n, channels, samples = np.shape(x)
        signals = np.reshape(x, (n * channels, samples, 1))
        z = self._spectrum(signals)
        z = np.reshape(z, (n, channels, *np.shape(z)[1:]))  # (n, channels, frames, frequencies)
        if self.expand_dims:
            return z if self.data_format == FIRST else np.transpose(z, (0, 2, 3, 1))
        z = np.transpose(z, (0, 1, 3, 2) if self.data_format == FIRST else (0, 2, 1, 3))
        first, second, *_ = (np.shape(z)[1], np.shape(z)[2])
        if self.data_format == FIRST:
            return np.reshape(z, (n, first * second, -1))  # (n, channels · frequencies, frames)
        return np.reshape(z, (n, first, -1))  # (n, frames, channels · frequencies)

    def _spectrum(self, signals: Any) -> Any:
        """What mode asks for: (n · channels, samples, 1) -> (n · channels, frames, frequencies)."""
        parts: list[Any] = []
        for name in ("real_kernel", "imag_kernel"):
            kernel = getattr(self, name, None)
            parts.append(None if kernel is None else self._convolve(signals, kernel))
        real, imag = parts
        if self.mode in ("real", "imag"):
            return real if self.mode == "real" else imag
        if self.mode == "angle":
            return np.arctan2(imag, real)
        if self.mode == "stft":
            return np.concatenate([real, imag], axis=-1)
        power = np.square(real) + np.square(imag)
        if self.mode == "psd":  # both halves of the spectrum, but for the first and the last frequency
            twice = np.full(np.shape(power)[-1], 2.0, power.dtype)
            twice[[0, -1]] = 1.0
            return power * twice
        magnitude = np.sqrt(np.maximum(power, LEAST))
        return magnitude if self.mode == "magnitude" else np.log(np.maximum(magnitude, LEAST))
