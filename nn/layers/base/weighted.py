"""Weighted: the base of layers that own weights, with their initializers, penalties and constraints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from autograd import Tensor
from nn import regularizers
from nn.layers.base.adding import make_weight
from nn.layers.base.arguments import RegularizerLike
from nn.modules.module import Module
from nn.modules.settings import ModuleSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class WeightedSettings(ModuleSettings, total=False):
    """The settings of every layer with weights; the docstring of `Weighted` describes them."""

    activity_regularizer: RegularizerLike


class Weighted(Module):
    """The base of layers that make weights in `build`.

    `regularized` names each weight that may have a penalty, and the argument that gives it. Where there is a
    kernel_regularizer, there is a kernel_constraint, too.

    activation=None: a function, or its name in `nn.activations`; None leaves the numbers as they are.
    use_bias=True: whether a bias is added.
    kernel_initializer, bias_initializer, recurrent_initializer, depthwise_initializer, pointwise_initializer: the
        numbers that this weight starts with: a name, such as "he_normal", or an object of `nn.initializers`.
    kernel_regularizer, bias_regularizer, recurrent_regularizer, depthwise_regularizer, pointwise_regularizer: a penalty
        on this weight that is added to the loss: a name, such as "l2", an object of `nn.regularizers`, or None.
    kernel_constraint, bias_constraint, recurrent_constraint, depthwise_constraint, pointwise_constraint: the bounds that
        this weight is moved into after each step: a name, an object of `nn.constraints`, or None.
    dtype=None: the type of the weights' numbers; None is float32.
    activity_regularizer=None: a penalty on the output, for the mean sample, that is added to the loss.
    """

    dtype: Any = "float32"
    use_bias: bool = True
    bias: Any = None  # a layer without a bias has None, as in Keras
    activation: Callable[..., Any]
    regularized: Mapping[str, str] = {"kernel": "kernel_regularizer", "bias": "bias_regularizer"}

    def __init__(self, *, activity_regularizer: RegularizerLike = None, **settings: Unpack[ModuleSettings]) -> None:
        super().__init__(**settings)
        self.dtype = self.dtype or "float32"
        self.activity_regularizer = regularizers.get(activity_regularizer)

    def _make(self, weight: str, shape: tuple[int, ...]) -> Tensor:
        """The weight of this name as its own initializer starts it: depthwise_kernel by depthwise_initializer."""
        rule = self.regularized.get(weight, f"{weight}_regularizer").replace("regularizer", "initializer")
        return self._weight(getattr(self, rule), shape, weight)

    def _weight(
        self, initializer: Any, shape: tuple[int, ...], name: str | None = None, requires_grad: bool = True, dtype: Any = None
    ) -> Tensor:
        return make_weight(self, initializer, shape, name, requires_grad, dtype or self.dtype)

    def penalties(self) -> list[Any]:
        terms = [(getattr(self, rule), getattr(self, weight, None)) for weight, rule in self.regularized.items()]
        return [rule(weight) for rule, weight in terms if rule is not None and weight is not None]

    def list_constraints(self) -> list[tuple[Any, Tensor]]:
        found = vars(self)
        pairs = [(found.get(r.replace("regularizer", "constraint")), found.get(w)) for w, r in self.regularized.items()]
        return [(rule, weight) for rule, weight in pairs if rule is not None and weight is not None]
