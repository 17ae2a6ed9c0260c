"""RecurrentSettings: the arguments by name that SimpleRNN, LSTM and GRU have in common."""

from __future__ import annotations

from nn.layers.base.arguments import ConstraintLike, InitializerLike, RegularizerLike
from nn.modules.settings import ModuleSettings


class RecurrentSettings(ModuleSettings, total=False):
    """The arguments of `Recurrent` that its subclasses hand on to it by name; its docstring describes them."""

    kernel_initializer: InitializerLike
    recurrent_initializer: InitializerLike
    bias_initializer: InitializerLike
    kernel_regularizer: RegularizerLike
    recurrent_regularizer: RegularizerLike
    bias_regularizer: RegularizerLike
    activity_regularizer: RegularizerLike
    kernel_constraint: ConstraintLike
    recurrent_constraint: ConstraintLike
    bias_constraint: ConstraintLike
    dropout: float
    recurrent_dropout: float
    seed: int | None
    return_sequences: bool
    return_state: bool
    go_backwards: bool
    stateful: bool
    unroll: bool
    use_cudnn: bool | str
    implementation: int | None
    zero_output_for_mask: bool
