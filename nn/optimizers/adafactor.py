"""Adafactor: the sizes of the gradients of a matrix are kept as one number for each row and each column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from autograd import Tensor
from nn.checks import number
from nn.optimizers.optimizer import LearningRate
from nn.optimizers.per_parameter import PerParameter, root_mean_square
from nn.optimizers.settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Adafactor(PerParameter):
    r"""Steps in proportion to the size of the weights; the squared gradients of a matrix are known by rows and columns.

    Of the running means r of the rows and c of the columns, for matrices (of vectors, v itself):
    $$ v = \frac{r c^\top}{\mathrm{mean}(r)}, \quad u = \frac{g}{\sqrt v}, \quad
       w \leftarrow w - \max(\epsilon_2, \mathrm{rms}(w))\, \rho_t \frac{u}{\max(1, \mathrm{rms}(u) / d)},
       \quad \rho_t = \min(\eta, 1/\sqrt t) $$ the means go with $\beta_t = 1 - t^{\tau}$, τ = beta_2_decay.

    beta_2_decay=-0.8: τ.
    epsilon_1=1e-30: what is added to g².
    epsilon_2=0.001: the smallest size of a parameter.
    clip_threshold=1.0: d, above 0.
    relative_step=True: let η fall as 1/√t, unless it is a schedule.

    Shazeer & Stern, 2018, arXiv:1804.04235.

    >>> w = Tensor(np.array([3.0, -3.0])); (w * w).sum().backward()
    >>> Adafactor(learning_rate=0.1).step([w]); w.numpy().round(6)
    array([ 2.7, -2.7])
    """

    slots = ("r", "c", "v")  # r and c lie at the beginnings of their parts

    def __init__(
        self, learning_rate: LearningRate = 0.001, beta_2_decay: float = -0.8, epsilon_1: float = 1e-30,
        epsilon_2: float = 0.001, clip_threshold: float = 1.0, relative_step: bool = True,
        **settings: Unpack[Settings],
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **settings)
        self.beta_2_decay = number("Adafactor", "beta_2_decay", beta_2_decay)
        self.epsilon_1 = number("Adafactor", "epsilon_1", epsilon_1, low=0)
        self.epsilon_2 = number("Adafactor", "epsilon_2", epsilon_2, low=0)
        self.clip_threshold = number("Adafactor", "clip_threshold", clip_threshold, above=0)
        self.relative_step = relative_step

    def keep(self, p: Tensor, running: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Rows, columns and v; of a vector, which has neither rows nor columns, a 0 in their place."""
        if p.ndim < 2:
            return [np.zeros(()), np.zeros(()), running["v"]]
        return [first(running["r"], p.shape[:-1]), first(running["c"], (*p.shape[:-2], p.shape[-1])), running["v"]]

    def update_one(self, p: Tensor, w: np.ndarray, g: np.ndarray, *state: np.ndarray) -> None:
        rows, columns, v = state
        t = self._moves()
        size = min(self.rate, 1.0 / math.sqrt(t)) * max(self.epsilon_2, root_mean_square(w))
        kept = 1.0 - t**self.beta_2_decay
        squares = g * g + self.epsilon_1
        if w.ndim < 2:
            v += (squares - v) * (1.0 - kept)
        else:
            r, c = first(rows, w.shape[:-1]), first(columns, (*w.shape[:-2], w.shape[-1]))
            r += (squares.mean(axis=-1) - r) * (1.0 - kept)
            c += (squares.mean(axis=-2) - c) * (1.0 - kept)
            v[...] = (r / r.mean(axis=-1, keepdims=True))[..., None] * c[..., None, :]
        step = g / np.sqrt(v)
        w -= size * step / max(1.0, root_mean_square(step) / self.clip_threshold)


def first(memory: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The beginning of an array's memory as an array of this shape."""
    return memory.reshape(-1)[: math.prod(shape)].reshape(shape)
