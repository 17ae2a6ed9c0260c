"""How far to go along a direction: far enough that the loss falls and its slope flattens (the strong Wolfe conditions).

Nocedal & Wright, 2006, "Numerical Optimization", algorithms 3.5 and 3.6.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FALL, FLATTEN = 1e-4, 0.9  # c₁ and c₂ of the conditions, as there for quasi-Newton methods


@dataclass(frozen=True)
class Point:
    """The loss along a direction at step t: its value, its slope along the direction, and the whole gradient."""

    t: float
    loss: float
    slope: float
    gradient: np.ndarray


def strong_wolfe(evaluate: Callable[[float], Point], start: Point, t: float, closest: float, evaluations: int = 25) -> Point:
    r"""A point with $f(t) \le f(0) + c_1 t f'(0)$ and $|f'(t)| \le c_2 |f'(0)|$, or the best one found.

    `t` is the first guess; points nearer to each other than `closest` are not told apart.
    """
    before, best = start, start
    for i in range(evaluations):
        now = evaluate(t)
        best = min(best, now, key=lambda p: p.loss if math.isfinite(p.loss) else math.inf)
        if not falls(now, start) or (i and now.loss >= before.loss):
            return zoom(evaluate, start, before, now, closest, evaluations - i)
        if abs(now.slope) <= -FLATTEN * start.slope:
            return now
        if now.slope >= 0:
            return zoom(evaluate, start, now, before, closest, evaluations - i)
        ahead = cubic_minimum(before, now)
        if ahead <= now.t:  # the curve is too straight to tell where it turns
            ahead = 2.0 * now.t
        t, before = min(max(ahead, now.t + 0.01 * (now.t - before.t)), 10.0 * now.t), now
    return best


def zoom(evaluate: Callable[[float], Point], start: Point, low: Point, high: Point, closest: float, evaluations: int) -> Point:
    """Between `low`, the better end, and `high` lies a point that meets the conditions: halve towards it."""
    for _ in range(evaluations):
        width = abs(high.t - low.t)
        if width <= closest:
            break
        left, right = min(low.t, high.t) + 0.1 * width, max(low.t, high.t) - 0.1 * width
        t = cubic_minimum(low, high)
        now = evaluate(t if left <= t <= right else 0.5 * (low.t + high.t))
        if not falls(now, start) or now.loss >= low.loss:
            high = now
            continue
        if abs(now.slope) <= -FLATTEN * start.slope:
            return now
        if now.slope * (high.t - low.t) >= 0:
            high = low
        low = now
    return low


def falls(now: Point, start: Point) -> bool:
    """Whether the loss at `now` is finite and has fallen enough."""
    return math.isfinite(now.loss) and now.loss <= start.loss + FALL * now.t * start.slope


def cubic_minimum(a: Point, b: Point) -> float:
    """Where the cubic through both values and slopes is smallest (there, equation 3.59); halfway if it is nowhere."""
    if a.t != b.t and math.isfinite(a.loss + b.loss + a.slope + b.slope):
        first = a.slope + b.slope - 3.0 * (a.loss - b.loss) / (a.t - b.t)
        square = first * first - a.slope * b.slope
        if square >= 0:
            second = math.copysign(math.sqrt(square), b.t - a.t)
            below = b.slope - a.slope + 2.0 * second
            if below:
                return b.t - (b.t - a.t) * (b.slope + second - first) / below
    return 0.5 * (a.t + b.t)
