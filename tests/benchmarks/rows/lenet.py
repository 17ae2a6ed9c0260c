"""One training step of LeNet-5 on images of MNIST's shape: batch 64, cross entropy from logits, Adam, float32.

Convolution 6@5x5 with a border, max pooling, convolution 16@5x5, max pooling, 120, 84, 10, with relu (LeCun et al., 1998, had
tanh and averages). As in mnist_step, batches take turns, and Adam's epsilon is so small that all make the same step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Case, Row, Target
from steps import from_pytorch, pytorch_batches, pytorch_step, start_pytorch, training

BATCH, BATCHES = 64, 16
LEARNING_RATE, EPSILON = 1e-3, 1e-14
CHECKED_STEPS = 2
SHAPES = ((5, 5, 1, 6), (6,), (5, 5, 6, 16), (16,), (400, 120), (120,), (120, 84), (84,), (84, 10), (10,))

_random = np.random.default_rng(7)
WEIGHTS = [  # Glorot-uniform as Keras starts them; biases a little off zero, where relu has no derivative
    (_random.uniform(-1, 1, shape) * (np.sqrt(6 / (np.prod(shape[:-2]) * sum(shape[-2:]))) if len(shape) > 1 else 0.01)).astype(
        np.float32
    )
    for shape in SHAPES
]
X = [_random.random((BATCH, 28, 28, 1), dtype=np.float32) * (_random.random((BATCH, 28, 28, 1)) < 0.2) for _ in range(BATCHES)]
Y = [_random.integers(0, 10, BATCH) for _ in range(BATCHES)]


def network() -> Any:
    from nn import Conv2D, Dense, Flatten, MaxPooling2D, Sequential

    model = Sequential([
        Conv2D(6, 5, padding="same", activation="relu", input_shape=(28, 28, 1)), MaxPooling2D(),
        Conv2D(16, 5, activation="relu"), MaxPooling2D(), Flatten(),
        Dense(120, activation="relu"), Dense(84, activation="relu"), Dense(10),
    ])  # fmt: skip
    model.set_weights(WEIGHTS)
    return model


def tapegrad() -> Case:
    from nn.losses import SparseCategoricalCrossentropy
    from nn.optimizers import Adam

    model = network()
    model.compile(optimizer=Adam(LEARNING_RATE, epsilon=EPSILON), loss=SparseCategoricalCrossentropy(from_logits=True))
    return training(model.train_on_batch, model.get_weights, WEIGHTS, X, Y, rate=LEARNING_RATE, checked=CHECKED_STEPS)


def pytorch() -> Case:
    import torch
    from torch.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential

    model = Sequential(
        Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2), Conv2d(6, 16, 5), ReLU(), MaxPool2d(2), Flatten(),
        Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10),
    )  # fmt: skip
    places = np.moveaxis(np.arange(400).reshape(5, 5, 16), -1, 0).ravel()  # it flattens channels first: (16, 5, 5)
    start_pytorch(model.parameters(), [w[places] if len(w) == 400 else w for w in WEIGHTS])
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, eps=EPSILON)

    def weights() -> list[Any]:
        found = [from_pytorch(p.detach().numpy()) for p in model.parameters()]
        return [w[np.argsort(places)] if len(w) == 400 else w for w in found]

    batches = pytorch_batches(X, Y)
    return training(pytorch_step(model, optimizer), weights, WEIGHTS, *batches, rate=LEARNING_RATE, checked=CHECKED_STEPS)


ROW = Row(
    work="LeNet-5 on 28x28, batch 64, Adam: one training step",
    engines={"tapegrad": tapegrad, "PyTorch eager": pytorch},
    targets=(Target("tapegrad", "PyTorch eager", 1.0),),
    tolerance=1e-4,
)
