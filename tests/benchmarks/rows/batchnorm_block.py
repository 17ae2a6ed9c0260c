"""Batch normalization, relu and 2x2 max pooling on 32 images of 28x28 with 64 channels, forward and backward, float32.

Channels come last for us, and first for PyTorch as is its habit; a second engine has them last in its memory, too. What
arrives from behind is a fixed random gradient. Both follow the batch's running averages.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Answer, Case, Row, Target

BATCH, SIZE, CHANNELS = 32, 28, 64
MOMENTUM, EPSILON = 0.9, 1e-5

_random = np.random.default_rng(7)
X = (1.0 + 2.0 * _random.standard_normal((BATCH, SIZE, SIZE, CHANNELS))).astype(np.float32)
G = _random.standard_normal((BATCH, SIZE // 2, SIZE // 2, CHANNELS)).astype(np.float32)
GAMMA, BETA = (_random.uniform(0.5, 1.5, CHANNELS).astype(np.float32) for _ in range(2))


def case(block: Any, leaves: tuple[Any, Any, Any], g: Any, found: Any) -> Case:
    """The block on x, forward, and backward from g. leaves: x, gamma and beta.

    `found(z)` gives the result z of the last work, then the leaves' gradients, as arrays with channels last.
    """
    z = leaves[0]

    def work() -> None:
        nonlocal z
        for leaf in leaves:
            leaf.grad = None
        z = block(leaves[0])
        z.backward(g)

    def answer() -> Answer:
        work()
        names = ("result", "x", "gamma", "beta")
        return {name: [float(v) for v in np.ravel(array)] for name, array in zip(names, found(z), strict=True)}

    return work, answer


def tapegrad() -> Case:
    from autograd import Tensor
    from nn import Activation, BatchNormalization, MaxPooling2D, Sequential

    norm = BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON, input_shape=(SIZE, SIZE, CHANNELS))
    block = Sequential([norm, Activation("relu"), MaxPooling2D()])
    norm.gamma.data, norm.beta.data = GAMMA, BETA
    block.train()
    leaves = Tensor(X), norm.gamma, norm.beta
    return case(block, leaves, G, lambda z: (z.numpy(), *[leaf.grad for leaf in leaves]))


def pytorch(last: bool = False) -> Case:
    import torch
    from torch.nn import BatchNorm2d, MaxPool2d, ReLU, Sequential

    layout = torch.channels_last if last else torch.contiguous_format
    norm = BatchNorm2d(CHANNELS, eps=EPSILON, momentum=1 - MOMENTUM)
    block = Sequential(norm, ReLU(), MaxPool2d(2))
    with torch.no_grad():
        norm.weight.copy_(torch.tensor(GAMMA))
        norm.bias.copy_(torch.tensor(BETA))
    x, g = (torch.tensor(array).permute(0, 3, 1, 2).contiguous(memory_format=layout) for array in (X, G))
    x.requires_grad_()

    def read(z: Any) -> Any:
        images = (t.permute(0, 2, 3, 1).contiguous().numpy() for t in (z.detach(), x.grad))
        return *images, norm.weight.grad.numpy(), norm.bias.grad.numpy()

    return case(block, (x, norm.weight, norm.bias), g, read)


ROW = Row(
    work="batch normalization, relu, 2x2 max pooling, 32 images 28x28x64: forward and backward",
    engines={
        "tapegrad": tapegrad,
        "PyTorch eager": pytorch,
        "PyTorch eager (channels last)": lambda: pytorch(last=True),
    },
    targets=(Target("tapegrad", "PyTorch eager", 0.8),),
    tolerance=1e-4,
)
