"""One training step of a small residual network on 32x32 images: batch 32, cross entropy from logits, SGD, float32.

A convolution to 16 channels, then three stages of 16, 32 and 64, each a block of two 3x3 convolutions with batch
normalization around a shortcut (1x1 where the size changes), the mean over the image, ten classes (He, Zhang, Ren & Sun,
2015, arXiv:1512.03385, which repeats the blocks). Four batches take turns. Where strides of 2 meet an even size,
PyTorch's border of 1 and Keras' "same" differ by a pixel, so both get their zeros by an explicit border of 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Case, Row, Target
from steps import from_pytorch, pytorch_batches, pytorch_step, start_pytorch, training

BATCH, SIZE, CLASSES, BATCHES = 32, 32, 10, 4
STAGES = (16, 32, 64)
CHECKED_STEPS = 1  # from then on rounding errors flip signs in front of relu
LEARNING_RATE, INERTIA = 0.01, 0.9
MOMENTUM, EPSILON = 0.9, 1e-5  # of batch normalization

_random = np.random.default_rng(7)


def kernel(size: int, inside: int, outside: int) -> list[np.ndarray]:
    """A convolution's kernel, He-normal, then its batch normalization's gamma and beta."""
    spread = np.sqrt(2.0 / (size * size * inside))
    return [_random.standard_normal((size, size, inside, outside)) * spread, np.ones(outside), np.zeros(outside)]


def weights() -> list[np.ndarray]:
    """In the order in which the network below makes its layers."""
    found = kernel(3, 3, STAGES[0])
    for inside, outside in zip((STAGES[0], *STAGES), STAGES):
        found += kernel(3, inside, outside) + kernel(3, outside, outside)
        if inside != outside:
            found += kernel(1, inside, outside)
    dense = [_random.standard_normal((STAGES[-1], CLASSES)) * np.sqrt(1.0 / STAGES[-1]), np.zeros(CLASSES)]
    return [array.astype(np.float32) for array in found + dense]


WEIGHTS = weights()
X = [_random.standard_normal((BATCH, SIZE, SIZE, 3), dtype=np.float32) for _ in range(BATCHES)]
Y = [_random.integers(0, CLASSES, BATCH) for _ in range(BATCHES)]


def tapegrad() -> Case:
    from nn import Add, BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D, Input, Model, ReLU, ZeroPadding2D
    from nn.losses import SparseCategoricalCrossentropy
    from nn.optimizers import SGD

    layers: list[Any] = []

    def norm_layer(x: Any, filters: int, size: int, strides: int) -> Any:
        if strides == 1:
            convolution = Conv2D(filters, size, padding="same", use_bias=False)
        else:
            convolution = Conv2D(filters, size, strides, use_bias=False)
            x = ZeroPadding2D(size // 2)(x) if size > 1 else x
        norm = BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)
        layers.extend([convolution, norm])
        return norm(convolution(x))

    def block(x: Any, filters: int, strides: int) -> Any:
        z = ReLU()(norm_layer(x, filters, 3, strides))
        z = norm_layer(z, filters, 3, 1)
        shortcut = norm_layer(x, filters, 1, strides) if strides > 1 else x
        return ReLU()(Add()([z, shortcut]))

    image = Input((SIZE, SIZE, 3))
    x = ReLU()(norm_layer(image, STAGES[0], 3, 1))
    for filters in STAGES:
        x = block(x, filters, 1 if filters == STAGES[0] else 2)
    layers.append(Dense(CLASSES))
    model = Model(image, layers[-1](GlobalAveragePooling2D()(x)))
    parameters = [p for layer in layers for p in layer.parameters()]
    for parameter, start in zip(parameters, WEIGHTS, strict=True):
        parameter.data = start
    model.compile(SGD(LEARNING_RATE, momentum=INERTIA), SparseCategoricalCrossentropy(from_logits=True))

    def now() -> list[Any]:
        return [p.numpy() for p in parameters]

    return training(model.train_on_batch, now, WEIGHTS, X, Y, rate=LEARNING_RATE, checked=CHECKED_STEPS)


def pytorch() -> Case:
    import torch
    from torch import nn
    from torch.nn.functional import relu

    def norm_layer(inside: int, outside: int, size: int, stride: int) -> Any:
        convolution = nn.Conv2d(inside, outside, size, stride, padding=size // 2, bias=False)
        return nn.Sequential(convolution, nn.BatchNorm2d(outside, eps=EPSILON, momentum=1 - MOMENTUM))

    class Block(nn.Module):
        def __init__(self, inside: int, outside: int) -> None:
            super().__init__()
            stride = 1 if inside == outside else 2
            self.first, self.second = norm_layer(inside, outside, 3, stride), norm_layer(outside, outside, 3, 1)
            self.shortcut = norm_layer(inside, outside, 1, stride) if stride > 1 else nn.Identity()

        def forward(self, x: Any) -> Any:
            return relu(self.second(relu(self.first(x))) + self.shortcut(x))

    model = nn.Sequential(
        norm_layer(3, STAGES[0], 3, 1), nn.ReLU(), *[Block(*pair) for pair in zip((STAGES[0], *STAGES), STAGES)],
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(STAGES[-1], CLASSES),
    )  # fmt: skip
    parameters = list(model.parameters())
    start_pytorch(parameters, WEIGHTS)
    optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=INERTIA)

    def now() -> list[Any]:
        return [from_pytorch(p.detach().numpy()) for p in parameters]

    batches = pytorch_batches(X, Y)
    return training(pytorch_step(model, optimizer), now, WEIGHTS, *batches, rate=LEARNING_RATE, checked=CHECKED_STEPS)


ROW = Row(
    work="small ResNet (16-32-64) on 32x32x3, batch 32, SGD: one training step",
    engines={"tapegrad": tapegrad, "PyTorch eager": pytorch},
    targets=(Target("tapegrad", "PyTorch eager", 1.2),),
    tolerance=1e-3,
)
