"""Prototypes: heads that answer with the nearest one, and maps on which neighbors are alike."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
import nn
from nn import Adam, Dense, Sequential, losses
from nn.datasets import mnist
from nn.layers import NearestPrototype
from nn.models.self_organizing_map import SelfOrganizingMap


@pytest.fixture(scope="module")
def digits():
    (x, y), (x_test, y_test) = mnist.load_data(kind="sample")
    flat = [part.reshape(len(part), -1).astype("float32") / 255 for part in (x, x_test)]
    return flat[0], y, flat[1], y_test


# -- the head ------------------------------------------------------------------------------------------------


def test_logits_are_negative_squared_distances():
    rng = np.random.default_rng(0)
    layer = NearestPrototype(4, dtype="float64", input_shape=(3,))
    x = rng.standard_normal((5, 3))
    distances = np.square(x[:, None] - layer.prototypes.numpy()).sum(axis=-1)
    np.testing.assert_allclose(layer(x).numpy(), -distances, rtol=1e-12)


def test_both_orders_of_derivative():
    layer = NearestPrototype(3, dtype="float64", input_shape=(2,))

    def loss(x, p):
        layer.prototypes = p
        return autograd.sum(autograd.log_softmax(layer(x))[:, 0])

    rng = np.random.default_rng(1)
    autograd.gradcheck(loss, rng.standard_normal((4, 2)), rng.standard_normal((3, 2)))


def test_the_nearest_mean_reads_four_digits_of_five(digits):
    x, y, x_test, y_test = digits
    head = NearestPrototype(10).from_means(x, y)
    accuracy = np.mean(head(x_test).numpy().argmax(1) == y_test)
    by_hand = np.stack([x[y == c].mean(0) for c in range(10)])
    nearest = np.square(x_test[:, None] - by_hand).sum(-1).argmin(1)
    assert accuracy == pytest.approx(np.mean(nearest == y_test), abs=0.002)
    assert accuracy > 0.78


def test_learned_prototypes_behind_a_layer_read_more(digits):
    x, y, x_test, y_test = digits
    nn.set_random_seed(0)
    model = Sequential([Dense(32, activation="relu", input_shape=(784,)), NearestPrototype(10)])
    model.compile(Adam(3e-3), losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    model.fit(x, y, epochs=4, batch_size=64, verbose=0)
    assert model.evaluate(x_test, y_test, verbose=0)[1] > 0.9


def test_bad_heads():
    with pytest.raises(ValueError, match="classes must be a whole number from 1 on, got 0"):
        NearestPrototype(0)
    with pytest.raises(ValueError, match=r"the prototypes have 3 features, got an input of shape \(2, 4\)"):
        NearestPrototype(2, input_shape=(3,))(np.ones((2, 4)))
    with pytest.raises(ValueError, match="no sample of class 1"):
        NearestPrototype(2).from_means(np.ones((2, 3)), [0, 0])
    with pytest.raises(ValueError, match=r"got \(2, 3\) and \(3,\)"):
        NearestPrototype(2).from_means(np.ones((2, 3)), [0, 0, 1])


# -- the map -------------------------------------------------------------------------------------------------


def test_a_map_unfolds_over_a_square():
    x = np.random.default_rng(0).random((2000, 2))
    som = SelfOrganizingMap(6, 6, seed=1).fit(x)
    assert som.quantization_error(x) < 0.1  # 36 samples at random leave 0.09 to 0.11, but in no order
    assert som.topographic_error(x) < 0.05
    grid = som.weights.reshape(6, 6, 2)
    steps = np.linalg.norm(np.diff(grid, axis=0), axis=-1).mean(), np.linalg.norm(np.diff(grid, axis=1), axis=-1).mean()
    assert max(steps) < 0.25  # neighbors on the grid are neighbors in the square


def test_one_epoch_is_the_weighted_mean():
    x = np.array([[0.0, 1.0], [2.0, 0.0], [4.0, 4.0]])
    som = SelfOrganizingMap(1, 2, radius=1.0, seed=0)
    som.fit(x, epochs=1)
    start = x[np.random.default_rng(0).choice(3, 2, replace=False)]
    winner = np.square(x[:, None] - start).sum(-1).argmin(1)
    h = np.exp(-np.square(np.arange(2)[:, None] - winner) / 2.0)
    np.testing.assert_allclose(som.weights, h @ x / h.sum(1, keepdims=True))


def test_a_map_of_digits_puts_alike_ones_together(digits):
    x, y, x_test, y_test = digits
    som = SelfOrganizingMap(10, 10, seed=0)
    som.fit(x[:2000], epochs=1)
    first = som.quantization_error(x_test)
    som.fit(x[:2000])
    assert som.quantization_error(x_test) < first
    assert som.topographic_error(x_test) < 0.25
    places, taught = som.predict(x[:2000]), np.full((10, 10), -1)
    for place in np.unique(places, axis=0):
        here = y[:2000][(places == place).all(1)]
        taught[tuple(place)] = np.bincount(here).argmax()
    rows, columns = som.predict(x_test).T
    assert np.mean(taught[rows, columns] == y_test) > 0.75


def test_bad_maps():
    with pytest.raises(ValueError, match=r"got 0, 3, 0\.5"):
        SelfOrganizingMap(0, 3)
    with pytest.raises(RuntimeError, match=r"call fit\(x\) first"):
        SelfOrganizingMap(2, 2).predict(np.ones((1, 2)))
    som = SelfOrganizingMap(2, 2, seed=0).fit(np.random.default_rng(0).random((9, 3)))
    with pytest.raises(ValueError, match=r"rows \(n, 3\), got shape \(2, 4\)"):
        som.predict(np.ones((2, 4)))
    with pytest.raises(ValueError, match="NaN or infinite"):
        som.predict(np.full((2, 3), np.nan))
    assert som.predict(np.ones((0, 3))).shape == (0, 2)
    one = SelfOrganizingMap(1, 1, seed=0).fit(np.ones((3, 2)))
    assert one.topographic_error(np.ones((3, 2))) == 0.0
