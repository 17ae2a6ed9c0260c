"""A leaky filter over 10,000 samples: how far its output is from the next sample, with slopes in decay, gain and offset."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

from loops import loop_row

_random = random.Random(7)
SIGNAL = [math.sin(0.01 * k) + 0.1 * _random.gauss(0, 1) for k in range(10_000)]
PARAMETERS = [0.9, 0.1, 0.01]


def loop(p: list[Any], f: Any) -> Any:
    decay, gain, offset = p
    level: Any = 0.0
    loss: Any = 0.0
    for now, after in itertools.pairwise(SIGNAL):
        level = decay * level + gain * now + offset
        error = level - after
        loss = loss + error * error
    return loss


def scan(p: Any) -> Any:
    import jax
    import jax.numpy as jnp

    decay, gain, offset = p
    signal = jnp.asarray(SIGNAL)

    def step(state: Any, pair: Any) -> Any:
        level, loss = state
        level = decay * level + gain * pair[0] + offset
        return (level, loss + (level - pair[1]) ** 2), None

    (_, loss), _ = jax.lax.scan(step, (0.0, 0.0), (signal[:-1], signal[1:]))
    return loss


ROW = loop_row("leaky filter over 10,000 samples", loop, PARAMETERS, scan)
