"""A network of single neurons, every weight its own Tensor, learns the 1,797 digits of 8 x 8 that scikit-learn carries."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tape, Tensor, exp, log
from nn import MLP

BATCH = 32


def numbers(rows):
    return [[Tensor(float(value)) for value in row] for row in rows]


def test_64_32_10_learns_the_digits_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets", reason="needs scikit-learn for its 8 x 8 digits")
    x, y = datasets.load_digits(return_X_y=True)
    assert x.shape == (1797, 64)
    x, one_hot = x / 16, np.eye(10)[y]
    mlp = MLP(64, [32, 10], activation="tanh", seed=0)
    for w in mlp.parameters():
        w.data *= 0.25
    pixels, truths = numbers(x[:BATCH]), numbers(one_hot[:BATCH])
    losses = []
    for p, t in zip(pixels, truths):
        scores = mlp(p)
        losses.append(log(sum(exp(s) for s in scores)) - sum(s * one for s, one in zip(scores, t)))
    loss = sum(losses) / BATCH
    program = Tape.gather(loss).compile(inputs=[pixels, truths], parameters=mlp.parameters(), output=loss)
    assert len(program) > 150_000
    assert program.nbytes() < 100 * len(program)

    known, order, velocity = 1500, np.random.default_rng(0), np.zeros(2410)
    for epoch in range(20):
        rows = order.permutation(known)
        for i in range(0, known - BATCH + 1, BATCH):
            batch = rows[i : i + BATCH]
            velocity = 0.9 * velocity + program.value_and_grad(x[batch], one_hot[batch])[1]
            program.parameters -= 0.2 * (1 - epoch / 20) * velocity
    program.store()
    read = np.stack([score.numpy() for score in mlp(x.T)]).argmax(axis=0)  # 10 x (1797,) -> (10, 1797) -> (1797,)
    assert np.mean(read[:known] == y[:known]) > 0.98
    assert np.mean(read[known:] == y[known:]) > 0.88
