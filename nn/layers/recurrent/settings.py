"""The arguments by name that all recurrent layers have in common, and those that their cells have, too."""

from __future__ import annotations

from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike
from nn.modules.settings import ModuleSettings


class CellSettings(ModuleSettings, total=False):
    """The arguments that the cells have in common; the docstring of `Recurrent` describes them."""

    kernel_initializer: InitializerLike
    recurrent_initializer: InitializerLike
    bias_initializer: InitializerLike
    kernel_regularizer: RegularizerLike
    recurrent_regularizer: RegularizerLike
    bias_regularizer: RegularizerLike
    kernel_constraint: ConstraintLike
    recurrent_constraint: ConstraintLike
    bias_constraint: ConstraintLike
    dropout: float
    recurrent_dropout: float
    seed: int | None


class RecurrentSettings(CellSettings, total=False):
    """The arguments of `Recurrent` that its subclasses hand on to it by name; its docstring describes them."""

    activity_regularizer: RegularizerLike
    return_sequences: bool
    return_state: bool
    go_backwards: bool
    stateful: bool
    unroll: bool
    use_cudnn: bool | str
    implementation: int | None
    zero_output_for_mask: bool
