"""PReLU: a leaky relu that learns its slopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import relu
from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike, Sizes, build_early, look_up
from nn.layers.base.weighted import Weighted, WeightedSettings
from nn.modules.module import Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack


class PReLU(Weighted):
    """x, or alpha·x below 0, with a learned alpha for each number of a sample: `x -> x's shape`.

    alpha_initializer="zeros": how the alphas start: a name, or an object of `nn.initializers`.
    alpha_regularizer=None: a penalty on the alphas that is added to the loss.
    alpha_constraint=None: the bounds that the alphas are moved into after each step.
    shared_axes=None: the axes along which numbers share one alpha, counted with the batch's axis 0: (1, 2) for images.

    Weights: alpha, of a sample's shape. Raises ValueError if an axis that is not shared has no fixed size.
    He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.

    >>> PReLU(alpha_initializer="ones")(np.array([[-1.0, 2.0]])).numpy()
    array([[-1.,  2.]])
    """

    only_computes = True
    supports_masking = True
    regularized = {"alpha": "alpha_regularizer"}

    def __init__(
        self, alpha_initializer: InitializerLike = "zeros", alpha_regularizer: RegularizerLike = None,
        alpha_constraint: ConstraintLike = None, shared_axes: Sizes | None = None, **settings: Unpack[WeightedSettings],
    ) -> None:  # fmt: skip
        super().__init__(**settings)
        self.shared_axes = tuple(np.atleast_1d(np.array([] if shared_axes is None else shared_axes, int)).tolist())
        if any(axis < 1 for axis in self.shared_axes):
            raise ValueError(f"PReLU: shared_axes count from 1, for 0 is the batch; got {shared_axes!r}")
        look_up(self, locals())
        build_early(self)

    def build(self, input_shape: Shape) -> None:
        sizes = tuple(1 if axis in self.shared_axes else n for axis, n in enumerate(input_shape))[1:]
        if None in sizes or any(axis >= len(input_shape) for axis in self.shared_axes):
            raise ValueError(
                f"{self.name}: an input of shape {tuple(input_shape)} needs a fixed size along every axis that is not "
                f"shared; shared_axes are {self.shared_axes}"
            )
        self.alpha = self._make("alpha", sizes)

    def call(self, x: Any) -> Any:
        return relu(x) - self.alpha * relu(-x)
