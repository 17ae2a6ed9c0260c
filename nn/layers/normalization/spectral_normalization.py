"""Spectral normalization: a layer whose kernel is divided by its largest singular value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nn import initializers
from nn.checks import whole
from nn.layers.base.arguments import build_early
from nn.layers.base.weighted import WeightedSettings
from nn.layers.core.wrapper import Wrapper
from nn.modules.module import Module, Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class SpectralNormalization(Wrapper):
    """A layer whose kernel has the largest singular value 1, so that it stretches no input: `x -> the layer's output`.

    layer: a layer with a `kernel` or `embeddings`, such as Dense or Conv2D.
    power_iterations=1: the steps of power iteration, at each call in training, that bring the singular vector nearer.

    Each call in training divides the kernel itself; gradients are those of the divided kernel. Weights: the kernel, vector_u
    (1, out), then the others of the layer. Raises TypeError for anything but a layer, ValueError for one without a kernel.
    Miyato, Kataoka, Koyama & Yoshida, 2018, arXiv:1802.05957.

    >>> from nn.layers.core.dense import Dense
    >>> SpectralNormalization(Dense(3))(np.ones((2, 4), "float32")).shape
    (2, 3)
    """

    only_computes = False  # it changes the kernel before it is used
    kernel: Any
    vector_u: Any

    def __init__(self, layer: Module, power_iterations: int = 1, **settings: Unpack[WeightedSettings]) -> None:
        self.kernel = self.vector_u = None  # the first of the weights, as in Keras
        super().__init__(layer, **settings)
        self.power_iterations = whole(self.name, "power_iterations", power_iterations)
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        super().build(input_shape)
        self.kernel = kernel = self._find_kernel()
        start = initializers.TruncatedNormal(stddev=0.02)
        self.vector_u = self._weight(start, (1, kernel.shape[-1]), "vector_u", requires_grad=False, dtype=kernel.dtype)

    def _find_kernel(self) -> Any:
        """The weight to divide; ValueError if the layer has none."""
        for name in ("kernel", "embeddings"):
            if getattr(self.layer, name, None) is not None:
                return getattr(self.layer, name)
        raise ValueError(f"{self.name}: {type(self.layer).__name__} has neither a kernel nor embeddings to divide")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return self.layer.compute_output_shape(input_shape)

    def call(self, x: Any, training: bool = False) -> Any:
        if training:
            self._divide()
        return self.layer(x)

    def _divide(self) -> None:
        """Divide the kernel by its largest singular value, as far as it is known; a kernel of zeros stays."""
        kernel = self.kernel
        numbers = kernel.numpy()
        if not numbers.any():
            return
        rows = numbers.reshape(-1, numbers.shape[-1])  # (..., out) -> (in, out)
        u = self.vector_u.numpy()
        for _ in range(self.power_iterations):
            v = _unit(u @ rows.T)  # (1, out) @ (out, in)
            u = _unit(v @ rows)  # (1, in) @ (in, out)
        self.vector_u.data = u
        kernel.data = numbers / (v @ rows @ u.T).item()


def _unit(vector: np.ndarray) -> np.ndarray:
    """The vector with length 1."""
    return np.asarray(vector / np.sqrt(np.maximum(np.sum(vector * vector), 1e-12)))
