"""Training with several inputs and outputs: what is reported, in which forms data may come, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from nn import SGD, Concatenate, Dense, Input, Model, Sequential, losses, set_random_seed
from nn.callbacks import Callback, EarlyStopping

RNG = np.random.default_rng(5)
A, B = RNG.standard_normal((10, 4)), RNG.standard_normal((10, 3))
P, Q = RNG.standard_normal((10, 2)), RNG.standard_normal((10, 1))


def dense(units, **settings):
    return Dense(units, dtype="float64", **settings)


def two(nest=lambda p, q: [p, q], rate=0.1, **settings):
    set_random_seed(7)
    a, b = Input((4,), name="a"), Input((3,), name="b")
    h = Concatenate()([dense(3, activation="tanh")(a), b])
    model = Model([a, b], nest(dense(2, name="p")(h), dense(1, name="q")(h)))
    model.compile(SGD(rate), **{"loss": "mse", **settings})
    return model


class Net(Model):
    """Two inputs and outputs, as a class."""

    def __init__(self):
        super().__init__()
        self.p, self.q = dense(2), dense(1)

    def call(self, x):
        return {"p": self.p(x["a"]), "q": self.q(x["b"])}


def test_each_outputs_loss_is_the_mean_over_its_samples():
    model = two(rate=0.0, loss_weights=[2.0, 0.5])
    p, q = model.predict([A, B])
    expected = [((P - p) ** 2).mean(), ((Q - q) ** 2).mean()]
    history = model.fit([A, B], [P, Q], batch_size=4, verbose=0).history
    assert list(history) == ["loss", "p_loss", "q_loss"]
    assert [history["p_loss"][0], history["q_loss"][0]] == pytest.approx(expected, rel=1e-12)
    assert history["loss"][0] == pytest.approx(2 * expected[0] + 0.5 * expected[1], rel=1e-12)
    assert model.evaluate([A, B], [P, Q], batch_size=3, verbose=0) == pytest.approx(
        [2 * expected[0] + 0.5 * expected[1], *expected], rel=1e-12
    )


def test_loss_weights_scale_the_gradients():
    both, only = two(rate=1.0, loss_weights={"p": 0.0, "q": 3.0}), two(rate=3.0, loss=[None, "mse"])
    before = both.get_layer("p").get_weights()
    for model in (both, only):
        model.fit([A, B], [P, Q], batch_size=10, verbose=0)
    np.testing.assert_array_equal(both.get_layer("p").get_weights()[0], before[0])
    for ours, theirs in zip(both.get_weights(), only.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([A, B], [P, Q]),
        ((A, B), (P, Q)),
        ({"b": B, "a": A}, {"q": Q, "p": P}),
        ([A.tolist(), B.tolist()], [P.tolist(), Q[:, 0]]),
        ([A.astype("float32").astype("float64"), B], {"p": P, "q": Q}),
    ],
    ids=["lists", "tuples", "dicts", "nested lists", "mixed"],
)
def test_data_in_any_form_train_alike(x, y):
    models = two(), two()
    models[0].fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    models[1].fit([A, B], [P, Q], epochs=2, batch_size=4, shuffle=False, verbose=0)
    for ours, theirs in zip(models[0].get_weights(), models[1].get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_shuffling_keeps_all_parts_of_a_sample_together():
    a, b = Input((1,), name="a"), Input((1,), name="b")
    model = Model([a, b], {"p": dense(1)(a), "q": dense(1)(b)})
    seen = []

    class Spy(losses.Loss):
        def call(self, y, p):
            seen.append(y[:, 0].tolist())
            return (p - y)[:, 0] ** 2

    model.compile(SGD(0.0), {"p": Spy(), "q": Spy()})
    rows = np.arange(20.0)[:, None]
    model.fit([rows, rows], {"p": rows, "q": -rows}, batch_size=6, verbose=0, sample_weight=rows[:, 0])
    assert sorted(y for batch in seen[::2] for y in batch) == rows[:, 0].tolist()
    assert seen[::2] != sorted(seen[::2])
    assert [[-y for y in batch] for batch in seen[1::2]] == seen[::2]


def test_predictions_are_nested_as_the_model_gives_them():
    for nest, kind in ((lambda p, q: [p, q], list), (lambda p, q: {"one": p, "other": q}, dict)):
        model = two(nest, loss="mse")
        out = model.predict({"a": A, "b": B}, batch_size=3)
        assert type(out) is kind
        parts = list(out.values()) if kind is dict else out
        assert [part.shape for part in parts] == [(10, 2), (10, 1)]
        np.testing.assert_allclose(parts[0], two()([A, B])[0].numpy(), rtol=1e-12)
        on_batch = model.predict_on_batch([A, B])
        np.testing.assert_allclose((list(on_batch.values()) if kind is dict else on_batch)[1], parts[1], rtol=1e-12)
        assert model.predict([A[:0], B[:0]])["one" if kind is dict else 0].shape == (0, 2)


def test_metrics_and_sample_weights_go_by_output():
    weight = np.linspace(0, 2, 10)
    model = two(rate=0.0, metrics={"p": ["mae", "mse"], "q": "mae"}, weighted_metrics=[[], ["mae"]])
    p, q = model.predict([A, B])
    results = model.evaluate([A, B], [P, Q], sample_weight=[None, weight], verbose=0, return_dict=True)
    assert results == pytest.approx(
        {
            "loss": ((P - p) ** 2).mean() + (weight[:, None] * (Q - q) ** 2).mean(),
            "p_loss": ((P - p) ** 2).mean(),
            "q_loss": (weight[:, None] * (Q - q) ** 2).mean(),
            "p_mae": abs(P - p).mean(),
            "p_mse": ((P - p) ** 2).mean(),
            "q_mae": abs(Q - q).mean(),
            "q_weighted_mae": (weight[:, None] * abs(Q - q)).sum() / weight.sum(),
        },
        rel=1e-12,
    )
    same = model.evaluate([A, B], [P, Q], sample_weight=weight, verbose=0, return_dict=True)
    assert same["p_loss"] == pytest.approx((weight[:, None] * (P - p) ** 2).mean(), rel=1e-12)


def test_early_stopping_watches_one_output():
    model = two(metrics={"p": "mae"})
    stop = EarlyStopping(monitor="val_q_loss", mode="min", patience=0, min_delta=1e9)
    history = model.fit([A, B], [P, Q], validation_data=([A, B], {"p": P, "q": Q}), epochs=5, verbose=0, callbacks=[stop])
    assert history.epoch == [0, 1]
    assert {"val_loss", "val_p_loss", "val_q_loss", "val_p_mae"} < set(history.history)


# -- classes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["mse", {"p": "mse", "q": "mse"}])
def test_a_class_with_several_outputs(loss):
    net = Net()
    net.compile(SGD(0.1), loss, metrics={"q": ["mae"]})
    history = net.fit({"a": A, "b": B}, {"p": P, "q": Q}, epochs=3, verbose=0).history
    assert list(history) == ["loss", "p_loss", "q_loss", "q_mae"]
    assert history["loss"] == pytest.approx(np.add(history["p_loss"], history["q_loss"]), rel=1e-12)
    assert history["loss"][-1] < history["loss"][0]
    assert set(net.predict({"a": A, "b": B})) == {"p", "q"}


def test_a_class_that_gives_a_tuple_has_numbered_outputs():
    class Pair(Net):
        def call(self, x):
            return self.p(x[0]), self.q(x[1])

    net = Pair()
    net.compile(SGD(0.1), "mse", loss_weights=[1.0, 0.0])
    assert list(net.train_on_batch([A, B], [P, Q], return_dict=True)) == ["loss", "output_1_loss", "output_2_loss"]
    assert [part.shape for part in net.predict([A, B])] == [(10, 2), (10, 1)]


def test_a_class_with_a_call_of_its_own_and_with_a_training_argument():
    class Plain(Model):
        def __init__(self):
            super().__init__()
            self.one = dense(1)

        def __call__(self, x):
            return self.one(x)

    modes = []

    class Aware(Model):
        def __init__(self):
            super().__init__()
            self.one = dense(1)

        def call(self, x, training=False):
            modes.append(training)
            return self.one(x)

    for net in (Plain(), Aware()):
        net.compile(SGD(0.1), "mse", metrics=["mae"])
        losses_ = net.fit(A, Q, epochs=20, verbose=0, validation_data=(A, Q)).history["loss"]
        assert losses_[-1] < losses_[0]
        assert net.predict(A).shape == (10, 1)
        assert [layer.name for layer in net.layers] == ["dense"]
    assert modes[-3:] == [True, False, False]
    assert net(A, training=True).shape == (10, 1)
    assert modes[-1] is True


# -- callbacks -----------------------------------------------------------------------------------------------


class Watch(Callback):
    """Notes each event of an evaluation or a prediction, with what its logs hold."""

    def __init__(self):
        self.events = []

    def on_test_begin(self, logs=None):
        self.events.append("test begin")

    def on_test_batch_begin(self, batch, logs=None):
        self.events.append(f"test {batch}")

    def on_test_batch_end(self, batch, logs=None):
        self.events.append(f"test {batch} end {sorted(logs)}")

    def on_test_end(self, logs=None):
        self.events.append(f"test end {sorted(logs)}")

    def on_predict_begin(self, logs=None):
        self.events.append("predict begin")

    def on_predict_batch_begin(self, batch, logs=None):
        self.events.append(f"predict {batch}")

    def on_predict_batch_end(self, batch, logs=None):
        self.events.append(f"predict {batch} end {logs['outputs'].shape}")

    def on_predict_end(self, logs=None):
        self.events.append("predict end")


def test_events_of_evaluate_and_predict():
    model = Sequential([dense(1, input_shape=(4,))])
    model.compile("sgd", "mse", metrics=["mae"])
    tests = [
        "test begin",
        "test 0",
        "test 0 end ['loss', 'mae']",
        "test 1",
        "test 1 end ['loss', 'mae']",
        "test end ['loss', 'mae']",
    ]
    watch = Watch()
    model.evaluate(A, Q, batch_size=5, verbose=0, callbacks=[watch])
    assert watch.events == tests
    watch = Watch()
    model.predict(A, batch_size=6, callbacks=[watch])
    assert watch.events == [
        "predict begin", "predict 0", "predict 0 end (6, 1)", "predict 1", "predict 1 end (4, 1)", "predict end",
    ]  # fmt: skip
    watch = Watch()
    model.fit(A, Q, batch_size=5, validation_data=(A, Q), verbose=0, callbacks=[watch])
    assert watch.events == tests


# -- errors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "message"),
    [
        (lambda: two(loss=["mse"]), "loss must have one entry for each of the outputs p, q, got 1"),
        (lambda: two(loss={"p": "mse", "r": "mse"}), "loss names the outputs 'r', but the model's are p, q"),
        (lambda: two(loss=[None, None]), "no output of p, q has a loss"),
        (lambda: two(loss_weights=[1.0]), "loss_weights must have one entry"),
        (lambda: two(metrics=["mae"]), "metrics must have one entry for each of the outputs p, q, got 1"),
        (lambda: two(metrics={"r": "mae"}), "metrics names the outputs 'r'"),
        (lambda: two().fit([A, B], P, verbose=0), "the model has outputs p, q: give y as a list"),
        (lambda: two().fit([A, B], [P], verbose=0), "y must have one entry for each of the outputs p, q, got 1"),
        (lambda: two().fit([A, B], {"p": P}, verbose=0), "y lacks labels for the output 'q'"),
        (lambda: two().fit(A, [P, Q], verbose=0), "fit takes 2 inputs, a .None, 4., b .None, 3., but got 1"),
        (lambda: two().fit([A, B[:5]], [P, Q], verbose=0), "one input has 10 samples, another has 5"),
        (lambda: two().fit([A, B], [P, Q[:5]], verbose=0), "x has 10 samples, y has 5"),
        (lambda: two().fit([A, B], [P, Q], sample_weight=[np.ones(3), None], verbose=0), "3 entries for 10 samples"),
        (lambda: two().fit([A, B], [P, Q], class_weight={0: 1.0}, verbose=0), "class_weight is for a model of one output"),
        (lambda: two().predict([A, A]), "the input 'b' takes shape .n, 3., got .10, 4."),
        (lambda: two().fit([B, A], [P, Q], verbose=0), "the input 'a' takes shape .n, 4., got .10, 3."),
        (lambda: two().fit([A[:0], B[:0]], [P, Q], verbose=0), "there are no samples"),
        (lambda: two(loss=lambda y, p: 1.0).train_on_batch([A, B], [P, Q]), "of the output 'p' must give one Tensor"),
        (lambda: two(loss=[["mse"], "mse"]), "a loss is a name"),
    ],
)
def test_what_is_wrong_is_named(run, message):
    with pytest.raises((ValueError, TypeError), match=message):
        run()
