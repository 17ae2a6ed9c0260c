"""Two species that eat and are eaten, by odeint: the gradient of the end by four rates, with the adjoint."""

from __future__ import annotations

from typing import Any

import numpy
from calculus import row


def rates(np: Any) -> Any:
    def change(y: Any, t: Any, p: Any) -> Any:
        return np.array([p[0] * y[0] - p[1] * y[0] * y[1], p[2] * y[0] * y[1] - p[3] * y[1]])

    return change


def end(np: Any, odeint: Any, p: Any) -> Any:
    y = odeint(rates(np), np.array([1.0, 0.5]), np.linspace(0.0, 3.0, 10), (p,))
    return np.sum(y[-1] ** 2)


ROW = row("gradient of an ODE by odeint", "grad", end, [numpy.array([1.1, 0.4, 0.2, 0.5])], tolerance=1e-4, solves=True)
