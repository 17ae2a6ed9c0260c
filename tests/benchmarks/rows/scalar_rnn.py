"""A recurrent network of four single neurons that reads 500 letters and guesses the next ones: its loss and all slopes."""

from __future__ import annotations

import itertools
import random
from typing import Any

from loops import loop_row

SIZE, LETTERS = 4, 500
TEXT = ("the quick brown fox jumps over the lazy dog and " * 11)[: LETTERS + 1]
CODES = [(ord(letter) - 96) / 26 if letter != " " else 0.0 for letter in TEXT]
_random = random.Random(7)
PER = SIZE + 3
PARAMETERS = [_random.uniform(-0.5, 0.5) for _ in range(SIZE * PER)]
"""Per neuron: its weights for the states before, for the letter, its bias, and its weight in the guess."""


def loop(p: list[Any], f: Any) -> Any:
    states: list[Any] = [0.0] * SIZE
    loss: Any = 0.0
    for now, after in itertools.pairwise(CODES):
        made = []
        for at in range(0, SIZE * PER, PER):
            total = p[at + SIZE] * now + p[at + SIZE + 1]
            for k, state in enumerate(states, at):
                total = total + p[k] * state
            made.append(f.tanh(total))
        states, error = made, -after
        for at, state in zip(range(PER - 1, SIZE * PER, PER), states):
            error = p[at] * state + error
        loss = loss + error * error
    return loss


def scan(p: Any) -> Any:
    import jax
    import jax.numpy as jnp

    weights, codes = jnp.asarray(p).reshape(SIZE, PER), jnp.asarray(CODES)

    def step(state: Any, pair: Any) -> Any:
        states, loss = state
        states = jnp.tanh(weights[:, :SIZE] @ states + weights[:, SIZE] * pair[0] + weights[:, SIZE + 1])
        return (states, loss + (weights[:, SIZE + 2] @ states - pair[1]) ** 2), None

    (_, loss), _ = jax.lax.scan(step, (jnp.zeros(SIZE), 0.0), (codes[:-1], codes[1:]))
    return loss


ROW = loop_row("recurrent network of 4 single neurons over 500 letters", loop, PARAMETERS, scan)
