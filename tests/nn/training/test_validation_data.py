"""What `fit` validates on: the samples held back, without the class weights, and the same ones in every epoch.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data.
"""

import warnings

import numpy as np
import pytest
from waves import LABELS, X, Y, linear, wave

from nn import Dense, Input, Sequential
from nn.optimizers import SGD


def classifier():
    model = wave(Sequential([Input((4,)), Dense(3, activation="softmax")]))
    model.compile(SGD(0.0), "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    return model


WEIGHTS = {0: 1.0, 1: 3.0, 2: 0.5}


def test_class_weights_are_for_training_and_not_for_the_part_held_back():
    model = classifier()
    history = model.fit(X, LABELS, validation_split=0.3, class_weight=WEIGHTS, verbose=0).history
    found = {name: values[0] for name, values in history.items()}
    expected = {"loss": 1.8285987, "accuracy": 0.1, "val_loss": 0.78033066, "val_accuracy": 2 / 3}
    assert found == pytest.approx(expected, rel=1e-6)
    assert model.evaluate(X[7:], LABELS[7:], verbose=0) == pytest.approx([0.78033066, 2 / 3], rel=1e-6)


def test_class_weights_and_sample_weights_multiply_where_a_part_is_held_back():
    sample_weight = np.linspace(0.5, 2.0, 10)
    found = classifier().fit(
        X, LABELS, sample_weight=sample_weight, validation_split=0.3, class_weight=WEIGHTS, verbose=0
    ).history  # fmt: skip
    by_hand = sample_weight * np.array([WEIGHTS[label] for label in LABELS])
    learned = classifier().fit(X[:7], LABELS[:7], sample_weight=by_hand[:7], verbose=0).history
    watched = classifier().evaluate(X[7:], LABELS[7:], sample_weight=sample_weight[7:], verbose=0)
    for name in ("loss", "accuracy"):
        assert found[name] == pytest.approx(learned[name], rel=1e-6)
    assert [found["val_loss"][0], found["val_accuracy"][0]] == pytest.approx(watched, rel=1e-6)


def test_class_weights_reach_every_batch_of_an_iterable():
    batches = [(X[:5], LABELS[:5]), (X[5:], LABELS[5:])]
    streamed = classifier().fit(iter(batches), class_weight=WEIGHTS, validation_data=iter(batches), verbose=0).history
    whole = classifier().fit(X, LABELS, class_weight=WEIGHTS, validation_data=(X, LABELS), verbose=0).history
    assert {name: values[0] for name, values in streamed.items()} == pytest.approx(
        {name: values[0] for name, values in whole.items()}, rel=1e-6
    )


class Pairs:
    """A data set with items: four batches of two samples."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return X[2 * i : 2 * i + 2], Y[2 * i : 2 * i + 2]


def test_validation_steps_begin_anew_with_every_epoch_and_training_steps_go_on():
    watched = linear(0.0).fit(X, Y, epochs=3, validation_data=Pairs(), validation_steps=2, verbose=0).history
    np.testing.assert_allclose(watched["val_loss"], [1.0864017] * 3, rtol=1e-6)
    learned = linear(0.0).fit(Pairs(), epochs=3, steps_per_epoch=2, verbose=0).history
    np.testing.assert_allclose(learned["loss"], [1.0864017, 2.3675542, 1.0864017], rtol=1e-6)


def rows(n):
    """A generator of single samples."""
    return ((X[i : i + 1] * (i + 1), Y[i : i + 1]) for i in range(n))


@pytest.mark.parametrize("steps", [None, 2])
def test_a_generator_for_validation_gives_the_same_batches_to_every_epoch(steps):
    source = rows(2 if steps is None else 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = linear(0.0).fit(X, Y, epochs=3, validation_data=source, validation_steps=steps, verbose=0).history
    np.testing.assert_allclose(history["val_loss"], [1.53491545] * 3, rtol=1e-6)
    assert len(list(source)) == (0 if steps is None else 2)  # no more than asked for were taken


def test_validation_learns_nothing_new_from_a_generator_while_the_weights_move():
    expected = linear().fit(X, Y, epochs=3, validation_data=(X, Y), shuffle=False, verbose=0).history["val_loss"]
    halves = iter([(X[:5], Y[:5]), (X[5:], Y[5:])])
    found = linear().fit(X, Y, epochs=3, validation_data=halves, shuffle=False, verbose=0).history["val_loss"]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    np.testing.assert_allclose(found, [0.90312052, 0.58641195, 0.39277786], rtol=2e-6)


def halves(n):
    return ((X[5 * (i % 2) : 5 * (i % 2) + 5], Y[5 * (i % 2) : 5 * (i % 2) + 5]) for i in range(n))


@pytest.mark.parametrize("steps", [None, 2])
def test_a_generator_that_has_ended_ends_the_training_with_a_warning(steps):
    model = linear()
    with pytest.warns(UserWarning, match="the data ended in epoch 1 of 3"):
        history = model.fit(halves(2), steps_per_epoch=steps, epochs=3, verbose=0)
    assert history.epoch == [0]  # no epoch of nothing, with a loss of 0
    np.testing.assert_allclose(history.history["loss"], [1.1810385], rtol=1e-6)
    with pytest.raises(ValueError, match="gave no batch"):
        model.fit(iter([]), verbose=0)


def test_a_generator_is_asked_for_no_more_than_the_epochs_take():
    source = halves(7)
    history = linear().fit(source, steps_per_epoch=2, epochs=3, verbose=0).history["loss"]
    expected = linear().fit(X, Y, batch_size=5, shuffle=False, epochs=3, verbose=0).history["loss"]
    assert history == expected
    assert len(list(source)) == 1


def test_an_epoch_that_is_cut_short_is_reported_for_what_it_had():
    with pytest.warns(UserWarning, match="the data ended in epoch 2 of 3"):
        history = linear().fit(halves(3), steps_per_epoch=2, epochs=3, verbose=0).history["loss"]
    np.testing.assert_allclose(history, [1.1810385, 0.45080647], rtol=1e-6)
