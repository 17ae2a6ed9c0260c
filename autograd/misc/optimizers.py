"""Gradient descent on nested values, for short programs: sgd, rmsprop, adam. Networks are trained by `nn.optimizers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.misc.flatten import flatten

Gradient = Callable[[Any, int], Any]
Callback = Callable[[Any, int, Any], object]


def _descend(
    grad: Gradient, x0: Any, callback: Callback | None, num_iters: int, change: Callable[[np.ndarray, int], np.ndarray]
) -> Any:
    """x0 after `num_iters` times taking away what `change` makes of the gradient."""
    x, unflatten = flatten(x0)
    x = np.array(x, float)
    for i in range(num_iters):
        gradient = grad(unflatten(x), i)
        if callback is not None:
            callback(unflatten(x), i, gradient)
        x = x - change(np.asarray(flatten(gradient)[0]), i)
    return unflatten(x)


def sgd(
    grad: Gradient, x0: Any, callback: Callback | None = None, num_iters: int = 200, step_size: float = 0.1, mass: float = 0.9
) -> Any:
    """Gradient descent with momentum.

    grad: a function of (x, iteration) that returns the gradient. x0: where to begin, nested as you like. callback=None: called
    with (x, iteration, gradient). num_iters=200: how many steps. step_size=0.1: the learning rate. mass=0.9: the momentum.

    >>> abs(sgd(lambda x, i: 2 * x, 1.0)) < 1e-4
    True
    """
    velocity: Any = 0.0

    def change(g: np.ndarray, i: int) -> np.ndarray:
        nonlocal velocity
        velocity = mass * velocity - (1.0 - mass) * g
        return -step_size * np.asarray(velocity)

    return _descend(grad, x0, callback, num_iters, change)


def rmsprop(
    grad: Gradient, x0: Any, callback: Callback | None = None, num_iters: int = 100, step_size: float = 0.1, gamma: float = 0.9,
    eps: float = 1e-8,
) -> Any:  # fmt: skip
    """Gradient descent with each gradient divided by the running root of its mean square. Source: Tieleman and Hinton (2012).

    grad: a function of (x, iteration) that returns the gradient. x0: where to begin, nested as you like. callback=None: called
    with (x, iteration, gradient). num_iters=100: how many steps. step_size=0.1: the learning rate. gamma=0.9: how much of the
    old mean stays. eps=1e-8: added to the root.

    >>> abs(rmsprop(lambda x, i: 2 * x, 1.0)) < 0.1
    True
    """
    mean: Any = 1.0

    def change(g: np.ndarray, i: int) -> np.ndarray:
        nonlocal mean
        mean = mean * gamma + g * g * (1.0 - gamma)
        return step_size * g / (np.sqrt(mean) + eps)

    return _descend(grad, x0, callback, num_iters, change)


def adam(
    grad: Gradient, x0: Any, callback: Callback | None = None, num_iters: int = 100, step_size: float = 0.001, b1: float = 0.9,
    b2: float = 0.999, eps: float = 1e-8,
) -> Any:  # fmt: skip
    """Adam. Source: Kingma and Ba (2014), arXiv:1412.6980.

    grad: a function of (x, iteration) that returns the gradient. x0: where to begin, nested as you like. callback=None: called
    with (x, iteration, gradient). num_iters=100: how many steps. step_size=0.001: the learning rate. b1=0.9, b2=0.999: how much
    of the old means of the gradient and its square stays. eps=1e-8: added to the root.

    >>> abs(adam(lambda x, i: 2 * x, 1.0, step_size=0.1)) < 0.2
    True
    """
    m: Any = 0.0
    v: Any = 0.0

    def change(g: np.ndarray, i: int) -> np.ndarray:
        nonlocal m, v
        m, v = (1 - b1) * g + b1 * m, (1 - b2) * g * g + b2 * v
        return step_size * (m / (1 - b1 ** (i + 1))) / (np.sqrt(v / (1 - b2 ** (i + 1))) + eps)

    return _descend(grad, x0, callback, num_iters, change)
