"""Lamb: Adam's step, as long as the parameter is, for training with very large batches."""

from __future__ import annotations

import numpy as np

from autograd import Tensor
from nn.optimizers.moments import Moments
from nn.optimizers.per_parameter import PerParameter, length


class Lamb(Moments, PerParameter):
    r"""Adam's step u for each parameter, made as long as the parameter: for very large batches.

    $$ w \leftarrow w - \eta \frac{\lVert w \rVert}{\lVert u \rVert} u, \quad
       u = \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon} $$ with Adam's running means m and v.

    You et al., 2019, arXiv:1904.00962.

    >>> w = Tensor(np.array([3.0, -4.0])); (w * w).sum().backward()
    >>> Lamb(learning_rate=0.1).step([w]); w.numpy().round(6)
    array([ 2.646447, -3.646447])
    """

    def update_one(self, p: Tensor, w: np.ndarray, g: np.ndarray, *state: np.ndarray) -> None:
        m, v = state
        t = self._moves()
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        step = m / (1.0 - self.beta_1**t) / (np.sqrt(v / (1.0 - self.beta_2**t)) + self.epsilon)
        of_w, of_step = length(w), length(step)
        ratio = of_w / of_step if of_w > 0 and of_step > 0 else 1.0
        w -= ratio * self.rate * step
