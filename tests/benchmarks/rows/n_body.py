"""Eight bodies that attract each other in a plane, 50 steps: how far the first ends, with slopes in all masses."""

from __future__ import annotations

import math
from typing import Any

from loops import loop_row

BODIES, STEPS, STEP = 8, 50, 0.01
PARAMETERS = [1.0 + 0.1 * k for k in range(BODIES)]
START = [(math.cos(2.4 * k) * (1 + 0.3 * k), math.sin(2.4 * k) * (1 + 0.3 * k)) for k in range(BODIES)]


def loop(masses: list[Any], f: Any) -> Any:
    x: list[Any] = [a for a, _ in START]
    y: list[Any] = [b for _, b in START]
    vx: list[Any] = [0.0] * BODIES
    vy: list[Any] = [0.0] * BODIES
    for step in range(STEPS):
        for i in range(BODIES):
            for j in range(i):
                dx, dy = x[j] - x[i], y[j] - y[i]
                square = dx * dx + dy * dy + 0.01
                near = 1.0 / (square * (f.sqrt(square) if step else math.sqrt(square)))
                vx[i], vy[i] = vx[i] + masses[j] * dx * near * STEP, vy[i] + masses[j] * dy * near * STEP
                vx[j], vy[j] = vx[j] - masses[i] * dx * near * STEP, vy[j] - masses[i] * dy * near * STEP
        x = [a + v * STEP for a, v in zip(x, vx)]
        y = [b + v * STEP for b, v in zip(y, vy)]
    return x[0] * x[0] + y[0] * y[0]


def scan(masses: Any) -> Any:
    import jax
    import jax.numpy as jnp

    weights = jnp.asarray(masses)

    def step(state: Any, _: Any) -> Any:
        at, speed = state  # (BODIES, 2) each
        apart = at[None] - at[:, None]  # (BODIES, BODIES, 2)
        near = ((apart**2).sum(-1) + 0.01) ** -1.5
        speed = speed + ((weights[None] * near)[..., None] * apart).sum(1) * STEP
        return (at + speed * STEP, speed), None

    (at, _), _ = jax.lax.scan(step, (jnp.asarray(START), jnp.zeros((BODIES, 2))), None, STEPS)
    return (at[0] ** 2).sum()


ROW = loop_row("8 bodies in a plane, 50 steps", loop, PARAMETERS, scan)
