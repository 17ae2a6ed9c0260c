"""A pendulum for 400 steps, pushed by a network 2-4-1 of single numbers: how far from upright it ends, and all slopes."""

from __future__ import annotations

import math
import random
from typing import Any

from loops import loop_row

STEPS, STEP, HIDDEN = 400, 0.02, 4
_random = random.Random(7)
PARAMETERS = [_random.uniform(-0.5, 0.5) for _ in range(4 * HIDDEN + 1)]
"""Per hidden neuron: two weights, a bias, and its weight in the push; the push's bias last."""


def loop(p: list[Any], f: Any) -> Any:
    angle: Any = 0.3
    speed: Any = 0.0
    for step in range(STEPS):
        push = p[-1]
        for k in range(0, 4 * HIDDEN, 4):
            push = push + p[k + 3] * f.tanh(p[k] * angle + p[k + 1] * speed + p[k + 2])
        pull = f.sin(angle) if step else math.sin(0.3)
        speed = speed + (pull * 9.81 + push) * STEP
        angle = angle + speed * STEP
    return angle * angle + speed * speed * 0.1


def scan(p: Any) -> Any:
    import jax
    import jax.numpy as jnp

    weights = jnp.asarray(p[:-1]).reshape(HIDDEN, 4)

    def step(state: Any, _: Any) -> Any:
        angle, speed = state
        push = p[-1] + (weights[:, 3] * jnp.tanh(weights[:, 0] * angle + weights[:, 1] * speed + weights[:, 2])).sum()
        speed = speed + (jnp.sin(angle) * 9.81 + push) * STEP
        return (angle + speed * STEP, speed), None

    (angle, speed), _ = jax.lax.scan(step, (0.3, 0.0), None, STEPS)
    return angle * angle + speed * speed * 0.1


ROW = loop_row("pendulum pushed by a scalar network, 400 steps", loop, PARAMETERS, scan)
