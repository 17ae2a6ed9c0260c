"""Hares and lynxes by Euler's method, 1,000 steps: the last numbers of both, and their slopes in the four rates."""

from __future__ import annotations

from typing import Any

from loops import loop_row

STEPS, STEP = 1000, 0.001
PARAMETERS = [1.1, 0.4, 0.1, 0.4]


def loop(p: list[Any], f: Any) -> Any:
    a, b, c, d = p
    x: Any = 10.0
    y: Any = 5.0
    for _ in range(STEPS):
        born, eaten = a * x - b * x * y, c * x * y - d * y
        x, y = x + born * STEP, y + eaten * STEP
    return x + y


def scan(p: Any) -> Any:
    import jax

    a, b, c, d = p

    def step(state: Any, _: Any) -> Any:
        x, y = state
        return (x + (a * x - b * x * y) * STEP, y + (c * x * y - d * y) * STEP), None

    (x, y), _ = jax.lax.scan(step, (10.0, 5.0), None, STEPS)
    return x + y


ROW = loop_row("Lotka-Volterra, 1,000 steps of Euler", loop, PARAMETERS, scan, arithmetic=True)
