"""MelSpectrogram: which pitches a sound has at each time, as ears tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks import number, whole
from nn.layers.preprocessing.data import floats
from nn.layers.preprocessing.windows import waves, window_of
from nn.modules.module import Module, Shape
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class MelSpectrogram(Module):
    """The loudness of pitches at each time: `x: (n, samples) or (samples,) -> (n, num_mel_bins, frames)`.

    fft_length=2048: the length of the Fourier transform.
    sequence_stride=512: the samples from frame to frame.
    sequence_length=None: the samples of the window; None is fft_length.
    window="hann": what a frame is multiplied by: "hann", "hamming", or its numbers, or None.
    sampling_rate=16000: the samples in a second.
    num_mel_bins=128: the number of pitches.
    min_freq=20.0: the lowest pitch, in Hz.
    max_freq=None: the highest pitch, in Hz; None is half the sampling rate.
    power_to_db=True: whether loudness is in decibels.
    top_db=80.0: how far below the loudest the softest is, at least, in decibels.
    mag_exp=2.0: the power of the magnitude: 2 is the energy.
    min_power=1e-10: the least energy that counts.
    ref_power=1.0: the energy of 0 decibels.

    Frames are centered: the signal is mirrored at its ends. Raises TypeError or ValueError for settings out of range, or a
    signal shorter than half a frame. Stevens, Volkmann & Newman, 1937.

    >>> MelSpectrogram(fft_length=64, sequence_stride=32, num_mel_bins=8)(np.ones((2, 320), "float32")).shape
    (2, 8, 11)
    """

    only_computes = True
    output_dtype = "float32"

    def __init__(
        self, fft_length: int = 2048, sequence_stride: int = 512, sequence_length: int | None = None, window: Any = "hann",
        sampling_rate: int = 16000, num_mel_bins: int = 128, min_freq: float = 20.0, max_freq: float | None = None,
        power_to_db: bool = True, top_db: float = 80.0, mag_exp: float = 2.0, min_power: float = 1e-10,
        ref_power: float = 1.0, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.fft_length = whole(self.name, "fft_length", fft_length)
        self.sequence_stride = whole(self.name, "sequence_stride", sequence_stride)
        self.sequence_length = whole(self.name, "sequence_length", sequence_length or fft_length, high=self.fft_length)
        self.window = window
        self.sampling_rate = whole(self.name, "sampling_rate", sampling_rate)
        self.num_mel_bins = whole(self.name, "num_mel_bins", num_mel_bins)
        self.min_freq = number(self.name, "min_freq", min_freq, low=0)
        self.max_freq = number(self.name, "max_freq", max_freq or int(sampling_rate / 2), above=self.min_freq)
        self.power_to_db = power_to_db
        self.top_db = number(self.name, "top_db", top_db, low=0)
        self.mag_exp = number(self.name, "mag_exp", mag_exp, above=0)
        self.min_power = number(self.name, "min_power", min_power, above=0)
        self.ref_power = number(self.name, "ref_power", ref_power)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        *lead, samples = input_shape
        return (*lead, self.num_mel_bins, None if samples is None else samples // self.sequence_stride + 1)

    def call(self, x: Any) -> Any:
        x = floats(x, self.dtype)
        frames = x[..., self._places(np.shape(x)[-1])]  # (..., frames, fft_length)
        if self.window is not None:
            frames = frames * self._window().astype(x.dtype)
        cosines, sines = (wave.astype(x.dtype) for wave in waves(self.fft_length, self.fft_length))
        power = np.square(frames @ cosines) + np.square(frames @ sines)
        magnitude = np.sqrt(power) if self.mag_exp != 2.0 else power
        magnitude = magnitude if self.mag_exp in (1.0, 2.0) else magnitude**self.mag_exp
        mel = magnitude @ self._filters().astype(x.dtype)  # (..., frames, frequencies) @ (frequencies, pitches)
        return np.swapaxes(self._decibels(mel) if self.power_to_db else mel, -1, -2)

    def _places(self, samples: int) -> np.ndarray:
        """The sample that stands at each place of each frame, the signal mirrored at its ends: (frames, fft_length)."""
        half = self.fft_length // 2
        if samples <= half:
            raise ValueError(
                f"{self.name}: a signal needs more than half of fft_length={self.fft_length} samples, got {samples}"
            )
        starts = np.arange((samples + 2 * half - self.fft_length) // self.sequence_stride + 1) * self.sequence_stride - half
        places = np.abs(starts[:, None] + np.arange(self.fft_length))
        return np.asarray(np.where(places >= samples, 2 * (samples - 1) - places, places))

    def _window(self) -> np.ndarray:
        """The window, in the middle of a frame."""
        left = (self.fft_length - self.sequence_length) // 2
        found = window_of(self.name, self.window, self.sequence_length, periodic=True)
        return np.pad(found, (left, self.fft_length - self.sequence_length - left))

    def _filters(self) -> np.ndarray:
        """The share of each frequency in each pitch, triangles on the mel scale: (frequencies, num_mel_bins)."""
        frequencies = np.linspace(0.0, self.sampling_rate / 2.0, self.fft_length // 2 + 1)[1:]
        edges = np.linspace(to_mel(self.min_freq), to_mel(self.max_freq), self.num_mel_bins + 2)
        low, middle, high = edges[:-2], edges[1:-1], edges[2:]
        mel = to_mel(frequencies)[:, None]
        found = np.maximum(0.0, np.minimum((mel - low) / (middle - low), (high - mel) / (high - middle)))
        return np.pad(found, ((1, 0), (0, 0)))  # the mean of a signal is no pitch

    def _decibels(self, power: Any) -> Any:
        scale = 10.0 / np.log(10.0)
        found = np.log(np.maximum(power, self.min_power)) * scale
        found = found - scale * float(np.log(max(abs(self.ref_power), self.min_power)))
        return np.maximum(found, np.max(found) - self.top_db)


def to_mel(hertz: Any) -> Any:
    """Frequencies on the mel scale, where equal steps sound equally far apart."""
    return 1127.0 * np.log1p(np.asarray(hertz) / 700.0)
