"""Weights are made once: a layer built by hand keeps what is put into it, and built-in calls take `training`."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from nn import layers as L

SHAPES = {  # of what enters the layers that have weights
    "BatchNormalization": (L.BatchNormalization, (2, 3)),
    "Bidirectional": (lambda: L.Bidirectional(L.LSTM(2)), (2, 4, 3)),
    "Conv1D": (lambda: L.Conv1D(2, 2), (2, 5, 3)),
    "Conv1DTranspose": (lambda: L.Conv1DTranspose(2, 2), (2, 5, 3)),
    "Conv2D": (lambda: L.Conv2D(2, 2), (2, 5, 5, 3)),
    "Conv2DTranspose": (lambda: L.Conv2DTranspose(2, 2), (2, 5, 5, 3)),
    "Dense": (lambda: L.Dense(2), (2, 3)),
    "DepthwiseConv1D": (lambda: L.DepthwiseConv1D(2), (2, 5, 3)),
    "DepthwiseConv2D": (lambda: L.DepthwiseConv2D(2), (2, 5, 5, 3)),
    "Embedding": (lambda: L.Embedding(5, 2), (2, 3)),
    "GRU": (lambda: L.GRU(2), (2, 4, 3)),
    "GroupNormalization": (lambda: L.GroupNormalization(1), (2, 3)),
    "LSTM": (lambda: L.LSTM(2), (2, 4, 3)),
    "AdditiveAttention": (L.AdditiveAttention, (2, 4, 3)),
    "Attention": (lambda: L.Attention(use_scale=True, score_mode="concat"), (2, 4, 3)),
    "Conv3D": (lambda: L.Conv3D(2, 2), (2, 3, 3, 3, 2)),
    "Conv3DTranspose": (lambda: L.Conv3DTranspose(2, 2), (2, 3, 3, 3, 2)),
    "ConvLSTM1D": (lambda: L.ConvLSTM1D(2, 2), (2, 3, 4, 2)),
    "ConvLSTM2D": (lambda: L.ConvLSTM2D(2, 2), (2, 3, 4, 4, 2)),
    "ConvLSTM3D": (lambda: L.ConvLSTM3D(1, 2), (1, 2, 3, 3, 3, 1)),
    "EinsumDense": (lambda: L.EinsumDense("ab,bc->ac", 2, bias_axes="c"), (2, 3)),
    "GroupQueryAttention": (lambda: L.GroupQueryAttention(2, 4, 2), (2, 4, 3)),
    "RNN": (lambda: L.RNN([L.LSTMCell(2), L.GRUCell(3), L.SimpleRNNCell(2)]), (2, 4, 3)),
    "ReversibleEmbedding": (lambda: L.ReversibleEmbedding(5, 2, tie_weights=False), (2, 3)),
    "STFTSpectrogram": (lambda: L.STFTSpectrogram(frame_length=8), (2, 32, 1)),
    "SpectralNormalization": (lambda: L.SpectralNormalization(L.Dense(2)), (2, 3)),
    "LayerNormalization": (L.LayerNormalization, (2, 3)),
    "MultiHeadAttention": (lambda: L.MultiHeadAttention(2, 2), (2, 4, 3)),
    "NearestPrototype": (lambda: L.NearestPrototype(2), (2, 3)),
    "PReLU": (L.PReLU, (2, 3)),
    "RMSNormalization": (L.RMSNormalization, (2, 3)),
    "SeparableConv1D": (lambda: L.SeparableConv1D(2, 2), (2, 5, 3)),
    "SeparableConv2D": (lambda: L.SeparableConv2D(2, 2), (2, 5, 5, 3)),
    "SimpleRNN": (lambda: L.SimpleRNN(2), (2, 4, 3)),
    "TimeDistributed": (lambda: L.TimeDistributed(L.Dense(2)), (2, 4, 3)),
    "TransformerEncoder": (lambda: L.TransformerEncoder(4, 1), (2, 4, 3)),
}
SEVERAL = ("MultiHeadAttention", "GroupQueryAttention")  # built and called with two
LISTED = ("Attention", "AdditiveAttention")  # built and called with a list of two


class Affine(L.Layer):
    """A layer of one's own that does not say built = True."""

    def build(self, input_shape):
        self.factor = self.add_weight(shape=(input_shape[-1],), initializer="random_normal")

    def call(self, x):
        return x * self.factor


class Shifted(Affine):
    """Its build goes on where its parent's ends."""

    def build(self, input_shape):
        super().build(input_shape)
        assert not self.built
        self.shift = self.add_weight(shape=(input_shape[-1],), initializer="random_normal")

    def call(self, x):
        return super().call(x) + self.shift


OWN = {"Affine": (Affine, (2, 3)), "Shifted": (Shifted, (2, 3))}


@pytest.mark.parametrize("name", [*SHAPES, *OWN])
def test_weights_set_after_build_are_those_of_the_call(name):
    make, shape = {**SHAPES, **OWN}[name]
    layer = make()
    several = 2 if name in SEVERAL else 1
    shapes = [(None, *shape[1:])] * several
    layer.build(*([[*shapes, *shapes]] if name in LISTED else shapes))
    assert layer.built
    weights = [np.full(w.shape, 0.25, w.dtype) for w in layer.weights]
    assert weights
    layer.set_weights(weights)
    kept = [id(w) for w in layer.weights]
    ones = [np.ones(shape, "float32")] * several
    layer(*([[*ones, *ones]] if name in LISTED else ones))
    assert [id(w) for w in layer.weights] == kept
    for found, given in zip(layer.get_weights(), weights):
        np.testing.assert_array_equal(found, given)
    assert all(w.name for w in layer.weights)


def test_every_layer_with_weights_is_in_the_table():
    has_build = {name for name in L.__all__ if isinstance(getattr(L, name), type) and "build" in _own(getattr(L, name))}
    weightless = {"Add", "Average", "Concatenate", "Dot", "Layer", "Maximum", "Merge", "Minimum", "Multiply", "Subtract"}
    at_its_first_call = {"TransformerDecoder"}  # which tells whether there is an encoded sequence
    at_its_first_call |= {"GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells", "Wrapper"}  # with states; a base
    at_its_first_call |= {"Normalization"}  # whose numbers are those of data
    assert has_build - weightless - at_its_first_call <= set(SHAPES)


def _own(kind):
    return {name for k in kind.__mro__ if k is not nn.Module and k is not object for name in vars(k)}


def test_dense_built_by_hand_gives_keras_number():
    layer = L.Dense(1)
    layer.build((None, 2))
    layer.set_weights([np.full((2, 1), 5.0), np.zeros(1)])
    assert layer(np.ones((1, 2))).item() == 10.0


def test_a_build_that_fails_half_way_is_not_built():
    class Fails(Affine):
        def build(self, input_shape):
            super().build(input_shape)
            raise ValueError("no")

    layer = Fails()
    with pytest.raises(ValueError, match="no"):
        layer.build((None, 2))
    assert not layer.built


def test_a_frozen_layer_built_by_hand_stays_frozen():
    layer = L.Dense(2, trainable=False)
    layer.build((None, 3))
    assert layer.parameters() == []
    assert len(layer.weights) == 2


TRAINS = {
    "Dropout": (lambda: L.Dropout(0.5), (4, 100)),
    "SpatialDropout1D": (lambda: L.SpatialDropout1D(0.5), (4, 3, 100)),
    "SpatialDropout2D": (lambda: L.SpatialDropout2D(0.5), (4, 3, 3, 100)),
    "GaussianDropout": (lambda: L.GaussianDropout(0.5), (4, 100)),
    "GaussianNoise": (lambda: L.GaussianNoise(0.5), (4, 100)),
    "AlphaDropout": (lambda: L.AlphaDropout(0.5), (4, 100)),
    "BatchNormalization": (L.BatchNormalization, (4, 100)),
    "LSTM": (lambda: L.LSTM(9, dropout=0.5), (4, 3, 100)),
    "GRU": (lambda: L.GRU(9, dropout=0.5), (4, 3, 100)),
    "SimpleRNN": (lambda: L.SimpleRNN(9, recurrent_dropout=0.5), (4, 3, 100)),
    "Bidirectional": (lambda: L.Bidirectional(L.LSTM(9, dropout=0.5)), (4, 3, 100)),
    "TimeDistributed": (lambda: L.TimeDistributed(L.Dropout(0.5)), (4, 3, 100)),
    "MultiHeadAttention": (lambda: L.MultiHeadAttention(2, 4, dropout=0.5), (4, 3, 100)),
}


def plain(y):
    return y.numpy() if hasattr(y, "numpy") else y


@pytest.mark.parametrize("name", TRAINS)
def test_a_subclass_may_say_that_its_parent_trains(name):
    """As in Monte Carlo dropout: class MCDropout(Dropout) with super().call(x, training=True)."""
    nn.set_random_seed(0)
    make, shape = TRAINS[name]
    layer = make()
    x = [np.random.default_rng(0).normal(3.0, 1.0, shape).astype("float32")] * (2 if name in SEVERAL else 1)
    calm = plain(layer(*x))
    np.testing.assert_array_equal(plain(layer(*x)), calm)
    call = type(layer).call
    assert not np.allclose(plain(call(layer, *x, training=True)), calm, rtol=1e-3)
    calm = plain(layer(*x))  # moving statistics have followed
    np.testing.assert_allclose(plain(call(layer, *x, training=False)), calm, rtol=1e-6)
    np.testing.assert_allclose(plain(call(layer, *x)), calm, rtol=1e-6)


def test_monte_carlo_dropout_of_a_network():
    class MCDropout(L.Dropout):
        def call(self, inputs, training=False):
            return super().call(inputs, training=True)

    nn.set_random_seed(1)
    model = nn.Sequential([L.Dense(50, input_shape=(3,)), MCDropout(0.5), L.Dense(1)])
    draws = [model.predict(np.ones((1, 3)), verbose=0).item() for _ in range(20)]
    assert len({round(float(d), 6) for d in draws}) == 20
