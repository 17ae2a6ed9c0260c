"""PReLU: a leaky relu that learns its slopes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import relu
from nn import initializers, regularizers
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape


class PReLU(Weighted):
    """x, or alpha·x below 0, an alpha for each number of a sample: `x -> x's shape`.

    Along `shared_axes` (counted with the batch's axis 0: (1, 2) for images) numbers share one alpha. He, Zhang, Ren &
    Sun, 2015, arXiv:1502.01852. Raises ValueError if an axis that is not shared has no fixed size.

    >>> PReLU(alpha_initializer="ones")(np.array([[-1.0, 2.0]])).numpy()
    array([[-1.,  2.]])
    """

    supports_masking = True
    regularized = {"alpha": "alpha_regularizer"}

    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        *,
        shared_axes: Any = None,
        dtype: Any = "float32",
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.shared_axes = tuple(np.atleast_1d(np.array([] if shared_axes is None else shared_axes, int)).tolist())
        if any(axis < 1 for axis in self.shared_axes):
            raise ValueError(f"PReLU: shared_axes count from 1, for 0 is the batch; got {shared_axes!r}")
        self.dtype = dtype
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        sizes = tuple(1 if axis in self.shared_axes else n for axis, n in enumerate(input_shape))[1:]
        if None in sizes or any(axis >= len(input_shape) for axis in self.shared_axes):
            raise ValueError(
                f"{self.name}: an input of shape {tuple(input_shape)} needs a fixed size along every axis that is not "
                f"shared; shared_axes are {self.shared_axes}"
            )
        self.alpha = self._weight(self.alpha_initializer, sizes)

    def call(self, x: Any) -> Any:
        return relu(x) - self.alpha * relu(-x)
