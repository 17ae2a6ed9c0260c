"""Losses: no digit lost far from the middle, gradients, weights, and labels that do not fit.

That ordinary values agree with Keras and PyTorch is tested in test_golden.py.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

import autograd
from autograd import Tensor, gradcheck, no_grad
from nn import Activation, Dense, Sequential, Softmax, losses
from nn.activations.logits import EACH, ONE_OF_SEVERAL, PROBABILITIES, logits_of
from nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    mean_absolute_error,
    mean_squared_error,
    sparse_categorical_crossentropy,
)

RNG = np.random.default_rng(0)
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def ends_with(activation, logits):
    """A network whose output layer sees exactly these logits: (n, c), whatever x: (n, n) the identity."""
    n, c = logits.shape
    model = Sequential([Dense(c, activation, use_bias=False, input_shape=(n,), dtype=logits.dtype)])
    model.set_weights([logits])
    return model, np.eye(n, dtype=logits.dtype)


# -- far from the middle -------------------------------------------------------------------------------------

EXTREMES = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 0.0], [50.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
SURPRISES = [0.0, 2000.0, 50.0, math.log(3)]  # of the classes 0, 0, 1, 2


@DTYPES
@pytest.mark.parametrize("activation", ["softmax", None])
@pytest.mark.parametrize("sparse", [True, False])
def test_cross_entropy_of_extreme_logits_is_exact_in_fit_evaluate_and_alone(dtype, activation, sparse):
    model, x = ends_with(activation, EXTREMES.astype(dtype))
    labels = np.array([0, 0, 1, 2])
    y = labels if sparse else np.eye(3)[labels]
    loss = (SparseCategoricalCrossentropy if sparse else CategoricalCrossentropy)(from_logits=activation is None)
    for i in range(4):
        assert loss(y[i : i + 1], model(x[i : i + 1])).item() == pytest.approx(SURPRISES[i], rel=1e-6, abs=1e-12)
    model.compile("sgd", loss)
    total = sum(SURPRISES) / 4
    assert model.evaluate(x, y, verbose=0) == pytest.approx(total, rel=1e-6)
    assert model.test_on_batch(x, y) == pytest.approx(total, rel=1e-6)
    assert model.fit(x, y, verbose=0).history["loss"] == pytest.approx([total], rel=1e-6)
    assert np.isfinite(model.get_weights()[0]).all()


def test_evaluate_is_as_exact_inside_no_grad():
    """As a metric too."""
    for activation, loss, y in (
        ("softmax", "sparse_categorical_crossentropy", [0, 0, 1, 2]),
        ("sigmoid", "binary_crossentropy", np.eye(3)[[0, 0, 1, 2]]),
    ):
        model, x = ends_with(activation, EXTREMES)
        model.compile("sgd", loss, metrics=[loss])
        expected = model.evaluate(x, y, verbose=0)
        assert expected[0] == pytest.approx(expected[1], rel=1e-12)
        with no_grad():
            assert model.evaluate(x, y, verbose=0) == model.test_on_batch(x, y) == expected


@DTYPES
def test_the_gradient_of_cross_entropy_is_probabilities_minus_labels(dtype):
    model, x = ends_with("softmax", EXTREMES.astype(dtype))
    CategoricalCrossentropy()(np.eye(3)[[0, 0, 1, 2]], model(x)).backward()
    third = 1 / 3
    expected = np.array([[0, 0, 0], [-1, 1, 0], [1, -1, 0], [third, third, third - 1]]) / 4
    np.testing.assert_allclose(model.weights[0].grad, expected, atol=1e-7)


@DTYPES
@pytest.mark.parametrize("layer", [Softmax(), Activation("softmax")])
def test_softmax_as_a_layer_of_its_own_loses_nothing_either(dtype, layer):
    logits = np.array([[1000.0, 0.0]], dtype)
    assert categorical_crossentropy([[0.0, 1.0]], Sequential([layer])(Tensor(logits))).item() == 1000.0


@DTYPES
@pytest.mark.parametrize("activation", ["sigmoid", None])
def test_binary_cross_entropy_of_extreme_logits(dtype, activation):
    x = np.array([1000.0, -1000.0, 30.0, -30.0, 0.0, 5.0], dtype)
    loss = BinaryCrossentropy(from_logits=activation is None)
    for y in (0.0, 1.0):
        for xi in x:
            away = float(xi if y == 0 else -xi)  # how far the logit lies on the wrong side
            exact = max(away, 0.0) + math.log1p(math.exp(-abs(away)))
            model, one = ends_with(activation, xi.reshape(1, 1))
            value = loss(np.array([y]), model(one))
            # 9.4e-14 at a logit of 30, in single precision too
            assert value.item() == pytest.approx(exact, rel=1e-6, abs=0)
            value.backward()
            expected = (1 if y == 0 else -1) / (1 + math.exp(-away)) if away > -700 else 0.0
            assert model.weights[0].grad.item() == pytest.approx(expected, rel=1e-6, abs=1e-30)
            model.compile("sgd", loss)
            assert model.evaluate(one, [y], verbose=0) == pytest.approx(exact, rel=1e-6, abs=0)


@DTYPES
def test_probabilities_without_logits_stay_finite(dtype):
    """Keras' floor of 1e-7 holds: a network cannot be infinitely surprised."""
    p = np.array([[1.0, 0.0], [0.0, 1.0]], dtype)
    y = np.array([[0.0, 1.0], [0.0, 1.0]])
    floor = -math.log(1e-7)
    np.testing.assert_allclose(categorical_crossentropy(y, p), [floor, 0.0], rtol=1e-6, atol=2e-7)
    np.testing.assert_allclose(sparse_categorical_crossentropy([1, 1], p), [floor, 0.0], rtol=1e-6, atol=2e-7)
    np.testing.assert_allclose(binary_crossentropy(y, p), [floor, 0.0], rtol=0.02, atol=2e-7)
    for loss, labels in ((CategoricalCrossentropy(), y), (BinaryCrossentropy(), y), (SparseCategoricalCrossentropy(), [1, 1])):
        t = Tensor(p)
        loss(labels, t).backward()
        assert np.isfinite(t.grad).all()


def test_a_softmax_over_another_axis_is_not_mistaken_for_the_classes():
    x = Tensor(RNG.standard_normal((3, 2)))
    p = autograd.softmax(x, axis=0)
    y = np.eye(2)[[0, 1, 0]]
    expected = -np.log((p.numpy() / p.numpy().sum(-1, keepdims=True))[np.arange(3), [0, 1, 0]])
    np.testing.assert_allclose(categorical_crossentropy(y, p).numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("function", "y"),
    [
        (lambda y, p: binary_crossentropy(y, autograd.sigmoid(p)), RNG.integers(0, 2, (4, 3)).astype(float)),
        (lambda y, p: binary_crossentropy(y, p, from_logits=True, label_smoothing=0.1), RNG.uniform(0, 1, (4, 3))),
        (lambda y, p: categorical_crossentropy(y, autograd.softmax(p)), RNG.dirichlet(np.ones(3), 4)),
        (lambda y, p: sparse_categorical_crossentropy(y, autograd.softmax(p)), np.array([0, 2, 1, 1])),
        (lambda y, p: sparse_categorical_crossentropy(y, autograd.exp(p) / 8), np.array([0, 2, 1, 1])),
        (lambda y, p: categorical_crossentropy(y, autograd.sigmoid(p)), np.eye(3)[[0, 2, 1, 1]]),
        (mean_squared_error, RNG.standard_normal((4, 3))),
        (mean_absolute_error, RNG.standard_normal((4, 3))),
    ],
)
def test_gradients_first_and_second_order(function, y):
    assert gradcheck(lambda p: function(y, p), RNG.uniform(-2, 2, (4, 3)))


def test_binary_cross_entropy_at_zero_logits_has_slope_a_half():
    """Where a network with zero weights starts: the usual formula with |x| has the wrong derivative there."""
    x = Tensor(np.zeros((2, 1)))
    autograd.sum(binary_crossentropy([1.0, 0.0], x, from_logits=True)).backward()
    assert x.grad.tolist() == [[-0.5], [0.5]]


# -- batches, sequences, weights -----------------------------------------------------------------------------


def test_one_value_per_sample_whatever_the_rank():
    y, p = RNG.standard_normal((2, 5, 4, 3))
    np.testing.assert_allclose(mean_squared_error(y, p), ((y - p) ** 2).mean(-1))
    np.testing.assert_allclose(mean_absolute_error(y, p), abs(y - p).mean(-1))
    probabilities = np.exp(p) / np.exp(p).sum(-1, keepdims=True)
    labels = RNG.integers(0, 3, (5, 4))
    expected = -np.log(np.take_along_axis(probabilities, labels[..., None], -1))[..., 0]
    for predictions, logits in ((probabilities, False), (p, True), (Tensor(p), True)):
        out = sparse_categorical_crossentropy(labels, predictions, from_logits=logits)
        np.testing.assert_allclose(getattr(out, "_value", out), expected, rtol=1e-12)
        out = categorical_crossentropy(np.eye(3)[labels], predictions, from_logits=logits)
        np.testing.assert_allclose(getattr(out, "_value", out), expected, rtol=1e-12)


def test_a_missing_or_added_axis_of_one_never_broadcasts():
    y, p = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [5.0]])
    assert mean_squared_error(y, p).tolist() == [0.0, 0.0, 4.0]
    assert MeanSquaredError()(y, p) == MeanSquaredError()(y[:, None], p[:, 0]) == pytest.approx(4 / 3)
    assert losses.get(lambda a, b: (a - b) ** 2)(y, p) == pytest.approx(4 / 3)
    q = np.array([[0.1], [0.9]])
    np.testing.assert_allclose(binary_crossentropy([0, 1], q), -np.log([0.9, 0.9]), rtol=1e-12)
    np.testing.assert_array_equal(sparse_categorical_crossentropy([[1], [0]], [[0.5, 0.5]] * 2), [math.log(2)] * 2)


@pytest.mark.parametrize("loss", [mean_squared_error, mean_absolute_error, binary_crossentropy, categorical_crossentropy])
def test_predictions_set_the_precision(loss):
    y, p = np.eye(3), np.full((3, 3), 1 / 3, "float32")
    assert loss(y, p).dtype == loss(y, Tensor(p)).dtype == np.float32


def test_unsigned_integers_do_not_wrap_around():
    assert mean_squared_error(np.array([[3]], "uint8"), np.array([[5]], "uint8")).tolist() == [4.0]
    assert mean_squared_error(np.array([[5]], "uint8"), np.array([[3]], "uint8")).tolist() == [4.0]
    assert mean_absolute_error(np.array([[5]], "uint8"), np.array([[3.5]])).tolist() == [1.5]
    assert mean_absolute_error(np.array([[5]], "uint8"), np.array([[3]], "uint8")).tolist() == [2.0]


@pytest.mark.parametrize("labels", ["uint8", "int8", "int64", "float32", "float64"])
def test_labels_of_any_number_type(labels):
    p = np.array([[0.2, 0.8], [0.6, 0.4]])
    expected = [-math.log(0.8), -math.log(0.6)]
    np.testing.assert_allclose(sparse_categorical_crossentropy(np.array([1, 0], labels), p), expected, rtol=1e-12)
    np.testing.assert_allclose(categorical_crossentropy(np.array([[0, 1], [1, 0]], labels), p), expected, rtol=1e-12)


def test_booleans_are_labels():
    p = np.array([[0.2, 0.8], [0.6, 0.4]])
    expected = [-math.log(0.8), -math.log(0.6)]
    np.testing.assert_allclose(sparse_categorical_crossentropy(np.array([True, False]), p), expected)
    np.testing.assert_allclose(binary_crossentropy(np.array([[False, True], [True, False]]), p), expected)


@pytest.mark.parametrize("weight", [[1.0, 0.0, 3.0], [[1.0], [0.0], [3.0]]], ids=["(n,)", "(n, 1)"])
def test_each_weight_multiplies_its_own_sample(weight):
    y, p = np.zeros((3, 2)), np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    assert MeanSquaredError()(y, p, weight) == pytest.approx((1 + 27) / 3)  # by the count, not by the weights
    assert MeanSquaredError(reduction="sum")(y, p, weight) == pytest.approx(28)
    assert MeanSquaredError(reduction="none")(y, p, weight).tolist() == [1.0, 0.0, 27.0]


def test_a_sample_weight_reaches_all_steps_of_a_sequence():
    y, p = np.zeros((2, 3, 1)), np.ones((2, 3, 1))
    assert MeanSquaredError(reduction="none")(y, p, [2.0, 5.0]).tolist() == [[2.0] * 3, [5.0] * 3]
    assert MeanSquaredError(reduction="sum")(y, p, [[1, 2, 3], [4, 5, 6]]) == 21.0


def test_weights_that_do_not_fit():
    with pytest.raises(ValueError, match=r"sample_weight of shape \(2,\) does not fit losses of shape \(3,\)"):
        MeanSquaredError()(np.zeros((3, 2)), np.zeros((3, 2)), [1.0, 2.0])


def test_a_loss_of_ones_own():
    class Cubed(Loss):
        def call(self, y_true, y_pred):
            return autograd.mean(abs(y_pred - y_true) ** 3, axis=-1)

    assert Cubed()(np.zeros((2, 1)), np.array([[1.0], [2.0]])) == 4.5
    assert Cubed(name="cube", reduction="sum")(np.zeros((2, 1)), np.array([[1.0], [2.0]])) == 9.0
    assert (Cubed().name, Cubed(name="cube").name) == ("Cubed", "cube")
    with pytest.raises(TypeError, match=r"needs a method call\(self, y_true, y_pred\)"):
        Loss()([1.0], [1.0])


def test_get():
    assert losses.get("mse").name == "mean_squared_error"
    loss = MeanSquaredError()
    assert losses.get(loss) is loss
    with pytest.raises(ValueError, match="unknown loss 'mean_square': choose from mse, mean_squared_error"):
        losses.get("mean_square")
    with pytest.raises(TypeError, match=r"a Loss such as MeanSquaredError\(\)"):
        losses.get(dict)
    with pytest.raises(TypeError, match="got 3"):
        losses.get(3)
    for settings in ({"reduction": "median"}, {"reduction": 0}):
        with pytest.raises(ValueError, match=r"unknown reduction .* choose from sum_over_batch_size"):
            MeanSquaredError(**settings)
    for make in (BinaryCrossentropy, CategoricalCrossentropy):
        with pytest.raises(ValueError, match=r"label_smoothing must lie in 0\.\.1, got 1\.5"):
            make(label_smoothing=1.5)


# -- labels and predictions that do not fit ------------------------------------------------------------------

P = np.full((4, 3), 1 / 3)
ONES = np.ones((4, 1))
HOT = np.eye(3)[[0, 1, 2, 0]]
ONE_HOT, SPARSE = categorical_crossentropy, sparse_categorical_crossentropy
BINARY, MSE = binary_crossentropy, mean_squared_error


@pytest.mark.parametrize(
    ("loss", "y", "p", "message"),
    [
        (ONE_HOT, [0, 1, 2, 0], P, r"one-hot labels of shape \(4, 3\), got \(4,\): use to_categorical\(y, 3\)"),
        (ONE_HOT, [[0], [1], [2], [0]], P, r"got \(4, 1\): use to_categorical\(y, 3\), or the loss sparse_"),
        (ONE_HOT, np.eye(4), P, r"y_true of shape \(4, 4\) .* \(4, 3\): the last layer has 3 units"),
        (ONE_HOT, HOT, P - 1, "end the network with a softmax, or say from_logits=True"),
        (ONE_HOT, ONES, ONES, r"compares several classes.* use binary_crossentropy"),
        (SPARSE, [0, 1, 3, 0], P, r"labels must lie in 0\.\.2 for 3 classes, got 0\.\.3"),
        (SPARSE, [0, 1, -1, 0], P, r"got -1\.\.1: .* count classes from 0"),
        (SPARSE, HOT, P, r"looks one-hot: use y\.argmax\(-1\), or the loss categorical"),
        (SPARSE, [0.5, 1, 2, 0], P, "labels must be whole numbers, got 0.5"),
        (SPARSE, [math.nan, 1, 2, 0], P, "whole numbers, got nan"),
        (SPARSE, [0, 1], P, r"labels of shape \(2,\) do not fit predictions of shape \(4, 3\)"),
        (SPARSE, ["cat"] * 4, P, r"labels must be numbers, got <U3 data; .* return_inverse=True"),
        (SPARSE, [0, 0, 0, 0], ONES, "binary_crossentropy with one sigmoid unit"),
        (SPARSE, [0, 1, 2, 0], P * 6, "values from 0 to 1, got 2"),
        (BINARY, [0, 1, 1, 0], P[:, :1] + 1, "end the network with a sigmoid, or say from_logits=True"),
        (BINARY, [0, 1, 1, 0], P, r"y_true of shape \(4,\) does not fit .* \(4, 3\): the last layer has 3 units"),
        (MSE, np.ones(4), np.ones((4, 28, 3)), r"is a Flatten\(\) missing"),
        (MSE, np.ones((4, 2)), np.ones((3, 2)), r"\(4, 2\) does not fit predictions of shape \(3, 2\)$"),
    ],
)
def test_what_does_not_fit_says_how_to_make_it_fit(loss, y, p, message):
    with pytest.raises((ValueError, TypeError), match=message):
        loss(y, p)


def test_nan_predictions_give_nan_and_no_other_complaint():
    """The training loop finds the cause; a complaint about 0..1 would mislead."""
    p = np.full((2, 3), math.nan)
    assert np.isnan(categorical_crossentropy(np.eye(3)[:2], p)).all()
    assert np.isnan(binary_crossentropy(np.eye(3)[:2], p)).all()
    assert np.isnan(sparse_categorical_crossentropy([0, 1], p)).all()


def test_an_activation_says_that_it_makes_probabilities_and_losses_go_back_to_its_logits(monkeypatch):
    halved = autograd.Tensor([[-800.0, 3.0]])
    answer = autograd.tanh(halved)  # stands for an activation of one's own
    assert logits_of(answer) is None
    monkeypatch.setitem(PROBABILITIES, answer.op, EACH)
    assert logits_of(answer, EACH) is halved
    assert logits_of(answer, ONE_OF_SEVERAL) is None
    by_logits = losses.BinaryCrossentropy(from_logits=True)([[0.0, 1.0]], halved)
    assert losses.BinaryCrossentropy()([[0.0, 1.0]], answer).item() == by_logits.item()


def test_a_single_number_behind_a_sigmoid_has_a_loss():
    assert losses.BinaryCrossentropy()(1.0, autograd.Tensor(0.0).sigmoid()).item() == pytest.approx(np.log(2.0))


@pytest.mark.parametrize(
    ("loss", "y", "p", "words"),
    [
        (ONE_HOT, HOT * 2, P, r"labels from 0 to 1, got 0\.\.2: one-hot labels"),
        (BINARY, [-1, 1, 1, -1], P[:, :1], r"got -1\.\.1: labels are 0 or 1; for -1 and 1 use \(y \+ 1\) / 2"),
    ],
)
def test_labels_far_from_0_and_1_are_computed_with_and_warned_of(loss, y, p, words):
    with pytest.warns(UserWarning, match=words):
        assert np.isfinite(loss(np.asarray(y, float), p)).all()


def test_a_former_name_still_works_and_says_what_it_is_called_now():
    with pytest.warns(DeprecationWarning, match="now called nn.losses.average_last_axis"):
        assert losses.averaged is losses.average_last_axis
    with pytest.raises(AttributeError, match=r"'nn\.losses' has no attribute 'average'"):
        losses.average  # noqa: B018


@pytest.mark.parametrize("kind", losses.CLASSES.values(), ids=losses.CLASSES)
def test_what_type_checkers_read_is_what_the_function_takes(kind):
    written = list(inspect.signature(kind.__init__).parameters.values())[1:]
    shown = inspect.signature(kind).parameters
    together = ["axis"] * ("axis" in shown) + ["reduction", "name"] if written[-1].kind is inspect.Parameter.VAR_KEYWORD else []
    assert [p.name for p in written if p.name != "settings"] + together == list(shown)
    assert all(p.default == shown[p.name].default for p in written if p.name != "settings")
