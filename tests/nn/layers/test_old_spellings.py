"""Arguments and attributes as programs for older versions of Keras write them: taken with a warning, or named."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from nn import layers as L


def test_arguments_that_keras_still_takes():
    with pytest.warns(UserWarning, match="input_length has no meaning any more"):
        assert L.Embedding(5, 2, input_length=3)(np.array([[1, 2, 0]])).shape == (1, 3, 2)
    with pytest.warns(UserWarning, match="alpha is now called negative_slope"):
        leaky = L.LeakyReLU(alpha=0.5)
    assert leaky(np.array([-2.0])).tolist() == [-1.0]
    assert L.LSTM(2, implementation=2, unroll=True)(np.ones((1, 3, 2), "float32")).shape == (1, 2)
    assert L.Flatten(data_format="channels_last")(np.ones((2, 3, 4))).shape == (2, 12)
    model = nn.Sequential([nn.layers.InputLayer(input_shape=(3,)), L.Dense(2)])
    assert model.count_params() == 8
    assert nn.Sequential([nn.layers.InputLayer(batch_shape=(4, 3)), L.Dense(2)]).count_params() == 8


def test_weights_that_are_not_there_are_none():
    assert L.Dense(2, use_bias=False, input_shape=(3,)).bias is None
    assert L.Conv2D(2, 2, use_bias=False, input_shape=(5, 5, 1)).bias is None
    assert L.GRU(2, use_bias=False, input_shape=(5, 1)).bias is None
    normal = L.BatchNormalization(center=False, scale=False, input_shape=(3,))
    assert normal.gamma is normal.beta is None
    assert len(normal.weights) == 2


def test_symbols_can_be_compared():
    x = nn.Input((3,))
    model = nn.Model(x, (x > 0.5) * x + (x <= 0.5) * 9.0 + (x < 0.0) - (x >= 3.0))
    np.testing.assert_allclose(model(np.array([[1.0, -0.25, 3.0]])), [[1.0, 10.0, 2.0]])


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64])
def test_sizes_may_be_numbers_of_numpy(kind):
    """k = y.max() + 1 of uint8 labels; 250 + 6 overflowed."""
    x = nn.Input((kind(100),))
    assert type(x.shape[1]) is int
    assert L.Dense(kind(100))(x).shape == (None, 100)
    layer = L.Dense(784)
    layer(nn.Input((np.uint8(250),)))
    assert abs(layer.get_weights()[0]).max() <= np.sqrt(6 / (250 + 784))  # Glorot's limit
    assert L.MultiHeadAttention(kind(16), kind(16))(np.ones((1, 2, 4)), np.ones((1, 2, 4))).shape == (1, 2, 4)
