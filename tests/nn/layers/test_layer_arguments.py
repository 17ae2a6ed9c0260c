"""What layers are given is looked at when they are made, drawn up or called: found with Keras' own unit tests."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from nn import initializers, losses, metrics, regularizers
from nn import layers as L

X = np.ones((2, 3, 4))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: L.InputLayer((2,), batch_shape=(4, 2)), ValueError, "shape and batch_size, or batch_shape"),
        (lambda: L.InputLayer(batch_size=4, batch_shape=(4, 2)), ValueError, "shape and batch_size, or batch_shape"),
        (lambda: L.Dropout(0.5, noise_shape=3), TypeError, "noise_shape is a tuple of sizes"),
        (lambda: L.Dropout(0.5, noise_shape=(2, "a")), TypeError, "a size in noise_shape must be a whole number"),
        (lambda: L.Dropout(0.5, noise_shape=(2, 0)), ValueError, "a size in noise_shape must be a whole number from 1"),
        (lambda: L.AlphaDropout(0.5, noise_shape=(2, -1)), ValueError, "a size in noise_shape must be a whole number"),
        (lambda: L.Dropout(0.5, noise_shape=(2, 2, 4))(X, training=True), ValueError, "does not fit an input of shape"),
        (lambda: L.Dropout(0.5, noise_shape=(2, 1))(X, training=True), ValueError, "does not fit an input of shape"),
        (lambda: L.TimeDistributed(L.Dense(2))(X, mask=np.ones((2, 2), bool)), ValueError, r"begins with \(2, 3\)"),
        (lambda: L.TimeDistributed(L.Dense(2))(X, mask=np.ones((3, 3), bool)), ValueError, r"begins with \(2, 3\)"),
        (lambda: L.Add().compute_mask([X, X], X), ValueError, "mask is a list with a mask or None for each of the 2"),
        (lambda: L.Add().compute_mask([X, X], [None]), ValueError, "mask is a list with a mask or None for each of the 2"),
        (lambda: L.Concatenate().compute_mask([X, X], [None]), ValueError, "mask is a list with a mask or None"),
        (lambda: L.Conv1D(1, 2, dilation_rate=10)(nn.Input((10, 3))), ValueError, "spans 11 does not fit into 10"),
        (lambda: L.Conv2D(1, 2, dilation_rate=10)(nn.Input((10, 10, 3))), ValueError, "spans 11 does not fit into 10"),
        (lambda: L.DepthwiseConv1D(11)(nn.Input((10, 3))), ValueError, "spans 11 does not fit into 10"),
        (lambda: L.MaxPooling2D(4)(nn.Input((8, 3, 1))), ValueError, "a pool of 4 does not fit into 3"),
        (lambda: nn.Neuron("3"), TypeError, "Neuron: nin must be a whole number, got '3'; without quotes"),
        (lambda: nn.NeuronLayer(2, 1.5), TypeError, "NeuronLayer: nout must be a whole number, got 1.5"),
        (lambda: nn.MLP(2, [3, None]), TypeError, "MLP: a number of neurons must be a whole number, got None"),
        (lambda: nn.optimizers.AdamW(weight_decay=None), TypeError, "weight_decay must be a number from 0 on, got None"),
        (lambda: metrics.Precision(class_id=0)([1, 0], [0.5, 0.2]), ValueError, r"no class 0 in predictions of shape \(2,\)"),
    ],
)
def test_what_cannot_be_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_weights_of_numbers_and_of_columns():
    """Keras 3.15.1's own tests of accuracies and counts with weights in the labels' shape, and (1, columns)."""
    y, p = np.array([[1, 1], [0, 0]]), np.array([[0.98, 1], [0, 0.6]])
    each, columns = np.array([[1, 0], [0, 1]]), np.array([[1, 0]])
    assert metrics.BinaryAccuracy()(y, p, sample_weight=each) == 0.5
    assert metrics.BinaryAccuracy()(y, p, sample_weight=columns) == 1.0
    assert metrics.Accuracy()([[1, 2], [3, 4]], [[0, 2], [3, 4]], sample_weight=columns) == 0.5
    y = np.array(((0, 1, 1, 0), (1, 0, 0, 0), (0, 0, 0, 0), (1, 1, 1, 1)))
    p = np.array(((0.9, 0.2, 0.8, 0.1), (0.2, 0.9, 0.7, 0.6), (0.1, 0.2, 0.4, 0.3), (0, 1, 0.7, 0.3)))
    counts = metrics.TrueNegatives(thresholds=[0.15, 0.5, 0.85])(y, p, sample_weight=((0.0, 2.0, 3.0, 5.0),))
    np.testing.assert_array_equal(counts, [5.0, 15.0, 23.0])


def test_a_mask_of_batch_normalization_may_be_broadcast():
    x = np.random.default_rng(0).normal(size=(1, 2, 3, 4)).astype("float32")
    mask = np.array([[[1], [0]]])
    layers = [L.BatchNormalization(input_shape=(2, 3, 4)) for _ in range(2)]
    for layer, given in zip(layers, (mask, np.broadcast_to(mask, (1, 2, 3)))):
        layer(x, mask=given, training=True)
    np.testing.assert_array_equal(layers[0].moving_mean.numpy(), layers[1].moving_mean.numpy())
    np.testing.assert_allclose(layers[0].moving_mean.numpy(), 0.01 * x[0, 0].mean(axis=0), rtol=1e-5)


def test_an_embedding_without_mask_hands_none_on():
    assert not L.Embedding(3, 2).supports_masking
    assert L.Embedding(3, 2, mask_zero=True).supports_masking


def test_keras_other_names():
    assert isinstance(initializers.get("IdentityInitializer"), initializers.Identity)
    assert isinstance(regularizers.get("L2"), regularizers.L2)
    assert losses.get("MSE")([[0.0, 1.0]], [[1.0, 1.0]]) == 0.5
