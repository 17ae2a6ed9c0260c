"""NearestPrototype: each class has a point of its own, and an input belongs to the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd
from nn.checks import whole
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, build_early, look_up
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class NearestPrototype(Weighted):
    r"""Logits −|x − p_c|² for each class c with its prototype p_c: `x: (n, features) -> (n, classes)`.

    $$ z_c = 2\,x \cdot p_c - |p_c|^2 - |x|^2 $$

    classes: the number of classes.
    prototypes_initializer="glorot_uniform": how the prototypes start: a name, or an object of `nn.initializers`.
    prototypes_regularizer=None: a penalty on the prototypes that is added to the loss.
    prototypes_constraint=None: the bounds that the prototypes are moved into after each step.

    The likeliest class is that of the nearest prototype. Put it at the end of a network and learn with a cross-entropy from
    logits (Snell, Swersky & Zemel, 2017, arXiv:1703.05175; the idea of moving prototypes is Kohonen's, 1986), or
    take the means of the classes without any learning: `from_means`.

    Weights: prototypes (classes, features). Raises ValueError if the last axis of x does not hold their features.

    >>> head = NearestPrototype(2).from_means(np.array([[0.0, 0.0], [2.0, 0.0], [8.0, 8.0]]), [0, 0, 1])
    >>> head.prototypes.numpy().tolist(), head(np.array([[1.0, 1.0]], "float32")).numpy().tolist()
    ([[1.0, 0.0], [8.0, 8.0]], [[-1.0, -98.0]])
    """

    only_computes = True
    regularized = {"prototypes": "prototypes_regularizer"}

    def __init__(
        self, classes: int, prototypes_initializer: InitializerLike = "glorot_uniform",
        prototypes_regularizer: RegularizerLike = None, prototypes_constraint: ConstraintLike = None,
        **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.classes = whole("NearestPrototype", "classes", classes)
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        if not input_shape[-1]:
            raise ValueError(f"{self.name}: the last axis must hold the features, got an input of shape {tuple(input_shape)}")
        self.prototypes = self._make("prototypes", (self.classes, input_shape[-1]))

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
