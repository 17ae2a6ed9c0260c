"""What was learned for one task serves another: digits 0-4 help with 5-9, and two tasks share one body."""

from __future__ import annotations

import numpy as np
import pytest
from full_mnist import full_digits, needs_full_mnist

from nn import Adam, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Model, Sequential, set_random_seed

pytestmark = [pytest.mark.slow, needs_full_mnist]
SEEDS = [0, 1, 2]

digits = pytest.fixture(full_digits, scope="module")


def convolutions(few=32, many=64, shape=(28, 28, 1)):
    return Sequential(
        [
            Conv2D(few, 5, activation="relu", input_shape=shape), MaxPooling2D(), Conv2D(many, 5, activation="relu"),
            MaxPooling2D(), Flatten(),
        ],
        name="convolutions",
    )  # fmt: skip


def classifier(body):
    model = Sequential([body, Dropout(0.5), Dense(128, activation="relu"), Dense(5, activation="softmax")])
    model.compile(Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def shift_digits(images, rng):
    """Each image moved by up to three pixels either way, so that what is learned of a stroke holds anywhere."""
    return np.stack([np.roll(image, shift, (0, 1)) for image, shift in zip(images, rng.integers(-3, 4, (len(images), 2)))])


@pytest.mark.parametrize("seed", SEEDS)
def test_digits_zero_to_four_help_with_five_to_nine(digits, seed, tmp_path):
    """Ten labels a class, drawn five times: which images are drawn moves a single result by several points."""
    x, y, x_test, y_test = digits
    rng = np.random.default_rng(seed)
    low, high = y < 5, y_test >= 5
    set_random_seed(seed)
    first = classifier(convolutions())
    for _ in range(3):
        first.fit(shift_digits(x[low], rng), y[low], batch_size=128, verbose=0)
    first.layers[0].save_weights(tmp_path / "convolutions.safetensors")

    def accuracy(body, few):
        model = classifier(body)
        model.fit(x[few], y[few] - 5, epochs=40, batch_size=10, verbose=0)
        return model.evaluate(x_test[high], y_test[high] - 5, verbose=0)[1]

    transferred, from_scratch = [], []
    for _ in range(5):
        few = np.concatenate([rng.permutation(np.flatnonzero(y == digit))[:10] for digit in range(5, 10)])
        moved = convolutions()
        moved.load_weights(tmp_path / "convolutions.safetensors")
        moved.trainable = False
        transferred.append(accuracy(moved, few))
        from_scratch.append(accuracy(convolutions(), few))
        assert all(np.array_equal(now, before) for now, before in zip(moved.get_weights(), first.layers[0].get_weights()))
    print(f"seed {seed}: transferred {np.round(transferred, 3)}, from scratch {np.round(from_scratch, 3)}")
    assert np.mean(transferred) >= np.mean(from_scratch) + 0.05  # three seeds gave 0.058 to 0.068


def side_by_side(x, y, n, rng):
    """Pairs of digits in one image: (n, 28, 56, 1), and the labels of the left and the right one."""
    left, right = rng.integers(0, len(x), (2, n))
    return np.concatenate([x[left], x[right]], axis=2), y[left], y[right]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_body_reads_two_digits_as_well_as_two_bodies(digits, seed):
    rng = np.random.default_rng(seed)
    x, left, right = side_by_side(digits[0], digits[1], 30_000, rng)
    x_test, *labels = side_by_side(digits[2], digits[3], 5_000, rng)
    set_random_seed(seed)

    def read(tasks):
        image = Input((28, 56, 1))
        features = Dense(64, activation="relu")(convolutions(16, 32, (28, 56, 1))(image))
        model = Model(image, [Dense(10, activation="softmax", name=name)(features) for name in tasks])
        model.compile(Adam(2e-3), ["sparse_categorical_crossentropy"] * len(tasks))
        truths = {"left": left, "right": right}
        model.fit(x, [truths[name] for name in tasks], epochs=3, batch_size=64, verbose=0)
        answers = model.predict(x_test, verbose=0)
        answers = answers if isinstance(answers, list) else [answers]
        wanted = {"left": labels[0], "right": labels[1]}
        return model.count_params(), {n: np.mean(a.argmax(1) == wanted[n]) for n, a in zip(tasks, answers)}

    (one, l), (other, r), (both, together) = read(["left"]), read(["right"]), read(["left", "right"])
    alone = l | r
    print(f"seed {seed}: alone {alone}, together {together}, parameters {one + other} and {both}")
    assert both < 0.52 * (one + other)
    assert all(together[name] >= alone[name] - 0.01 for name in together)
