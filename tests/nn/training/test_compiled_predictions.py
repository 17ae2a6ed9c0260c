"""Predictions by a program are those of the eager network, to the last bit, and see whatever changes in it."""

from __future__ import annotations

import copy
import gc
import weakref

import numpy as np
import pytest

import nn

IMAGES = np.random.default_rng(0).normal(size=(96, 8, 8, 2)).astype("float32")
WORDS = np.random.default_rng(1).integers(0, 20, (96, 6))


def images():
    return nn.Sequential([
        nn.Conv2D(4, 3, activation="relu", input_shape=(8, 8, 2)), nn.BatchNormalization(), nn.MaxPooling2D(), nn.Dropout(0.5),
        nn.Flatten(), nn.Dense(3, activation="softmax"),
    ])  # fmt: skip


def words():
    return nn.Sequential([nn.Input((6,), dtype="int32"), nn.Embedding(20, 4, mask_zero=True), nn.LSTM(5), nn.Dense(2)])


def eagerly(model, x):
    return model(x, training=False).numpy()


@pytest.mark.parametrize(("make", "x"), [(images, IMAGES), (words, WORDS)])
def test_predictions_by_a_program_are_those_of_the_network(make, x):
    nn.set_random_seed(0)
    model = make()
    for _ in range(10):  # batches of 16, and after 24 of them by a program
        found = model.predict(x, batch_size=16, verbose=0)
    (way,) = model._trainer.predictor._ways.values()
    assert way.now == "program"
    np.testing.assert_array_equal(found, np.concatenate([eagerly(model, x[i : i + 16]) for i in range(0, 96, 16)]))
    model.set_weights([w + 0.1 for w in model.get_weights()])
    np.testing.assert_array_equal(model.predict(x[:16], verbose=0), eagerly(model, x[:16]))


def test_a_layer_that_is_set_otherwise_is_noticed():
    model = nn.Sequential([nn.Dense(3, input_shape=(4,)), nn.LeakyReLU(0.1)])
    x = np.random.default_rng(2).normal(size=(8, 4)).astype("float32")
    for _ in range(30):
        model.predict(x, verbose=0)
    model.layers[1].negative_slope = 0.5
    np.testing.assert_array_equal(model.predict(x, verbose=0), eagerly(model, x))


def test_what_was_predicted_is_not_written_again():
    model = images()
    kept = [model.predict(IMAGES[:16] + i, verbose=0) for i in range(30)]
    np.testing.assert_array_equal(kept[27], eagerly(model, IMAGES[:16] + 27))


def test_bad_input_after_many_good_ones_is_named_as_ever():
    model = words()
    for _ in range(30):
        model.predict(WORDS[:8], verbose=0)
    with pytest.raises(ValueError, match="20"):
        model.predict(WORDS[:8] + 20, verbose=0)
    np.testing.assert_array_equal(model.predict(WORDS[:8], verbose=0), eagerly(model, WORDS[:8]))


def test_a_model_that_predicted_can_be_copied_and_dies_with_its_last_name():
    model = images()
    for _ in range(30):
        found = model.predict(IMAGES[:16], verbose=0)
    np.testing.assert_array_equal(copy.deepcopy(model).predict(IMAGES[:16], verbose=0), found)
    dead = weakref.ref(model)
    gc.collect()
    gc.disable()
    try:
        del model
        assert dead() is None
    finally:
        gc.enable()
