"""Layers of one's own as Keras programs write them: weights, what they add to the loss, where their weights may be.

Numbers that are not computed here are what Keras 3 gives for the same.
"""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from waves import X as WAVES_X
from waves import Y as WAVES_Y
from waves import wave

import autograd
import nn
from nn import Dense, Input, Model, Sequential, constraints, layers
from nn.callbacks import TerminateOnNaN
from nn.regularizers import L2

W = np.array([[0.126, -0.132, 0.64, 0.105], [-0.536, 0.362, 1.304, 0.947], [-0.704, -1.265, -0.623, 0.041]])
X, Y = np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 0.3]]), np.array([[1.0], [0.0]])


class Linear(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(
            shape=(input_shape[-1], self.units), initializer="he_normal", regularizer=L2(0.1), constraint=constraints.NonNeg()
        )
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")
        self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, x):
        return x @ self.w + self.b


class Penalized(layers.Layer):
    def call(self, x):
        self.add_loss(0.3 * autograd.mean(x * x))
        return x


def penalize():
    model = Sequential(
        [
            Input((3,)), Dense(4, activity_regularizer=L2(0.1), kernel_constraint=constraints.MaxNorm(1.0), dtype="float64"),
            Penalized(), Dense(1, dtype="float64"),
        ]
    )  # fmt: skip
    model.set_weights([W, np.array([0.1, -0.2, 0.3, 0.0]), np.array([[0.5], [-0.4], [0.3], [0.2]]), np.array([0.05])])
    model.compile(nn.SGD(0.1), "mse")
    return model


# -- weights -------------------------------------------------------------------------------------------------


def test_a_layer_of_ones_own_has_weights_that_are_learned():
    nn.set_random_seed(0)
    x = Input((4,))
    model = Model(x, Linear(2)(x))
    layer = model.layers[-1]
    assert [w.shape for w in model.weights] == [(4, 2), (2,), ()]
    assert [p.shape for p in model.parameters()] == [(4, 2), (2,)]
    assert model.count_params() == 11
    rows = np.random.default_rng(0).random((20, 4))
    model.compile("sgd", "mse")
    loss = model.evaluate(rows, rows[:, :2], verbose=0)
    predicted = model.predict(rows, verbose=0)
    assert loss == pytest.approx(np.mean((predicted - rows[:, :2]) ** 2) + 0.1 * np.sum(layer.w.numpy() ** 2), rel=1e-5)
    model.fit(rows, rows[:, :2], verbose=0)
    assert layer.w.numpy().min() >= 0  # the constraint
    assert layer.b.numpy().any()
    assert layer.seen.item() == 0


def test_weights_need_fixed_sizes():
    with pytest.raises(ValueError, match="linear: a weight needs fixed sizes, got \\(None, 2\\)"):
        Linear(2)(Input((None,)))


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot"])
def test_merging_functions_are_their_layers(name):
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 3)), rng.random((2, 3))
    kind = getattr(layers, name.capitalize())
    both = (kind(axes=1), {"axes": 1}) if name == "dot" else (kind(), {})
    np.testing.assert_array_equal(getattr(layers, name)([a, b], **both[1]), both[0]([a, b]))
    left, right = Input((3,)), Input((3,))
    model = Model([left, right], getattr(layers, name)([left, right], name="merged", **both[1]))
    np.testing.assert_allclose(model.predict([a, b], verbose=0), both[0]([a, b]), rtol=1e-6, atol=1e-6)
    assert model.layers[-1].name == "merged"


# -- what is added to the loss -------------------------------------------------------------------------------


@pytest.mark.parametrize("compiled", [False, "auto"])
def test_a_step_with_penalties_on_activities_and_a_constraint_is_keras_step(compiled):
    model = penalize()
    history = model.fit(X, Y, batch_size=2, verbose=0, shuffle=False, compiled=compiled)
    assert history.history["loss"] == [pytest.approx(2.3782507427575474, rel=1e-7)]  # Keras keeps the 0.1 in float32
    kernel, bias, second, last = model.get_weights()
    np.testing.assert_allclose(kernel[0], [0.119781986, -0.117524985, 0.408760636, 0.076680341], rtol=1e-6)
    np.testing.assert_allclose(bias, [0.083034, -0.20263465, 0.23569955, -0.0231923], rtol=1e-6)
    np.testing.assert_allclose(second[:, 0], [0.4867759318, -0.3671094775, 0.3396322471, 0.2308739618], rtol=1e-6)
    np.testing.assert_allclose(last, [0.028171], rtol=1e-6)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(1.159992767915444, rel=1e-7)
    assert "eager" in model.compiled_reason


def test_losses_by_hand_and_forgetting():
    model = penalize()
    model(X)
    first = model.layers[0]
    z = X @ first.kernel.numpy() + first.bias.numpy()
    expected = [0.1 * np.sum(z**2) / 2, 0.3 * np.mean(z**2)]
    assert [term.item() for term in model.losses] == pytest.approx(expected)
    model.zero_grad()
    assert model.losses == []
    assert pickle.loads(pickle.dumps(model)).losses == []
    with pytest.raises(ValueError, match=r"penalized: add_loss takes one number, got shape \(2,\)"):
        Penalized().add_loss(autograd.Tensor([1.0, 2.0]))


def test_penalties_that_no_weight_can_change_are_in_the_reported_loss():
    """On the input of a network, as Keras 3.15.1 reports them."""
    penalty = layers.ActivityRegularization(l1=0.1, l2=0.05)
    for compiled in (False, True):
        model = wave(Sequential([Input((4,)), penalty, Dense(1)]))
        model.compile("sgd", "mse")
        if compiled:
            with pytest.raises(RuntimeError, match="activity_regularization adds to the loss"):
                model.fit(WAVES_X, WAVES_Y, verbose=0, compiled=True)
            continue
        history = model.fit(WAVES_X, WAVES_Y, batch_size=5, shuffle=False, verbose=0).history
        assert history["loss"] == [pytest.approx(1.77475810, rel=1e-6)]
        assert model.evaluate(WAVES_X, WAVES_Y, verbose=0) == pytest.approx(1.68515038, rel=1e-6)


def test_losses_are_those_of_the_last_call_whoever_was_called():
    layer = layers.ActivityRegularization(l1=0.1)
    assert layer.losses == []
    for _ in range(2):
        layer(WAVES_X)
        assert [float(term) for term in layer.losses] == [pytest.approx(0.26103139, rel=1e-6)]
    model = Sequential([Input((4,)), layer, layer])  # twice in one call: both count
    model(WAVES_X)
    assert [float(term) for term in model.losses] == [pytest.approx(0.26103139, rel=1e-6)] * 2
    for _ in range(50):
        model.predict(WAVES_X)
    assert len(model.losses) == 2
    model.zero_grad()
    assert model.losses == []


def test_activity_regularization_is_a_layer_too():
    model = Sequential([Dense(2, input_shape=(3,)), layers.ActivityRegularization(l1=0.5, l2=0.25), Dense(1)])
    model.compile("sgd", "mse")
    z = X @ model.layers[0].kernel.numpy()
    extra = (0.5 * np.abs(z).sum() + 0.25 * (z**2).sum()) / 2
    expected = np.mean((model.predict(X, verbose=0) - Y) ** 2) + extra
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(expected, rel=1e-5)


# -- where weights may be ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "first_row"),
    [
        (constraints.MaxNorm(1.2), [0.1259999859, -0.1197838751, 0.4859061225, 0.1049999890]),
        (constraints.MaxNorm(1.0, axis=1), [0.1259999813, -0.1319999804, 0.6399999050, 0.1049999844]),
        (constraints.MinMaxNorm(0.5, 1.0, 0.5), [0.1259999859, -0.1159099430, 0.5224608641, 0.1049999890]),
        (constraints.UnitNorm(), [0.1409790990, -0.0998198959, 0.4049217687, 0.1100992399]),
        (constraints.NonNeg(), [0.126, 0.0, 0.64, 0.105]),
    ],
)  # fmt: skip
def test_constraints_move_weights_as_keras_does(constraint, first_row):
    np.testing.assert_allclose(constraint(W)[0], first_row, atol=1e-10)


@pytest.mark.parametrize(
    "layer",
    [
        Dense(3, kernel_constraint="max_norm", bias_constraint="non_neg"),
        layers.Conv1D(3, 2, kernel_constraint="unit_norm"),
        layers.LSTM(3, kernel_constraint="non_neg", recurrent_constraint="unit_norm"),
        layers.BatchNormalization(gamma_constraint="non_neg"),
        layers.Embedding(5, 3, embeddings_constraint="unit_norm"),
    ],
)
def test_layers_take_constraints_by_name(layer):
    layer(
        np.ones(
            (2, 4) if isinstance(layer, layers.Embedding) else (2, 4, 3), int if isinstance(layer, layers.Embedding) else float
        )
    )
    found = layer.list_constraints()
    assert found
    for _, weight in found:
        weight.data = weight.numpy() - 0.7
    layer.constrain()
    for rule, weight in found:
        np.testing.assert_allclose(weight.numpy(), rule(weight.numpy()), atol=1e-6)


def test_frozen_layers_are_not_moved_and_unknown_constraints_are_refused():
    layer = Dense(2, kernel_constraint="non_neg", input_shape=(2,))
    layer.kernel.data = np.full((2, 2), -1.0, "float32")
    layer.trainable = False
    layer.constrain()
    assert (layer.kernel.numpy() == -1).all()
    with pytest.raises(TypeError, match="unexpected argument 'kernel_contraint': did you mean 'kernel_constraint'"):
        Dense(2, kernel_contraint="non_neg")
    with pytest.raises(ValueError, match="unknown constraint 'positive': choose from MaxNorm"):
        Dense(2, kernel_constraint="positive")
    wrong = Dense(2, kernel_constraint=lambda w: w[0], input_shape=(2,))
    with pytest.raises(ValueError, match=r"makes shape \(2,\) of a weight of shape \(2, 2\)"):
        wrong.constrain()


# -- a training that fails -----------------------------------------------------------------------------------


def test_terminate_on_nan_ends_a_training_and_keeps_what_was_learned(capsys):
    model = Sequential([Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse")
    x = np.array([[1.0], [2.0], [np.inf], [3.0]])
    with pytest.raises(FloatingPointError):
        model.fit(x, x, batch_size=1, shuffle=False, verbose=0)
    history = model.fit(x, x, batch_size=1, shuffle=False, verbose=0, epochs=3, callbacks=[TerminateOnNaN()])
    assert history is model.history
    assert model.stop_training
    assert "fit: the loss became" in capsys.readouterr().out
    assert np.isfinite(model.get_weights()[0]).all()


def test_nn_layer_is_the_base_class_of_keras_programs():
    class Linear(nn.Layer):
        def __init__(self, units=3, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="ones", name="w")

        def call(self, inputs):
            return inputs @ self.w

    assert nn.Layer is nn.layers.Layer
    np.testing.assert_array_equal(Linear(2)(np.array([[1.0, 2.0]])).numpy(), [[3.0, 3.0]])


@pytest.mark.parametrize("make", [lambda: nn.Layer(2, 3), lambda: nn.Layer(2, nout=3)])
def test_the_layer_of_single_neurons_has_another_name(make):
    with pytest.raises(TypeError, match=r"a list of single neurons is nn.NeuronLayer\(2, (nout=)?3\)"):
        make()
    assert len(nn.NeuronLayer(2, 3)([1.0, 2.0])) == 3


def test_an_own_layer_names_the_argument_it_does_not_know():
    class Mine(nn.Layer):
        pass

    with pytest.raises(TypeError, match=r"Mine: a Layer takes name, trainable, dtype and such by name, got units=3$"):
        Mine(units=3)


def test_an_input_may_be_optional():
    class Plus(layers.Layer):
        def call(self, x, y=None):
            return x if y is None else x + y

    x, y = Input((3,)), Input((3,), optional=True)
    model = Model([x, y], Plus()(x, y))
    np.testing.assert_array_equal(model([np.ones((1, 3)), np.ones((1, 3))]), [[2.0, 2.0, 2.0]])
    np.testing.assert_array_equal(model([np.ones((1, 3)), None]), [[1.0, 1.0, 1.0]])


def test_nested_inputs_are_given_nested_alike():
    class Sum(layers.Layer):
        def call(self, parts):
            return parts["a"] + parts["b"][0] * 2.0

    a, b = Input((3,)), Input((3,))
    model = Model({"a": a, "b": [b]}, Sum()({"a": a, "b": [b]}))
    data = {"a": np.ones((2, 3)), "b": [np.full((2, 3), 5.0)]}
    np.testing.assert_array_equal(model(data), np.full((2, 3), 11.0))
    np.testing.assert_array_equal(model.predict(data, verbose=0), np.full((2, 3), 11.0))
    np.testing.assert_array_equal(model.predict([data["a"], data["b"][0]], verbose=0), np.full((2, 3), 11.0))


def test_an_input_takes_shape_and_type_of_a_tensor():
    x = Input((4,), dtype="int32")
    assert Input(tensor=x).shape == (None, 4)
    assert Input(tensor=x).dtype == "int32"


def test_every_layer_takes_a_dtype():
    assert layers.Dropout(0.5, dtype="float32")(np.ones(3)).tolist() == [1.0, 1.0, 1.0]
    assert layers.MaxPooling2D(dtype="float32")(np.ones((1, 4, 4, 1))).shape == (1, 2, 2, 1)
    assert layers.LSTM(2, dtype="float64")(np.ones((1, 3, 2))).dtype == "float64"
