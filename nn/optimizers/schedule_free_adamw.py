"""ScheduleFreeAdamW: Adam with an average of all weights in the place of a falling learning rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd import Tensor
from nn.checks import whole
from nn.optimizers.moments import Moments
from nn.optimizers.optimizer import LearningRate
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ScheduleFreeAdamW(Moments):
    r"""Adam that needs no schedule: the weights lie between a fast sequence z and the mean x of all its members.

    $$ z \leftarrow z - \eta \frac{g}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}, \quad
       x \leftarrow \left(1 - \tfrac1t\right) x + \tfrac1t z, \quad w = (1 - \beta_1) z + \beta_1 x $$

    beta_1=0.9: how near the weights lie to the mean, from 0 to below 1.
    warmup_steps=0: in so many steps the learning rate climbs to η.

    Defazio et al., 2024, arXiv:2405.15682.

    >>> w = Tensor(np.array([3.0, -2.0])); (w * w).sum().backward()
    >>> ScheduleFreeAdamW(learning_rate=0.25).step([w]); w.numpy().round(6)
    array([ 2.75, -1.75])
    """

    slots = ("z", "v")

    def __init__(
        self, learning_rate: LearningRate = 0.0025, beta_1: float = 0.9, beta_2: float = 0.999,
        epsilon: float = 1e-8, warmup_steps: int = 0, **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **settings)
        self.warmup_steps = whole("ScheduleFreeAdamW", "warmup_steps", warmup_steps, low=0)

    def build(self, parameters: Sequence[Tensor]) -> None:
        super().build(parameters)
        assert self.vector is not None
        self.state["z"][:] = self.vector.values

    def update(self, w: np.ndarray, g: np.ndarray, *state: np.ndarray, scratch: list[np.ndarray]) -> None:
        z, v = state
        t = self._moves()
        rate = self.rate * min(t / self.warmup_steps, 1.0) if self.warmup_steps else self.rate
        mean = (w - (1.0 - self.beta_1) * z) / self.beta_1
        v += (g * g - v) * (1.0 - self.beta_2)
        z -= rate * g / (np.sqrt(v / (1.0 - self.beta_2**t)) + self.epsilon)
        mean += (z - mean) / t
        w[:] = (1.0 - self.beta_1) * z + self.beta_1 * mean
