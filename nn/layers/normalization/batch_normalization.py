"""Batch normalization: each channel with mean 0 and variance 1 over the batch, then scaled and shifted as learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from autograd import Tensor, moments, normalize
from nn.checks import number
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import WeightedSettings
from nn.layers.normalization.base import Normalizing
from nn.layers.normalization.renormalization import check_clipping, correction, follow_renorm, plain_value
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class BatchNormalization(Normalizing):
    """gamma · (x − mean) / √(variance + epsilon) + beta for each channel on `axis`: `x: (n, ..., C) -> (n, ..., C)`.

    axis=-1: the axis of the channels.
    momentum=0.99: the part of the running averages that stays at each step, from 0 to 1.
    moving_mean_initializer="zeros", moving_variance_initializer="ones": the averages to start with.
    renorm=False: whether training, too, looks like prediction: the batch's mean and deviation are corrected by running ones
        (batch renormalization; Ioffe, 2017, arXiv:1702.03275). Three more weights hold these.
    renorm_clipping=None: bounds of the correction, a dict of "rmin", "rmax" (of the factor) and "dmax" (of the shift).
    renorm_momentum=0.99: the part of those running numbers that stays at each step, from 0 to 1.
    synchronized=False: accepted and ignored.

    In training, mean and variance are the batch's own, over all axes but `axis`, and gradients pass through them;
    running averages of both are kept: moving = momentum · moving + (1 − momentum) · the batch's. Otherwise, and where
    `trainable` is False, these averages are used, so that a sample's result does not depend on its neighbors.
    Weights: gamma, beta, moving_mean, moving_variance; gradients change the first two only. The variance divides by n
    (PyTorch keeps that over n − 1). A batch of equal numbers gives beta, an empty one changes nothing.
    `mask: (n, ...)` of 0 and 1 chooses the positions that count. Raises TypeError or ValueError for settings out of range,
    ValueError for an input without that axis or with other channels. Ioffe & Szegedy, 2015, arXiv:1502.03167.

    >>> layer = BatchNormalization(input_shape=(1,))
    >>> layer(np.array([[1.0], [3.0]]), training=True).numpy().round(3).tolist()
    [[-1.0], [1.0]]
    """

    only_computes = True
    supports_masking = True
    moving_mean_initializer: Callable[..., Any]
    moving_variance_initializer: Callable[..., Any]

    def __init__(
        self, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True, scale: bool = True,
        beta_initializer: InitializerLike = "zeros", gamma_initializer: InitializerLike = "ones",
        moving_mean_initializer: InitializerLike = "zeros", moving_variance_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None, gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None, gamma_constraint: ConstraintLike = None, renorm: bool = False,
        renorm_clipping: Mapping[str, float] | None = None, renorm_momentum: float = 0.99, synchronized: bool = False,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(axis, epsilon, center, scale, **settings)
        self.momentum = number("BatchNormalization", "momentum", momentum, low=0, high=1)
        self.renorm, self.synchronized = renorm, synchronized
        self.only_computes = not renorm  # its correction looks at numbers
        self.renorm_clipping = check_clipping(self.name, renorm_clipping)
        self.renorm_momentum = number("BatchNormalization", "renorm_momentum", renorm_momentum, low=0, high=1)
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        super().build(input_shape)
        sizes = self._sizes
        self.moving_mean = self._weight(self.moving_mean_initializer, sizes, "moving_mean", False)
        self.moving_variance = self._weight(self.moving_variance_initializer, sizes, "moving_variance", False)
        if self.renorm:
            deviation = np.sqrt(self.moving_variance.numpy())
            self.moving_stddev = Tensor(np.array(deviation), False, "moving_stddev")
            self.renorm_mean = self._weight(self.moving_mean_initializer, sizes, "renorm_mean", False)
            self.renorm_stddev = Tensor(np.array(deviation), False, "renorm_stddev")

    def call(self, x: Any, training: bool = False, mask: Any = None) -> Any:
        places, shape = self._check_axes(x), np.shape(x)
        learns = training and self.trainable and np.size(x) > 0
        if learns and self.renorm:
            return self._renormalize(x, places, mask)
        if learns and mask is None and places == [len(shape) - 1]:
            statistics = moments(x)
            autograd.effect(self._follow_both, statistics)
            ones, zeros = (np.full(self._sizes, value, self.dtype) for value in (1.0, 0.0))
            gamma, beta = self.gamma if self.scale else ones, self.beta if self.center else zeros
            return normalize(x, gamma, beta, statistics, epsilon=self.epsilon)
        if learns:
            mean, variance = self._of_batch(x, tuple(i for i in range(len(shape)) if i not in places), mask)
            self._keep(mean, variance)
        else:  # read at each replay of a compiled program
            mean = autograd.fresh(lambda: self._spread(self.moving_mean.numpy(), shape, places), like=x)
            variance = autograd.fresh(lambda: self._spread(self.moving_variance.numpy(), shape, places), like=x)
        factor = 1.0 / np.sqrt(variance + self.epsilon)
        if self.scale:
            factor = factor * self._spread(self.gamma, shape, places)
        if learns:
            z = (x - mean) * factor
            return z + self._spread(self.beta, shape, places) if self.center else z
        start = self._spread(self.beta, shape, places) - mean * factor if self.center else -(mean * factor)
        return x * factor + start  # a pass fewer

    def _renormalize(self, x: Any, places: list[int], mask: Any) -> Any:
        """x by the batch's mean and deviation, then moved to where the running ones would have it; no gradient passes that."""
        shape = np.shape(x)
        mean, variance = self._of_batch(x, tuple(i for i in range(len(shape)) if i not in places), mask)
        r, d = correction(self, plain_value(mean), plain_value(variance), shape, places)
        follow_renorm(self, plain_value(mean).reshape(self._sizes), plain_value(variance).reshape(self._sizes))
        z = (x - mean) / np.sqrt(variance + self.epsilon) * r + d
        if self.scale:
            z = z * self._spread(self.gamma, shape, places)
        return z + self._spread(self.beta, shape, places) if self.center else z

    def _of_batch(self, x: Any, axes: tuple[int, ...], mask: Any) -> tuple[Any, Any]:
        """Mean and variance along axes, which stay with size 1; of the positions chosen by mask: (n, ...) alone."""
        if mask is None:
            return np.mean(x, axis=axes, keepdims=True), np.var(x, axis=axes, keepdims=True)
        shape = np.shape(x)
        if np.ndim(mask) != len(shape) - 1 or any(m not in (1, n) for m, n in zip(np.shape(mask), shape)):
            raise ValueError(f"{self.name}: a mask for an input of shape {shape} has shape {shape[:-1]}, got {np.shape(mask)}")
        share = np.broadcast_to(np.asarray(mask, x.dtype), shape[:-1])[..., None]  # (n, ...) -> (n, ..., 1)
        share = share / (np.sum(share, axis=axes, keepdims=True) + 1e-7)  # as Keras, whose masks may be empty
        mean = np.sum(share * x, axis=axes, keepdims=True)
        return mean, np.sum(share * np.square(x - mean), axis=axes, keepdims=True)

    def _keep(self, mean: Any, variance: Any) -> None:
        """Let the moving averages follow the batch, also at each replay of a compiled program."""
        for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            autograd.effect(partial(self._follow, moving), batch)

    def _follow_both(self, statistics: np.ndarray) -> None:
        for moving, value in zip((self.moving_mean, self.moving_variance), statistics):
            self._follow(moving, value)

    def _follow(self, moving: Tensor, value: Any) -> None:
        value = np.reshape(value, moving.shape).astype(moving.dtype, copy=False)
        moving.data = self.momentum * moving.numpy() + (1.0 - self.momentum) * value

    def __repr__(self) -> str:
        return f"BatchNormalization(axis={self.axis})"
