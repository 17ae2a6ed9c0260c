"""Numbers that losses, metrics and normalizations are tried with: of every size, nearly equal, equal, at the ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Rng = np.random.Generator


def draw_vector(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    """Four numbers: of every size, of one size, nearly equal, equal, or such as networks see."""
    kind = np.finfo(dtype)
    size = np.exp2(rng.uniform(kind.minexp, kind.maxexp - 4))
    usual = rng.normal(size=4)
    found = (
        np.exp2(rng.uniform(kind.minexp, kind.maxexp - 4, 4)) * rng.choice([-1.0, 1.0], 4),
        size * usual / 4.0,
        size * (1.0 + kind.eps * rng.integers(-9, 10, 4)) * rng.choice([-1.0, 1.0]),
        np.full(4, size),
        usual * 10.0 ** rng.integers(-3, 4),
    )
    return found[turn % len(found)].astype(dtype)


def draw_logits(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    """Usual ones, such as leave no doubt, nearly equal ones, and those of every size up to a million."""
    spread = rng.normal(size=4)
    found = (
        3.0 * spread,
        rng.choice([-1e4, 0.0, 1e4], 4) + spread,
        rng.normal() * 100.0 + spread * 1e-5,
        spread * 10.0 ** rng.uniform(-30, 6, 4),
    )
    return found[turn % len(found)].astype(dtype)


def draw_labels(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    """Zeros and ones, or numbers between, tiny ones among them."""
    if turn % 2:
        return rng.integers(0, 2, 4).astype(dtype)
    return (rng.uniform(size=4) * 10.0 ** -rng.integers(0, 9, 4)).astype(dtype)


def draw_shares(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    """Labels that add up to 1: a single one, or several."""
    if turn % 2:
        return np.eye(4, dtype=dtype)[rng.integers(4)]
    shares = np.exp(3.0 * rng.normal(size=4))
    return (shares / shares.sum()).astype(dtype)


def draw_probabilities(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    """Between what Keras clips to: near 0, near 1, and between."""
    near = rng.uniform(2e-7, 1e-3, 4)
    found = (rng.uniform(0.01, 0.99, 4), near, 1.0 - near)
    return found[turn % len(found)].astype(dtype)


def draw_positive(rng: Rng, dtype: Any, turn: int) -> np.ndarray:
    return np.abs(draw_vector(rng, dtype, turn))


def pair_of(*draws: Callable[..., Any]) -> Callable[..., list[np.ndarray]]:
    return lambda rng, dtype, turn: [draw(rng, dtype, turn) for draw in draws]


def draw_two(rng: Rng, dtype: Any, turn: int) -> list[np.ndarray]:
    """A prediction and a label: far from each other, or nearly right."""
    y = draw_vector(rng, dtype, turn)
    if turn % 2:
        return [y * (1.0 + np.finfo(dtype).eps * rng.integers(-99, 99, 4)).astype(dtype), y]
    return [rng.permutation(y) * dtype(rng.uniform(-1.0, 1.0)), y]


def draw_usual_two(rng: Rng, dtype: Any, turn: int) -> list[np.ndarray]:
    """Such as networks see."""
    return [(10.0 ** rng.integers(-3, 3) * rng.normal(size=4)).astype(dtype) for _ in range(2)]


def draw_signs(rng: Rng, dtype: Any, turn: int) -> list[np.ndarray]:
    return [draw_vector(rng, dtype, turn), rng.choice([-1.0, 1.0], 4).astype(dtype)]


def draw_one(rng: Rng, dtype: Any, turn: int) -> list[np.ndarray]:
    return [draw_vector(rng, dtype, turn)]
