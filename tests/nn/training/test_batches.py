"""fit, evaluate and predict on iterables of batches: generators, lists of batches behind an object, data sets with a length."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nn import SGD, Dense, Input, Model, Sequential
from nn.training.batches import is_stream

RNG = np.random.default_rng(2)
X = RNG.standard_normal((12, 3))
Y = X @ np.array([[1.0], [-2.0], [0.5]])


def linear(rate=0.1):
    model = Sequential([Dense(1, kernel_initializer="zeros", input_shape=(3,), dtype="float64")])
    model.compile(SGD(rate), "mse", metrics=["mae"])
    return model


def batches(size=4):
    for start in range(0, 12, size):
        yield X[start : start + size], Y[start : start + size]


class Loader:
    """Iterated anew each time, as a DataLoader is."""

    def __init__(self, size=4):
        self.size = size
        self.started = 0

    def __iter__(self):
        self.started += 1
        return batches(self.size)

    def __len__(self):
        return -(-12 // self.size)


class Indexed:
    """Items and a length, as keras.utils.PyDataset has them."""

    epochs = 0

    def __len__(self):
        return 3

    def __getitem__(self, i):
        return X[4 * i : 4 * i + 4], Y[4 * i : 4 * i + 4]

    def on_epoch_end(self):
        self.epochs += 1


def expect(epochs):
    model = linear()
    history = model.fit(X, Y, batch_size=4, epochs=epochs, shuffle=False, verbose=0)
    return model.get_weights(), history.history


@pytest.mark.parametrize("make", [Loader, Indexed])
def test_what_can_be_iterated_again_gives_every_epoch(make):
    model, source = linear(), make()
    history = model.fit(source, epochs=3, verbose=0, validation_data=make())
    weights, values = expect(3)
    for ours, theirs in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert history.history["loss"] == values["loss"]
    assert history.history["val_loss"][-1] == pytest.approx(model.evaluate(X, Y, verbose=0)[0], rel=1e-12)
    assert getattr(source, "started", 3) == 3
    assert getattr(source, "epochs", 3) == 3


def test_a_generator_goes_on_where_an_epoch_stopped():
    model = linear()
    endless = itertools.chain.from_iterable(batches() for _ in itertools.count())
    history = model.fit(endless, steps_per_epoch=2, epochs=3, verbose=0)
    assert model.optimizer.iterations == 6
    np.testing.assert_array_equal(model.get_weights()[0], expect(2)[0][0])  # twice through the three batches
    assert len(history.history["loss"]) == 3


def test_one_epoch_of_a_generator_needs_no_count():
    model = linear()
    model.fit(batches(), verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], expect(1)[0][0])


def test_a_loader_starts_anew_in_the_middle_of_an_epoch():
    model = linear()
    model.fit(Loader(), steps_per_epoch=4, epochs=3, verbose=0)
    assert model.optimizer.iterations == 12
    np.testing.assert_array_equal(model.get_weights()[0], expect(4)[0][0])


def test_the_loss_of_uneven_batches_is_the_mean_over_samples():
    model = linear(0.0)
    history = model.fit(Loader(5), verbose=0).history
    assert history["loss"] == [pytest.approx((Y**2).mean(), rel=1e-12)]
    assert model.evaluate(Loader(5), verbose=0) == pytest.approx([(Y**2).mean(), abs(Y).mean()], rel=1e-12)


def test_weights_may_come_with_the_batches_and_validation_may_have_steps():
    model = linear(0.0)
    weighted = ((x, y, np.zeros(len(x))) for x, y in batches())
    endless = itertools.cycle(list(batches()))
    history = model.fit(weighted, validation_data=endless, validation_steps=2, verbose=0).history
    assert history["loss"] == [0.0]
    assert history["val_loss"] == [pytest.approx((Y[:8] ** 2).mean(), rel=1e-12)]
    assert model.evaluate(Loader(), steps=1, verbose=0)[0] == pytest.approx((Y[:4] ** 2).mean(), rel=1e-12)


def test_steps_of_arrays():
    model = linear()
    model.fit(X, Y, batch_size=4, steps_per_epoch=2, shuffle=False, verbose=0, validation_data=(X, Y), validation_steps=1)
    assert model.optimizer.iterations == 2
    assert len(model.predict(X, batch_size=5, steps=2)) == 10


def test_predict_from_batches():
    model = linear()
    np.testing.assert_array_equal(model.predict(Loader()), model.predict(X))
    np.testing.assert_array_equal(model.predict(x for x, _ in batches()), model.predict(X))
    assert len(model.predict(Loader(), steps=2)) == 8


def test_several_inputs_by_batch():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    model = Model({"a": a, "b": b}, [Dense(1, name="p")(a), Dense(1, name="q")(b)])
    model.compile("sgd", "mse")
    history = model.fit((({"a": x, "b": -x}, [y, -y]) for x, y in batches()), verbose=0).history
    assert list(history) == ["loss", "p_loss", "q_loss"]
    assert [part.shape for part in model.predict({"a": x, "b": x} for x, _ in batches())] == [(12, 1)] * 2


def test_weights_are_made_by_the_first_batch():
    model = Sequential([Dense(4, "relu"), Dense(1)])
    model.compile("adam", "mse")
    model.fit(Loader(), verbose=0, epochs=2)
    assert model.count_params() == 21


def test_data_that_end_too_early_are_told():
    model = linear()
    with pytest.warns(UserWarning, match="fit: the data ended after 3 of 5 batches; give more batches, or fewer steps"):
        history = model.fit(batches(), steps_per_epoch=5, verbose=0)
    assert history.epoch == [0]
    with pytest.warns(UserWarning, match="the data ended in epoch 1 of 4; give steps_per_epoch"):
        assert linear().fit(batches(), epochs=4, verbose=0).epoch == [0]
    used = batches()
    list(used)
    with pytest.raises(ValueError, match="gave no batch; a generator that has ended cannot start again"):
        model.fit(used, verbose=0)


@pytest.mark.parametrize(
    ("run", "message"),
    [
        (lambda: linear().fit(iter([X, X]), verbose=0), r"must give batches \(x, y\) or .*, but gave ndarray"),
        (lambda: linear().fit(iter([(X,)]), verbose=0), "but gave 1 parts"),
        (lambda: linear().fit(batches(), Y, verbose=0), "y and sample_weight belong into these"),
        (lambda: linear().fit(batches(), validation_split=0.5, verbose=0), "validation_split needs arrays"),
        (lambda: linear().fit(batches(), steps_per_epoch=0, verbose=0), "steps must be a whole number from 1 on"),
        (lambda: linear().fit(iter([(X, Y[:3])]), verbose=0), "x has 12 samples, y has 3"),
        (lambda: linear().fit(X, verbose=0), "needs the labels y beside x"),
    ],
)
def test_what_is_wrong_is_named(run, message):
    with pytest.raises((ValueError, TypeError), match=message):
        run()


def test_what_is_taken_for_batches():
    assert all(map(is_stream, (batches(), Loader(), Indexed(), iter([]))))
    assert not any(map(is_stream, (X, [X], (X, Y), {"a": X}, 3.0, None)))
