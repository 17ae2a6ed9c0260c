"""Data and weights made of sines, which other libraries can be given too: tests compare trainings with theirs."""

import numpy as np

from nn import Dense, Input, Sequential
from nn.optimizers import SGD

X = np.cos(np.arange(40) * 0.9).reshape(10, 4).astype("float32")
Y = X @ np.array([[1.0], [2.0], [-1.0], [0.5]], "float32") + np.float32(0.3)
LABELS = np.arange(10) % 3
SERIES = np.cos(np.arange(48) * 0.7).reshape(8, 3, 2).astype("float32")  # (n, steps, features)


def waves(shape):
    """Weights of this shape."""
    return (np.sin(np.arange(int(np.prod(shape))) * 1.7 + 0.3) * 0.3).reshape(shape).astype("float32")


def wave(model):
    """The model with such weights."""
    model.set_weights([waves(w.shape) for w in model.get_weights()])
    return model


def linear(rate=0.1, **settings):
    """Dense(1) on four features, compiled with SGD and the mean squared error."""
    model = wave(Sequential([Input((4,)), Dense(1)]))
    model.compile(SGD(rate), "mse", **settings)
    return model
