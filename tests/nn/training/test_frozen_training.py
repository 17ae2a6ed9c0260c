"""What is trained is what `compile` saw; where there is nothing to train, `fit` says so and goes on.

Expected numbers: Keras 3.15.1 on TensorFlow, with the same weights and data; for the adversarial loop, where it reads
`trainable` at each step, with d.trainable set to what `compile` saw before each of d's steps.
"""

import copy
import weakref

import numpy as np
import pytest
from waves import X, Y, linear, wave, waves

from nn import BatchNormalization, Dense, Flatten, Input, Model, Sequential
from nn.optimizers import SGD

Z = np.sin(np.arange(20) * 1.3).reshape(10, 2).astype("float32")


def adversaries():
    g = wave(Sequential([Input((2,)), Dense(4)]))
    d = Sequential([Input((4,)), Dense(3), BatchNormalization(momentum=0.5), Dense(1, activation="sigmoid")])
    kernel, bias, _, _, _, _, last, end = [waves(w.shape) for w in d.get_weights()]
    d.set_weights([kernel, bias, np.ones(3), np.zeros(3), np.zeros(3), np.ones(3), last, end])
    return g, d


def test_the_classical_adversarial_loop_trains_both_sides():
    g, d = adversaries()
    d.compile(SGD(0.1), "binary_crossentropy")
    z = Input((2,))
    d.trainable = False
    combined = Model(z, d(g(z)))
    combined.compile(SGD(0.1), "binary_crossentropy")
    losses = []
    for _ in range(3):
        both, truth = np.concatenate([X, g.predict(Z, verbose=0)]), np.repeat([[1.0], [0.0]], 10, axis=0)
        losses.append((d.train_on_batch(both, truth), combined.train_on_batch(Z, np.ones((10, 1)))))
    expected = [(0.73316413, 0.60302675), (0.72964108, 0.61892098), (0.72671998, 0.62941271)]
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    np.testing.assert_allclose(g.get_weights()[1], [0.11089251, 0.27217942, -0.1806026, -0.2481873], rtol=1e-5)
    mean, variance, last, end = d.get_weights()[-4:]
    np.testing.assert_allclose(mean, [0.07443915, 0.33615452, -0.16104433], rtol=1e-5)
    np.testing.assert_allclose(variance, [0.15883614, 0.26652598, 0.17397723], rtol=1e-5)
    np.testing.assert_allclose(last[:, 0], [0.08258359, 0.22499044, -0.13307528], rtol=1e-5)
    np.testing.assert_allclose(end, [0.0822684], rtol=1e-5)


@pytest.mark.parametrize("step", [lambda m: m.fit(X, Y, verbose=0), lambda m: m.train_on_batch(X, Y)], ids=["fit", "step"])
def test_flags_set_after_compile_count_from_the_next_compile_on(step):
    model = linear()
    model.trainable = False
    before = model.get_weights()
    step(model)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    assert model.trainable_weights == []  # the flag is what it was set to
    model.compile(SGD(0.1), "mse")
    before = model.get_weights()
    with pytest.warns(UserWarning, match="sequential does not have any trainable weights: nothing is learned"):
        step(model)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    model.trainable = True
    with pytest.warns(UserWarning, match="trainable weights"):
        step(model)


def test_layers_added_after_compile_say_it_themselves():
    model = linear()
    frozen = Dense(1, trainable=False)
    model.add(frozen)
    model.add(Dense(1))
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    changed = [bool((a != b).any()) for a, b in zip(before, model.get_weights(), strict=True)]
    assert changed == [True, True, False, False, True, True]


@pytest.mark.parametrize("compiled", [False, True, "auto"])
def test_a_wholly_frozen_model_is_measured_with_a_warning(compiled):
    model = linear()
    model.trainable = False
    model.compile("sgd", "mse", metrics=["mae"])
    before = model.get_weights()
    with pytest.warns(UserWarning, match="trainable weights"):
        history = model.fit(X, Y, epochs=2, verbose=0, compiled=compiled).history
    np.testing.assert_allclose(history["loss"], [1.43886411] * 2, rtol=1e-6)
    np.testing.assert_array_equal(before[0], model.get_weights()[0])


def test_frozen_normalization_keeps_its_statistics():
    model = Sequential([Input((4,)), BatchNormalization(), Dense(1)])
    model.trainable = False
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="trainable weights"):
        model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[2:4], [np.zeros(4), np.ones(4)])


@pytest.mark.parametrize("layers", [[Input((4,)), Flatten()], [Flatten()], []], ids=["known", "unknown", "empty"])
@pytest.mark.parametrize("compiled", [False, True, "auto"])
def test_a_model_without_weights_is_measured(layers, compiled):
    model = Sequential(layers)
    model.compile("sgd", "mse", metrics=["mae"])
    with pytest.warns(UserWarning, match="trainable weights"):
        history = model.fit(X, X + 1, verbose=0, compiled=compiled).history
    assert history["loss"] == [pytest.approx(1.0, rel=1e-6)]
    assert model.evaluate(X, X + 2, verbose=0) == pytest.approx([4.0, 2.0], rel=1e-6)


def test_penalties_of_frozen_weights_are_not_counted():
    first = Dense(2, kernel_regularizer="l2")
    model = wave(Sequential([Input((4,)), first, Dense(1)]))
    first.trainable = False
    model.compile(SGD(0.1), "mse")
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(2.18150735, rel=1e-6)
    assert model.losses == []


def test_a_copy_remembers_what_compile_saw_and_nobody_keeps_the_model_alive(without_collector):
    model = linear()
    model.trainable = False
    twin = copy.deepcopy(model)
    before = twin.get_weights()
    twin.fit(X, Y, verbose=0)
    assert (before[0] != twin.get_weights()[0]).any()
    np.testing.assert_array_equal(before[0], model.get_weights()[0])
    model.fit(X, Y, verbose=0)
    gone = weakref.ref(model)
    del model
    assert gone() is None
