"""Learning rates that change with the steps: `Adam(learning_rate=CosineDecay(1e-3, decay_steps=10_000))`.

Names, arguments and meanings are Keras 3's; StepDecay and OneCycle are PyTorch's StepLR and OneCycleLR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.optimizers.schedules.schedule import LearningRateSchedule

if TYPE_CHECKING:
    from nn.optimizers.schedules.cosine import CosineDecay, CosineDecayRestarts, OneCycle
    from nn.optimizers.schedules.decay import (
        ExponentialDecay,
        InverseTimeDecay,
        PiecewiseConstantDecay,
        PolynomialDecay,
        StepDecay,
    )
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".cosine": "CosineDecay CosineDecayRestarts OneCycle",
        ".decay": "ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay StepDecay",
    })  # fmt: skip

__all__ = [
    "CosineDecay", "CosineDecayRestarts", "ExponentialDecay", "InverseTimeDecay", "LearningRateSchedule", "OneCycle",
    "PiecewiseConstantDecay", "PolynomialDecay", "StepDecay",
]  # fmt: skip
