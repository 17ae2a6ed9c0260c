"""Recurrence: a whole sequence of LSTM steps as one row, since step by step the overhead is larger than the work.

With the gates i (in), f (forget), o (out), the candidate g and the mask m of the steps that count, step t is

    [i f g o] = σ, σ, tanh, σ of  x_t w + h_{t−1} u + b
    c_t = f · c_{t−1} + i · g
    h_t = o · tanh c_t                    where m_t is 0, h and c stay as they were.

Backwards, δ_t = ∂/∂(x_t w + h_{t−1} u + b) is all that the weights need: each of their gradients is one product over all
steps at once. Hochreiter & Schmidhuber, 1997, Neural Computation 9; Gers, Schmidhuber & Cummins, 2000.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.networks import oracles
from autograd.ops.networks.lstm_backward import SHARES, find_deltas_on_tensors, quick_deltas
from autograd.ops.networks.lstm_forward import lstm_forward
from autograd.ops.samples import space_out


def lstm(x: Any, h: Any, c: Any, w: Any, u: Any, b: Any, m: Any = 1.0) -> Any:
    """The hidden states of all steps, then the last cell state: `x: (T, B, n) -> (T + 1, B, u)`.

    x: (T, B, n). h, c: (B, u), the states before the first step. w: (n, 4u). u: (u, 4u). b: (4u,). In all three the gates
    i f g o stand side by side. m=1.0: (T, B), 0 where a step does not count. Hochreiter & Schmidhuber, 1997.

    >>> lstm(np.ones((3, 2, 5)), np.zeros((2, 4)), np.zeros((2, 4)), np.ones((5, 16)), np.ones((4, 16)), np.zeros(16)).shape
    (4, 2, 4)
    """
    return lstm_row(x, h, c, w, u, b, m)


def lstm_gradients(g, z, kept, x, h, c, w, u, b, m, *, wanted):
    """The gradients of x, h, c, w, u and b, from one sweep back through time."""
    if kept is None:
        found = find_deltas_on_tensors(g, z, x, h, c, w, u, b, m)
        return [SHARES[i](found, z, x, h, w) for i in wanted]
    try:
        gates = kept.gates.pop()
    except IndexError:  # a second way back: the gates are found once more
        z, kept = lstm_forward(x, h, c, w, u, b, m)
        gates = kept.gates.pop()
    found = quick_deltas(g, z, kept, gates, u, m)
    shares = [SHARES[i](found, z, x, h, w) for i in wanted]
    kept.used.append(gates)
    return shares


def sequences(masked: bool, steps: int, batch: int, features: int, units: int) -> Sample:
    shapes = [(steps, batch, features), *[(batch, units)] * 2, (features, 4 * units), (units, 4 * units), (4 * units,)]
    mask = np.arange(steps * batch).reshape(steps, batch) % 3 != 1 if masked else 1
    return Sample((*(space_out(shape, -1.0, 1.0, seed) for seed, shape in enumerate(shapes)), mask))


# fmt: off
lstm_row = Op("lstm", lstm_forward, floating=True,
    doc="A whole sequence of long short-term memory steps: the hidden states h of all steps, then the last cell state c.",
    vjps=(*6 * (lstm_gradients,), None), joint=True,
    oracle=oracles.lstm, real=True, label="LSTM", tex=(r"h_t = o_t \tanh c_t", r"\delta_t\, w^\top", r"\delta_1 u^\top", r"f_1\, \bar c_1",
                       r"\sum_t x_t^\top \delta_t", r"\sum_t h_{t-1}^\top \delta_t", r"\sum_t \delta_t", "0"),
    samples=lambda: [sequences(False, 3, 2, 3, 2), sequences(True, 4, 3, 2, 2), sequences(False, 1, 1, 1, 1)],
    source="Hochreiter & Schmidhuber, 1997, Neural Computation 9")
# fmt: on
