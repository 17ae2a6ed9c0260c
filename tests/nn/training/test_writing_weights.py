"""Weights written between forward and backward by what layers and optimizers offer: refused, or the right gradient."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from autograd import compile

X = np.random.default_rng(0).normal(size=(5, 3))
OTHER = np.random.default_rng(1)


def model():
    made = nn.Sequential([nn.Dense(4, activation="tanh", input_shape=(3,), dtype="float64"), nn.Dense(1, dtype="float64")])
    made.compile("sgd", "mse")
    return made


def take_step(make):
    def write(m, tmp_path):
        optimizer = make()
        before = [p.grad for p in m.parameters()]
        for p in m.parameters():
            p.grad = np.ones(p.shape)
        optimizer.step(m.parameters())
        for p, g in zip(m.parameters(), before):
            p.grad = g

    return write


def load(m, tmp_path):
    other = model()
    other.save_weights(tmp_path / "w.safetensors")
    m.load_weights(tmp_path / "w.safetensors")


def assign(m, tmp_path):
    for p in m.parameters():
        p.data += 0.5


WAYS = {
    "SGD": take_step(lambda: nn.optimizers.SGD(0.5)),
    "momentum": take_step(lambda: nn.optimizers.SGD(0.5, momentum=0.9)),
    "Adam": take_step(lambda: nn.optimizers.Adam(0.5)),
    "set_weights": lambda m, _: m.set_weights([OTHER.normal(size=w.shape) for w in m.get_weights()]),
    "set_weights of a layer": lambda m, _: m.layers[1].set_weights([OTHER.normal(size=(4, 1)), np.ones(1)]),
    "load_weights": load,
    "fit": lambda m, _: m.fit(X, np.ones(5), verbose=0),
    "train_on_batch": lambda m, _: m.train_on_batch(X, np.ones(5)),
    "assigned": assign,
}


def gradients_by_hand(parameters):
    """The gradients of the sum of all outputs, for the weights as they are now."""
    a, b, c, _ = [np.array(p.numpy()) for p in parameters]
    h = np.tanh(X @ a + b)
    back = (1.0 - h * h) * c.T
    return [X.T @ back, back.sum(0), h.sum(0)[:, None], np.full(1, 5.0)]


@pytest.mark.parametrize("engine", ["eager", "compiled"])
@pytest.mark.parametrize("after_a_step", [False, True])  # the first step puts all weights into one vector
@pytest.mark.parametrize("name", WAYS)
def test_weights_written_between_forward_and_backward(name, after_a_step, engine, tmp_path):
    m = model()
    if after_a_step:
        take_step(lambda: nn.optimizers.SGD(0.1))(m, tmp_path)
    parameters = m.parameters()
    expected = gradients_by_hand(parameters)
    if engine == "eager":
        y = m(X).sum()

        def finish():
            y.backward()
            return [p.grad for p in parameters]

    else:
        _, pull = compile(lambda x: m(x).sum(), parameters=parameters)(X)

        def finish():
            return pull(1.0)

    for p in parameters:
        p.grad = None
    WAYS[name](m, tmp_path)
    for p in parameters:
        p.grad = None
    try:
        found = finish()
    except RuntimeError as error:
        found, message = expected, str(error)
    else:
        message = "was written after"
    assert "was written after" in message
    for g, e in zip(found, expected):
        np.testing.assert_allclose(g, e, rtol=1e-9)
    for p in parameters:
        p.grad = None
    y = m(X).sum()
    y.backward()  # a new forward pass is right
    np.testing.assert_allclose(parameters[2].grad, gradients_by_hand(parameters)[2], rtol=1e-9)
