"""What a network looks like while it is drawn up: shapes and masks found by trial runs, which leave no trace."""

from __future__ import annotations

import numpy as np

import nn
from nn import layers as L


class TemporalSoftmax(L.Layer):
    """The layer of Keras' guide to masks: it asserts that there is a mask."""

    supports_masking = True

    def call(self, inputs, mask=None):
        assert mask is not None
        shares = np.exp(inputs) * np.asarray(mask, "float32")[..., None]
        return shares / np.sum(shares, axis=1, keepdims=True)


IDS = np.array([[1, 2, 0, 0], [3, 1, 1, 0]])


def test_own_layers_see_masks_in_a_functional_network():
    ids = nn.Input((None,), dtype="int32")
    x = L.Dense(3)(L.Embedding(5, 2, mask_zero=True)(ids))
    y, mask = nn.Model(ids, TemporalSoftmax()(x))(IDS, with_mask=True)
    np.testing.assert_allclose(y.numpy().sum(axis=1), 1.0, rtol=1e-6)
    assert (y.numpy()[IDS == 0] == 0.0).all()
    np.testing.assert_array_equal(mask, IDS != 0)


def test_own_layers_see_masks_in_a_row_of_layers_and_in_networks_inside():
    row = nn.Sequential([nn.Input((None,)), L.Embedding(5, 2, mask_zero=True), L.LayerNormalization(), TemporalSoftmax()])
    assert (row(IDS).numpy()[IDS == 0] == 0.0).all()
    ids, y = nn.Input((4,)), nn.Input((4,))
    encoder = nn.Model(ids, L.Embedding(5, 2, mask_zero=True)(ids))
    both = L.Add()([encoder(ids), L.Embedding(5, 2, mask_zero=True)(y)])
    assert nn.Model([ids, y], TemporalSoftmax()(both))([IDS, IDS]).shape == (2, 4, 2)


def test_a_symbol_knows_the_shape_of_its_mask():
    ids = nn.Input((None, 7))
    words = L.Embedding(5, 2, mask_zero=True)(ids)
    assert words.spec.mask == (None, None, 7)
    assert L.Dense(3)(words).spec.mask == (None, None, 7)
    assert L.Flatten()(L.Embedding(5, 2, mask_zero=True)(nn.Input((7,)))).spec.mask is None
    assert L.Embedding(5, 2)(ids).spec.mask is None


def test_a_stateful_layer_carries_nothing_from_trials():
    model = nn.Sequential([L.LSTM(3, stateful=True, input_shape=(5, 2)), L.Dense(1)])
    x = np.random.default_rng(0).normal(size=(4, 5, 2))
    first, second = model.predict(x, verbose=0), model.predict(x, verbose=0)
    assert not np.allclose(first, second)
    model.layers[0].reset_state()
    np.testing.assert_array_equal(model.predict(x, verbose=0), first)
    enters = nn.Input((5, 2))
    model.layers[0](enters)  # drawn up once more: what it carries stays
    np.testing.assert_allclose(model.predict(x, verbose=0), second, rtol=1e-6)
