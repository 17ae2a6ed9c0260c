"""One training step of an LSTM: 128 units, 64 steps of 128 features, batch 32, ten classes read from the last output.

Forward, cross entropy from logits, backward and Adam, float32. Eight random batches take turns. Adam's epsilon is so
small that both make the same step; of PyTorch's two bias vectors, which are only ever added up, one stays at zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Case, Row, Target
from steps import from_pytorch, pytorch_step, start_pytorch, training

UNITS, STEPS, FEATURES, BATCH, CLASSES, BATCHES = 128, 64, 128, 32, 10, 8
LEARNING_RATE, EPSILON = 1e-3, 1e-14

_random = np.random.default_rng(7)


def uniform(*shape: int) -> np.ndarray:
    return _random.uniform(-1, 1, shape).astype(np.float32) * np.float32(UNITS**-0.5)


WEIGHTS = [  # as PyTorch starts them; gates side by side, (in, 4 units)
    uniform(FEATURES, 4 * UNITS), uniform(UNITS, 4 * UNITS), uniform(4 * UNITS), uniform(UNITS, CLASSES), uniform(CLASSES),
]  # fmt: skip
X = [_random.standard_normal((BATCH, STEPS, FEATURES), dtype=np.float32) for _ in range(BATCHES)]
Y = [_random.integers(0, CLASSES, BATCH) for _ in range(BATCHES)]


def tapegrad(**settings: Any) -> Case:
    from nn import LSTM, Dense, Sequential
    from nn.losses import SparseCategoricalCrossentropy
    from nn.optimizers import Adam

    model = Sequential([LSTM(UNITS, input_shape=(STEPS, FEATURES), **settings), Dense(CLASSES)])
    model.set_weights(WEIGHTS)
    model.compile(Adam(LEARNING_RATE, epsilon=EPSILON), SparseCategoricalCrossentropy(from_logits=True))
    return training(model.train_on_batch, model.get_weights, WEIGHTS, X, Y, rate=LEARNING_RATE)


def pytorch() -> Case:
    import torch

    lstm, dense = torch.nn.LSTM(FEATURES, UNITS, batch_first=True), torch.nn.Linear(UNITS, CLASSES)
    kept = [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, dense.weight, dense.bias]
    torch.nn.init.zeros_(lstm.bias_hh_l0).requires_grad_(False)
    start_pytorch(kept, WEIGHTS)
    optimizer = torch.optim.Adam(kept, lr=LEARNING_RATE, eps=EPSILON)

    def network(x: Any) -> Any:
        return dense(lstm(x)[0][:, -1])

    def weights() -> list[Any]:
        return [from_pytorch(parameter.detach().numpy()) for parameter in kept]

    x, y = [torch.tensor(x) for x in X], [torch.tensor(y) for y in Y]
    return training(pytorch_step(network, optimizer), weights, WEIGHTS, x, y, rate=LEARNING_RATE)


ROW = Row(
    work="LSTM 128, 64 steps, batch 32, Adam: one training step",
    engines={
        "tapegrad": tapegrad,
        "tapegrad, step by step": lambda: tapegrad(activation=lambda x: np.tanh(x)),  # any other function is not fused
        "PyTorch eager": pytorch,
    },
    targets=(Target("tapegrad", "PyTorch eager", 1.0),),
    tolerance=1e-3,
)
