"""autograd's own operations, and activations made of them, stand between layers of a network that is being drawn up."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
import nn

RNG = np.random.default_rng(0)
FUNCTIONS = {
    "sigmoid": nn.activations.sigmoid, "relu": nn.activations.relu, "softmax": nn.activations.softmax,
    "hard_sigmoid": nn.activations.hard_sigmoid, "gelu": autograd.gelu, "cast": lambda x: nn.ops.cast(x, "float32"),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_network_with_the_function_computes_it_and_is_read_back(name, tmp_path):
    pytest.importorskip("h5py")
    x = nn.Input((3,))
    model = nn.Model(x, FUNCTIONS[name](x))
    data = RNG.standard_normal((4, 3)).astype("float32")
    np.testing.assert_allclose(model.predict(data, verbose=0), FUNCTIONS[name](data), rtol=1e-6)
    model.save(tmp_path / "m.keras")
    again = nn.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(data, verbose=0), model.predict(data, verbose=0))


def test_a_network_with_the_function_is_trained():
    x = nn.Input((3,))
    h = nn.activations.leaky_relu(nn.layers.Dense(4)(x), 0.1)
    model = nn.Model(x, nn.layers.Dense(1)(h))
    model.compile("sgd", "mse")
    data = RNG.standard_normal((16, 3)).astype("float32")
    losses = model.fit(data, data[:, :1], epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]
