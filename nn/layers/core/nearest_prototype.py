"""NearestPrototype: a class is where its prototype is."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from nn import initializers, regularizers
from nn.layers.base.weighted import Weighted
from nn.modules.module import Shape


class NearestPrototype(Weighted):
    r"""Logits −|x − p_c|² for each class c with its prototype p_c: `x: (n, features) -> (n, classes)`.

    $$ z_c = 2\,x \cdot p_c - |p_c|^2 - |x|^2 $$

    The likeliest class is that of the nearest prototype. Put it at the end of a network and learn with a cross-entropy from
    logits (Snell, Swersky & Zemel, 2017, arXiv:1703.05175; the idea of moving prototypes is Kohonen's, 1986), or
    take the means of the classes without any learning: `from_means`.

    Weights: prototypes (classes, features). Raises ValueError if the last axis of x does not hold their features.

    >>> head = NearestPrototype(2).from_means(np.array([[0.0, 0.0], [2.0, 0.0], [8.0, 8.0]]), [0, 0, 1])
    >>> head.prototypes.numpy().tolist(), head(np.array([[1.0, 1.0]], "float32")).numpy().tolist()
    ([[1.0, 0.0], [8.0, 8.0]], [[-1.0, -98.0]])
    """

    regularized = {"prototypes": "prototypes_regularizer"}

    def __init__(
        self,
        classes: int,
        prototypes_initializer: Any = "glorot_uniform",
        prototypes_regularizer: Any = None,
        dtype: Any = "float32",
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        if not isinstance(classes, (int, np.integer)) or classes < 1:
            raise ValueError(f"NearestPrototype: classes must be a positive whole number, got {classes!r}")
        self.classes = int(classes)
        self.prototypes_initializer = initializers.get(prototypes_initializer)
        self.prototypes_regularizer = regularizers.get(prototypes_regularizer)
        self.dtype = dtype
        if self.input_shape is not None:
            self._build((None, *self.input_shape))

    def build(self, input_shape: Shape) -> None:
        if not input_shape[-1]:
            raise ValueError(f"{self.name}: the last axis must hold the features, got an input of shape {tuple(input_shape)}")
        self.prototypes = self._weight(self.prototypes_initializer, (self.classes, input_shape[-1]))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.classes)

    def call(self, x: Any) -> Any:
        shape, features = np.shape(x), self.prototypes.shape[1]
        if len(shape) < 2 or shape[-1] != features:
            raise ValueError(f"{self.name}: the prototypes have {features} features, got an input of shape {shape}")
        lengths = autograd.sum(self.prototypes * self.prototypes, axis=-1)  # (classes, features) -> (classes,)
        own = autograd.sum(x * x, axis=-1, keepdims=True)  # (n, features) -> (n, 1)
        return 2.0 * (x @ self.prototypes.T) - lengths - own  # (n, features) @ (features, classes) -> (n, classes)

    def from_means(self, x: Any, y: Any) -> NearestPrototype:
        """Each prototype in the middle of its class: x (n, features), y (n,) class numbers. ValueError if one is empty."""
        x, y = np.asarray(x), np.asarray(y)
        if x.ndim != 2 or y.shape != x.shape[:1]:
            raise ValueError(f"{self.name}: from_means takes x (n, features) and y (n,), got {x.shape} and {y.shape}")
        missing = sorted(set(range(self.classes)) - set(y.tolist()))
        if missing:
            raise ValueError(f"{self.name}: there is no sample of class {missing[0]}, so it has no mean")
        if not self.built:
            self._build((None, x.shape[1]))
        self.prototypes.data = np.stack([x[y == c].mean(axis=0) for c in range(self.classes)]).astype(self.dtype)
        return self

    def __repr__(self) -> str:
        return f"NearestPrototype({self.classes})"
