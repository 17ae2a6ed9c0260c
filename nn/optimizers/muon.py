"""Muon: momentum made orthogonal, for the matrices inside a network; Adam for everything else."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd import Tensor
from nn.checks import number, one_value, truth, whole
from nn.optimizers.arguments import share
from nn.optimizers.optimizer import LearningRate
from nn.optimizers.per_parameter import PerParameter, length
from nn.optimizers.settings import Others

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Muon(PerParameter):
    r"""Each matrix moves along its momentum made orthogonal, so that all directions are learned alike; the rest by AdamW.

    $$ m \leftarrow \mu m + g, \quad w \leftarrow w - 0.2 \sqrt{\max(\text{rows}, \text{columns})}\; \eta\,
       \mathrm{orthogonal}(g + \mu m) $$ by some steps of $x \leftarrow a x + (b\, x x^\top + c\, (x x^\top)^2) x$.

    adam_beta_1=0.9, adam_beta_2=0.999: β₁ and β₂ of AdamW, from 0 to below 1.
    adam_weight_decay=0.004, weight_decay=0.004: how AdamW's weights and the matrices decay.
    epsilon=1e-07: ε of AdamW.
    exclude_layers=None: patterns; parameters whose names have one go by AdamW.
    exclude_embeddings=True: tables of embeddings go by AdamW.
    muon_a=3.4445, muon_b=-4.775, muon_c=2.0315: a, b and c.
    adam_lr_ratio=1: AdamW's learning rate is this times η.
    momentum=0.95: μ, from 0 to 1.
    ns_steps=5: how many steps make it orthogonal.
    nesterov=True: look ahead along the momentum.
    rms_rate=0.2: the 0.2 above; None moves by η alone.

    Jordan et al., 2024, "Muon: an optimizer for hidden layers"; Liu et al., 2025, arXiv:2502.16982.

    >>> w = Tensor(np.eye(2)); (w * w).sum().backward()
    >>> Muon(learning_rate=0.1, weight_decay=None).step([w]); bool(w.numpy()[0, 0] < 1.0)
    True
    """

    slots = ("m", "v")

    def __init__(
        self, learning_rate: LearningRate = 0.001, adam_beta_1: float = 0.9, adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004, epsilon: float = 1e-7, weight_decay: float | None = 0.004, *,
        exclude_layers: Sequence[str] | None = None, exclude_embeddings: bool = True, muon_a: float = 3.4445,
        muon_b: float = -4.775, muon_c: float = 2.0315, adam_lr_ratio: float = 1, momentum: float = 0.95,
        ns_steps: int = 5, nesterov: bool = True, rms_rate: float | None = 0.2, **settings: Unpack[Others],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, weight_decay, **settings)
        self.adam_beta_1, self.adam_beta_2 = share(self, adam_beta_1=adam_beta_1, adam_beta_2=adam_beta_2)
        decay = adam_weight_decay
        self.adam_weight_decay = None if decay is None else number("Muon", "adam_weight_decay", decay, low=0)
        self.epsilon = number("Muon", "epsilon", epsilon, low=0)
        self.exclude_layers = list(one_value("Muon", "exclude_layers", exclude_layers) or ())
        self.exclude_embeddings = truth("Muon", "exclude_embeddings", exclude_embeddings)
        self.factors = number("Muon", "muon_a", muon_a), number("Muon", "muon_b", muon_b), number("Muon", "muon_c", muon_c)
        self.adam_lr_ratio, self.nesterov = number("Muon", "adam_lr_ratio", adam_lr_ratio), truth("Muon", "nesterov", nesterov)
        (self.momentum,) = share(self, open_end=False, momentum=momentum)
        self.ns_steps = whole("Muon", "ns_steps", ns_steps, low=0)
        self.rms_rate = None if rms_rate is None else number("Muon", "rms_rate", rms_rate)

    def goes_by_adam(self, p: Tensor) -> bool:
        """Whether a parameter is no matrix inside the network."""
        name = p.name or ""
        table = self.exclude_embeddings and "embedding" in name.lower()
        return p.ndim != 2 or table or any(re.search(pattern, name) for pattern in self.exclude_layers)

    def decay_of(self, p: Tensor) -> float | None:
        return self.adam_weight_decay if self.goes_by_adam(p) else self.weight_decay

    def keep(self, p: Tensor, running: dict[str, np.ndarray]) -> list[np.ndarray]:
        """The momentum, and v where it goes by AdamW."""
        return [running["m"], running["v"]] if self.goes_by_adam(p) else [running["m"]]

    def update_one(self, p: Tensor, w: np.ndarray, g: np.ndarray, *state: np.ndarray) -> None:
        m, v = state
        if self.goes_by_adam(p):
            t, rate = self._moves(), self.rate * self.adam_lr_ratio
            m += (g - m) * (1.0 - self.adam_beta_1)
            v += (g * g - v) * (1.0 - self.adam_beta_2)
            scale = rate * math.sqrt(1.0 - self.adam_beta_2**t) / (1.0 - self.adam_beta_1**t)
            w -= scale * m / (np.sqrt(v) + self.epsilon)
            return
        m *= self.momentum
        m += g
        step = self.rate * self.make_orthogonal(g + self.momentum * m if self.nesterov else m)
        w -= step if self.rms_rate is None else step * (math.sqrt(max(w.shape)) * self.rms_rate)

    def make_orthogonal(self, x: np.ndarray) -> np.ndarray:
        """A matrix with singular values near 1 in the same directions, by steps of Newton and Schulz: (n, m) -> (n, m)."""
        a, b, c = self.factors
        tall = x.shape[0] > x.shape[1]
        x = x.T if tall else x
        x = x / (length(x) + 1e-7)
        for _ in range(self.ns_steps):
            square = x @ x.T
            x = a * x + (b * square + c * square @ square) @ x
        return x.T if tall else x
