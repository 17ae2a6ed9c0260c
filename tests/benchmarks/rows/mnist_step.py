"""One training step of an MNIST-sized network 784-128-128-10: batch 128, cross entropy from logits, Adam, float32.

Forward, loss, backward and update. 32 batches take turns, so that the network cannot learn one by heart and its
gradients stay ordinary numbers. The digits are random: a fifth of the pixels lit, as in MNIST. Adam's
epsilon is so small that all make the same step: PyTorch adds it in another place of the formula than the others.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from row import Case, Row, Target
from steps import from_pytorch, pytorch_step, start_pytorch, training

SIZES = (784, 128, 128, 10)
BATCH, BATCHES = 128, 32
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-14

_random = np.random.default_rng(7)


def images(count: int) -> np.ndarray:
    """Random digits (count, 784), a fifth of the pixels between 0 and 1, the others 0."""
    return _random.random((count, SIZES[0]), dtype=np.float32) * (_random.random((count, SIZES[0])) < 0.2)


def labels(count: int) -> np.ndarray:
    """Random classes (count,) from 0 to 9."""
    return _random.integers(0, SIZES[-1], count)


WEIGHTS = [  # (in, out) and (out,), layer by layer, Glorot-uniform as Keras starts them
    array.astype(np.float32)
    for n_in, n_out in pairwise(SIZES)
    for array in (_random.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / (n_in + n_out)), np.zeros(n_out))
]
X = [images(BATCH) for _ in range(BATCHES)]
Y = [labels(BATCH) for _ in range(BATCHES)]


def case(step: Callable[[Any, Any], Any], weights: Callable[[], list[Any]], x: list[Any], y: list[Any]) -> Case:
    return training(step, weights, WEIGHTS, x, y, rate=LEARNING_RATE)


def tapegrad() -> Case:
    from nn import Dense, Sequential
    from nn.losses import SparseCategoricalCrossentropy
    from nn.optimizers import Adam

    model = Sequential([Dense(SIZES[1], activation="relu"), Dense(SIZES[2], activation="relu"), Dense(SIZES[3])])
    model.build((None, SIZES[0]))
    model.set_weights(WEIGHTS)
    model.compile(optimizer=Adam(LEARNING_RATE, epsilon=EPSILON), loss=SparseCategoricalCrossentropy(from_logits=True))
    return case(model.train_on_batch, model.get_weights, X, Y)


def pytorch(**adam: bool) -> Case:
    import torch
    from torch.nn import Linear, ReLU, Sequential

    model = Sequential(Linear(784, 128), ReLU(), Linear(128, 128), ReLU(), Linear(128, 10))
    start_pytorch(model.parameters(), WEIGHTS)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, eps=EPSILON, **adam)

    def weights() -> list[Any]:
        return [from_pytorch(parameter.detach().numpy()) for parameter in model.parameters()]

    return case(pytorch_step(model, optimizer), weights, [torch.tensor(x) for x in X], [torch.tensor(y) for y in Y])


def jax() -> Case:
    """One compiled program for the whole step; the state's memory is given away and reused (donated)."""
    import jax
    import jax.numpy as jnp

    def loss_of(parameters: Any, x: Any, y: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = parameters
        h = jax.nn.relu(x @ w1 + b1)
        h = jax.nn.relu(h @ w2 + b2)
        scores = jax.nn.log_softmax(h @ w3 + b3)
        return -scores[jnp.arange(BATCH), y].mean()

    def train(state: Any, x: Any, y: Any) -> Any:
        t, parameters, ms, vs = state
        loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y)
        t = t + 1
        rate = LEARNING_RATE * jnp.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)
        ms = [BETA_1 * m + (1 - BETA_1) * g for m, g in zip(ms, gradients)]
        vs = [BETA_2 * v + (1 - BETA_2) * g * g for v, g in zip(vs, gradients)]
        parameters = [p - rate * m / (jnp.sqrt(v) + EPSILON) for p, m, v in zip(parameters, ms, vs)]
        return (t, parameters, ms, vs), loss

    run = jax.jit(train, donate_argnums=0)
    zeros = [np.zeros_like(array) for array in WEIGHTS]
    state = jax.device_put((np.float32(0), WEIGHTS, zeros, zeros))

    def step(x: Any, y: Any) -> Any:
        nonlocal state
        state, loss = jax.block_until_ready(run(state, x, y))
        return loss

    return case(step, lambda: state[1], [jnp.asarray(x) for x in X], [jnp.asarray(y) for y in Y])


def make_room() -> list[np.ndarray]:
    """Memory for what the layers give: (BATCH, size) each."""
    return [np.empty((BATCH, size), np.float32) for size in SIZES[1:]]


def compute_scores(x: np.ndarray, parameters: list[np.ndarray], room: list[np.ndarray]) -> np.ndarray:
    """The network forward by hand, with the fewest calls of NumPy, in memory that is there."""
    for weight, bias, z in zip(parameters[::2], parameters[1::2], room):
        np.matmul(x, weight, out=z)
        np.add(z, bias, out=z)
        if z is not room[-1]:
            np.maximum(z, 0, out=z)
        x = z
    return x


def numpy() -> Case:
    """By hand: fixed memory, parameters and gradients in one vector each, Adam in place."""
    flat = np.concatenate([array.ravel() for array in WEIGHTS])
    gradient, m, v, scratch = (np.zeros_like(flat) for _ in range(4))
    parameters, gradients = _views(flat), _views(gradient)
    _, _, w2, _, w3, _ = parameters
    gw1, gb1, gw2, gb2, gw3, gb3 = gradients
    h1, h2, scores = room = make_room()
    g1, g2 = np.empty_like(h1), np.empty_like(h2)
    rows = np.arange(BATCH)
    t = 0

    def step(x: np.ndarray, y: np.ndarray) -> float:
        compute_scores(x, parameters, room)
        np.subtract(scores, scores.max(axis=1, keepdims=True), out=scores)
        right = scores[rows, y]  # before exp runs in place
        np.exp(scores, out=scores)
        sums = scores.sum(axis=1, keepdims=True)
        loss = float((np.log(sums[:, 0]) - right).mean())
        np.divide(scores, sums * BATCH, out=scores)
        scores[rows, y] -= np.float32(1 / BATCH)  # the gradient of the logits

        np.matmul(h2.T, scores, out=gw3)
        np.sum(scores, axis=0, out=gb3)
        np.matmul(scores, w3.T, out=g2)
        np.multiply(g2, h2 > 0, out=g2)
        np.matmul(h1.T, g2, out=gw2)
        np.sum(g2, axis=0, out=gb2)
        np.matmul(g2, w2.T, out=g1)
        np.multiply(g1, h1 > 0, out=g1)
        np.matmul(x.T, g1, out=gw1)
        np.sum(g1, axis=0, out=gb1)
        adam()
        return loss

    def adam() -> None:
        nonlocal t
        t += 1
        rate = LEARNING_RATE * (1 - BETA_2**t) ** 0.5 / (1 - BETA_1**t)
        np.multiply(gradient, gradient, out=scratch)
        np.multiply(gradient, 1 - BETA_1, out=gradient)
        np.multiply(m, BETA_1, out=m)
        np.add(m, gradient, out=m)
        np.multiply(scratch, 1 - BETA_2, out=scratch)
        np.multiply(v, BETA_2, out=v)
        np.add(v, scratch, out=v)
        np.sqrt(v, out=scratch)
        np.add(scratch, EPSILON, out=scratch)
        np.divide(m, scratch, out=scratch)
        np.multiply(scratch, rate, out=scratch)
        np.subtract(flat, scratch, out=flat)

    return case(step, lambda: parameters, X, Y)


def _views(flat: np.ndarray) -> list[np.ndarray]:
    """Views of the flat vector shaped as WEIGHTS."""
    ends = np.cumsum([array.size for array in WEIGHTS])
    return [part.reshape(array.shape) for part, array in zip(np.split(flat, ends[:-1]), WEIGHTS)]


ROW = Row(
    work="MNIST MLP 784-128-128-10, batch 128, Adam: one training step",
    engines={
        "tapegrad": tapegrad,
        "PyTorch eager": pytorch,
        "PyTorch eager (fused Adam)": lambda: pytorch(fused=True),
        "PyTorch eager (foreach Adam)": lambda: pytorch(foreach=True),
        "JAX jit": jax,
        "NumPy by hand": numpy,
    },
    targets=(
        Target("tapegrad", "PyTorch eager", 0.6),
        Target("tapegrad", "PyTorch eager (fused Adam)", 0.75),
        Target("tapegrad", "JAX jit", 1.0),
    ),
    tolerance=1e-4,
)
